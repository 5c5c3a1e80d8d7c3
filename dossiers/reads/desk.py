"""One dossier as staff see it: where it stands, what was promised, what may be done next and by whom."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from agencies.worktime import ZONE, Calendar, local_day
from dossiers import clock
from dossiers.models import Apology, Dossier, Event, Payment, Step, Supplement, SupplementPermission
from dossiers.reads import scope
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.ledger import Appointment, Facts, appointments, calendar_of, facts_of
from dossiers.workflow import Move, Status, is_allowed


@dataclass(frozen=True)
class Course:
    """The steps of a dossier and where it is among them."""

    steps: tuple[Step, ...]  # with rule_step, agency and unit, in order
    current: Step | None
    following: Step | None

    @property
    def is_last_work(self) -> bool:
        """What follows is only the handing over of the result."""
        return self.following is not None and self.following is self.steps[-1]


@dataclass(frozen=True)
class Desk:
    """The values of the dossier page."""

    dossier: Dossier
    deadline: Deadline
    course: Course
    supplement: Supplement | None
    normal: Move | None  # the normal next step, whoever makes it
    primary: Move | None = None  # the same, when this person may make it
    others: list[Move] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    payment: Payment | None = None  # the latest
    apology: Apology | None = None
    permission: SupplementPermission | None = None  # to ask for papers once more, not used yet
    appointments: tuple[Appointment, ...] = ()
    explanation: list[clock.Row] = field(default_factory=list)

    def step_after(self, move: Move) -> Step | None:
        """Where the dossier will be after this move."""
        if move in (Move.COMPLETE_STEP, Move.FINISH) and self.course.following is not None:
            return self.course.following
        return self.course.current


def course_of(dossier: Dossier, steps: list[Step]) -> Course:
    """steps: all of the dossier's."""
    laid = tuple(sorted(steps, key=lambda step: step.n))
    here = next((i for i, step in enumerate(laid) if step.n == dossier.current_step), None)
    if here is None:
        return Course(laid, None, None)
    return Course(laid, laid[here], laid[here + 1] if here + 1 < len(laid) else None)


def normal_move(dossier: Dossier, course: Course) -> Move | None:
    """What is usually done next, whoever does it; None when nothing is left to do."""
    status = Status(dossier.status)
    if dossier.voided_at is not None:
        return None
    if status is Status.SUPPLEMENT:
        return Move.RECEIVE_SUPPLEMENT
    if status is Status.DONE:
        return Move.HAND_OVER
    if course.is_last_work and is_allowed(Move.FINISH, status):
        return Move.FINISH
    if is_allowed(Move.COMPLETE_STEP, status) and course.following is not None:
        return Move.COMPLETE_STEP
    return None


def desk_of(*, pk: int, reader: scope.Reader, now: datetime) -> Desk:
    """The dossier for this person, with everything its page shows. At most twelve queries, however long its life.

    Raises Dossier.DoesNotExist also for what this person may not see.
    """
    dossier = (
        scope.readable(reader)
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
        .get(pk=pk)
    )
    steps = Step.objects.filter(dossier=dossier).select_related("rule_step", "agency", "unit__agency")
    course = course_of(dossier, list(steps))
    facts = facts_of(dossier)
    supplement = facts.supplements[-1] if facts.supplements else None
    normal = normal_move(dossier, course)
    calendar = calendar_of(dossier)
    so_far = appointments(dossier, facts)
    found = Desk(
        dossier=dossier,
        deadline=deadline_of(dossier, calendar, now, paused_since=paused_since(facts)),
        course=course,
        supplement=supplement,
        normal=normal,
        events=list(
            Event.objects.filter(dossier=dossier).select_related("actor", "agency", "reason").order_by("-seq")[:100]
        ),
        facts=facts,
        payment=facts.payments[-1] if facts.payments else None,
        apology=Apology.objects.filter(dossier=dossier).select_related("drafted_by", "approved_by").first(),
        permission=SupplementPermission.objects.filter(dossier=dossier, supplement=None).first(),
        appointments=so_far,
        explanation=explained(so_far[-1].ledger if so_far else None, calendar),
    )
    moves = [move for move in Move if why_not(found, reader, move) is None]
    return replace(
        found, primary=normal if normal in moves else None, others=[move for move in moves if move is not normal]
    )


