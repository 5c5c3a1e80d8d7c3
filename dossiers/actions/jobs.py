"""Long work in the background: what somebody waits for first, a portion and its cursor in one transaction.

Workers may be killed at any moment: a portion is done once or not at all, and the next one goes on from there. Portions
that take minutes have a round of their own, so that nobody's file waits for them.
"""

import time
from collections.abc import Callable, Collection

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, F, When

from dossiers.actions.applying import apply_portion
from dossiers.actions.audits import audit_portion
from dossiers.actions.bulk import bulk_portion
from dossiers.actions.exporting import export_portion
from dossiers.actions.locks import is_our_turn
from dossiers.actions.printing import print_portion
from dossiers.actions.refused import Refused
from dossiers.actions.report_files import report_file_portion
from dossiers.actions.reporting import report_portion
from dossiers.actions.usual import order_portion
from dossiers.models import OWN, Job, JobKind, JobState

SECONDS = 40  # of one round; a worker is stopped after 200
TRIES = 3  # of a long portion; whatever killed its workers so often would kill the next one
_TURN, _LONG_TURN = 20260331, 20260332  # held while a portion is done

# What does the next portion of a job and notes it there; True: go on at once, False: finished, or come back later.
PORTIONS: dict[str, Callable[[Job], bool]] = {
    JobKind.CALENDAR: apply_portion,
    JobKind.BOOKS: audit_portion,
    JobKind.BULK: bulk_portion,
    JobKind.PRINT: print_portion,
    JobKind.EXPORT: lambda job: (report_file_portion if "report" in job.facts else export_portion)(job),
    JobKind.USUAL: order_portion,
}
LONG: dict[str, Callable[[Job], bool]] = {JobKind.REPORT: report_portion}


def work(*, seconds: float = SECONDS) -> int:
    """Do portions until nothing waits or the time is up; how many. A job that breaks is set aside with its error.

    One round at a time, here or elsewhere: another ends at once, so that marking and telling have their processes.
    """
    until = time.monotonic() + seconds
    resting: set[int] = set()
    portions = 0
    while time.monotonic() < until and _one_portion(PORTIONS, _TURN, resting):
        portions += 1
    return portions


def work_long() -> int:
    """Do what is done in one long portion until nothing of it waits; how many. Of its own turn, as of `work`.

    A worker that is killed cannot say so: that it begins is noted before, and what was begun TRIES times is set aside.
    """
    portions = 0
    while _is_begun() and _one_portion(LONG, _LONG_TURN, set()):
        portions += 1
    return portions


def _is_begun() -> bool:
    with transaction.atomic():
        if not is_our_turn(_LONG_TURN):
            return False
        while job := _next(LONG, set()):
            job.state, job.result = JobState.RUNNING, {"tries": job.result.get("tries", 0) + 1}
            if is_over := job.result["tries"] > TRIES:
                job.state, job.result = JobState.FAILED, {"said": str(Refused("job_killed", n=TRIES))}
            job.save(update_fields=["state", "result"])
            if not is_over:
                return True
    return False


def _one_portion(portions: dict[str, Callable[[Job], bool]], turn: int, resting: set[int]) -> bool:
    """False when no job waits, or another worker is at one."""
    job = None
    try:
        with transaction.atomic():
            if not is_our_turn(turn):
                return False
            job = _next(portions, resting)
            if job is None:
                return False
            job.state = JobState.RUNNING
            if not portions[job.kind](job):
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


def _next(portions: Collection[str], resting: set[int]) -> Job | None:
    """What people look at the progress of before all other, and the smallest of it first; then by age."""
    awaited = Case(When(kind__in=OWN, then=F("total")))
    waiting = Job.objects.filter(finished_at=None, kind__in=portions).exclude(state=JobState.FAILED)
    locked = waiting.exclude(pk__in=resting).select_for_update(skip_locked=True, of=("self",))
    return locked.order_by(awaited.asc(nulls_last=True), "pk").first()
