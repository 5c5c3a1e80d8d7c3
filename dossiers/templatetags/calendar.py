"""Words of the calendar's editor. No query starts here."""

from datetime import date

from django import template

from agencies.models import DayKind
from dossiers.reads.words import WEEKDAYS

register = template.Library()


@register.filter
def sessions(rows: list[list[str]]) -> str:
    """An agency's sessions; without any, the province's count again.

    >>> sessions([["07:30", "11:30"], ["13:00", "17:00"]])
    '07:30–11:30, 13:00–17:00'
    """
    return ", ".join(f"{opens}–{closes}" for opens, closes in rows) or "trở lại giờ chung của tỉnh"


@register.filter
def day_kind(kind: str) -> str:
    """A DayKind in words; "" is an ordinary day."""
    return str(DayKind(kind or DayKind.ORDINARY).label)


@register.filter
def weekday_and_day(day: date) -> str:
    """As people say it.

    >>> weekday_and_day(date(2026, 11, 24))
    'Thứ Ba 24/11/2026'
    """
    name = WEEKDAYS["vi"][day.weekday()]
    return f"{name[0].upper()}{name[1:]} {day:%d/%m/%Y}"
