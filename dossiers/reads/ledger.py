"""From what is written down about a dossier to its dates: the one place where due dates come from."""

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
    stops = [clock.Pause(pause.span.lower, pause.span.upper) for pause in Pause.objects.filter(dossier=dossier)]
    stops += [
        clock.Pause(asked_at, received_at, restarts=True)
        for asked_at, received_at in Supplement.objects.filter(dossier=dossier, restarts=True).values_list(
            "asked_at", "received_at"
        )
    ]
    return clock.Ledger(
        dossier.received_at,
        Term.parse(dossier.rules.term),
        clock.parse_cutoff(dossier.rules.cutoff or None),
        tuple(stops),
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
