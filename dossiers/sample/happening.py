"""What every event of an invented life has in common: the twin of `actions.changing`, without a database."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from agencies.models import Party, Role
from agencies.worktime import MINUTE, instant, local_day, moment
from dossiers import clock
from dossiers.actions import signals
from dossiers.actions.apologies import close_of
from dossiers.models import MOVE_OF, EventKind, MarkKind, Signal
from dossiers.reads.ledger import Appointment, Dates, Facts, appointments, dates, key_of, planned, stalls_at
from dossiers.sample.ground import Case, Ground
from dossiers.sample.lived import Apologised, Happened, Life, Manner, Marked, Sorry
from dossiers.workflow import CLOCK_ENDED, TARGET, WAITING_FOR_APPLICANT, Move

SECOND = 1_000_000
DAY_OF_WORK = 480 * MINUTE
KIND = {move: kind for kind, move in MOVE_OF.items()}
_STAFF_ONLY = (Move.ASSIGN, Move.PASS_ON, Move.PERMIT_SUPPLEMENT, Move.DRAFT_APOLOGY)
_MOVES_THE_DATE = (
    Move.REQUEST_SUPPLEMENT, Move.RECEIVE_SUPPLEMENT, Move.PAUSE, Move.RESUME, Move.REQUEST_PAYMENT,
    Move.CONFIRM_PAYMENT,
)  # fmt: skip
_MAY_LOOK_BENT = (
    Move.REQUEST_SUPPLEMENT, Move.PAUSE, Move.REQUEST_PAYMENT, Move.FINISH, Move.DECLINE, Move.WITHDRAW, Move.STOP,
)  # fmt: skip


class NotYet(Exception):
    """What would come next lies in the future."""


class Happening:
    """Lives on one ground, until one moment."""

    def __init__(self, ground: Ground, now: datetime):
        self.ground, self.now = ground, now
        self.version = ground.calendars.version
        self._promised: dict[tuple, Dates] = {}
        self._planned: dict[tuple, list[datetime | None]] = {}
        self._limits: dict[int, int | None] = {}

    def happen(
        self, life: Life, move: Move, at: datetime, actor: int, agency: int, data: dict[str, Any], *, rng: Random,
        reason: str = "", seen: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Status, dates, version, event. What the sweep has noticed until now comes first."""
        if life.version:
            self.watch(life, at, rng)
        if move in _MAY_LOOK_BENT:
            seen = (*seen, *signals.seen(move, life, life.calendar, at))
        life.status = TARGET.get(move, life.status)
        life.updated_at = at
        began = life.watched_from = life.received_at if move is Move.RECEIVE else at
        life.version += 1
        told, is_second = life.promised, False
        if move in _MOVES_THE_DATE:
            life.dates = dates(appointments(life, Facts(life.pauses, life.supplements, life.payments)), life.calendar)
            is_second = life.dates.appointment == 2 and life.second_original_due_at is None
            if is_second:
                life.second_original_due_at = told = life.promised = life.dates.due_at
                data = {**data, "calendar": self.version}
        life.stalls_at = None
        if life.status in CLOCK_ENDED:
            life.closed_at = life.closed_at or at
        elif life.status not in WAITING_FOR_APPLICANT:
            life.stalls_at = stalls_at(life.calendar, at, life.holder)
        if seen:
            data = {**data, "signals": sorted(set(seen))}
        life.events.append(Happened(began, actor, agency, KIND[move], data, move not in _STAFF_ONLY))
        if reason:
            life.reasons.append((len(life.events), reason))
        if life.due_at is not None and told is not None and life.due_at != told:
            moved = {
                "before": told.isoformat(), "after": life.due_at.isoformat(), "because": KIND[move],
                "calendar": self.version,
            }  # fmt: skip
            life.events.append(Happened(at, actor, agency, EventKind.DUE_CHANGED, moved, True))
            life.promised = life.due_at

    def watch(self, life: Life, until: datetime, rng: Random) -> None:
        """What the sweep noticed since the last event."""
        if not life.is_open:
            return
        due = life.due_at
        last = len(life.events) - (life.events[-1].kind == EventKind.DUE_CHANGED)  # what somebody did
        flags = [(MarkKind.STALLED, last, life.stalls_at)]
        if due is not None:
            flags += (MarkKind.DUE_SOON, key_of(due), life.dates.due_soon_at), (MarkKind.OVERDUE, key_of(due), due)
        for kind, key, at in flags:
            if at is not None and life.watched_from <= at < until:
                noticed = min(at + timedelta(seconds=rng.randint(1, 60)), until)
                place = life.holder
                life.marks.append(Marked(kind, key, at, noticed, place.agency, place.unit))

    def later(self, life: Life, span: float, sorry: Sorry | None, rng: Random) -> datetime:
        """The moment after so much more session time. Raises NotYet. Apologies that fall before it happen first."""
        worked = life.worked + max(int(span), MINUTE)
        at = self.at(life, worked)
        if sorry is not None:
            self._apologise(life, sorry, min(at, self.now), rng)
        if at >= self.now:
            raise NotYet
        life.worked = worked
        return at

    def at(self, life: Life, worked: int) -> datetime:
        at = life.calendar.reached(worked)
        return moment(at - at % SECOND)

    # ── Apologies ────────────────────────────────────────────────────────────────────────────────────────────

    def _apologise(self, life: Life, sorry: Sorry, until: datetime, rng: Random) -> None:
        """Draft and sign, around a due date that will not be kept, as far as both fall before `until`."""
        due = life.due_at
        if due is None or not life.is_open:
            return
        at_due = life.calendar.worked_until(instant(due))
        if life.apology is None:
            days = {Sorry.IN_TIME: -3.2, Sorry.LATE: 0.4, Sorry.DRAFT: 0.8}[sorry]
            at = self._after(life, at_due + int(days * DAY_OF_WORK))
            if at >= until:
                return
            day = life.calendar.working_day_after(max(local_day(due), at.date()), rng.randint(3, 10))
            promised = close_of(life.calendar, day)
            officer = self.ground.staff[life.deciding, Role.OFFICER]
            life.apology = Apologised(at, officer, promised)
            self.happen(
                life, Move.DRAFT_APOLOGY, at, officer, life.deciding, {"day": day.isoformat()}, rng=rng
            )  # fmt: skip
        if sorry is Sorry.DRAFT or life.apology.approved_at is not None:
            return
        at = self._after(life, life.calendar.worked_until(instant(life.apology.drafted_at)) + DAY_OF_WORK)
        promised = life.apology.promised_at
        if at >= until or due >= promised:
            return
        leader, in_time = self.ground.staff[life.deciding, Role.SUPERVISOR], local_day(at) < local_day(due)
        life.apology = life.apology._replace(due_at=due, approved_at=at, approved_by=leader, was_in_time=in_time)
        said = {"day": local_day(promised).isoformat(), "in_time": in_time}
        late = () if in_time else (Signal.LATE_APOLOGY,)
        self.happen(life, Move.APPROVE_APOLOGY, at, leader, life.deciding, said, rng=rng, seen=late)

    def _after(self, life: Life, worked: int) -> datetime:
        """A moment near this one, but after the last event."""
        return max(self.at(life, worked), life.updated_at + timedelta(minutes=7))

    # ── Dates ────────────────────────────────────────────────────────────────────────────────────────────────

    def promise(self, life: Life) -> tuple:
        """Set the dates of the receipt; the key that other dossiers with the same dates share."""
        case = life.case
        if case.term is None:
            return ()
        # Terms in days depend on the day of receipt alone.
        at = life.received_at
        since = at if case.term.in_hours else clock.receipt_day(life.calendar, at, self.cutoff(case))
        own = self.ground.calendars.own
        key = (case.rules.id, since, life.deciding if own and life.deciding in own else None)
        found = self._promised.get(key)
        if found is None:
            first = Appointment(clock.Ledger(at, case.term, self.cutoff(case)))
            found = self._promised[key] = dates((first,), life.calendar)
        life.dates = found
        life.original_due_at = life.promised = found.due_at
        return key

    def plan(self, key: tuple, life: Life) -> list[datetime | None]:
        """When each step of the first appointment should be finished."""
        if not key:
            return [None] * len(life.route)
        if key not in self._planned:
            days = life.case.days
            if life.rules.second_term is not None:
                outside = [n for n, stop in enumerate(life.route) if stop.party == Party.OUTSIDE]
                days = days[: min(outside, default=len(days))]
            first = planned(life, life.calendar, days)
            self._planned[key] = first + [None] * (len(life.route) - len(first))
        return self._planned[key]

    def cutoff(self, case: Case) -> int | None:
        if case.rules.id not in self._limits:
            self._limits[case.rules.id] = clock.parse_cutoff(case.cutoff or None)
        return self._limits[case.rules.id]

    def budget(self, life: Life, manner: Manner) -> float:
        """Session time that the rest of the work takes, microseconds."""
        term = 5 * DAY_OF_WORK
        if life.due_at is not None:
            term = life.calendar.worked_until(instant(life.due_at)) - life.worked
        return max(term, 60 * MINUTE) * manner.pace
