"""Nouns of this room: who handles dossiers, by which rules, on which days."""

from agencies.models.calendar import CalendarDay, DayKind, DayStatus, WorkCalendar, working_calendar
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
from agencies.models.procedures import (
    Channel,
    Party,
    Procedure,
    ProcedureRules,
    RuleStep,
    StopMode,
)

__all__ = [
    "Agency",
    "AgencyKind",
    "CalendarDay",
    "Channel",
    "DayKind",
    "DayStatus",
    "FormerCode",
    "Membership",
    "Names",
    "Party",
    "Procedure",
    "ProcedureRules",
    "Role",
    "RuleStep",
    "StopMode",
    "Unit",
    "UnitKind",
    "WorkCalendar",
    "full_name",
    "names",
    "place",
    "working_calendar",
]
