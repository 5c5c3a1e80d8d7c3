"""A year of the working calendar as administrators read it, beside what the library of public holidays knows."""

from dataclasses import dataclass
from datetime import date

from holidays import country_holidays

from agencies.models import CalendarDay, DayKind, DayStatus, OfficeHours, WorkCalendar
from dossiers.models import Job, JobKind, JobState

LIBRARY_BASIS = "Đề xuất theo thư viện holidays, cần xác nhận"
JOBS_SHOWN = 5
_SATURDAY = 5


@dataclass(frozen=True)
class Difference:
    """A day on which library and calendar disagree. kinds: as DayKind, "" for an ordinary day of the week."""

    day: date
    in_calendar: str
    in_library: str
    said: str  # the calendar's legal basis, or the library's name for the day


@dataclass(frozen=True)
class Year:
    """days: in force, in order. The proposals are those of all years."""

    year: int
    calendar: WorkCalendar
    days: list[CalendarDay]
    proposed: list[CalendarDay]
    hours: list[OfficeHours]
    proposed_hours: list[OfficeHours]
    jobs: list[Job]

    @property
    def is_covered(self) -> bool:
        return self.calendar.first_year <= self.year <= self.calendar.last_year

    @property
    def years(self) -> range:
        """Those that can be opened: the covered ones and the one that comes next."""
        return range(self.calendar.first_year, self.calendar.last_year + 2)


def year_of(year: int) -> Year:
    """Four queries. Raises WorkCalendar.DoesNotExist before `load_reference`."""
    days = list(CalendarDay.objects.filter(until=None).order_by("day"))
    hours = list(OfficeHours.objects.filter(until=None).select_related("agency").order_by("agency__name"))
    return Year(
        year=year,
        calendar=WorkCalendar.objects.get(),
        days=[d for d in days if d.status == DayStatus.IN_FORCE and d.day.year == year],
        proposed=[d for d in days if d.status == DayStatus.PROPOSED],
        hours=[h for h in hours if h.status == DayStatus.IN_FORCE],
        proposed_hours=[h for h in hours if h.status == DayStatus.PROPOSED],
        jobs=_jobs(),
    )


def _jobs() -> list[Job]:
    """The last ones, and every one that failed: it waits for somebody to press."""
    last = list(Job.objects.filter(kind=JobKind.CALENDAR).select_related("created_by").order_by("-pk")[:JOBS_SHOWN])
    return [job for n, job in enumerate(last) if n == 0 or job.state != JobState.DONE]


def applying() -> Job | None:
    """The change that is being applied now: the oldest that has not come to its end."""
    return Job.objects.filter(kind=JobKind.CALENDAR, finished_at=None).order_by("pk").first()


def proposals(days: set[int], hours: set[int]) -> tuple[list[CalendarDay], list[OfficeHours]]:
    """Those of these ids that are still proposals, in order. Two queries."""
    return (
        list(CalendarDay.objects.filter(pk__in=days, status=DayStatus.PROPOSED).order_by("day")),
        list(OfficeHours.objects.filter(pk__in=hours, status=DayStatus.PROPOSED).select_related("agency")),
    )


def from_library(year: int) -> dict[date, tuple[str, str]]:
    """{day: (DayKind, name)} of a year: what differs from an ordinary week, as the library knows it.

    It does not know everything: 02/01/2026, swapped for Saturday 10/01/2026, is missing.
    """
    known = country_holidays("VN", years=year, language="vi")
    found = {day: (DayKind.OFF.value, name) for day, name in known.items() if day.year == year and not _is_free(day)}
    swapped = {day for day in known.weekend_workdays if day.year == year}
    return found | {day: (DayKind.MAKE_UP.value, "Ngày làm bù") for day in swapped}


def differences(year: int) -> list[Difference]:
    """Where the library and the calendar in force disagree, in order. One query."""
    rows = CalendarDay.objects.filter(until=None, status=DayStatus.IN_FORCE, day__year=year)
    kept = {row.day: row for row in rows if row.kind != DayKind.ORDINARY}
    known = from_library(year)
    found = []
    for day in sorted(kept.keys() | known.keys()):
        ours, (theirs, name) = kept.get(day), known.get(day, ("", ""))
        if (ours.kind if ours else "") != theirs:
            found.append(Difference(day, ours.kind if ours else "", theirs, ours.legal_basis if ours else name))
    return found


def unnamed(days: set[date], years: set[int]) -> list[date]:
    """Days in force in these years that a file does not name, in order. One query."""
    rows = CalendarDay.objects.filter(until=None, status=DayStatus.IN_FORCE, day__year__in=years)
    return sorted(row.day for row in rows if row.kind != DayKind.ORDINARY and row.day not in days)


def _is_free(day: date) -> bool:
    """A Saturday or Sunday: nobody works on it anyway."""
    return day.weekday() >= _SATURDAY
