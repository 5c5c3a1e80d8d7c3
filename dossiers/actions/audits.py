"""Checking the books in the background: open dossiers every night, ended dossiers too when somebody asks.

An audit is a Job: a portion of dossiers at a time, what is broken as Findings. It changes no dossier.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from dossiers.actions.locks import await_turn
from dossiers.models import Dossier, Finding, Job, JobKind, JobState
from dossiers.reads.books import Broken, audit, audit_whole, to_audit
from dossiers.reads.moments import database_now, unhurried

PORTION = 500  # dossiers in one transaction
KEPT = 30  # audits whose findings are kept
MOST = 1_000  # findings of one audit; its result counts them all
ONE_NIGHT = timedelta(hours=12)
_ONE_AT_A_TIME = 7_021_118  # an advisory lock: two presses at once ask for one audit


@transaction.atomic
def ask_for_audit(*, by: User, now: datetime) -> Job:
    """Queue an audit of all dossiers, unless one is waiting or under way: then that one. No dossier changes."""
    _alone()
    waiting = _audits("all").filter(finished_at=None).exclude(state=JobState.FAILED).first()
    return waiting or _queued("all", by=by, now=now)


@transaction.atomic
def audit_tonight() -> Job:
    """Queue the night's audit of open dossiers, by the database's clock; asked twice in one night, the same one."""
    _alone()
    now = database_now()
    tonight = _audits("open").filter(created_at__gt=now - ONE_NIGHT).exclude(state=JobState.FAILED).first()
    return tonight or _queued("open", by=None, now=now)


def audit_portion(job: Job) -> bool:
    """Check the next portion and note it on the job, in the caller's transaction. False when all is checked.

    facts: {"scope": "open" or "all"}. result: {"checked": n, "broken": n}.
    """
    only_open, now = job.facts["scope"] == "open", database_now()
    if not job.cursor:
        job.total = (Dossier.objects.filter(closed_at=None) if only_open else Dossier.objects.all()).count()
        job.result = {"checked": 0, "broken": 0}
    ids = to_audit(job.cursor, PORTION, only_open=only_open)
    if ids:
        _note(job, _sure(audit(ids, now), now))
        job.cursor = ids[-1]
        job.done += len(ids)
        job.total = max(job.total, job.done)
        job.result["checked"] = job.done
        return True
    unhurried()
    _note(job, list(audit_whole()))
    job.state, job.finished_at, job.total = JobState.DONE, now, job.done
    kept = Job.objects.filter(kind=JobKind.BOOKS).order_by("-pk").values_list("pk", flat=True)[:KEPT]
    whole = _audits("all").filter(state=JobState.DONE).values("pk")[:1]  # what it found stands until the next one
    Finding.objects.filter(job__lt=min(kept, default=0)).exclude(job__in=whole).delete()
    return False


def _sure(faults: list[Broken], now: datetime) -> list[Broken]:
    """What is broken while nobody works on it. The first look asked one query after the other, and somebody may have
    acted between them.
    """
    suspects = sorted({fault.dossier_id for fault in faults if fault.dossier_id is not None})
    if not suspects:
        return []
    list(Dossier.objects.filter(pk__in=suspects).select_for_update(of=("self",), no_key=True).order_by("pk").only("pk"))
    return audit(suspects, now)


def _note(job: Job, faults: Sequence[Broken]) -> None:
    room = max(0, MOST - job.result["broken"])
    Finding.objects.bulk_create(
        Finding(job=job, dossier_id=fault.dossier_id, what=_said(fault)) for fault in faults[:room]
    )
    job.result["broken"] += len(faults)


def _said(fault: Broken) -> str:
    return fault.what if fault.dossier_id is not None else f"{fault.dossier}: {fault.what}"


def _audits(scope: str):
    return Job.objects.filter(kind=JobKind.BOOKS, facts__scope=scope).order_by("-pk")


def _queued(scope: str, *, by: User | None, now: datetime) -> Job:
    return Job.objects.create(kind=JobKind.BOOKS, facts={"scope": scope}, created_at=now, created_by=by)


def _alone() -> None:
    await_turn(_ONE_AT_A_TIME)
