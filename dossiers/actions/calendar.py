"""Changing the working calendar: propose, withdraw, confirm. Confirmed rows are a new version, applied by a job.

Legal source: days off and swapped Saturdays are announced each year (Labour Code 2019 Art 112); a row counts once it
is confirmed with the number of that document, never before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Agency, CalendarDay, DayKind, DayStatus, OfficeHours, Role, WorkCalendar
from dossiers.actions.refused import Refused
from dossiers.models import Job, JobKind, JobState
from dossiers.reads import scope
from dossiers.reads.calendar_year import LIBRARY_BASIS
from dossiers.reads.words import WEEKDAYS

BASIS_LENGTH = 300
_SATURDAY = 5
# What a whole year's list may say again without harm.
_NOTHING_NEW = ("calendar_stands", "calendar_proposed", "calendar_weekend")


@dataclass(frozen=True)
class Proposed:
    """One day as somebody proposes it; kind: a DayKind."""

    day: date
    kind: str
    basis: str

    def as_row(self) -> CalendarDay:
        return CalendarDay(
            day=self.day, kind=self.kind, legal_basis=self.basis[:BASIS_LENGTH], status=DayStatus.PROPOSED
        )


@transaction.atomic
def propose_day(*, by: User, proposed: Proposed) -> CalendarDay:
    """One day of a year that has its calendar, or whose calendar is proposed. Raises Refused."""
    book = _Book(by)
    book.judge(proposed)
    row = proposed.as_row()
    row.save()
    return row


@transaction.atomic
def propose_year(*, by: User, rows: Sequence[Proposed]) -> int:
    """Days from a list that names whole years: those that differ from the calendar; how many. Raises Refused."""
    book = _Book(by, whole_years={row.day.year for row in rows})
    new = []
    for row in rows:
        try:
            book.judge(row)
        except Refused as refusal:
            if refusal.why not in _NOTHING_NEW or book.contradicts(row):
                raise
            continue
        new.append(row)
    CalendarDay.objects.bulk_create(row.as_row() for row in new)
    return len(new)


@transaction.atomic
def propose_hours(*, by: User, agency: Agency, sessions: list[list[str]], basis: str) -> OfficeHours:
    """An agency's own sessions, [["07:30", "11:30"], …] in order; empty: the province's again. Raises Refused."""
    _Book(by)
    kept = {row.status: row for row in OfficeHours.objects.filter(agency=agency, until=None)}
    if DayStatus.PROPOSED in kept:
        raise Refused("hours_proposed")
    standing = kept.get(DayStatus.IN_FORCE)
    if (standing.sessions if standing else []) == sessions:
        raise Refused("hours_stand")
    return OfficeHours.objects.create(
        agency=agency, sessions=sessions, legal_basis=basis[:BASIS_LENGTH], status=DayStatus.PROPOSED
    )


@transaction.atomic
def withdraw_proposals(*, by: User, days: Iterable[int], hours: Iterable[int]) -> int:
    """Take proposals away (ids); how many. Raises Refused when one is no proposal any more."""
    _Book(by)
    day_rows, hour_rows = _chosen(days, hours)
    for row in (*day_rows, *hour_rows):
        row.delete()
    return len(day_rows) + len(hour_rows)


@transaction.atomic
def confirm_proposals(
    *, by: User, now: datetime, days: Iterable[int], hours: Iterable[int], document: str
) -> Job:  # fmt: skip
    """Put proposals (ids) in force as the next version, on the ground of a document; answers the job that applies it.

    Raises Refused: without a document; when one was confirmed or withdrawn before; for part of a year not yet covered.
    """
    book = _Book(by)
    document = document.strip()
    if not document:
        raise Refused("calendar_document")
    new_days, new_hours = _chosen(days, hours)
    book.judge_years(new_days)
    version = book.calendar.version + 1
    _put_in_force(CalendarDay, new_days, "day", version, document)
    _put_in_force(OfficeHours, new_hours, "agency", version, document)
    book.calendar.version = version
    book.calendar.last_year = max([book.calendar.last_year, *(row.day.year for row in new_days)])
    book.calendar.save(update_fields=["version", "last_year"])
    return Job.objects.create(
        kind=JobKind.CALENDAR, created_at=now, created_by=by,
        facts={
            "version": version, "document": document, "agencies": [row.agency_id for row in new_hours],
            "days": [[row.day.isoformat(), row.kind] for row in new_days],
        },
    )  # fmt: skip


@transaction.atomic
def press_again(*, by: User, job_id: int) -> Job:
    """Let a calendar's job that failed go on from where it stood.

    Raises Refused when it has not failed; Job.DoesNotExist, also for a job of another kind.
    """
    if not scope.reader_of(by).has(Role.ADMINISTRATOR):
        raise Refused("calendar_role")
    job = Job.objects.select_for_update().get(pk=job_id, kind=JobKind.CALENDAR)
    if job.state != JobState.FAILED:
        raise Refused("job_not_failed")
    job.state, job.error = JobState.WAITING, ""
    job.save(update_fields=["state", "error"])
    return job


class _Book:
    """The calendar, locked until the transaction ends, as whoever changes it must find it. Raises Refused by role."""

    def __init__(self, by: User, whole_years: Iterable[int] = ()):
        if not scope.reader_of(by).has(Role.ADMINISTRATOR):
            raise Refused("calendar_role")
        self.calendar = WorkCalendar.objects.select_for_update(no_key=True).get()
        rows = list(CalendarDay.objects.filter(until=None))
        self.standing = {row.day: row.kind for row in rows if row.status == DayStatus.IN_FORCE}
        self.proposed = {row.day: row.kind for row in rows if row.status == DayStatus.PROPOSED}
        self.begun = {day.year for day in self.proposed} | set(whole_years)

    def judge(self, row: Proposed) -> None:
        """Raises Refused when this day cannot be proposed, or says nothing new."""
        day = row.day.strftime("%d/%m/%Y")
        first, last = self.calendar.first_year, self.calendar.last_year
        if not first <= row.day.year <= last and not (row.day.year == last + 1 and row.day.year in self.begun):
            raise Refused("calendar_year", first=first, last=last, next=last + 1)
        if row.day in self.proposed:
            raise Refused("calendar_proposed", day=day, kind=_kind(self.proposed[row.day]))
        standing = self.standing.get(row.day, DayKind.ORDINARY)
        if standing == row.kind:
            raise Refused("calendar_stands", day=day, kind=_kind(standing))
        is_weekend, weekday = row.day.weekday() >= _SATURDAY, WEEKDAYS["vi"][row.day.weekday()]
        if row.kind == DayKind.OFF and is_weekend and standing != DayKind.MAKE_UP:
            raise Refused("calendar_weekend", day=day, weekday=weekday)
        if row.kind == DayKind.MAKE_UP and not is_weekend:
            raise Refused("calendar_make_up", day=day, weekday=weekday)

    def contradicts(self, row: Proposed) -> bool:
        """Somebody else's proposal for this day says something else."""
        return self.proposed.get(row.day, row.kind) != row.kind

    def judge_years(self, rows: Sequence[CalendarDay]) -> None:
        """A year becomes covered by its whole calendar or not at all. Raises Refused."""
        for year in sorted({row.day.year for row in rows if row.day.year > self.calendar.last_year}):
            all_of_it = sum(day.year == year for day in self.proposed)
            if year > self.calendar.last_year + 1:
                before = {"first": self.calendar.first_year, "last": self.calendar.last_year}
                raise Refused("calendar_year", **before, next=self.calendar.last_year + 1)
            if sum(row.day.year == year for row in rows) < all_of_it:
                raise Refused("calendar_whole_year", year=year, n=all_of_it)


