"""Stopping the clock by hand on a legal ground, and letting it run again."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from agencies.worktime import DAY, ZONE, Calendar, instant, moment
from dossiers.actions.changing import changed, opened
from dossiers.actions.refused import Refused
from dossiers.models import BY_HAND, Dossier, EventKind, Pause
from dossiers.reads.ledger import appointments, calendar_of, dates, facts_of
from dossiers.workflow import Move

CLOCKS_DIFFER = timedelta(seconds=5)  # a form's minute, or a host's clock, a little ahead is not the future


@transaction.atomic
def pause(
    *, dossier_id: int, by: User, now: datetime, version: int, ground: str, document: str = "", reason: str,
    since: datetime | None = None,
) -> Dossier:  # fmt: skip
    """Stop the clock. ground: one of BY_HAND; document: the paper that allows it.

    since: not before the current working day began, nor before the clock last began to run (received, papers or
    payment come, resumed), and not earlier than now once it is overdue: what is late stays late. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.PAUSE, by=by, version=version, now=now)
    if dossier.rules.term is None:
        raise Refused("no_term")
    if dossier.is_paused:
        raise Refused("paused_already")
    if ground not in BY_HAND:
        raise Refused("ground")
    if not reason.strip():
        raise Refused("pause_reason")
    since = _moment(since, now=now, dossier=dossier)
    if since < now:
        _judge_backdated(dossier, since, now)
    span = DateTimeTZRange(since, None)
    if Pause.objects.filter(dossier=dossier, span__overlap=span).exists():
        raise Refused("pause_overlaps")
    Pause.objects.create(dossier=dossier, span=span, ground=ground, document=document, by=by)
    changed(
        dossier, kind=EventKind.PAUSED, by=by, now=now, move=Move.PAUSE, reason=reason,
        data={"ground": ground, "since": since.astimezone(ZONE).isoformat()},
    )  # fmt: skip
    return dossier


@transaction.atomic
def resume(*, dossier_id: int, by: User, now: datetime, version: int, at: datetime | None = None) -> Dossier:
    """Let the clock run again, from now or from earlier in the current working day. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.RESUME, by=by, version=version, now=now)
    open_pause = Pause.objects.filter(dossier=dossier, span__upper_inf=True).first()
    if open_pause is None:
        raise Refused("not_paused")
    began = open_pause.span.lower
    if at is not None and at < began:
        raise Refused("pause_ends_before")
    at = max(_moment(at, now=now, dossier=dossier), began)
    close_stop(dossier, at)
    changed(
        dossier, kind=EventKind.RESUMED, by=by, now=now, move=Move.RESUME,
        data={"ground": open_pause.ground, "since": at.astimezone(ZONE).isoformat()},
    )  # fmt: skip
    return dossier


def close_stop(dossier: Dossier, at: datetime) -> None:
    """The open pause, if there is one, ends. One that ends as it begins keeps its moment and costs nothing."""
    for stop in Pause.objects.filter(dossier=dossier, span__upper_inf=True):
        began = stop.span.lower
        stop.span = DateTimeTZRange(began, at, "[]" if at == began else "[)")
        stop.save(update_fields=["span"])


def earliest(calendar: Calendar, now: datetime) -> datetime:
    """The opening of the current working day; now on a day off, or before the office opens."""
    today = instant(now) // DAY
    opens = moment(today * DAY + calendar.spans[0][0])
    return min(opens, now) if calendar.is_working(opens.date()) else now


def _moment(wanted: datetime | None, *, now: datetime, dossier: Dossier) -> datetime:
    if wanted is None:
        return now
    if wanted > now + CLOCKS_DIFFER:
        raise Refused("pause_future")
    if wanted < max(earliest(calendar_of(dossier), now), dossier.received_at):
        raise Refused("pause_backdated")
    return min(wanted, now)


def _judge_backdated(dossier: Dossier, since: datetime, now: datetime) -> None:
    """A pause that is noted later than it began neither undoes lateness nor reaches back over another stop."""
    facts = facts_of(dossier)
    due_at = dates(appointments(dossier, facts), calendar_of(dossier)).due_at  # the calendar may have moved it
    if dossier.is_overdue(now=now) or (due_at is not None and due_at < now):
        raise Refused("late_stays_late")
    begun = [asked.received_at for asked in facts.supplements] + [paid.confirmed_at for paid in facts.payments]
    if any(at is not None and since < at for at in begun):
        raise Refused("pause_overlaps")
