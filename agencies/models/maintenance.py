"""When this portal stands still: maintenance that is announced before, outages that are told while they last.

Legal source: NĐ 224/2026/NĐ-CP art. 13: at least seven working days before, except when nobody could foresee it.
"""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models.calendar import working_calendar

DAYS_BEFORE = 7  # working days after today, up to the day on which it begins

TOO_SOON = (
    "Bảo trì phải được báo trước ít nhất %(days)s ngày làm việc (Điều 13 Nghị định 224/2026/NĐ-CP): sớm nhất là "
    "ngày %(first)s."
)
ENDS_FIRST = "Giờ kết thúc phải sau giờ bắt đầu."
ENDED = "Giờ kết thúc phải ở phía trước."
NOT_YET = "Sự cố phải đã bắt đầu. Việc biết trước là bảo trì có kế hoạch."
BEGUN = "Việc bảo trì đã bắt đầu nên không đổi được giờ bắt đầu; chỉ được kết thúc sớm hơn."
LONGER = "Bảo trì đã báo chỉ được rút ngắn, lùi sang ngày khác hoặc hủy; không được kéo dài."
OVER = "Mục này đã qua hoặc đã hủy nên không sửa được nữa."


class MaintenanceKind(models.TextChoices):
    PLANNED = "planned", "Bảo trì có kế hoạch"
    OUTAGE = "outage", "Sự cố ngoài dự kiến"


class Announced(NamedTuple):
    """What the pages tell of it. ends_at of an outage is when it is expected to be over."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    what: str


class MaintenanceQuerySet(models.QuerySet):
    def announced(self, now: datetime) -> list[Announced]:
        """Those that last or are to come, the nearest first."""
        rows = self.filter(cancelled_at=None, ends_at__gt=now).order_by("starts_at", "pk")
        return [Announced(*row) for row in rows.values_list("kind", "starts_at", "ends_at", "what")]

    def past(self, now: datetime, limit: int = 10) -> list[Announced]:
        """Those that have begun, the newest first: for whoever judges how often this portal stands still."""
        rows = self.filter(cancelled_at=None, starts_at__lte=now).order_by("-starts_at", "-pk")
        return [Announced(*row) for row in rows.values_list("kind", "starts_at", "ends_at", "what")[:limit]]


class Maintenance(models.Model):
    """One time in which the portal, or a part of it, does not answer. what: which part, in words for citizens."""

    kind = models.CharField("loại", max_length=7, choices=MaintenanceKind, default=MaintenanceKind.PLANNED)
    starts_at = models.DateTimeField("bắt đầu lúc")
    ends_at = models.DateTimeField("kết thúc lúc", help_text="Của một sự cố: lúc dự kiến khắc phục xong.")
    what = models.CharField("phần bị ảnh hưởng", max_length=300, help_text="Viết cho công dân đọc.")
    announced_at = models.DateTimeField("báo lúc", default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người báo", editable=False
    )
    cancelled_at = models.DateTimeField("hủy lúc", null=True, editable=False)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        verbose_name = "bảo trì, sự cố"
        verbose_name_plural = "bảo trì, sự cố"
        constraints = [
            models.CheckConstraint(
                name="maintenance_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=ENDS_FIRST,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.starts_at):%H:%M %d/%m/%Y}"

    def is_over(self, now: datetime) -> bool:
        return self.cancelled_at is not None or self.ends_at <= now

    def clean(self) -> None:
        """Raises ValidationError, by field, for what was not announced in time and for what is made worse later."""
        if self.starts_at is None or self.ends_at is None:
            return  # their own fields say so
        before = Maintenance.objects.filter(pk=self.pk).first() if self.pk else None
        now = timezone.now()
        if before is not None and before.is_over(now):
            raise ValidationError(OVER)
        if self.ends_at <= now and before is None:
            raise ValidationError({"ends_at": ENDED})
        if self.kind == MaintenanceKind.OUTAGE:
            if self.starts_at > now:
                raise ValidationError({"starts_at": NOT_YET})
        elif before is not None and before.starts_at <= now and before.starts_at != self.starts_at:
            raise ValidationError({"starts_at": BEGUN})
        elif before is None or before.starts_at != self.starts_at:
            _demand_in_time(self.starts_at, now)
        elif self.ends_at > before.ends_at:
            raise ValidationError({"ends_at": LONGER})


def _demand_in_time(starts_at: datetime, now: datetime) -> None:
    calendar, today = working_calendar(), timezone.localdate(now)
    if calendar.working_days_between(today, timezone.localdate(starts_at)) < DAYS_BEFORE:
        first = calendar.working_day_after(today, DAYS_BEFORE)
        raise ValidationError({"starts_at": TOO_SOON % {"days": DAYS_BEFORE, "first": f"{first:%d/%m/%Y}"}})
