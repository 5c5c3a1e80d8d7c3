"""Lines of tasks: every one carries the task's id and name; failures are told without their words."""

import logging

import structlog
from celery import bootsteps
from celery.signals import task_postrun
from django_structlog.celery.receivers import CeleryReceiver

log = structlog.get_logger("portal.tasks")


class TaskLog(CeleryReceiver):
    """Quiet about what goes well, twenty times a minute: heartbeats say that."""

    def receiver_task_prerun(self, task_id, task, *args, **kwargs) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)

    def receiver_task_postrun(self, *args, **kwargs) -> None:
        structlog.contextvars.clear_contextvars()

    def connect_worker_signals(self) -> None:
        super().connect_worker_signals()
        task_postrun.connect(self.receiver_task_postrun)

    def receiver_task_success(self, result=None, sender=None, **kwargs) -> None:
        """Nothing."""

    def receiver_task_failure(self, task_id=None, exception=None, sender=None, **kwargs) -> None:
        log.error("task_failed", exc_info=exception)


class TaskLogStep(bootsteps.Step):
    """For the worker: what follows tasks, and silence for Celery's own line of a failure, which quotes its words."""

    def __init__(self, parent, **kwargs):
        super().__init__(parent, **kwargs)
        logging.getLogger("celery.app.trace").setLevel(logging.CRITICAL)
        self.receiver = TaskLog()
        self.receiver.connect_worker_signals()
