"""Long work in the background: what somebody waits for first, a portion and its cursor in one transaction.

Workers may be killed at any moment: a portion is done once or not at all, and the next one goes on from there.
"""

import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, When

from dossiers.actions.applying import apply_portion
from dossiers.actions.audits import audit_portion
from dossiers.actions.bulk import bulk_portion
from dossiers.actions.exporting import export_portion
from dossiers.actions.printing import print_portion
from dossiers.actions.reporting import report_portion
from dossiers.actions.usual import order_portion
from dossiers.models import OWN, Job, JobKind, JobState

SECONDS = 40  # of one round; a worker is stopped after 200
_TURN = 20260331  # the key of the lock that a portion holds

# What does the next portion of a job and notes it there; True: go on at once, False: finished, or come back later.
PORTIONS: dict[str, Callable[[Job], bool]] = {
    JobKind.CALENDAR: apply_portion,
    JobKind.BOOKS: audit_portion,
    JobKind.BULK: bulk_portion,
    JobKind.PRINT: print_portion,
    JobKind.EXPORT: export_portion,
    JobKind.REPORT: report_portion,
    JobKind.USUAL: order_portion,
}


def work(*, seconds: float = SECONDS) -> int:
    """Do portions until nothing waits or the time is up; how many. A job that breaks is set aside with its error.

    One round at a time, here or elsewhere: another ends at once, so that marking and telling have their processes.
    """
    until = time.monotonic() + seconds
    resting: set[int] = set()
    portions = 0
    while time.monotonic() < until and _one_portion(resting):
        portions += 1
    return portions


def _one_portion(resting: set[int]) -> bool:
    """False when no job waits, or another worker is at one."""
    job = None
    try:
        with transaction.atomic():
            if not _is_our_turn():
                return False
            job = _next(resting)
            if job is None:
                return False
            job.state = JobState.RUNNING
            if not PORTIONS[job.kind](job):
                resting.add(job.pk)
            job.save(update_fields=["facts", "state", "total", "done", "cursor", "result", "finished_at"])
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the job's: it waits for the next round as it is
    except Exception as fault:
        if job is None:
            raise
        # The first line only: PostgreSQL quotes rows in those below.
        said = f"{type(fault).__name__}: {str(fault).partition(chr(10))[0]}"
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error=said[:500])
    return True


def _is_our_turn() -> bool:
    """Until the transaction ends, not the connection: behind a pooler that is not ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_TURN])
        return cursor.fetchone()[0]


def _next(resting: set[int]) -> Job | None:
    """What people look at the progress of before all other, and the smallest of it first; then by age."""
    awaited = Case(When(kind__in=OWN, then=F("total")))
    waiting = Job.objects.filter(finished_at=None, kind__in=PORTIONS).exclude(state=JobState.FAILED)
    locked = waiting.exclude(pk__in=resting).select_for_update(skip_locked=True, of=("self",))
    return locked.order_by(awaited.asc(nulls_last=True), "pk").first()
