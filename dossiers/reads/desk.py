"""One dossier as staff see it: where it stands, what was promised, what may be done next and by whom."""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery

from agencies.worktime import Calendar, local_day
from dossiers import clock
from dossiers.models import (
    Apology,
    Dossier,
    Event,
    EventKind,
    Pause,
    Payment,
    Reason,
    Step,
    Supplement,
    SupplementPermission,
)
from dossiers.reads import scope
from dossiers.reads.clockwork import COUNTED, calendar_until
from dossiers.reads.course import Course, course_of, goes_with_form, is_outside, normal_move
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.ledger import Appointment, Facts, appointments, calendar_of, facts_of
from dossiers.reads.undoing import MENDING, last_move, step_again, why_not_mend
from dossiers.workflow import LATE_AFTER, UNDO_WITHIN, Move, Status, is_allowed

EVENTS = 100  # the newest, on the page
# Ends without a result: possible almost always, and never the next thing to do.
ENDINGS = (Move.DECLINE, Move.WITHDRAW, Move.STOP)


@dataclass(frozen=True)
class Round:
    """One round of asking for papers. permission: what allowed a second one, with `why`."""

    asked: Supplement
    permission: SupplementPermission | None
    is_unanswered: bool  # awaited, and its day has passed
    is_late: bool  # the first one, asked for after the day by which the law wants it


@dataclass(frozen=True)
class Appointed:
    """One appointment as it was told. due_at: as it stands, or stood when the tax form went out (ended_at)."""

    n: int
    first_due_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """The tax form went out after this appointment's date."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at


@dataclass(frozen=True)
class Desk:
    """The values of the dossier page."""

    dossier: Dossier
    calendar: Calendar  # the newest: by it the next move is counted
    deadline: Deadline
    course: Course
    normal: Move | None  # the normal next step, whoever makes it
    primary: Move | None = None  # the same, when this person may make it
    others: list[Move] = field(default_factory=list)
    endings: list[Move] = field(default_factory=list)
    mendings: list[Move] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    assigned: dict[int, User] = field(default_factory=dict)  # people whom the events name
    facts: Facts = field(default_factory=Facts)
    rounds: list[Round] = field(default_factory=list)
    apology: Apology | None = None
    permission: SupplementPermission | None = None  # to ask for papers once more, not used yet
    appointments: tuple[Appointment, ...] = ()
    appointed: list[Appointed] = field(default_factory=list)
    explanation: list[clock.Row] = field(default_factory=list)
    today: date | None = None
    now: datetime | None = None

    @property
    def last(self) -> Event | None:
        """What was done last, which may still be taken back."""
        return last_move(self.events[::-1])

    @property
    def undo_until(self) -> datetime | None:
        """Until when what was done last may be taken back."""
        return self.last.at + UNDO_WITHIN if self.last else None

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
    """The dossier for this person, with everything its page shows. At most twelve queries, however long its life.

    Raises Dossier.DoesNotExist also for what this person may not see.
    """
    mine = scope.readable(reader)
    dossier = (
        mine.annotate(earlier_is_mine=Exists(mine.filter(pk=OuterRef("earlier"))))
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
    normal = normal_move(dossier, course, reader)
    calendar = calendar_of(dossier, dossier.calendar_version)  # what was told stands, whatever the days became since
    so_far = appointments(dossier, facts)
    counted = Event.objects.filter(dossier=dossier, kind__in=COUNTED).order_by("seq")
    first_by = calendar_until(dossier, counted, so_far[0].ended_at) if so_far else calendar
    permissions = _permissions(dossier)
    events = list(
        Event.objects.filter(dossier=dossier).select_related("actor", "agency", "reason").order_by("-seq")[:EVENTS]
    )
    found = Desk(
        dossier=dossier,
        calendar=calendar_of(dossier),
        deadline=deadline_of(dossier, calendar, now, paused_since=paused_since(facts)),
        course=course,
        normal=normal,
        events=events,
        assigned=_people_in(events),
        facts=facts,
        rounds=_rounds(dossier, facts, permissions, local_day(now)),
        apology=Apology.objects.filter(dossier=dossier).select_related("drafted_by", "approved_by").first(),
        permission=next((given for given in permissions if given.supplement_id is None), None),
        appointments=so_far,
        appointed=_appointed(dossier, so_far, first_by),
        explanation=explained(so_far[-1].ledger, first_by if len(so_far) == 1 else calendar) if so_far else [],
        today=local_day(now),
        now=now,
    )
    moves = [move for move in Move if why_not(found, reader, move) is None]
    rest = [move for move in moves if move is not normal]
    return replace(
        found,
        primary=normal if normal in moves else None,
        others=[move for move in rest if move not in (*ENDINGS, *MENDING)],
        endings=[move for move in rest if move in ENDINGS],
        mendings=[move for move in rest if move in MENDING],
    )


def _permissions(dossier: Dossier) -> list[SupplementPermission]:
    """Every leave to ask once more, each with `why`: what the supervisor wrote. One query."""
    said = Reason.objects.filter(
        event__dossier=OuterRef("dossier"),
        event__kind=EventKind.SUPPLEMENT_PERMITTED,
        event__at=OuterRef("permitted_at"),
    )
    given = SupplementPermission.objects.filter(dossier=dossier).select_related("permitted_by")
    return list(given.annotate(why=Subquery(said.values("text")[:1])))


def _people_in(events: list[Event]) -> dict[int, User]:
    """Who was assigned, by id. One query, none when nobody was."""
    ids = {event.data.get("user") for event in events if event.kind == EventKind.ASSIGNED}
    return User.objects.in_bulk(ids) if ids else {}


def _rounds(dossier: Dossier, facts: Facts, permissions: list[SupplementPermission], today: date) -> list[Round]:
    allowed = {given.supplement_id: given for given in permissions}
    return [
        Round(
            asked,
            allowed.get(asked.pk),
            is_unanswered=dossier.is_open and asked.received_at is None and asked.answer_by < today,
            is_late=asked.round == 1 and asked.asked_on_day > LATE_AFTER,
        )
        for asked in facts.supplements
    ]


def _appointed(dossier: Dossier, so_far: tuple[Appointment, ...], first_by: Calendar) -> list[Appointed]:
    """What was promised; both of two appointments, the second still without a date while its beginning is awaited."""
    if not so_far:
        return []
    first = so_far[0]
    due_at = dossier.due_at if first.ended_at is None else clock.ledger_due(first_by, first.ledger).at
    told = [Appointed(1, dossier.original_due_at, due_at, first.ended_at)]
    if dossier.rules.second_term is not None:
        is_on = len(so_far) == 2
        told.append(Appointed(2, dossier.second_original_due_at, dossier.due_at if is_on else None))
    return told


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
        return "round_closed" if move is Move.RECEIVE_SUPPLEMENT else "not_now"
    if not scope.may(reader, move, desk.dossier, desk.course.current):
        return "role"
    if move is Move.COMPLETE_STEP and desk.course.is_last_work:
        return "last_step"
    if move is Move.COMPLETE_STEP and goes_with_form(desk.dossier, desk.course):
        return "form_first"
    if move is Move.FINISH and not desk.course.is_last_work:
        return "steps_left"
    if move in MENDING:
        return why_not_mend(move, desk.dossier, desk.last, reader, desk.now)
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
