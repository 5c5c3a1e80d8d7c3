"""Nouns of this room: who handles dossiers, by which rules, on which days."""

from agencies.models.calendar import (
    CalendarDay,
    Calendars,
    DayKind,
    DayStatus,
    OfficeHours,
    WorkCalendar,
    calendars,
    calendars_of,
    forget_calendars,
    working_calendar,
)
from agencies.models.layout import Layout, books, layout
from agencies.models.names import Names, names
from agencies.models.organisations import (
    Agency,
    AgencyKind,
    FormerCode,
    Membership,
    Role,
    Unit,
    UnitKind,
    full_name,
    place,
)
from agencies.models.people import Absence, Account, account_of
from agencies.models.procedures import (
    Channel,
    Party,
    Procedure,
    ProcedureRules,
    RuleStep,
    StopMode,
    UsualTime,
)

__all__ = [
    "Absence",
    "Account",
    "Agency",
    "AgencyKind",
    "CalendarDay",
    "Calendars",
    "Channel",
    "DayKind",
    "DayStatus",
    "FormerCode",
    "Layout",
    "Membership",
    "Names",
    "OfficeHours",
    "Party",
    "Procedure",
    "ProcedureRules",
    "Role",
    "RuleStep",
    "StopMode",
    "Unit",
    "UnitKind",
    "UsualTime",
    "WorkCalendar",
    "account_of",
    "books",
    "calendars",
    "calendars_of",
    "forget_calendars",
    "full_name",
    "layout",
    "names",
    "place",
    "working_calendar",
]
