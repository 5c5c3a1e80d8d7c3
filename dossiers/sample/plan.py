"""Which dossiers there shall be: how many on which day, how each goes, and every state at least once."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from agencies.models import Agency
from agencies.worktime import ZONE
from dossiers.clock import DeadlineState
from dossiers.sample.delays import delays_of
from dossiers.sample.ground import Ground, busy_days
from dossiers.sample.life import Lives
from dossiers.sample.lived import Life, Manner
from dossiers.sample.manners import manner, manner_for
from dossiers.workflow import ENDED_WITHOUT_RESULT, OPEN, Status

EVERY_STATE = 300  # from so many dossiers on, each state is there
TRIES = 400  # draws until a wanted state is given up: nothing is due today on a Sunday
RECENT, RECENT_THIN = 3.0, 1.0
REFILED = 0.0004  # how likely the next to come is one of those, each
AT_ONCE, AT_ONCE_THIN = 1_000, 10_000  # dossiers in one transaction

_OPEN = tuple(DeadlineState[name] for name in ("OVERDUE", "DUE_TODAY", "DUE_SOON", "IN_TIME", "NONE"))
_CLOSED = tuple(DeadlineState[name] for name in ("EARLY", "ON_TIME", "LATE", "NONE"))


class Portion(NamedTuple):
    """What one transaction writes: how many dossiers on which days, and lives already chosen."""

    days: dict[date, int]
    chosen: list[Life]


class Plan:
    """All dossiers of one seed, drawn day by day, so that days can be written by several processes."""

    def __init__(self, ground: Ground, now: datetime, seed: str, *, thin: bool = False):
        self.ground = ground
        self.now = now.astimezone(ZONE)
        self.seed = seed
        self.thin = thin
        self.lives = Lives(ground, self.now)

    def portions(self, count: int) -> list[Portion]:
        """The work, cut into transactions of whole days."""
        rng = Random(self.seed)  # noqa: S311 - sample data, repeatable on purpose
        chosen = list(self._every_state(rng)) if count >= EVERY_STATE and not self.thin else []
        weights = busy_days(self.ground.calendar, self.now, RECENT_THIN if self.thin else RECENT)
        if not any(self.ground.draw(rng, day) for day in weights):
            return []
        drawn = Counter(rng.choices(list(weights), list(weights.values()), k=max(0, count - len(chosen))))
        by_day: dict[date, list[Life]] = {}
        for life in chosen[:count]:
            by_day.setdefault(life.received_at.date(), []).append(life)
        portions, size = [Portion({}, [])], 0
        for day in sorted({*drawn, *by_day}):
            if size >= (AT_ONCE_THIN if self.thin else AT_ONCE):
                portions.append(Portion({}, []))
                size = 0
            portions[-1].days[day] = drawn[day]
            portions[-1].chosen.extend(by_day.get(day, ()))
            size += drawn[day] + len(by_day.get(day, ()))
        return portions

    def lived(self, portion: Portion) -> Iterator[Life]:
        """The lives of a portion in the order in which they were received."""
        ended: list[Life] = []
        for day, count in portion.days.items():
            rng = Random(f"{self.seed}:{day}")  # noqa: S311
            today = [life for life in portion.chosen if life.received_at.date() == day]
            today += (self._drawn(rng, day, manner(rng), ended=ended) for _ in range(count))
            today.sort(key=lambda life: life.received_at)
            for life in today:
                life.delays = delays_of(life, self.ground, self.now)
            yield from today
            ended += (life for life in today if life.status in ENDED_WITHOUT_RESULT and life.version > 1)

    def _drawn(
        self, rng: Random, day: date, manner: Manner, agency: Agency | None = None, ended: Sequence[Life] = ()
    ) -> Life:
        """ended: without a result, before; some of those people come again."""
        receiving, case = self.ground.draw(rng, day, agency)
        at, again = self._moment(rng, day), None
        if ended and rng.random() < REFILED * len(ended):
            again = rng.choice(ended)
            if not again.closed_at < at < again.closed_at + timedelta(days=29) or not again.case.is_in_force(day):
                again = None
        if again is not None:
            receiving, case = again.receiving, again.case
            ended.remove(again)
        return self.lives.live(
            receiving, case, self.ground.route(receiving, case), at, manner, rng, again_of=again,
            brief=self.thin and not manner.refused,
        )  # fmt: skip

    def _moment(self, rng: Random, day: date) -> datetime:
        """When somebody came to the counter: mornings are busier; on a Saturday there is only the morning."""
        midnight = datetime.combine(day, time(), ZONE)
        for _ in range(100):
            if day.weekday() >= 5 or rng.random() < 0.62:
                at = midnight + timedelta(seconds=25_200 + int(rng.random() * 16_200))
            else:
                at = midnight + timedelta(seconds=48_600 + int(rng.random() * 12_600))
            if at < self.now:
                return at
        return self.now - timedelta(seconds=1)

    # ── Every state at least once ────────────────────────────────────────────────────────────────────────────

    def _every_state(self, rng: Random) -> Iterator[Life]:
        """For each state one dossier at each of the demo's two agencies and one anywhere, as far as rules allow."""
        days = list(busy_days(self.ground.calendar, self.now, 1))
        for status, wanted in _wanted(self.ground):
            for agency in (*self.ground.demo, None):
                life = self._found(rng, days, status, wanted, agency)
                if life is not None:
                    yield life

    def _found(
        self, rng: Random, days: list[date], status: Status, wanted: Callable[[Life, DeadlineState], bool],
        agency: Agency | None,
    ) -> Life | None:  # fmt: skip
        for _ in range(TRIES):
            day = rng.choice(days[-40:] if status in OPEN else days)
            try:
                life = self._drawn(rng, day, manner_for(status, rng), agency)
            except IndexError:
                return None
            if life.status is status and wanted(life, life.deadline(self.now)):
                return life
        return None


def _wanted(ground: Ground) -> Iterator[tuple[Status, Callable[[Life, DeadlineState], bool]]]:
    def reads(state: DeadlineState) -> Callable[[Life, DeadlineState], bool]:
        return lambda life, now: now is state

    def stands_at(place: int) -> Callable[[Life, DeadlineState], bool]:
        return lambda life, now: life.lies == place

    for state in _OPEN:
        yield Status.ACCEPTED, reads(state)
        yield Status.PROCESSING, reads(state)
    for state in (DeadlineState.PAUSED, DeadlineState.OVERDUE, DeadlineState.NONE):
        yield Status.SUPPLEMENT, reads(state)
    yield Status.PAYMENT, reads(DeadlineState.PAUSED)
    yield Status.PAYMENT, lambda life, now: any(owed.splits for owed in life.payments)
    yield Status.PROCESSING, lambda life, now: life.second_original_due_at is not None
    yield Status.PROCESSING, lambda life, now: now is DeadlineState.PAUSED
    yield Status.PROCESSING, lambda life, now: now is DeadlineState.OVERDUE and life.dates.is_paused
    yield Status.PROCESSING, lambda life, now: life.passing_to is not None
    yield Status.PROCESSING, lambda life, now: life.apology is not None and life.apology.approved_at is None
    for state in _CLOSED:
        yield Status.DONE, reads(state)
        yield Status.RETURNED, reads(state)
    yield Status.NOT_ACCEPTED, reads(DeadlineState.NONE)
    for ended in ENDED_WITHOUT_RESULT:
        yield ended, lambda life, now: life.version > 1
    longest = max(len(case.days) for cases in ground.cases.values() for case in cases)
    for place in range(2, longest - 1):
        yield Status.PROCESSING, stands_at(place)
