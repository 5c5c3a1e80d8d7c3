"""When a dossier is due: the whole count, from the ledger, every time.

Legal source: Civil Code 2015 articles 145–148 (the first day is not counted; a term that would end on a
day off ends on the next working day); the one-stop decrees for cut-offs, stops and restarts.
Days are ordinals and instants are microseconds of local time, as in `agencies.worktime`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from agencies.worktime import DAY, MINUTE, BadInput, Calendar, Term, Unit, instant, moment

LAST_HOUR = -60
"""The cut-off "one hour before close". Cut-offs are minutes after midnight; negative: before close."""


@dataclass(frozen=True)
class Pause:
    """A stop of the clock, [start, end); an end of None stands until it is closed.

    `restarts`: the stop ends with the term beginning again in full (see `Ledger`); `due` reads it as
    any other pause. Raises BadInput when a moment is naive or out of range, or the end is before the start.
    """

    start: datetime
    end: datetime | None = None
    restarts: bool = False
    began: int = field(init=False, repr=False, compare=False)
    ended: int | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Converted once here, because a due date is computed many times from the same pauses.
        object.__setattr__(self, "began", instant(self.start))
        object.__setattr__(self, "ended", None if self.end is None else instant(self.end))
        if self.ended is not None and self.ended < self.began:
            raise BadInput("Một lần tạm dừng kết thúc trước khi bắt đầu.")


class Due(NamedTuple):
    """A due date (+07:00), or None while an open pause holds the term.

    `provisional`: it lies in a year that the calendar does not cover.
    """

    at: datetime | None
    provisional: bool


def parse_cutoff(text: object) -> int | None:
    """A procedure's cut-off from None, "HH:MM" or "last_hour"; BadInput for anything else."""
    if text is None:
        return None
    if text == "last_hour":
        return LAST_HOUR
    if not isinstance(text, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise BadInput('Giờ chốt nhận hồ sơ phải là null, "HH:MM" hoặc "last_hour".')
    return int(text[:2]) * 60 + int(text[3:])


def receipt_day(calendar: Calendar, received_at: datetime, cutoff: int | None = None) -> date:
    """The day R on which the dossier counts as received; BadInput when naive or out of range."""
    day = _receipt(calendar, instant(received_at), cutoff)
    return moment(day * DAY).date()


def due(
    calendar: Calendar,
    received_at: datetime,
    term: Term,
    cutoff: int | None = None,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When the term ends, exactly by deadlines.md. `cutoff` as made by `parse_cutoff`.

    Raises BadInput when `received_at` is naive, or a date falls outside the years 1–9999.
    """
    received = instant(received_at)
    stops = pauses if len(pauses) < 2 else sorted(pauses, key=attrgetter("began"))
    receipt = _receipt(calendar, received, cutoff)
    try:
        if term.in_hours:
            end = _end_of_hours(calendar, max(received, receipt * DAY), term, stops)
        else:
            end = _end_of_days(calendar, receipt, term, stops)
    except _Held:
        return Due(None, False)
    at = moment(end)
    return Due(at, at.year not in calendar.years)


class Ledger(NamedTuple):
    """Everything that a due date is computed from.

    A stop with `restarts` runs from the request for papers to the moment the complete papers arrived.
    A second appointment has a ledger of its own, received when payment was confirmed.
    """

    received_at: datetime
    term: Term
    cutoff: int | None = None
    stops: tuple[Pause, ...] = ()


def ledger_due(calendar: Calendar, ledger: Ledger) -> Due:
    """The due date of a ledger; None while a stop holds the term. Raises BadInput as `due` does."""
    received_at, stops = counted_from(calendar, ledger)
    return due(calendar, received_at, ledger.term, ledger.cutoff, stops)


def counted_from(calendar: Calendar, ledger: Ledger) -> tuple[datetime, tuple[Pause, ...]]:
    """The receipt and the pauses that decide today's due date: what `due` and `explain` want.

    After a restart, the receipt is the moment the complete papers arrived. A restart asked for after the
    term had ended changes nothing: no supplement may wash away lateness.
    """
    received_at = ledger.received_at
    pauses = tuple(stop for stop in ledger.stops if not stop.restarts)
    restarts = (stop for stop in ledger.stops if stop.restarts and stop.began != stop.ended)
    for stop in sorted(restarts, key=attrgetter("began")):
        held = (*pauses, Pause(stop.start))
        if due(calendar, received_at, ledger.term, ledger.cutoff, held).at is not None:
            break  # the term ended before the papers were asked for
        if stop.end is None:
            return received_at, held
        received_at = max(received_at, stop.end)
    return received_at, pauses


def _receipt(calendar: Calendar, received: int, cutoff: int | None) -> int:
    day, now = divmod(received, DAY)
    limit = calendar.close
    if cutoff is not None:
        limit = min(limit, cutoff * MINUTE if cutoff >= 0 else limit + cutoff * MINUTE)
    before = calendar.count_through(day - 1)
    if now <= limit and calendar.count_through(day) > before:
        return day
    return calendar.nth(calendar.count_through(day) + 1)


class _Held(Exception):
    """An open pause reaches the term before its end."""


def _end_of_days(calendar: Calendar, receipt: int, term: Term, stops: Iterable[Pause]) -> int:
    day, hour = receipt, calendar.close
    for halves, unit in term.parts:
        day = _counted(calendar, day, halves // 2, unit, hour, stops)
    halves, unit = term.parts[-1]
    if halves % 2:
        hour = calendar.noon
        day = _counted(calendar, day, 1, unit, hour, stops)
    if unit is Unit.CALENDAR_DAYS or halves == 0:
        # The end is the first working day from here on whose clock runs: as a rule, this one.
        day = _counted(calendar, day - 1, 1, Unit.WORKING_DAYS, hour, stops)
    return day * DAY + hour


def _counted(calendar: Calendar, day: int, n: int, unit: Unit, hour: int, stops: Iterable[Pause]) -> int:
    """The n-th day after `day` whose clock runs at `hour`; n = 0 is the day itself.

    A pause [a, b) loses the days whose `hour` lies in it. They are one run of days, so the tables
    subtract them at once, however long the pause.
    """
    if n == 0:
        return day
    count: Callable[[int], int] = _same
    nth: Callable[[int], int] = _same
    if unit is Unit.WORKING_DAYS:
        count, nth = calendar.count_through, calendar.nth
    goal = count(day) + n
    found = nth(goal)
    for stop in stops:
        lost = max(day + 1, -((hour - stop.began) // DAY))
        if lost > found:
            break  # it begins after the end, and so do all that follow
        if stop.ended is None:
            raise _Held
        runs = -((hour - stop.ended) // DAY)
        if runs > lost:
            goal += count(runs - 1) - count(lost - 1)
            found = nth(goal)
            day = runs - 1  # judged so far: overlapping pauses lose a day once
    return found


def _same(day: int) -> int:
    return day


def _end_of_hours(calendar: Calendar, start: int, term: Term, stops: Iterable[Pause]) -> int:
    judged = calendar.worked_until(start)
    goal = judged + term.parts[0].halves * 30 * MINUTE
    for stop in stops:
        began = calendar.worked_until(stop.began)
        if began >= goal:
            break  # the last minute was complete when the pause began
        if stop.ended is None:
            raise _Held
        ended = calendar.worked_until(stop.ended)
        if ended > judged:
            goal += ended - max(began, judged)
            judged = ended
    return calendar.reached(goal)
