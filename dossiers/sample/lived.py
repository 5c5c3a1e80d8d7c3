"""What the tables will hold about one invented dossier, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from agencies.models import Agency, ProcedureRules
from agencies.worktime import Calendar
from dossiers import clock
from dossiers.reads.ledger import NO_DATES, Dates
from dossiers.sample.ground import Case, Stop
from dossiers.sample.people import Person
from dossiers.workflow import CLOCK_ENDED, Move, Status


class Episode(StrEnum):
    """What may happen while the deciding agency works on a dossier. Most have none."""

    ASKED = "asked"  # for papers
    ASKED_TWICE = "asked_twice"
    UNANSWERED = "unanswered"  # the papers never come, and it is stopped
    PAUSED = "paused"  # by hand
    OWED = "owed"  # a fee, without a second appointment
    RETURNED = "returned"  # to the step before
    PASSED = "passed"  # to another unit


class Sorry(StrEnum):
    """What becomes of the apology for a date that is not kept."""

    IN_TIME = "in_time"
    LATE = "late"
    DRAFT = "draft"  # nobody has signed it


class Manner(NamedTuple):
    """How it goes. pace: work done ÷ the term; waits: working days, until papers or money come, until the clock runs
    again or the other unit takes over, until the result is fetched. ending: one without a result.
    """

    pace: float
    refused: bool = False
    episode: Episode | None = None
    ending: Move | None = None
    sorry: Sorry | None = None
    assigned: bool = False
    at_night: bool = False  # the result is entered in the evening
    waits: float = 3
    fetched_after: float = 2


class Span(NamedTuple):
    """Of a pause: [lower, upper)."""

    lower: datetime
    upper: datetime | None = None
    isempty: bool = False


class Paused(NamedTuple):
    span: Span
    ground: str
    document: str
    by: int


class Asked(NamedTuple):
    asked_at: datetime
    by: int
    on_day: int
    answer_by: date
    restarts: bool
    received_at: datetime | None = None


class Permitted(NamedTuple):
    at: datetime
    by: int
    is_used: bool = False


class Owed(NamedTuple):
    requested_at: datetime
    by: int
    splits: bool
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None


class Apologised(NamedTuple):
    drafted_at: datetime
    drafted_by: int
    promised_at: datetime
    due_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: int | None = None
    was_in_time: bool | None = None


class Collected(NamedTuple):
    """Who fetched the result; the applicant's own name is known when it is written."""

    at: datetime
    by: int
    way: str
    collector: str
    paper: str


class Marked(NamedTuple):
    """A deadline that passed, or a standstill, and whom the sweep told."""

    kind: str
    key: int
    became_at: datetime
    noticed_at: datetime
    agency: int
    unit: int | None


class Explained(NamedTuple):
    """Why it is late, as somebody wrote it. kind: of DelayKind."""

    at: datetime
    by: int
    agency: int
    kind: str
    text: str


class Happened(NamedTuple):
    at: datetime
    actor: int
    agency: int
    kind: str
    data: dict[str, Any]
    public: bool


@dataclass(slots=True)
class Life:
    """One dossier. times: [started, finished, planned] of each step. worked: session time at its last moment."""

    case: Case
    receiving: Agency
    route: list[Stop]
    calendar: Calendar  # of the agency that decides
    received_at: datetime
    dates: Dates = NO_DATES
    status: Status = Status.ACCEPTED
    lies: int = 0  # where, an index into route
    is_over: bool = False  # nobody works on it any more
    original_due_at: datetime | None = None
    second_original_due_at: datetime | None = None
    promised: datetime | None = None  # the due date last told, also while the clock stands still
    closed_at: datetime | None = None
    returned_at: datetime | None = None
    updated_at: datetime | None = None
    watched_from: datetime | None = None
    stalls_at: datetime | None = None
    next_flag_at: datetime | None = None
    assignee: int | None = None
    passing_to: int | None = None
    version: int = 0
    worked: int = 0
    has_history: bool = True
    again_of: "Life | None" = None  # the same applicant's, that ended without a result
    pk: int = 0  # once it is written, as is who filed it
    person: Person | None = None
    apology: Apologised | None = None
    permitted: Permitted | None = None
    collected: Collected | None = None
    times: list[list[datetime | None]] = field(default_factory=list)
    supplements: list[Asked] = field(default_factory=list)
    pauses: list[Paused] = field(default_factory=list)
    payments: list[Owed] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)  # (seq of the event, text)
    marks: list[Marked] = field(default_factory=list)
    delays: list[Explained] = field(default_factory=list)

    @property
    def rules(self) -> ProcedureRules:
        return self.case.rules

    @property
    def deciding(self) -> int:
        return self.rules.procedure.department_id or self.receiving.pk

    @property
    def due_at(self) -> datetime | None:
        return self.dates.due_at

    @property
    def holder(self) -> Stop:
        return self.route[self.lies]

    @property
    def is_open(self) -> bool:
        return self.status not in CLOCK_ENDED

    def is_overdue(self, *, now: datetime) -> bool:
        """Twin of `Dossier.is_overdue`."""
        return self.is_open and self.due_at is not None and now > self.due_at

    def deadline(self, now: datetime) -> clock.DeadlineState:
        return clock.state(
            self.calendar, now, self.due_at, paused=self.dates.is_paused,
            started=self.original_due_at is not None or self.dates.is_paused, closed_at=self.closed_at,
        )  # fmt: skip
