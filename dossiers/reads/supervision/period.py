"""The stretch of time that counts are about: the last thirty days, or one month. Local days, Viet Nam's time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAYS = 30
MONTHS = 12  # offered, the present one among them


@dataclass(frozen=True)
class Period:
    """[start, end), whole local days. key: how an address names it; empty for the last thirty days."""

    key: str
    start: datetime
    end: datetime

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.end) - timedelta(days=1)


def months(now: datetime) -> list[str]:
    """The months that can be asked for, the latest first, as 2026-11."""
    today = timezone.localdate(now)
    number = today.year * 12 + today.month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(number, number - MONTHS, -1)]


def period_of(key: str, now: datetime) -> Period:
    """key: one of `months`, or empty for today and the 29 days before it."""
    if not key:
        tomorrow = timezone.localdate(now) + timedelta(days=1)
        return Period("", _midnight(tomorrow - timedelta(days=DAYS)), _midnight(tomorrow))
    first = date.fromisoformat(f"{key}-01")
    return Period(key, _midnight(first), _midnight((first + timedelta(days=31)).replace(day=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
