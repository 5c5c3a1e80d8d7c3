"""Why a due date is what it is: rows that a citizen can check by hand against a wall calendar.

The rows are walked day by day from the words of deadlines.md, not taken from the fast count, so that an
explanation and its date are two witnesses. Amounts: days, or minutes when the term is in hours.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from agencies.worktime import DAY, MINUTE, Calendar, Term, Unit, instant, moment
from dossiers.clock import sentences
from dossiers.clock.counting import Pause, due, receipt_day
from dossiers.clock.sentences import Said


class Kind(StrEnum):
    """What a row says of its days."""

    RECEIVED = "received"  # how the receipt day was found
    COUNTED = "counted"  # carries its amount; all amounts add up to the term
    DAY_OFF = "day_off"  # not counted: weekend or holiday
    PAUSED = "paused"  # not counted: the clock stood still
    MOVED = "moved"  # the count is complete, but the term may not end on this day
    DUE = "due"  # the end
    HELD = "held"  # no end: an open pause


class Row(NamedTuple):
    """One line of the working: the days it is about, its words, and what it adds to the count.

    `amount` is 0 except for counted rows: days (halves allowed), or minutes for a term in hours.
    """

    kind: Kind
    first: date
    last: date
    vi: str
    en: str
    amount: Fraction = Fraction(0)
    unit: Unit | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as JSON takes it; `counted` and `unit` only where something is counted."""
        said: dict[str, Any] = {
            "kind": self.kind,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
        }
        if self.unit is not None:
            said["counted"] = int(self.amount) if self.amount.denominator == 1 else float(self.amount)
            said["unit"] = "working_minutes" if self.unit is Unit.WORKING_HOURS else self.unit
        return said | {"vi": self.vi, "en": self.en}


def explain(
    calendar: Calendar,
    received_at: datetime,
    term: Term,
    cutoff: int | None = None,
    pauses: Sequence[Pause] = (),
) -> list[Row]:
    """The rows that produce `due` of the same arguments, in order of time; the last is the due date, or
    the open pause that withholds it. Legal source: Civil Code 2015 articles 147–148.

    Raises BadInput as `due` does.
    """
    end, provisional = due(calendar, received_at, term, cutoff, pauses)
    start, receipt = instant(received_at), receipt_day(calendar, received_at, cutoff)
    stops = sorted((pause for pause in pauses if pause.began != pause.ended), key=lambda pause: pause.began)
    # Without an end, the walk goes on until the open pause that withholds it.
    until = next(stop.began for stop in stops if stop.ended is None) if end is None else instant(end)
    stands = term.in_hours or not any(part.halves for part in term.parts)
    shown = 1 if term.in_hours else MINUTE  # a term in days asks nobody for seconds
    said = sentences.received(calendar, moment(start - start % shown), receipt, first_day_is_counted=stands)
    rows = [Row(Kind.RECEIVED, moment(start).date(), receipt, *said)]
    if term.in_hours:
        rows += _hours(calendar, max(start, receipt.toordinal() * DAY), until, stops)
    else:
        rows += _runs(_days(calendar, receipt.toordinal(), term, until, end is None, stops), term)
    if end is not None:
        return [*rows, Row(Kind.DUE, end.date(), end.date(), *sentences.ended(end, provisional))]
    on = moment(until).date()
    return [*rows, Row(Kind.HELD, on, on, *sentences.held(moment(until - until % shown)))]


class _Mark(NamedTuple):
    """What became of one day."""

    day: date
    kind: Kind
    why: Said
    part: int = 0
    halves: int = 0  # counted


