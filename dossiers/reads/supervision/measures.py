"""How much of what a list is about each dossier has: what stands first in its line."""

from datetime import datetime

from django.utils import timezone

from agencies.worktime import MINUTE, Calendar, instant
from dossiers import clock
from dossiers.models import Dossier


def days_missed(dossier: Dossier, calendar: Calendar, now: datetime) -> int:
    """Working days since the first date that was not kept; 0: less than one."""
    return -clock.working_days(calendar, now, dossier.missed_at)


def days_still(dossier: Dossier, calendar: Calendar, now: datetime) -> int:
    """Working days since something happened last."""
    return _days(calendar, dossier.since or dossier.updated_at, now)  # thin dossiers have no events


def days_paused(dossier: Dossier, calendar: Calendar, now: datetime) -> int | None:
    """Working days since the clock was stopped."""
    return _days(calendar, dossier.paused_since, now) if dossier.paused_since else None


def minutes_offered(dossier: Dossier, calendar: Calendar, now: datetime) -> int | None:
    """Working minutes since another unit was asked to take it over."""
    if dossier.since is None:
        return None
    return (calendar.worked_until(instant(now)) - calendar.worked_until(instant(dossier.since))) // MINUTE


def days_waiting(dossier: Dossier, calendar: Calendar, now: datetime) -> int:
    """Calendar days since the result was there."""
    return (timezone.localdate(now) - timezone.localdate(dossier.closed_at)).days


def _days(calendar: Calendar, since: datetime, now: datetime) -> int:
    return calendar.working_days_between(timezone.localdate(since), timezone.localdate(now))
