"""One dossier at one person's desk: where it stands, what was promised, what may be done next and by whom.

What its page shows beside that, its history and what lies in it, is read by `sheet`.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from agencies.models import Absence, Layout, days_and_rules
from agencies.worktime import Calendar, local_day
from dossiers import clock
from dossiers.models import (
    BESIDE,
    Apology,
    Dossier,
    Event,
    EventKind,
    Opinion,
    Pause,
    Payment,
    Reason,
    Step,
    Supplement,
    SupplementPermission,
)
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope
from dossiers.reads.arrays import array, fields, unpacked
from dossiers.reads.course import Course, against, course_of, is_outside, normal_move
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.ledger import Appointment, Facts, appointments, calendar_of, facts_of
from dossiers.reads.undoing import MENDING, step_again, why_not_mend
from dossiers.workflow import ROLES, UNDO_WITHIN, Move

# Ends without a result: possible almost always, and never the next thing to do.
ENDINGS = (Move.DECLINE, Move.WITHDRAW, Move.STOP)


@dataclass(frozen=True)
class Desk:
    """A dossier before a person: what is written down of its clock, and the moves that are theirs to make now."""

    dossier: Dossier  # with opinions
    reader: scope.Reader
    calendar: Calendar  # the newest: by it the next move is counted
    told_by: Calendar  # the one that its dates were made by, which stand whatever the days became since
    laid: Layout
    deadline: Deadline
    course: Course
    normal: Move | None  # the normal next step, whoever makes it
    now: datetime
    primary: Move | None = None  # the one thing that this person is asked to do
    others: list[Move] = field(default_factory=list)
    endings: list[Move] = field(default_factory=list)
    mendings: list[Move] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    permissions: list[SupplementPermission] = field(default_factory=list)  # each with `why`
    apology: Apology | None = None
    appointments: tuple[Appointment, ...] = ()
    last: Event | None = None  # what was done last
    absence: Absence | None = None  # today's, of whoever works on it
    seq: int = 0  # of the last event

    @property
    def undo_until(self) -> datetime | None:
        """Until when what was done last may be taken back."""
        return self.last.at + UNDO_WITHIN if self.last else None

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def permission(self) -> SupplementPermission | None:
        """To ask for papers once more, not used yet."""
        return next((given for given in self.permissions if given.supplement_id is None), None)

    @property
    def takes_on(self) -> bool:
        """Assigning is no choice among people here: this person may only say that they will work on it."""
        leads = self.dossier.holder_agency_id in self.reader.agencies(*ROLES[Move.ASSIGN])
        return not leads and scope.takes_on(self.reader, self.dossier)

    @property
    def opinions(self) -> list[Opinion]:
        """Those that are awaited."""
        return [asked for asked in self.dossier.opinions.all() if asked.answered_at is None]

    @property
    def opinions_of_mine(self) -> list[Opinion]:
        """Those of them that this person may write down: asked of their agency, or by it when the paper came there."""
        theirs = self.reader.agencies(*ROLES[Move.ANSWER_OPINION])
        return [asked for asked in self.opinions if {asked.agency_id, self.dossier.deciding_agency_id} & theirs]

    @property
    def is_asked(self) -> bool:
        """An opinion of this person's own agency is awaited."""
        theirs = self.reader.agencies(*ROLES[Move.ANSWER_OPINION])
        return any(asked.agency_id in theirs for asked in self.opinions)

    @property
    def supplement(self) -> Supplement | None:
        """The latest round."""
        return self.facts.supplements[-1] if self.facts.supplements else None

    @property
    def payment(self) -> Payment | None:
        """The latest obligation."""
        return self.facts.payments[-1] if self.facts.payments else None

    @property
    def pause(self) -> Pause | None:
        """The stop that lasts."""
        return next((stop for stop in self.facts.pauses if stop.span.upper is None), None)

    @property
    def signs_in_time(self) -> bool:
        """An apology signed today would be signed a day or more before the due day, as the law wants."""
        return self.dossier.due_at is not None and self.today < local_day(self.dossier.due_at)

    @property
    def payment_ends_step(self) -> bool:
        """The payment's confirmation completes the outside body's step, if there is work left to do after it."""
        current = self.course.current
        return current is not None and is_outside(current) and not self.course.is_last_work

    def step_after(self, move: Move) -> Step | None:
        """Where the dossier will be after this move; None when it is nowhere any more."""
        course = self.course
        match move:
            case Move.COMPLETE_STEP | Move.FINISH if course.following is not None:
                return course.following
            case Move.REQUEST_PAYMENT if course.leads_outside:
                return course.following
            case Move.CONFIRM_PAYMENT if self.payment_ends_step:
                return course.following
            case Move.RETURN_STEP if course.before is not None:
                return course.before
            case Move.TAKE_OVER if course.current is not None and self.dossier.passing_to is not None:
                taken = copy(course.current)
                taken.unit = self.dossier.passing_to
                taken.agency = taken.unit.agency
                return taken
            case Move.UNDO if self.last is not None:
                return step_again(course.steps, course.current, self.last)
            case Move.DECLINE | Move.WITHDRAW | Move.STOP | Move.VOID:
                return None
        return course.current


