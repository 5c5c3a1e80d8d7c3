"""Usual times, counted every night; and the order of work lists, brought under what was counted."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from agencies.models import UsualTime, calendars, days_and_rules
from dossiers.actions.locks import await_turn
from dossiers.actions.unattended import heartbeat
from dossiers.actions.underway import began_at, is_any_older
from dossiers.models import Dossier, Job, JobKind, JobState
from dossiers.reads.ledger import start_by
from dossiers.reads.moments import database_now, unhurried
from dossiers.reads.usual import Usual, usual_times

LATELY = timedelta(days=90)
PORTION = 500  # dossiers in one transaction, locked while it lasts
_ONE_AT_A_TIME = 7_021_119  # an advisory lock: counted twice at once, it is counted once

_ORDER = """
UPDATE dossiers_dossier AS dossier SET start_by = new.start_by
FROM unnest(%s::bigint[], %s::timestamptz[]) AS new (id, start_by) WHERE dossier.id = new.id
"""


def count_usual_times() -> int:
    """Count how long steps took lately, by the database's clock; how many of the medians changed.

    Only what changed is written, because every process reads its layout again after it. When a median changed, one job
    is queued that puts open dossiers into the new order. Counted again at once, nothing changes.
    """
    with heartbeat("usual") as beat, transaction.atomic():
        unhurried()
        await_turn(_ONE_AT_A_TIME)
        now = database_now()
        beat.rows = _keep(usual_times(now - LATELY, calendars()))
        if beat.rows:
            Job.objects.create(kind=JobKind.USUAL, created_at=now)
        return beat.rows


def _keep(found: dict[tuple[int, str], Usual]) -> int:
    """Write what differs from what is kept; how many medians appeared, went or became others."""
    kept = {(row.procedure_id, row.step): row for row in UsualTime.objects.all()}
    gone = [row.pk for key, row in kept.items() if key not in found]
    new = [UsualTime(procedure_id=key[0], step=key[1], **found[key]._asdict()) for key in found if key not in kept]
    other, moved = [], 0
    for key, row in kept.items():
        if key in found and found[key] != (row.minutes, row.p90, row.cases):
            moved += found[key].minutes != row.minutes
            row.minutes, row.p90, row.cases = found[key]
            other.append(row)
    if gone:
        UsualTime.objects.filter(pk__in=gone).delete()
    UsualTime.objects.bulk_create(new)
    UsualTime.objects.bulk_update(other, ["minutes", "p90", "cases"], batch_size=PORTION)
    return len(gone) + len(new) + moved


def order_portion(job: Job) -> bool:
    """Put the next open dossiers where today's usual times want them, and note it on the job. In its transaction.

    Nothing has happened to a dossier by it: no event, no version, no moment but `start_by`. facts: {"began_at": when
    the first portion began, "is_sure": nobody who read older times was at work when this pass began}. False: all is
    done, or come back later.
    """
    if "began_at" not in job.facts:
        job.facts["began_at"] = began_at().isoformat()
        job.total = Dossier.objects.open().count()
    if not job.cursor:
        job.done, job.facts["is_sure"] = 0, not is_any_older(job.facts["began_at"])
    portion = list(
        Dossier.objects.open()
        .filter(pk__gt=job.cursor)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")[:PORTION]
    )
    if portion:
        _order(portion)
        job.cursor = portion[-1].pk
        job.done += len(portion)
        job.total = max(job.total, job.done)
        return True
    if not job.facts["is_sure"]:
        # An intake that read the older times may have been committed behind the cursor: once more, when all have ended.
        if is_any_older(job.facts["began_at"]):
            return False
        job.cursor = 0
        return True
    job.state, job.finished_at, job.total = JobState.DONE, began_at(), job.done
    return False


def _order(portion: list[Dossier]) -> None:
    _newest, laid = days_and_rules()  # after the locks: whatever was counted meanwhile counts at once
    moved: list[tuple[int, datetime | None]] = []
    for dossier in portion:
        counted_by = calendars(dossier.calendar_version).of(dossier.deciding_agency_id)
        right = start_by(dossier, counted_by, laid)
        if right != dossier.start_by:
            moved.append((dossier.pk, right))
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_ORDER, [list(column) for column in zip(*moved, strict=True)])
