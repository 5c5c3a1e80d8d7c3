"""From what is written down about a dossier to its dates: the one place where due dates come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agencies.worktime import Calendar, Term
from dossiers import clock
from dossiers.models import Dossier, Pause, Supplement


@dataclass(frozen=True)
class Dates:
    """What the ledger says. due_at is None without a term and while the clock stands still inside the term."""

    due_at: datetime | None
    is_provisional: bool
    due_soon_at: datetime | None
    is_paused: bool


def ledger_of(dossier: Dossier) -> clock.Ledger | None:
    """The ledger as the database has it now; None when the rules set no term. Asks two queries."""
    if dossier.rules.term is None:
        return None
    return ledger_from(
        dossier, Pause.objects.filter(dossier=dossier), Supplement.objects.filter(dossier=dossier, restarts=True)
    )


def ledger_from(
    dossier: Dossier, pauses: Iterable[Pause], supplements: Iterable[Supplement], at: datetime | None = None
) -> clock.Ledger | None:
    """The ledger from its rows; None when the rules set no term. at: only what was known at that moment."""
    if dossier.rules.term is None:
        return None
    spans = [(pause.span.lower, pause.span.upper, False) for pause in pauses]
    spans += [(asked.asked_at, asked.received_at, True) for asked in supplements if asked.restarts]
    if at is not None:
        spans = [(start, end if end and end <= at else None, again) for start, end, again in spans if start <= at]
    return clock.Ledger(
        dossier.received_at,
        Term.parse(dossier.rules.term),
        clock.parse_cutoff(dossier.rules.cutoff or None),
        tuple(clock.Pause(*span) for span in spans),
    )


def dates_of(dossier: Dossier, calendar: Calendar) -> Dates:
    """The dates of a dossier, computed from the whole ledger every time."""
    return dates(ledger_of(dossier), calendar)


def dates(ledger: clock.Ledger | None, calendar: Calendar) -> Dates:
    """The dates that a ledger gives."""
    if ledger is None:
        return Dates(None, False, None, False)
    found = clock.ledger_due(calendar, ledger)
    soon = clock.due_soon_at(calendar, found.at) if found.at else None
    return Dates(found.at, found.provisional, soon, any(stop.end is None for stop in ledger.stops))


def planned(dossier: Dossier, calendar: Calendar, days: list[tuple[float, bool]]) -> list[datetime | None]:
    """When each step should be finished, for steps of (working days, on the province's clock), in order.

    A step is never planned later than the dossier's own due date; without a term nothing is planned.
    """
    if dossier.due_at is None:
        return [None] * len(days)
    cutoff = clock.parse_cutoff(dossier.rules.cutoff or None)
    plan: list[datetime | None] = []
    spent = 0.0
    for length, on_clock in days:
        spent += length if on_clock else 0
        end = clock.due(calendar, dossier.received_at, Term.parse([[spent, "working_days"]]), cutoff)
        plan.append(min(end.at, dossier.due_at) if end.at else dossier.due_at)
    return plan


def next_flag(dates: Dates, now: datetime) -> datetime | None:
    """The next instant at which a sweep must look at an open dossier that is right up to `now`."""
    to_come = [at for at in (dates.due_soon_at, dates.due_at) if at is not None and at >= now]
    return min(to_come, default=None)
