"""What a move would do to the due date, told before it is made: by the ledger itself, with the move written into it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from agencies.models import StopMode
from agencies.worktime import DAY, ZONE, instant, local_day, moment
from dossiers.models import Pause, Payment, Supplement
from dossiers.reads.desk import Desk
from dossiers.reads.ledger import Facts, appointments, dates
from dossiers.workflow import Move

EXAMPLE_DAYS = 5  # working days that an applicant may need, for the worked example
_STOPS = (Move.REQUEST_SUPPLEMENT, Move.PAUSE, Move.REQUEST_PAYMENT)
_STARTS = (Move.RECEIVE_SUPPLEMENT, Move.RESUME, Move.CONFIRM_PAYMENT)


@dataclass(frozen=True)
class Effect:
    """after: the due date right after the move, None while the clock then stands still inside the term.

    example: the due date if what is awaited comes at 09:00 on example_day; None when nothing is awaited.
    is_late: the term had already ended: no stop moves its date. splits: a second appointment is made of it.
    since: from when, if not from now.
    """

    after: datetime | None
    is_provisional: bool
    is_late: bool
    restarts: bool
    splits: bool
    example: datetime | None = None
    example_day: date | None = None
    since: datetime | None = None


def effect_of(desk: Desk, move: Move, *, now: datetime, at: datetime | None = None) -> Effect | None:
    """None when the move leaves the due date alone. at: from when it is to hold, where that may be. No query."""
    if not desk.appointments or move not in (*_STOPS, *_STARTS):
        return None
    since = at if at is not None and _may_hold_from(desk, at, now) else None
    at = since or max(now, desk.dossier.updated_at)  # as the action will write it
    after = dates(appointments(desk.dossier, _written(desk, move, at)), desk.calendar)
    told = Effect(
        after=after.due_at,
        is_provisional=after.is_provisional,
        is_late=desk.dossier.is_overdue(now=now),
        restarts=_restarts(desk, move),
        splits=_splits(desk, move),
        since=since,
    )
    if move in _STARTS:
        return told
    day = desk.calendar.working_day_after(local_day(now), EXAMPLE_DAYS)
    answered = datetime.combine(day, time(9), tzinfo=ZONE)
    then = dates(appointments(desk.dossier, _written(desk, move, at, until=answered)), desk.calendar)
    return replace(told, example=then.due_at, example_day=day, is_provisional=then.is_provisional)


def _may_hold_from(desk: Desk, at: datetime, now: datetime) -> bool:
    """In today's working day, after everything that stopped or started the clock before. The action judges again."""
    if not desk.calendar.is_working(local_day(now)) or desk.dossier.is_overdue(now=now):
        return False
    facts, opens = desk.facts, moment(instant(now) // DAY * DAY + desk.calendar.spans[0][0])
    past = [desk.dossier.received_at, opens]
    past += [edge for stop in facts.pauses if not stop.span.isempty for edge in (stop.span.lower, stop.span.upper)]
    past += [edge for asked in facts.supplements for edge in (asked.asked_at, asked.received_at)]
    past += [edge for paid in facts.payments for edge in (paid.requested_at, paid.confirmed_at)]
    return max(edge for edge in past if edge is not None) <= at <= now


def due_after(desk: Desk, effect: Effect | None) -> datetime | None:
    """The due date right after a move with this effect."""
    return desk.dossier.due_at if effect is None else effect.after


def _restarts(desk: Desk, move: Move) -> bool:
    if move is Move.RECEIVE_SUPPLEMENT and desk.supplement is not None:
        return desk.supplement.restarts
    return move is Move.REQUEST_SUPPLEMENT and desk.dossier.rules.stop_mode == StopMode.RESTART


def _splits(desk: Desk, move: Move) -> bool:
    if move is Move.CONFIRM_PAYMENT and desk.payment is not None:
        return desk.payment.splits
    return move is Move.REQUEST_PAYMENT and desk.dossier.rules.second_term is not None


def _written(desk: Desk, move: Move, at: datetime, *, until: datetime | None = None) -> Facts:
    """What would be written down if the move were made at this moment; a stop that it begins lasts until then."""
    facts = desk.facts
    if move in _STARTS:
        return _with_ends(facts, at)
    if _restarts(desk, move):
        asked = Supplement(asked_at=at, received_at=until, restarts=True)
        return replace(facts, supplements=[*facts.supplements, asked])
    if _splits(desk, move):
        return replace(facts, payments=[*facts.payments, Payment(requested_at=at, confirmed_at=until, splits=True)])
    return replace(facts, pauses=[*facts.pauses, Pause(span=DateTimeTZRange(at, until))])


def _with_ends(facts: Facts, at: datetime) -> Facts:
    """The same with everything that is awaited there at this moment. What was read stays as it was."""
    return Facts(
        pauses=[
            Pause(span=DateTimeTZRange(stop.span.lower, at)) if stop.span.upper is None else stop
            for stop in facts.pauses
        ],
        supplements=[
            Supplement(asked_at=asked.asked_at, received_at=asked.received_at or at, restarts=asked.restarts)
            for asked in facts.supplements
        ],
        payments=[
            Payment(requested_at=p.requested_at, confirmed_at=p.confirmed_at or at, splits=p.splits)
            for p in facts.payments
        ],
    )
