"""One dossier's life, lived step by step from its receipt until `now`, as the actions would have written it down."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

from agencies.models import Agency, Party
from agencies.worktime import MINUTE, Calendar, instant, moment
from dossiers import clock
from dossiers.models import EventKind, MarkKind
from dossiers.reads.ledger import Appointment, Dates, dates, key_of, next_flag, planned, stalls_at
from dossiers.sample.ground import Case, Stop
from dossiers.workflow import CLOCK_ENDED, TARGET, WAITING_FOR_APPLICANT, Move, Status

DAY_OF_WORK = 480 * MINUTE
SECOND = 1_000_000
_KIND = {
    Move.RECEIVE: EventKind.RECEIVED,
    Move.REFUSE: EventKind.REFUSED,
    Move.COMPLETE_STEP: EventKind.STEP_COMPLETED,
    Move.REQUEST_SUPPLEMENT: EventKind.SUPPLEMENT_REQUESTED,
    Move.RECEIVE_SUPPLEMENT: EventKind.SUPPLEMENT_RECEIVED,
    Move.FINISH: EventKind.FINISHED,
    Move.HAND_OVER: EventKind.HANDED_OVER,
}


class Manner(NamedTuple):
    """How it goes. pace: work done ÷ the term; waits: working days until papers come, until the result is fetched."""

    pace: float
    refused: bool = False
    asks: bool = False
    papers_after: float = 3
    fetched_after: float = 2


class Asked(NamedTuple):
    at: datetime
    by: int
    on_day: int
    answer_by: date
    restarts: bool
    received_at: datetime | None


class Marked(NamedTuple):
    """A deadline that passed, and whom the sweep told."""

    kind: str
    key: int
    became_at: datetime
    noticed_at: datetime
    agency: int
    unit: int | None


class Happened(NamedTuple):
    at: datetime
    actor: int
    agency: int
    kind: str
    data: dict[str, Any]


@dataclass(slots=True)
class Life:
    """What the tables hold about one dossier. times: [started, finished, planned] of each step."""

    case: Case
    receiving: Agency
    route: list[Stop]
    received_at: datetime
    dates: Dates
    status: Status = Status.ACCEPTED
    place: int | None = None  # index into route; None: nobody works on it any more
    original_due_at: datetime | None = None
    promised: datetime | None = None  # the due date last told, also while the clock stands still
    closed_at: datetime | None = None
    returned_at: datetime | None = None
    updated_at: datetime | None = None
    stalls_at: datetime | None = None
    next_flag_at: datetime | None = None
    version: int = 0
    asked: Asked | None = None
    has_history: bool = True
    times: list[list[datetime | None]] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)
    marks: list[Marked] = field(default_factory=list)

    @property
    def holder(self) -> Stop:
        """Where it lies; after the end, the counter that returned (or refused) it."""
        if self.status is Status.NOT_ACCEPTED:
            return self.route[0]
        return self.route[-1 if self.place is None else self.place]

    def deadline(self, calendar: Calendar, now: datetime) -> clock.DeadlineState:
        return clock.state(
            calendar, now, self.dates.due_at, paused=self.dates.is_paused,
            started=self.original_due_at is not None or self.dates.is_paused, closed_at=self.closed_at,
        )  # fmt: skip


def _where(route: list[Stop], n: int) -> int:
    """The agency whose people do this step; an outside body's is noted by the one that decides."""
    if route[n].party != Party.OUTSIDE:
        return route[n].agency
    return next(stop.agency for stop in route if stop.party == Party.OFFICE)


