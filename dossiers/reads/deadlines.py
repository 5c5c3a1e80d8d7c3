"""How one dossier stands to its due date, as plain values for tags, lists and letters."""

from dataclasses import dataclass
from datetime import datetime

from agencies.worktime import Calendar
from dossiers import clock
from dossiers.clock import DeadlineState
from dossiers.models import Dossier


@dataclass(frozen=True)
class Deadline:
    """days: working days left (+) or late (−) at `now`, or at the closing; None without a due date."""

    state: DeadlineState
    due_at: datetime | None
    days: int | None
    paused_since: datetime | None = None
    is_closed: bool = False


def deadline_of(
    dossier: Dossier, calendar: Calendar, now: datetime, *, paused_since: datetime | None = None
) -> Deadline:
    """The dossier's deadline at a moment. paused_since: when papers were asked for, where that is known."""
    found = clock.state(
        calendar,
        now,
        dossier.due_at,
        paused=dossier.is_paused,
        started=dossier.original_due_at is not None or dossier.is_paused,
        closed_at=dossier.closed_at,
    )
    days = None
    if dossier.due_at is not None:
        days = clock.working_days(calendar, dossier.closed_at or now, dossier.due_at)
    return Deadline(found, dossier.due_at, days, paused_since, not dossier.is_open)
