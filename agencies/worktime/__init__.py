"""Working time as values: moments, an office's calendar, the term of a procedure.

Pure arithmetic: no database, no wall clock, no settings. Zone Asia/Ho_Chi_Minh, always.
"""

from agencies.worktime.calendars import OFFICE_HOURS, BadCalendar, Calendar, Session, days_left
from agencies.worktime.instants import DAY, MINUTE, ZONE, BadInput, instant, local_day, moment
from agencies.worktime.terms import BadTerm, Part, Term, Unit

__all__ = [
    "DAY",
    "MINUTE",
    "OFFICE_HOURS",
    "ZONE",
    "BadCalendar",
    "BadInput",
    "BadTerm",
    "Calendar",
    "Part",
    "Session",
    "Term",
    "Unit",
    "days_left",
    "instant",
    "local_day",
    "moment",
]