def paused_since(facts: Facts) -> datetime | None:
    """Since when the clock stands still; None while it runs."""
    since = [pause.span.lower for pause in facts.pauses if pause.span.upper is None]
    since += [asked.asked_at for asked in facts.supplements if asked.received_at is None]
    since += [payment.requested_at for payment in facts.payments if payment.confirmed_at is None]
    return min(since, default=None)


def why_not(desk: Desk, reader: scope.Reader, move: Move) -> str | None:
    """The key in wording.REFUSED why this person may not make this move now; None when they may.

    A courtesy of the page: the action judges again.
    """
    status = Status(desk.dossier.status)
    if move in (Move.RECEIVE, Move.REFUSE) or desk.dossier.voided_at is not None or not is_allowed(move, status):
        return "not_now"
    if not scope.may(reader, move, desk.dossier, desk.course.current):
        return "role"
    if move is Move.COMPLETE_STEP and desk.course.is_last_work:
        return "last_step"
    if move is Move.FINISH and not desk.course.is_last_work:
        return "steps_left"
    return _not_yet(desk, move)


def _not_yet(desk: Desk, move: Move) -> str | None:
    """What the dossier's own past says against a move that role and status allow."""
    dossier = desk.dossier
    if scope.is_held(dossier, move):
        return "held"
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
        case Move.RETURN_STEP if dossier.current_step is None or dossier.current_step <= FIRST_WORK:
            return "first_step"
    return None


def explained(ledger: clock.Ledger | None, calendar: Calendar) -> list[clock.Row]:
    """The rows that produce a ledger's due date; none without a term."""
    if ledger is None:
        return []
    received_at, pauses = clock.counted_from(calendar, ledger)
    return clock.explain(calendar, received_at, ledger.term, ledger.cutoff, pauses)


@dataclass(frozen=True)
class Effect:
    """What a move does to the due date. after None: it will be known when the papers come."""

    restarts: bool
    counts_as_late: bool  # the term had already ended: asking for papers moves nothing
    after: datetime | None
    example_day: date | None = None  # `after` holds if the complete papers come by then
    is_provisional: bool = False


FIRST_WORK = 2  # the step after receiving
EXAMPLE_DAYS = 5  # working days that an applicant may need, for the worked example


def effect_of(desk: Desk, move: Move, *, restarts: bool, now: datetime) -> Effect | None:
    """restarts: what the dossier's rules say of supplements. None when the move leaves the due date alone."""
    if not desk.appointments or move not in (Move.REQUEST_SUPPLEMENT, Move.RECEIVE_SUPPLEMENT):
        return None
    calendar, ledger = calendar_of(desk.dossier), desk.appointments[-1].ledger
    if move is Move.RECEIVE_SUPPLEMENT:
        stops = tuple(clock.Pause(s.start, now, s.restarts) if s.end is None else s for s in ledger.stops)
        found = clock.ledger_due(calendar, ledger._replace(stops=stops))
        return Effect(restarts, found.at is not None and found.at < now, found.at, None, found.provisional)
    day = calendar.working_day_after(local_day(now), EXAMPLE_DAYS)
    answered = datetime.combine(day, time(9), tzinfo=ZONE)
    stop = clock.Pause(now, answered, restarts)
    found = clock.ledger_due(calendar, ledger._replace(stops=(*ledger.stops, stop)))
    is_late = desk.dossier.due_at is not None and desk.dossier.due_at < now
    return Effect(restarts, is_late, found.at, day, found.provisional)


def due_after(desk: Desk, move: Move, effect: Effect | None) -> datetime | None:
    """The due date right after this move; None while the clock then stands still inside the term."""
    if effect is None or effect.counts_as_late:
        return desk.dossier.due_at
    return None if move is Move.REQUEST_SUPPLEMENT else effect.after