def desk_of(*, pk: int, reader: scope.Reader, now: datetime) -> Desk:
    """The dossier for this person, and what they may do with it. At most eight queries, however long its life.

    Raises Dossier.DoesNotExist also for what this person may not see.
    """
    dossier = _dossiers(scope.readable(reader), local_day(now)).get(pk=pk)
    steps = Step.objects.filter(dossier=dossier).select_related("rule_step", "agency", "unit__agency")
    course = course_of(dossier, list(steps))
    facts = facts_of(dossier)
    normal = normal_move(dossier, course, reader)
    newest, laid = days_and_rules()
    told_by = calendar_of(dossier, dossier.calendar_version)
    found = Desk(
        dossier=dossier,
        reader=reader,
        calendar=newest.of(dossier.deciding_agency_id),
        told_by=told_by,
        laid=laid,
        deadline=deadline_of(dossier, told_by, now, paused_since=facts.paused_since),
        course=course,
        normal=normal,
        now=now,
        facts=facts,
        permissions=unpacked(SupplementPermission, dossier.rows_of_permissions),
        apology=next(iter(unpacked(Apology, dossier.rows_of_apologies)), None),
        appointments=appointments(dossier, facts),
        last=next(iter(unpacked(Event, dossier.rows_of_moves)), None),
        absence=next(iter(unpacked(Absence, dossier.rows_of_absences)), None),
        seq=dossier.seq,
    )
    moves = [move for move in Move if why_not(found, reader, move) is None]
    primary = next((move for move in (normal, Move.ANSWER_OPINION if found.is_asked else None) if move in moves), None)
    rest = [move for move in moves if move is not primary]
    return replace(
        found,
        primary=primary,
        others=[move for move in rest if move not in (*ENDINGS, *MENDING)],
        endings=[move for move in rest if move in ENDINGS],
        mendings=[move for move in rest if move in MENDING],
    )


def _dossiers(mine: DossierQuerySet, today: date) -> DossierQuerySet:
    """With everything that its moves depend on, few rows each, in one query and one more for the opinions."""
    of_it = {"dossier": OuterRef("pk")}
    said = Reason.objects.filter(
        event__dossier=OuterRef("dossier"),
        event__kind=EventKind.SUPPLEMENT_PERMITTED,
        event__at=OuterRef("permitted_at"),
    )
    permissions = SupplementPermission.objects.filter(**of_it).annotate(why=Subquery(said.values("text")[:1]))
    drafted = ("id", "drafted_at", "reason", "promised_at", "due_at", "approved_at", "was_in_time")
    events = Event.objects.filter(**of_it).order_by("-seq")
    away = Absence.objects.filter(user=OuterRef("assignee"), since__lte=today, until__gte=today).order_by("until")
    return (
        mine.annotate(
            earlier_is_mine=Exists(mine.filter(pk=OuterRef("earlier"))),
            rows_of_permissions=array(
                permissions, fields("permitted_at", "supplement_id", "why", people=("permitted_by",))
            ),
            rows_of_apologies=array(
                Apology.objects.filter(**of_it), fields(*drafted, people=("drafted_by", "approved_by"))
            ),
            rows_of_moves=array(
                events.exclude(kind__in=BESIDE)[:1], fields("seq", "at", "kind", "data", "agency_id", people=("actor",))
            ),
            rows_of_absences=array(away[:1], fields("until", people=("stand_in",))),
            seq=Subquery(events.values("seq")[:1]),
        )
        .select_related(
            "rules__procedure",
            "passing_to__agency",
            "earlier",
            "assignee",
            "receiving_agency",
            "deciding_agency",
            "return_agency",
            "holder_agency",
            "holder_unit__agency",
        )
        .prefetch_related(
            Prefetch(
                "opinions", Opinion.objects.select_related("agency", "asked_by", "answered_by").order_by("asked_at")
            )
        )
    )


def why_not(desk: Desk, reader: scope.Reader, move: Move) -> str | None:
    """The key in wording.REFUSED why this person may not make this move now; None when they may.

    A courtesy of the page: the action judges again.
    """
    if move in (Move.RECEIVE, Move.REFUSE):
        return "not_now"
    why = against(desk.dossier, desk.course, reader, move)
    if why == "role" and move is Move.ANSWER_OPINION and reader.has(*ROLES[move]) and not desk.opinions:
        return "no_opinion"
    if why is not None:
        return why
    if move in MENDING:
        return why_not_mend(move, desk.dossier, desk.last, reader, desk.now)
    return _not_yet(desk, move)


def _not_yet(desk: Desk, move: Move) -> str | None:
    """What the dossier's own past says against a move that role and status allow."""
    dossier = desk.dossier
    match move:
        case Move.REQUEST_SUPPLEMENT if desk.supplement is not None and desk.permission is None:
            return "asked_once"
        case Move.PERMIT_SUPPLEMENT if desk.supplement is None:
            return "not_asked_yet"
        case Move.PERMIT_SUPPLEMENT if desk.permission is not None:
            return "permitted_already"
        case Move.PAUSE if dossier.is_paused:
            return "paused_already"
        case Move.PAUSE if not desk.appointments:
            return "no_term"
        case Move.RESUME if not dossier.is_paused:
            return "not_paused"
        case Move.DRAFT_APOLOGY | Move.APPROVE_APOLOGY if dossier.promised_at is not None:
            return "apologised_once"
        case Move.APPROVE_APOLOGY if desk.apology is None:
            return "no_draft"
        case Move.DRAFT_APOLOGY | Move.APPROVE_APOLOGY if dossier.due_at is None:
            return "no_due_date"
        case Move.REQUEST_PAYMENT if any(payment.splits for payment in desk.facts.payments):
            return "paid_once"
        case Move.REQUEST_PAYMENT if desk.course.goes_outside_later:
            return "form_later"
        case Move.RETURN_STEP if desk.course.before is None:
            return "first_step"
    return None


def explained(ledger: clock.Ledger | None, calendar: Calendar) -> list[clock.Row]:
    """The rows that produce a ledger's due date; none without a term."""
    if ledger is None:
        return []
    received_at, pauses = clock.counted_from(calendar, ledger)
    return clock.explain(calendar, received_at, ledger.term, ledger.cutoff, pauses)