def _chosen(days: Iterable[int], hours: Iterable[int]) -> tuple[list[CalendarDay], list[OfficeHours]]:
    """The proposals with these ids, locked. Raises Refused for none, and for one that is no proposal any more."""
    wanted_days, wanted_hours = set(days), set(hours)
    if not wanted_days and not wanted_hours:
        raise Refused("calendar_nothing")
    found_days = list(CalendarDay.objects.select_for_update().filter(pk__in=wanted_days).order_by("day"))
    found_hours = list(OfficeHours.objects.select_for_update().filter(pk__in=wanted_hours).order_by("pk"))
    for row in found_days:
        if row.status == DayStatus.IN_FORCE:
            raise Refused("calendar_confirmed", day=row.day.strftime("%d/%m/%Y"), basis=row.legal_basis)
    is_whole = len(found_days) == len(wanted_days) and len(found_hours) == len(wanted_hours)
    if not is_whole or any(row.status == DayStatus.IN_FORCE for row in found_hours):
        raise Refused("calendar_gone")
    return found_days, found_hours


def _put_in_force(model, rows: Sequence, about: str, version: int, document: str) -> None:
    """These rows count from this version on; what stood for the same day or agency counts until it."""
    same = {f"{about}__in": [getattr(row, about) for row in rows]}
    model.objects.filter(status=DayStatus.IN_FORCE, until=None, **same).update(until=version)
    for row in rows:
        row.status, row.since, row.legal_basis = DayStatus.IN_FORCE, version, _basis(row.legal_basis, document)
        row.save(update_fields=["status", "since", "legal_basis"])


def _basis(said: str, document: str) -> str:
    """What the proposal said, then the document that put it in force."""
    said = said.replace(LIBRARY_BASIS, "").strip(" –")
    return f"{said[: BASIS_LENGTH - len(document) - 3]} – {document}" if said else document


def _kind(kind: str) -> str:
    return str(DayKind(kind).label).lower()