class Lives:
    """Lives under one calendar, lived until one moment. Due dates are computed once for each receipt day."""

    def __init__(self, calendar: Calendar, version: int, now: datetime):
        self.calendar = calendar
        self.version = version
        self.now = now
        self._promised: dict[tuple, Dates] = {}
        self._planned: dict[tuple, list[datetime | None]] = {}
        self._limits: dict[int, int | None] = {}

    def live(
        self, receiving: Agency, case: Case, route: list[Stop], received_at: datetime, manner: Manner, rng: Random,
        *, brief: bool = False,
    ) -> Life:  # fmt: skip
        """brief: one that has come to its end by now keeps no steps and no events."""
        if manner.refused:
            life = Life(case, receiving, route, received_at, Dates(None, False, None, False))
            self._happen(
                life, Move.REFUSE, received_at, route[0].actor, route[0].agency, {"channel": case.rules.channel}
            )
            return life
        key, promise = self._promise(case, received_at)
        life = Life(
            case, receiving, route, received_at, promise, original_due_at=promise.due_at, promised=promise.due_at
        )
        if brief and self._over(life, manner):
            return life
        life.times = [[None, None, due] for due in self._plan(key, life)]
        life.times[0][:2] = received_at, received_at
        life.times[1][0] = received_at
        life.place = 1
        said = {"channel": case.rules.channel, "calendar": self.version, "to": route[1].arrival}
        self._happen(life, Move.RECEIVE, received_at, route[0].actor, route[0].agency, said)
        self._work(life, manner, rng)
        self._watch(life, self.now, rng)
        if life.status not in CLOCK_ENDED:
            life.next_flag_at = next_flag(life.dates, self.now, life.stalls_at, told=life.dates.due_at)
        return life

    def _work(self, life: Life, manner: Manner, rng: Random) -> None:
        route, last = life.route, len(life.route) - 1
        asks_at = next((n for n in range(1, last) if route[n].party == Party.OFFICE), 1) if manner.asks else None
        left = sum(stop.weight for stop in route[1:last])
        worked = self.calendar.worked_until(instant(life.received_at))
        budget = self._budget(life, worked, manner)
        for n in range(1, last):
            share = int(budget * route[n].weight / left)
            if n == asks_at:
                back = self._supplement(life, worked + share // 3, manner, rng)
                if back is None:
                    return
                worked, budget = back, self._budget(life, back, manner)
                share = int(budget * route[n].weight / left)
            left -= route[n].weight
            budget -= share
            worked += max(share, MINUTE)
            at = self._at(worked)
            if at >= self.now:
                return
            life.times[n][1] = life.times[n + 1][0] = at
            done = {"step": n + 1, "name": route[n].name, "to": route[n + 1].arrival}
            move = Move.FINISH if n + 1 == last else Move.COMPLETE_STEP
            self._watch(life, at, rng)
            life.place = n + 1
            self._happen(life, move, at, route[n].finisher if n + 1 == last else route[n].actor, _where(route, n), done)
        fetched = self._at(worked + int(manner.fetched_after * DAY_OF_WORK) + MINUTE)
        if fetched < self.now:
            life.times[last][1] = life.returned_at = fetched
            life.place = None
            self._happen(life, Move.HAND_OVER, fetched, route[last].actor, route[last].agency, {})

    def _supplement(self, life: Life, worked: int, manner: Manner, rng: Random) -> int | None:
        """Ask for papers and take them in; how much had been worked then, None when they have not come by now."""
        at = self._at(worked + MINUTE)
        if at >= self.now:
            return None
        stop = life.route[life.place]
        answer_by = self.calendar.working_day_after(at.date(), 10)
        receipt = clock.receipt_day(self.calendar, life.received_at, self._cutoff(life.case))
        on_day = max(0, self.calendar.working_days_between(receipt, at.date()))
        data = {
            "papers": 1, "answer_by": answer_by.isoformat(), "restarts": life.case.restarts, "round": 1,
            "on_day": on_day,
        }  # fmt: skip
        self._watch(life, at, rng)
        life.asked = Asked(at, stop.finisher, on_day, answer_by, life.case.restarts, None)
        self._happen(life, Move.REQUEST_SUPPLEMENT, at, stop.finisher, _where(life.route, life.place), data)
        back = worked + MINUTE + int(manner.papers_after * DAY_OF_WORK) + MINUTE
        at = self._at(back)
        if at >= self.now:
            return None
        self._watch(life, at, rng)
        life.asked = life.asked._replace(received_at=at)
        self._happen(life, Move.RECEIVE_SUPPLEMENT, at, life.route[0].actor, life.route[0].agency, {})
        return back

    def _happen(self, life: Life, move: Move, at: datetime, actor: int, agency: int, data: dict[str, Any]) -> None:
        """Twin of `actions.changing.changed`: status, dates, version, event."""
        life.status = TARGET[move]
        life.updated_at = at
        life.version += 1
        life.stalls_at = None
        if life.status in CLOCK_ENDED:
            life.closed_at = life.closed_at or at
        elif life.asked is not None:
            life.dates = self._dates(life)
        if life.status not in CLOCK_ENDED and life.status not in WAITING_FOR_APPLICANT:
            life.stalls_at = stalls_at(self.calendar, at, life.route[life.place])
        life.events.append(Happened(at, actor, agency, _KIND[move], data))
        after = life.dates.due_at
        if after is not None and life.promised is not None and after != life.promised:
            moved = {
                "before": life.promised.isoformat(), "after": after.isoformat(), "because": _KIND[move],
                "calendar": self.version,
            }  # fmt: skip
            life.events.append(Happened(at, actor, agency, EventKind.DUE_CHANGED, moved))
            life.promised = after

    def _watch(self, life: Life, until: datetime, rng: Random) -> None:
        """What the sweep noticed since the last event."""
        if life.status in CLOCK_ENDED:
            return
        due = life.dates.due_at
        flags = [(MarkKind.STALLED, len(life.events), life.stalls_at)]
        if due is not None:
            flags += (MarkKind.DUE_SOON, key_of(due), life.dates.due_soon_at), (MarkKind.OVERDUE, key_of(due), due)
        for kind, key, at in flags:
            if at is not None and life.updated_at <= at < until:
                noticed = min(at + timedelta(seconds=rng.randint(1, 60)), until)
                place = life.holder
                life.marks.append(Marked(kind, key, at, noticed, place.agency, place.unit))

    def _over(self, life: Life, manner: Manner) -> bool:
        """Bring a life to its end at once, without its history; False when it is not over by now."""
        worked = self.calendar.worked_until(instant(life.received_at))
        worked += max(self._budget(life, worked, manner), MINUTE)
        at = self._at(worked)
        if at >= self.now:
            return False
        life.status, life.closed_at, life.updated_at, life.version = Status.DONE, at, at, len(life.route) - 1
        life.place, life.has_history = len(life.route) - 1, False
        fetched = self._at(worked + int(manner.fetched_after * DAY_OF_WORK) + MINUTE)
        if fetched < self.now:
            life.status, life.returned_at, life.updated_at = Status.RETURNED, fetched, fetched
            life.version, life.place = life.version + 1, None
        return True

    def _budget(self, life: Life, worked: int, manner: Manner) -> int:
        """Session time that the rest of the work takes, microseconds."""
        due_at = life.dates.due_at
        term = 5 * DAY_OF_WORK if due_at is None else self.calendar.worked_until(instant(due_at)) - worked
        return int(max(term, 60 * MINUTE) * manner.pace)

    def _at(self, worked: int) -> datetime:
        at = moment(self.calendar.reached(worked))
        return at.replace(microsecond=0)

    def _promise(self, case: Case, received_at: datetime) -> tuple[tuple, Dates]:
        """The dates at receipt, and the key that other dossiers with the same dates share."""
        if case.term is None:
            return (), Dates(None, False, None, False)
        # Terms in days depend on the day of receipt alone.
        since = received_at if case.term.in_hours else clock.receipt_day(self.calendar, received_at, self._cutoff(case))
        key = (case.rules.id, since)
        if key not in self._promised:
            first = Appointment(clock.Ledger(received_at, case.term, self._cutoff(case)))
            self._promised[key] = dates((first,), self.calendar)
        return key, self._promised[key]

    def _plan(self, key: tuple, life: Life) -> list[datetime | None]:
        """When each step should be finished."""
        if not key:
            return [None] * len(life.route)
        if key not in self._planned:
            dossier = SimpleNamespace(due_at=life.dates.due_at, received_at=life.received_at, rules=life.case.rules)
            self._planned[key] = planned(dossier, self.calendar, life.case.days)
        return self._planned[key]

    def _dates(self, life: Life) -> Dates:
        if life.case.term is None:
            return life.dates
        stop = clock.Pause(life.asked.at, life.asked.received_at, life.asked.restarts)
        stopped = Appointment(clock.Ledger(life.received_at, life.case.term, self._cutoff(life.case), (stop,)))
        return dates((stopped,), self.calendar)

    def _cutoff(self, case: Case) -> int | None:
        if case.rules.id not in self._limits:
            self._limits[case.rules.id] = clock.parse_cutoff(case.cutoff or None)
        return self._limits[case.rules.id]
