"""How much working time is to spare beside what the remaining steps usually take."""

from datetime import datetime

from agencies.worktime import MINUTE, Calendar, instant
from dossiers.models import Dossier


def slack_of(dossier: Dossier, calendar: Calendar, now: datetime) -> int | None:
    """Working minutes left until the due date minus the usual time of the steps that remain; negative: at risk.

    calendar: the deciding agency's. None where work lists have no order by it: without a due date, while the clock
    stands still, once it is overdue or has ended.
    """
    if dossier.start_by is None or not dossier.is_open or dossier.is_overdue(now=now):
        return None
    # From this moment on exactly the usual time is left until the due date.
    return (calendar.worked_until(instant(dossier.start_by)) - calendar.worked_until(instant(now))) // MINUTE


def working_day_of(calendar: Calendar) -> int:
    """Minutes of a whole working day."""
    return sum(closes - opens for opens, closes in calendar.spans) // MINUTE