def _days(calendar: Calendar, day: int, term: Term, until: int, is_held: bool, stops: list[Pause]) -> Iterator[_Mark]:
    """A mark for every day judged after the receipt day."""

    def judged(hour: int, working: bool) -> tuple[Kind, Said]:
        on, at = date.fromordinal(day), day * DAY + hour
        if working and not calendar.is_working(on):
            return Kind.DAY_OFF, sentences.day_off(calendar, on)
        if any(stop.began <= at and (stop.ended is None or at < stop.ended) for stop in stops):
            return Kind.PAUSED, sentences.stopped(moment(at))
        return Kind.COUNTED, sentences.make_up(calendar, on) if working else sentences.NOTHING

    hour = calendar.close
    for number, (halves, unit) in enumerate(term.parts):
        while halves:
            day += 1
            hour = calendar.noon if halves == 1 else calendar.close
            if is_held and day * DAY + hour >= until:
                return
            kind, why = judged(hour, unit is Unit.WORKING_DAYS)
            counted = min(halves, 2) if kind is Kind.COUNTED else 0
            halves -= counted
            yield _Mark(date.fromordinal(day), kind, why, number, counted)
    while not is_held or day * DAY + hour < until:
        kind, why = judged(hour, working=True)
        if kind is Kind.COUNTED:
            return
        yield _Mark(date.fromordinal(day), Kind.MOVED, why)
        day += 1


def _runs(marks: Iterator[_Mark], term: Term) -> Iterator[Row]:
    """One row for neighbouring days of which the same is to be said."""
    totals = [0 for _ in term.parts]
    for (kind, why, part, halves), run in groupby(marks, key=lambda mark: mark[1:]):
        days = [mark.day for mark in run]
        if kind is Kind.COUNTED:
            whole, unit = term.parts[part]
            halves *= len(days)
            totals[part] += halves
            said = sentences.counted(days, halves, unit, totals[part], whole, why)
            yield Row(kind, days[0], days[-1], *said, Fraction(halves, 2), unit)
        else:
            said = sentences.moved(days, why) if kind is Kind.MOVED else sentences.not_counted(days, why)
            yield Row(kind, days[0], days[-1], *said)


def _hours(calendar: Calendar, start: int, until: int, stops: list[Pause]) -> Iterator[Row]:
    """What was counted, stopped or off between start and until; neighbouring days alike in one row."""
    for (kind, why, pieces), run in groupby(_hour_marks(calendar, start, until, stops), key=lambda mark: mark[1:]):
        days = [mark.day for mark in run]
        if kind is Kind.COUNTED:
            minutes = Fraction(len(days) * sum(high - low for low, high in pieces), MINUTE)
            said = sentences.worked(days, pieces, minutes)
            yield Row(kind, days[0], days[-1], *said, minutes, Unit.WORKING_HOURS)
        elif kind is Kind.PAUSED:
            yield Row(kind, days[0], days[-1], *sentences.halted(days, pieces))
        else:
            yield Row(kind, days[0], days[-1], *sentences.not_counted(days, why))


class _HourMark(NamedTuple):
    """What became of some hours of one day: pieces (from, to) in microseconds after midnight."""

    day: date
    kind: Kind
    why: Said = sentences.NOTHING
    pieces: tuple[tuple[int, int], ...] = ()


def _hour_marks(calendar: Calendar, start: int, until: int, stops: list[Pause]) -> Iterator[_HourMark]:
    for ordinal in range(start // DAY, until // DAY + 1):
        day, midnight = date.fromordinal(ordinal), ordinal * DAY
        if not calendar.is_working(day):
            yield _HourMark(day, Kind.DAY_OFF, sentences.day_off(calendar, day))
            continue
        running: list[tuple[int, int]] = []
        stopped: list[tuple[int, int]] = []
        for opens, closes in calendar.spans:
            low, high = max(start - midnight, opens), min(until - midnight, closes)
            for stop in stops:
                began = min(max(low, stop.began - midnight), high)
                ended = high if stop.ended is None else min(max(began, stop.ended - midnight), high)
                _lengthen(running, low, began)
                _lengthen(stopped, began, ended)
                low = ended
            _lengthen(running, low, high)
        if running:
            yield _HourMark(day, Kind.COUNTED, pieces=tuple(running))
        if stopped:
            yield _HourMark(day, Kind.PAUSED, pieces=tuple(stopped))


def _lengthen(pieces: list[tuple[int, int]], low: int, high: int) -> None:
    """Add [low, high) to the pieces, joining it to the last one that it touches."""
    if low < high:
        if pieces and pieces[-1][1] == low:
            low = pieces.pop()[0]
        pieces.append((low, high))
