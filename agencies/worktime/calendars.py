"""Which days an office works, and at what hours.

Legal source: Labour Code 2019 article 112 and the yearly announcements (days off, swapped Saturdays).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, NamedTuple, Self

from agencies.worktime.instants import DAY, MINUTE, BadInput, instant, local_day, moment


class BadCalendar(BadInput):
    """A calendar that cannot be read."""


class Session(NamedTuple):
    """A stretch of office hours within one day, local time."""

    opens: time
    closes: time


OFFICE_HOURS = (Session(time(7), time(11, 30)), Session(time(13, 30), time(17)))


@dataclass(frozen=True)
class Calendar:
    """The working days and hours of an office: an immutable value.

    `years` are the covered years; outside them every Monday–Friday is worked and rows are ignored.
    `notes` may name the legal basis of a day off or a make-up day, for explanations.
    """

    off: frozenset[date]
    make_up: frozenset[date]
    years: frozenset[int]
    sessions: tuple[Session, ...] = OFFICE_HOURS
    notes: Mapping[date, str] = field(default_factory=dict, hash=False)

    @classmethod
    def of(
        cls,
        off: Iterable[date] = (),
        make_up: Iterable[date] = (),
        years: Iterable[int] | None = None,
        sessions: Iterable[tuple[time, time]] = OFFICE_HOURS,
        notes: Mapping[date, str] | None = None,
    ) -> Self:
        """A calendar from any iterables; `years` defaults to those that the rows name.

        Raises BadCalendar for sessions that are missing, empty, overlapping or out of order, and for a
        make-up day that is also off.
        """
        off, make_up = frozenset(off), frozenset(make_up)
        if both := off & make_up:
            raise BadCalendar(f"Ngày {min(both):%d/%m/%Y} vừa là ngày nghỉ vừa là ngày làm bù.")
        named = {day.year for day in off | make_up}
        hours = tuple(Session(*session) for session in sessions)
        clock = [edge for session in hours for edge in session]
        if not clock or any(later <= sooner for sooner, later in zip(clock[::2], clock[1::2], strict=True)):
            raise BadCalendar("Mỗi buổi làm việc phải kết thúc sau khi bắt đầu và phải có ít nhất một buổi.")
        if clock != sorted(clock):
            raise BadCalendar("Các buổi làm việc phải theo thứ tự và không chồng lên nhau.")
        covered = frozenset(named if years is None else years)
        return cls(off, make_up, covered, hours, dict(notes or {}))

    @classmethod
    def from_mapping(cls, data: Any, sessions: Iterable[tuple[time, time]] = OFFICE_HOURS) -> Self:
        """A calendar from parsed JSON `{"years": {"2026": {"off": […], "work_saturdays": […]}}}`.

        Rows under `pending` are proposals and change nothing. Raises BadCalendar for another shape.
        """
        try:
            years = {date(int(year), 1, 1).year: rows for year, rows in data["years"].items()}
            off, make_up = (
                [date.fromisoformat(day) for rows in years.values() for day in rows.get(key, ())]
                for key in ("off", "work_saturdays")
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            raise BadCalendar('Lịch phải có dạng {"years": {"2026": {"off": […], …}}}.') from None
        return cls.of(off, make_up, years, sessions)

    def with_sessions(self, sessions: Iterable[tuple[time, time]]) -> "Calendar":
        """The same days with an agency's own hours. Raises BadCalendar as `of` does."""
        return replace(self, sessions=Calendar.of(sessions=sessions).sessions)

    # Hours, in microseconds after midnight (also of a day off).

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The sessions as pairs (opens, closes)."""
        return tuple((_of_day(opens), _of_day(closes)) for opens, closes in self.sessions)

    @cached_property
    def noon(self) -> int:
        """The end of the first session; with a single session, the same as `close`."""
        return self.spans[0][1]

    @cached_property
    def close(self) -> int:
        """The end of the last session."""
        return self.spans[-1][1]

    @cached_property
    def _day_length(self) -> int:
        return sum(closes - opens for opens, closes in self.spans)

    # Days, by two prefix tables over the covered years and by arithmetic outside them.

    @cached_property
    def _first(self) -> int:
        return date(min(self.years), 1, 1).toordinal() if self.years else 1

    @cached_property
    def _last(self) -> int:
        return date(max(self.years), 12, 31).toordinal() if self.years else 0

    @cached_property
    def _worked(self) -> list[int]:
        """The working days from `_first` to `_last`, in order."""
        off = {day.toordinal() for day in self.off if day.year in self.years}
        extra = {day.toordinal() for day in self.make_up if day.year in self.years}
        return [
            day for day in range(self._first, self._last + 1) if day in extra or (_is_weekday(day) and day not in off)
        ]

    @cached_property
    def _through(self) -> list[int]:
        """How many working days there are through each day, from the eve of `_first` on."""
        worked, counts = set(self._worked), [_weekdays_through(self._first - 1)]
        for day in range(self._first, self._last + 1):
            counts.append(counts[-1] + (day in worked))
        return counts

    @cached_property
    def _edges(self) -> tuple[int, int, int]:
        """The counts at both ends of the table, and how far the later one is off Monday–Friday."""
        low, high = self._through[0], self._through[-1]
        return low, high, high - _weekdays_through(self._last)

    def count_through(self, day: int) -> int:
        """How many working days there are through this ordinal, since the year 1."""
        if self._first <= day <= self._last:
            return self._through[day - self._first + 1]
        return _weekdays_through(day) + (self._edges[2] if day > self._last else 0)

    def nth(self, count: int) -> int:
        """The ordinal of the count-th working day since the year 1; inverse of `count_through`."""
        low, high, skew = self._edges
        if low < count <= high:
            return self._worked[count - low - 1]
        weeks, rest = divmod(count - 1 - (skew if count > high else 0), 5)
        return 7 * weeks + rest + 1

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        ordinal = day.toordinal()
        return self.count_through(ordinal) > self.count_through(ordinal - 1)

    def working_day_after(self, day: date, n: int = 1) -> date:
        """The n-th working day after a day, n ≥ 1; BadInput outside years 1–9999."""
        return local_day(moment(self.nth(self.count_through(day.toordinal()) + n) * DAY))

    def working_days_between(self, day: date, through: date) -> int:
        """Working days after `day`, through `through`; negative when `through` is earlier."""
        return self.count_through(through.toordinal()) - self.count_through(day.toordinal())

    # Session time, in microseconds.

    def worked_until(self, instant: int) -> int:
        """How much session time has passed at an instant, since the year 1."""
        day, now = divmod(instant, DAY)
        before = self.count_through(day - 1)
        worked = before * self._day_length
        if self.count_through(day) > before:
            for opens, closes in self.spans:
                if now > opens:
                    worked += (now if now < closes else closes) - opens
        return worked

    def reached(self, worked: int) -> int:
        """The earliest instant at which this much session time has passed; so the end of a session,
        never the opening of the next. Inverse of `worked_until`."""
        days, rest = divmod(worked - 1, self._day_length)
        rest += 1
        for opens, closes in self.spans:
            if rest <= closes - opens:
                break
            rest -= closes - opens
        return self.nth(days + 1) * DAY + opens + rest

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole minutes of session time from start to end, rounded down; BadInput when naive."""
        return (self.worked_until(instant(end)) - self.worked_until(instant(start))) // MINUTE


def days_left(calendar: Calendar, today: date, due_day: date) -> int:
    """Working days after today, up to the due day; negative = working days late; 0 = today."""
    return calendar.working_days_between(today, due_day)


def _of_day(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * MINUTE + clock.second * 1_000_000 + clock.microsecond


def _is_weekday(day: int) -> bool:
    return (day - 1) % 7 < 5  # ordinal 1 was a Monday


def _weekdays_through(day: int) -> int:
    return 5 * (day // 7) + min(day % 7, 5)
