"""What runs unattended. A task makes one call and reports; the timetable is in portal/celery.py."""

from celery import shared_task

from dossiers import actions


@shared_task
def sweep() -> dict:
    return actions.sweep()


@shared_task
def relay() -> int:
    return actions.relay()
