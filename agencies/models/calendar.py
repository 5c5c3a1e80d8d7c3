"""The province's working calendar: which days and hours count, on what legal basis, and since which version.

Nothing is ever overwritten: a row says from which version of the calendar it counted and until which, so that every
date can be computed again as it was computed then.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agencies.models.organisations import Agency
from agencies.worktime import BadCalendar, Calendar


class DayKind(models.TextChoices):
    OFF = "off", "Ngày nghỉ"
    MAKE_UP = "make_up", "Ngày làm bù"
    ORDINARY = "ordinary", "Ngày thường"  # what stood for this day before counts no more


class DayStatus(models.TextChoices):
    IN_FORCE = "in_force", "Đang áp dụng"
    PROPOSED = "proposed", "Đề xuất, chờ xác nhận"


class WorkCalendar(models.Model):
    """The one row that says which years are covered and how often the days have changed."""

    version = models.PositiveIntegerField("phiên bản", default=1)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    # Set by triggers whenever a name changes that public pages keep in memory.
    names_changed_at = models.DateTimeField("tên đổi lúc", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "lịch làm việc"
        verbose_name_plural = "lịch làm việc"
        constraints = [
            models.CheckConstraint(name="one_calendar_only", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return f"Lịch {self.first_year}–{self.last_year}, bản {self.version}"


class Versioned(models.Model):
    """A row of the calendar. It counts in the versions from `since` up to, not including, `until`."""

    status = models.CharField("tình trạng", max_length=10, choices=DayStatus)
    legal_basis = models.CharField("căn cứ", max_length=300)
    since = models.PositiveIntegerField("từ bản", null=True, editable=False)
    until = models.PositiveIntegerField("đến trước bản", null=True, editable=False)

    class Meta:
        abstract = True


class CalendarDay(Versioned):
    """One day that differs from an ordinary week. Only rows in force count."""

    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=10, choices=DayKind)

    class Meta:
        verbose_name = "ngày trong lịch"
        verbose_name_plural = "ngày trong lịch"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "status"], condition=Q(until=None), name="calendar_day_once",
                violation_error_message="Ngày này đã có trong lịch.",
            ),
            models.CheckConstraint(
                name="calendar_day_in_force_since",
                condition=Q(status=DayStatus.IN_FORCE, since__isnull=False)
                | Q(status=DayStatus.PROPOSED, since=None, until=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} – {self.get_kind_display()}"


def is_a_list_of_sessions(value) -> None:
    """For JSON fields: [["07:00", "11:30"], ["13:30", "17:00"]]. Raises ValidationError."""
    try:
        _sessions(value)
    except BadCalendar as fault:
        raise ValidationError(str(fault)) from fault
    except (TypeError, ValueError) as fault:
        raise ValidationError("Ghi từng buổi như 07:00–11:30, mỗi buổi một dòng.") from fault


class OfficeHours(Versioned):
    """An agency's own sessions, in place of 07:00–11:30 and 13:30–17:00, for the dossiers that it decides."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="office_hours", verbose_name="cơ quan")
    sessions = models.JSONField("buổi làm việc", validators=[is_a_list_of_sessions])  # empty: the province's again

    class Meta:
        verbose_name = "giờ làm việc riêng"
        verbose_name_plural = "giờ làm việc riêng"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "status"], condition=Q(until=None), name="office_hours_once",
                violation_error_message="Cơ quan này đã có giờ làm việc riêng.",
            ),
            models.CheckConstraint(
                name="office_hours_in_force_since",
                condition=Q(status=DayStatus.IN_FORCE, since__isnull=False)
                | Q(status=DayStatus.PROPOSED, since=None, until=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agency}: " + ", ".join(f"{opens}–{closes}" for opens, closes in self.sessions)


@dataclass(frozen=True)
class Calendars:
    """One version: the province's calendar, and those of agencies with hours of their own."""

    version: int
    province: Calendar
    own: dict[int, Calendar] = field(default_factory=dict)

    def of(self, agency_id: int | None) -> Calendar:
        """The calendar that a deciding agency counts by."""
        return self.own.get(agency_id, self.province) if agency_id is not None else self.province


_REMEMBERED = 64  # versions, those asked for last: a closed dossier is read by the one that counted for it
_in_memory: OrderedDict[int, Calendars] = OrderedDict()


def calendars(version: int | None = None) -> Calendars:
    """The calendars of a version (the newest without one), kept in memory: a version never changes.

    Asks one query for the newest version's number, and three more for a version not yet known. Raises
    WorkCalendar.DoesNotExist when no calendar was ever loaded (`manage.py load_reference`).
    """
    if version is None:
        version = WorkCalendar.objects.values_list("version", flat=True).get()
    found = _in_memory.get(version)
    if found is None:
        whole = WorkCalendar.objects.get()
        days = CalendarDay.objects.filter(_counts_in(version))
        hours = OfficeHours.objects.filter(_counts_in(version))
        found = calendars_of(version, whole, days, hours)
        if version > whole.version:
            return found  # asked from a snapshot older than the version: not to be remembered
        _in_memory[version] = found
        if len(_in_memory) > _REMEMBERED:
            _in_memory.popitem(last=False)
    else:
        _in_memory.move_to_end(version)
    return found


def calendars_of(version: int, whole: WorkCalendar, days, hours) -> Calendars:
    """The calendars that these rows make, whatever their status: for a version, and for what a version would be.

    A version covers the years up to the last that its own rows name, so that a year added later changes none before.
    """
    days = list(days)
    last_year = max((d.day.year for d in days), default=whole.last_year)
    province = Calendar.of(
        off=[d.day for d in days if d.kind == DayKind.OFF],
        make_up=[d.day for d in days if d.kind == DayKind.MAKE_UP],
        years=range(whole.first_year, last_year + 1),
        notes={d.day: d.legal_basis for d in days},
    )
    own = {row.agency_id: province.with_sessions(_sessions(row.sessions)) for row in hours if row.sessions}
    return Calendars(version, province, own)


def working_calendar(version: int | None = None, agency_id: int | None = None) -> Calendar:
    """The calendar of a version (the newest without one) for what this agency decides. As `calendars`."""
    return calendars(version).of(agency_id)


def forget_calendars() -> None:
    """For tests, where versions come again with other days after a rollback."""
    _in_memory.clear()


def _counts_in(version: int) -> Q:
    return Q(status=DayStatus.IN_FORCE, since__lte=version) & (Q(until=None) | Q(until__gt=version))


def _sessions(raw) -> list[tuple[time, time]]:
    read = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in raw]
    if read:
        Calendar.of(sessions=read)
    return read
