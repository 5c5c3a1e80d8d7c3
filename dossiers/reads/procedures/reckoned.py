"""The due date of a dossier that nobody has handed in yet, by the one clock that counts for all others."""

from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import ProcedureRules, StopMode
from agencies.worktime import Calendar, Term, Unit, local_day
from dossiers import clock
from dossiers.models import Dossier
from dossiers.reads import desk, ledger


@dataclass(frozen=True)
class Reckoned:
    """due_at: None while papers are awaited. off: how many days between are off and for that do not count; 0 for a term
    that counts days off. holidays: those of them that are no weekend.
    """

    term: Term
    due_at: datetime | None
    is_provisional: bool
    rows: list[clock.Row]
    bases: frozenset[str]  # the legal bases that the rows may quote
    off: int
    holidays: list[date]


def reckoned(
    rules: ProcedureRules, calendar: Calendar, received_at: datetime, asked_at: datetime | None = None,
    handed_at: datetime | None = None,
) -> Reckoned | None:  # fmt: skip
    """Received at this moment; papers asked for and handed in later. None without a term. No query.

    Raises BadInput for a date out of range.
    """
    course = ledger.appointments(Dossier(rules=rules, received_at=received_at), ledger.Facts())
    if not course:
        return None
    told = course[0].ledger
    if asked_at is not None:
        told = told._replace(stops=(clock.Pause(asked_at, handed_at, rules.stop_mode == StopMode.RESTART),))
    due = clock.ledger_due(calendar, told)
    off = _off(calendar, clock.counted_from(calendar, told)[0], told, due.at)
    return Reckoned(
        term=told.term, due_at=due.at, is_provisional=due.provisional,
        rows=desk.explained(told, calendar), bases=frozenset(calendar.notes.values()), off=len(off),
        holidays=[day for day in off if day.weekday() < 5],
    )  # fmt: skip


def _off(calendar: Calendar, received_at: datetime, told: clock.Ledger, due_at: datetime | None) -> list[date]:
    """The days off between, where days off are not counted. received_at: from when it counts."""
    if due_at is None or any(part.unit is Unit.CALENDAR_DAYS for part in told.term.parts):
        return []
    first = clock.receipt_day(calendar, received_at, told.cutoff).toordinal() + 1
    days = (date.fromordinal(n) for n in range(first, local_day(due_at).toordinal()))
    return [day for day in days if not calendar.is_working(day)]
