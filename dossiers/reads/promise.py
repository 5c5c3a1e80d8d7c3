"""The due date that a dossier would get if it were received now, and why it is that day."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, ProcedureRules
from agencies.worktime import Term, local_day
from dossiers import clock
from dossiers.models import Dossier
from dossiers.reads import desk, ledger


@dataclass(frozen=True)
class Promise:
    """What the applicant can be told at the counter. received_at: from when it counts."""

    received_at: datetime
    dates: ledger.Dates
    explanation: list[clock.Row]


def promised(rules: ProcedureRules, receiving: Agency, received_at: datetime) -> Promise:
    """As `actions.receive_dossier` will count it. One query, one more when a calendar is new."""
    decider = rules.procedure.department or receiving
    unborn = Dossier(rules=rules, deciding_agency=decider, received_at=received_at)
    course = ledger.appointments(unborn, ledger.Facts())
    calendar = ledger.calendar_of(unborn)
    explanation = desk.explained(course[0].ledger if course else None, calendar)
    return Promise(received_at, ledger.dates(course, calendar), explanation)


def is_moved(rules: ProcedureRules, told: datetime | None, due_at: datetime | None) -> bool:
    """Whether the applicant, who was told the first of these, must hear of the second.

    Terms in hours run on with every minute; there only another day is news.
    """
    if told and due_at and Term.parse(rules.term).in_hours:
        return local_day(told) != local_day(due_at)
    return told != due_at
