"""The alarm clock: which task runs when. Tasks hold no state; losing or doubling one changes nothing."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings
from kombu import Queue

from portal.tasklog import TaskLogStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = (Queue("default"),)
app.steps["worker"].add(TaskLogStep)
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "mark what has become due soon or overdue, every minute": {
        "task": "dossiers.tasks.sweep",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "look whether that still comes to its end, every minute": {
        "task": "dossiers.tasks.check_sweep",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "pass on what waits in the outbox, every five seconds": {
        "task": "dossiers.tasks.relay",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    **{
        f"send what waits to go out by {channel}, every five seconds": {
            "task": "dossiers.tasks.deliver",
            "args": [channel],
            "schedule": 5.0,
            "options": {"expires": 5},
        }
        for channel in settings.MESSAGE_WAYS
    },
    "go on with long jobs, every ten seconds": {
        "task": "dossiers.tasks.work",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "go on with what takes long, every ten seconds": {
        "task": "dossiers.tasks.work_long",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "count the figures of the days that have ended, every night": {
        "task": "dossiers.tasks.count_figures",
        "schedule": crontab(hour="0", minute="10"),
    },
    "count what everybody may read, every night after that": {
        "task": "dossiers.tasks.publish_figures",
        "schedule": crontab(hour="0", minute="40"),
    },
    "count how long steps usually take, every night before the books are checked": {
        "task": "dossiers.tasks.count_usual_times",
        "schedule": crontab(hour="1", minute="15"),
    },
    "check the books of open dossiers, every night": {
        "task": "dossiers.tasks.audit_books",
        "schedule": crontab(hour="2", minute="30"),
    },
    "take away sessions that have run out, every night": {
        "task": "dossiers.tasks.clear_sessions",
        "schedule": crontab(hour="2", minute="15"),
    },
    "take away files of many letters some days after they were made, every night": {
        "task": "dossiers.tasks.purge_printed",
        "schedule": crontab(hour="2", minute="20"),
    },
    "take away what broken exports had read, every night": {
        "task": "dossiers.tasks.purge_exported",
        "schedule": crontab(hour="2", minute="25"),
    },
    "forget who followed what ended long ago, or never confirmed, every night": {
        "task": "dossiers.tasks.purge_followers",
        "schedule": crontab(hour="2", minute="20"),
    },
    "take away drafts of intakes that nobody goes on with, every night": {
        "task": "dossiers.tasks.purge_drafts",
        "schedule": crontab(hour="2", minute="20"),
    },
    "write the morning's letters to staff, from a quarter past seven until noon": {
        "task": "dossiers.tasks.queue_digests",
        "schedule": crontab(hour="7-11", minute="*/5"),
        "options": {"expires": 300},
    },
}
