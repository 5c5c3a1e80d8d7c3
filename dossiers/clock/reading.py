"""Reading the clock: what a due date means at a moment. Zone Asia/Ho_Chi_Minh, unit working days."""

from datetime import datetime
from enum import StrEnum

from agencies.worktime import DAY, Calendar, days_left, instant, local_day, moment

DUE_SOON_DAYS = 2
"""An open dossier with so many working days left, or fewer, is due soon."""


class DeadlineState(StrEnum):
    """Where a dossier stands to its due date."""

    NONE = "none"
    # open
    OVERDUE = "overdue"
    PAUSED = "paused"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"
    # closed
    LATE = "late"
    EARLY = "early"
    ON_TIME = "on_time"


def state(
    calendar: Calendar,
    now: datetime,
    due_at: datetime | None,
    *,
    paused: bool = False,
    started: bool = True,
    closed_at: datetime | None = None,
) -> DeadlineState:
    """The one state of a dossier at this moment; the order of the tests is binding.

    `started`: it has a term and the term has begun. `paused`: the clock stands still now, also between
    two appointments. Raises BadInput for a naive moment.
    """
    if not started:
        return DeadlineState.NONE
    if closed_at is not None:
        return _closed_state(due_at, closed_at)
    if due_at is not None and instant(now) > instant(due_at):
        return DeadlineState.OVERDUE
    if paused:
        return DeadlineState.PAUSED
    if due_at is None:
        return DeadlineState.NONE
    today, due_day = local_day(now), local_day(due_at)
    if today == due_day:
        return DeadlineState.DUE_TODAY
    if days_left(calendar, today, due_day) <= DUE_SOON_DAYS:
        return DeadlineState.DUE_SOON
    return DeadlineState.IN_TIME


def due_soon_at(calendar: Calendar, due_at: datetime) -> datetime:
    """The first moment at which an open dossier reads `due_soon` or nearer: the start of a local day.

    Stored with the dossier so that the sweep needs no calendar; agrees with `state`.
    """
    count = calendar.count_through(instant(due_at) // DAY) - DUE_SOON_DAYS
    # Days left only fall when a working day begins, so the moment is always the start of one.
    return moment(calendar.nth(count) * DAY)


def working_days(calendar: Calendar, at: datetime, due_at: datetime) -> int:
    """Working days left (+n) or late (−n) at a moment, now or the closing; 0 on the due day.

    0 after `due_at` is late by less than a working day: "quá hạn hôm nay". Raises BadInput when naive.
    """
    return days_left(calendar, local_day(at), local_day(due_at))


def _closed_state(due_at: datetime | None, closed_at: datetime) -> DeadlineState:
    if due_at is None:
        return DeadlineState.NONE
    closed, due = instant(closed_at), instant(due_at)
    if closed > due:
        return DeadlineState.LATE
    return DeadlineState.EARLY if closed // DAY < due // DAY else DeadlineState.ON_TIME
