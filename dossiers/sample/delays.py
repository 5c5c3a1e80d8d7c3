"""Why invented dossiers are late: every one that its office ended late, and most of those that are overdue."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from agencies.models import Role
from agencies.worktime import instant, moment
from dossiers.sample.ground import Ground
from dossiers.sample.lived import Explained, Life
from dossiers.sample.saying import DELAYS
from dossiers.workflow import Status

UNSAID, SAID_AGAIN = 0.12, 0.15  # of those that are overdue
_BY_OFFICE = (Status.NOT_ACCEPTED, Status.STOPPED, Status.DONE, Status.RETURNED)
_KINDS = [kind for kind, (weight, *_texts) in DELAYS.items() for _ in range(weight)]


def delays_of(life: Life, ground: Ground, now: datetime) -> list[Explained]:
    """What the deciding agency's officer wrote of it, the first first. The same life gives the same words."""
    due, end = life.due_at, life.closed_at or now
    if due is None or due >= end or not (life.is_open or life.status in _BY_OFFICE):
        return []
    rng = Random(f"{life.received_at}:{life.receiving.pk}")  # noqa: S311
    chance = rng.random()
    if life.is_open and chance < UNSAID:
        return []
    times = 2 if life.is_open and chance < UNSAID + SAID_AGAIN else 1
    moments = sorted(_between(life, due, end, rng) for _ in range(times))
    if any(first == second for first, second in pairwise(moments)):
        moments = moments[:1]
    return [_said(life, at, ground, rng) for at in moments]


def _said(life: Life, at: datetime, ground: Ground, rng: Random) -> Explained:
    kind = rng.choice(_KINDS)
    _weight, *texts = DELAYS[kind]
    return Explained(at, ground.staff[life.deciding, Role.OFFICER], life.deciding, kind, rng.choice(texts))


def _between(life: Life, due: datetime, end: datetime, rng: Random) -> datetime:
    """Some moment of work while it was late."""
    worked = [life.calendar.worked_until(instant(at)) for at in (due, end)]
    at = moment(life.calendar.reached(rng.randint(*worked)))
    return min(max(at, due + timedelta(seconds=1)), end)
