"""What runs unattended. A task makes one call and reports; the timetable is in portal/celery.py."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from dossiers import actions

# Seconds of what goes over all dossiers at once. The broker hands it out again long before (visibility_timeout): a
# second delivery finds that it is not its turn, and ends.
_LONG = {"soft_time_limit": 3_500, "time_limit": 3_600}


@shared_task
def sweep() -> dict:
    return actions.sweep()


@shared_task
def check_sweep() -> dict:
    """Whether `sweep` still comes to its end; `manage.py check_sweep` asks the same from outside."""
    return actions.check_sweep()


@shared_task
def relay() -> int:
    return actions.relay()


@shared_task
def deliver(channel: str) -> int:
    """Messages that are due by one channel; one sender at a time."""
    return actions.deliver(channel)


@shared_task
def work() -> int:
    """Long jobs, in portions; one round at a time."""
    return actions.work()


@shared_task(**_LONG)
def work_long() -> int:
    """Jobs of one long portion."""
    return actions.work_long()


@shared_task
def count_usual_times() -> int:
    """How long steps usually take; `work` then puts open dossiers into the order that it gives."""
    return actions.count_usual_times()


@shared_task(**_LONG)
def count_figures() -> dict:
    """The figures of ended days, and the dossiers behind them."""
    return actions.count_figures()


@shared_task(**_LONG)
def publish_figures() -> dict:
    """What everybody may read of the last thirteen months."""
    return actions.publish_figures()


@shared_task
def audit_books() -> None:
    """Queue the night's audit of open dossiers; `work` does it."""
    actions.audit_tonight()


@shared_task
def clear_sessions() -> None:
    """Sessions that have run out."""
    call_command("clearsessions")


@shared_task
def purge_drafts() -> int:
    """Drafts of intakes that nobody goes on with: they hold personal data."""
    return actions.purge_drafts(now=timezone.now())


@shared_task
def purge_followers() -> int:
    """Addresses that never confirmed, or whose dossier ended long ago: they are personal data."""
    return actions.purge_followers(now=timezone.now())


@shared_task
def queue_digests() -> int:
    """The morning's letters to staff; `queue_digests` knows on which days and until when."""
    return actions.queue_digests(now=timezone.now())


@shared_task
def purge_printed() -> int:
    """Files of many letters some days after they were made: they hold personal data."""
    return actions.purge_printed(now=timezone.now())


@shared_task
def purge_exported() -> int:
    """What lists that could not be exported had read, and what killed workers left of them."""
    return actions.purge_exported(now=timezone.now())
