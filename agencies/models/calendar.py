"""The province's working calendar: days off and make-up days with their legal basis."""

from django.db import models
from django.db.models.functions import Now

from agencies.worktime import Calendar


class DayKind(models.TextChoices):
    OFF = "off", "Ngày nghỉ"
    MAKE_UP = "make_up", "Ngày làm bù"


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


class CalendarDay(models.Model):
    """One day that differs from an ordinary week. Only rows in force count."""

    day = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=10, choices=DayKind)
    status = models.CharField("tình trạng", max_length=10, choices=DayStatus)
    legal_basis = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "ngày trong lịch"
        verbose_name_plural = "ngày trong lịch"

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} – {self.get_kind_display()}"


_in_memory: tuple[int, Calendar] | None = None


def working_calendar(version: int | None = None) -> Calendar:
    """The calendar in force, kept in memory until its version changes.

    version: what the caller's own query read; without it one query asks. Raises WorkCalendar.DoesNotExist
    when no calendar was ever loaded (`manage.py load_reference`).
    """
    global _in_memory
    if version is None:
        version = WorkCalendar.objects.values_list("version", flat=True).get()
    if _in_memory is None or _in_memory[0] != version:
        whole = WorkCalendar.objects.get()
        days = CalendarDay.objects.filter(status=DayStatus.IN_FORCE)
        _in_memory = (
            whole.version,
            Calendar.of(
                off=[d.day for d in days if d.kind == DayKind.OFF],
                make_up=[d.day for d in days if d.kind == DayKind.MAKE_UP],
                years=range(whole.first_year, whole.last_year + 1),
                notes={d.day: d.legal_basis for d in days},
            ),
        )
    return _in_memory[1]
