"""Which dossiers there shall be: how many on which day, how each goes, and every state at least once."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from agencies.models import Agency
from agencies.worktime import ZONE
from dossiers.clock import DeadlineState
from dossiers.sample.ground import Ground, busy_days
from dossiers.sample.life import Life, Lives, Manner
from dossiers.workflow import Status

EVERY_STATE = 300  # from so many dossiers on, each state is there
TRIES = 400  # draws until a wanted state is given up: nothing is due today on a Sunday
RECENT, RECENT_THIN = 3.0, 1.0
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
        self.lives = Lives(ground.calendar, ground.calendars.version, self.now)

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
        for day, count in portion.days.items():
            rng = Random(f"{self.seed}:{day}")  # noqa: S311
            today = [life for life in portion.chosen if life.received_at.date() == day]
            today += (self._drawn(rng, day, _manner(rng)) for _ in range(count))
            yield from sorted(today, key=lambda life: life.received_at)

    def _drawn(self, rng: Random, day: date, manner: Manner, agency: Agency | None = None) -> Life:
        receiving, case = self.ground.draw(rng, day, agency)
        at = self._moment(rng, day)
        return self.lives.live(
            receiving, case, self.ground.route(receiving, case), at, manner, rng, brief=self.thin and not manner.refused
        )

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
        weights = busy_days(self.ground.calendar, self.now, 1)
        days = list(weights)
        for status, wanted in _wanted(self.ground):
            for agency in (*self.ground.demo, None):
                life = self._found(rng, days, status, wanted, agency)
                if life is not None:
                    yield life

    def _found(
        self, rng: Random, days: list[date], status: Status, wanted: Callable[[Life, DeadlineState], bool],
        agency: Agency | None,
    ) -> Life | None:  # fmt: skip
        is_open = status in (Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT)
        for _ in range(TRIES):
            manner = Manner(
                pace=(rng.choice((1, 10)) if is_open else 0.5) * rng.uniform(0.6, 2.5),
                refused=status is Status.NOT_ACCEPTED, asks=status is Status.SUPPLEMENT,
                papers_after=60, fetched_after=rng.uniform(0, 4) if status is Status.RETURNED else 300,
            )  # fmt: skip
            day = rng.choice(days[-40:] if is_open else days)
            try:
                life = self._drawn(rng, day, manner, agency)
            except IndexError:
                return None
            if life.status is status and wanted(life, life.deadline(self.ground.calendar, self.now)):
                return life
        return None


def _wanted(ground: Ground) -> Iterator[tuple[Status, Callable[[Life, DeadlineState], bool]]]:
    def reads(state: DeadlineState) -> Callable[[Life, DeadlineState], bool]:
        return lambda life, now: now is state

    def stands_at(place: int) -> Callable[[Life, DeadlineState], bool]:
        return lambda life, now: life.place == place

    for state in _OPEN:
        yield Status.ACCEPTED, reads(state)
        yield Status.PROCESSING, reads(state)
    for state in (DeadlineState.PAUSED, DeadlineState.OVERDUE, DeadlineState.NONE):
        yield Status.SUPPLEMENT, reads(state)
    for state in _CLOSED:
        yield Status.DONE, reads(state)
        yield Status.RETURNED, reads(state)
    yield Status.NOT_ACCEPTED, reads(DeadlineState.NONE)
    longest = max(len(case.days) for cases in ground.cases.values() for case in cases)
    for place in range(2, longest - 1):
        yield Status.PROCESSING, stands_at(place)


def _manner(rng: Random) -> Manner:
    """Most are in time, some just so; one in twenty is late, a few of those very."""
    luck = rng.random()
    if luck < 0.62:
        pace = rng.uniform(0.25, 0.9)
    elif luck < 0.945:
        pace = rng.uniform(0.9, 1.0)
    else:
        pace = 1.01 + rng.expovariate(2.5) * (1 if luck < 0.985 else 4)
    fetched = 250.0 if rng.random() < 0.02 else rng.expovariate(0.6)
    if luck * 1000 % 1 < 0.9:
        return Manner(pace, fetched_after=fetched)
    refused = rng.random() < 0.2
    return Manner(
        pace, refused, not refused, 40 if rng.random() < 0.08 else 0.5 + rng.expovariate(0.25), fetched_after=fetched
    )
