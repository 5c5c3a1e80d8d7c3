"""How sample dossiers go: most straight and in time, one in six with something on its way, one in twenty late."""

from random import Random

from dossiers.sample.lived import Episode, Manner, Sorry
from dossiers.workflow import ENDED_WITHOUT_RESULT, OPEN, Move, Status

# Of all dossiers, in thousandths.
_EPISODES = (
    (Episode.ASKED, 76), (Episode.ASKED_TWICE, 4), (Episode.UNANSWERED, 4), (Episode.PAUSED, 14), (Episode.OWED, 10),
    (Episode.RETURNED, 16), (Episode.PASSED, 24),
)  # fmt: skip
_REFUSED = 20
_ENDINGS = ((Move.WITHDRAW, 9), (Move.DECLINE, 8), (Move.STOP, 4))
_SORRY = ((Sorry.IN_TIME, 25), (Sorry.LATE, 20), (Sorry.DRAFT, 15), (None, 40))
_ENDS = {Status.WITHDRAWN: Move.WITHDRAW, Status.STOPPED: Move.STOP, Status.NOT_ACCEPTED: Move.DECLINE}


def manner(rng: Random) -> Manner:
    """As it comes."""
    luck = rng.random()
    if luck < 0.62:
        pace = rng.uniform(0.25, 0.9)
    elif luck < 0.945:
        pace = rng.uniform(0.9, 1.0)
    else:
        pace = 1.01 + rng.expovariate(2.5) * (1 if luck < 0.985 else 4)
    fetched = 250.0 if rng.random() < 0.02 else rng.expovariate(0.6)
    at = int(rng.random() * 1000)
    sorry = _one_of(_SORRY, int(rng.random() * 100)) if pace > 1 else None
    if at >= 190:
        return Manner(pace, sorry=sorry, assigned=at < 400, at_night=at >= 994, fetched_after=fetched)
    waits = 40 if rng.random() < 0.08 else 0.5 + rng.expovariate(0.25)
    if at < _REFUSED:
        return Manner(pace, refused=True)
    ending = _one_of(_ENDINGS, at - _REFUSED)
    episode = None if ending else _one_of(_EPISODES, at - 41)
    return Manner(pace, False, episode, ending, sorry, at % 4 == 0, False, waits, fetched)


def manner_for(status: Status, rng: Random) -> Manner:
    """One that may lead there."""
    is_open = status in OPEN
    episode, ending = None, None
    if status is Status.PROCESSING:
        episode = rng.choice((None, None, Episode.PAUSED, Episode.PASSED))
    elif status is Status.SUPPLEMENT:
        episode = rng.choice((Episode.ASKED, Episode.ASKED, Episode.ASKED_TWICE))
    elif status is Status.PAYMENT:
        episode = rng.choice((None, Episode.OWED))
    elif status in ENDED_WITHOUT_RESULT:
        ending = _ENDS[status]
    return Manner(
        pace=(rng.choice((1, 10)) if is_open else 0.5) * rng.uniform(0.6, 2.5),
        refused=status is Status.NOT_ACCEPTED and rng.random() < 0.5,
        episode=episode, ending=ending, sorry=rng.choice((None, None, Sorry.DRAFT)) if is_open else None,
        waits=60, fetched_after=rng.uniform(0, 4) if status is Status.RETURNED else 300,
    )  # fmt: skip


def _one_of(shares: tuple, at: int):
    """What lies at this place, the shares laid one after the other; None beyond them."""
    for what, share in shares:
        if at < share:
            return what
        at -= share
    return None
