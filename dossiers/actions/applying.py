"""Applying a confirmed calendar to every open dossier, a portion at a time.

A portion's dossiers and the job's cursor are committed together, so that a crash costs one portion and nothing is
done twice. First dates and closed dossiers are never touched.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from agencies.models import Calendars, Layout, days_and_rules
from dossiers.actions.changing import TICK, new_date
from dossiers.actions.unattended import mark_passed
from dossiers.actions.underway import began_at, is_any_older
from dossiers.models import QUIET, Dossier, Event, EventKind, Job, JobState, Step
from dossiers.querysets import noticed
from dossiers.reads.calendar_edits import facts_of_many
from dossiers.reads.ledger import Facts, appointments, dates, next_flag, stalls_at, start_by

PORTION = 500  # dossiers in one transaction, locked while it lasts

_MOVE = """
UPDATE dossiers_dossier AS d
SET due_at = new.due_at, due_is_provisional = new.due_is_provisional, due_soon_at = new.due_soon_at,
    stalls_at = new.stalls_at, start_by = new.start_by, next_flag_at = new.next_flag_at, calendar_version = %s,
    updated_at = new.updated_at, version = new.version
FROM unnest(%s::bigint[], %s::timestamptz[], %s::boolean[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
            %s::timestamptz[], %s::timestamptz[], %s::int[])
    AS new (id, due_at, due_is_provisional, due_soon_at, stalls_at, start_by, next_flag_at, updated_at, version)
WHERE d.id = new.id
"""
_COLUMNS = (
    "pk", "due_at", "due_is_provisional", "due_soon_at", "stalls_at", "start_by", "next_flag_at", "updated_at",
    "version",
)  # fmt: skip


def apply_portion(job: Job) -> bool:
    """Bring the next portion under the newest calendar and note it on the job, in the caller's transaction.

    facts: {"version": the one to reach, "began_at": when its first portion began}. False: come back later.
    """
    now = _asked("SELECT now()")
    waiting = Dossier.objects.open().filter(calendar_version__lt=job.facts["version"])
    if "began_at" not in job.facts:
        job.facts["began_at"] = began_at().isoformat()
        job.total = waiting.count()
        job.result = {"moved": 0, "earlier": 0, "later": 0}
    portion = list(
        waiting.filter(pk__gt=job.cursor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("rules")
        .order_by("pk")[:PORTION]
    )
    if portion:
        _brought(portion, job, now)
        job.cursor = portion[-1].pk
        job.done += len(portion)
        job.total = max(job.total, job.done)
        return True
    # An intake that read the old calendar may still be under way, or have been committed behind the cursor.
    if is_any_older(job.facts["began_at"]):
        job.cursor = 0
        return False
    if waiting.exists():
        job.cursor = 0
        return True
    job.state, job.finished_at, job.total = JobState.DONE, now, job.done
    return False


def _brought(portion: list[Dossier], job: Job, now: datetime) -> None:
    newest, laid = days_and_rules()  # after the locks: whatever was confirmed meanwhile counts at once
    facts, lasting = facts_of_many(dossier__in=[dossier.pk for dossier in portion]), _Lasting(portion, now)
    moved: list[tuple[Dossier, datetime | None]] = []
    passed, stayed, nothing = [], [], Facts()
    for dossier in portion:
        told, flag = dossier.due_at, dossier.next_flag_at
        if not _recounted(dossier, facts.get(dossier.pk, nothing), newest, laid, lasting, now):
            stayed.append(dossier.pk)
            continue
        moved.append((dossier, told))
        if flag is not None and flag < now:
            passed.append(dossier.pk)
    mark_passed(*passed, now=now)  # what was missed by the old dates was missed
    _save([dossier for dossier, _ in moved], newest.version)
    Dossier.objects.filter(pk__in=stayed).update(calendar_version=newest.version)
    _tell([(dossier, told) for dossier, told in moved if dossier.due_at != told], job)


def _tell(moved: list[tuple[Dossier, datetime | None]], job: Job) -> None:
    """An event on each, by nobody: who confirmed the calendar is on the job, and did nothing to the dossier."""
    events = []
    for dossier, told in moved:
        job.result["moved"] += 1
        if told and dossier.due_at:
            job.result["later" if dossier.due_at > told else "earlier"] += 1
        data = new_date(dossier, told, because="calendar")
        if data is not None:
            where = dossier.deciding_agency_id
            kind = EventKind.DUE_CHANGED
            events.append(Event(dossier=dossier, at=dossier.updated_at, agency_id=where, kind=kind, data=data))
    Event.objects.bulk_create(events)


def _recounted(
    dossier: Dossier, facts: Facts, newest: Calendars, laid: Layout, lasting: "_Lasting", now: datetime
) -> bool:
    """Set the dates on the dossier as the newest calendar gives them; whether any differs."""
    calendar = newest.of(dossier.deciding_agency_id)
    found = dates(appointments(dossier, facts), calendar)
    stalls = dossier.stalls_at
    since = lasting.since(dossier)
    if since is not None:
        stalls = stalls_at(calendar, since.at, since.step.rule_step)
    told, watched, began = dossier.due_at, dossier.stalls_at, dossier.start_by
    kept = (told, dossier.due_is_provisional, dossier.due_soon_at, watched, began)
    dossier.calendar_version = newest.version
    dossier.due_at = found.due_at
    dossier.start_by = start_by(dossier, calendar, laid)
    if kept == (found.due_at, found.is_provisional, found.due_soon_at, stalls, dossier.start_by):
        return False
    dossier.due_is_provisional, dossier.due_soon_at = found.is_provisional, found.due_soon_at
    dossier.stalls_at = stalls
    dossier.next_flag_at = next_flag(found, now, stalls, told=told)
    if stalls is not None and stalls < now and stalls != watched:  # moved into the past: yet to be marked
        dossier.next_flag_at = min(stalls, dossier.next_flag_at or stalls)
    if told != found.due_at:  # pages that were opened before it are stale; a mere flag is nobody's business
        dossier.updated_at = max(now, dossier.updated_at + TICK)
        dossier.version += 1
    return True


def _save(moved: list[Dossier], version: int) -> None:
    if moved:
        columns = [[getattr(dossier, name) for dossier in moved] for name in _COLUMNS]
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [version, *columns])


@dataclass(frozen=True)
class _Since:
    at: datetime
    step: Step


class _Lasting:
    """Since when, and at which step, dossiers have been still that are watched for standing still. Two queries.

    A new calendar is no step forward: what it does to a date is not counted as something that happened.
    """

    def __init__(self, portion: list[Dossier], now: datetime):
        # What stood still by now was noticed as such, and stays so.
        watched = [dossier.pk for dossier in portion if dossier.stalls_at is not None and dossier.stalls_at >= now]
        steps = Step.objects.filter(dossier__in=watched, n=F("dossier__current_step")).select_related("rule_step")
        self.steps = {step.dossier_id: step for step in steps}
        events = Event.objects.filter(dossier__in=watched).exclude(kind__in=QUIET)
        last = events.order_by("dossier", "-seq").distinct("dossier").annotate(noticed=noticed())
        self.last = dict(last.values_list("dossier", "noticed"))

    def since(self, dossier: Dossier) -> _Since | None:
        """None when it is not watched."""
        step, at = self.steps.get(dossier.pk), self.last.get(dossier.pk)
        return _Since(at, step) if step is not None and at is not None else None


def _asked(sql: str, *given) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]
