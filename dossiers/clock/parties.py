"""Who had the dossier for how long: every working minute from the receipt to the end belongs to exactly one party.

Pure arithmetic on what the history says; zone Asia/Ho_Chi_Minh, unit working minutes of the deciding agency's calendar.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from agencies.worktime import MINUTE, Calendar, instant


class Spender(StrEnum):
    """Whose time it is."""

    RECEIVING_DESK = "receiving_desk"
    UNIT = "unit"  # works on it or decides
    OUTSIDE = "outside"  # another body, off the province's clock
    APPLICANT = "applicant"  # papers or money are awaited
    STOPPED = "stopped"  # by hand, on a legal ground
    UNRECORDED = "unrecorded"  # old rows that came without a history


class Holder(NamedTuple):
    """One party; agency and unit (ids) where it is a place."""

    party: Spender
    agency: int | None = None
    unit: int | None = None


class Awaited(StrEnum):
    """What the work waits for."""

    NOTHING = "nothing"
    PAPERS = "papers"  # the applicant's
    MONEY = "money"  # the applicant's, or an outside body's to reckon while the dossier lies there


class Turn(NamedTuple):
    """What one event changes, from `at` on. None leaves it as it was.

    place: where the dossier lies. stopped: the clock, by hand.
    """

    at: datetime
    place: Holder | None = None
    awaited: Awaited | None = None
    stopped: bool | None = None


class Share(NamedTuple):
    """What one party took, in whole working minutes."""

    holder: Holder
    minutes: int


_APPLICANT, _STOPPED, _UNRECORDED = Holder(Spender.APPLICANT), Holder(Spender.STOPPED), Holder(Spender.UNRECORDED)


def shares(calendar: Calendar, turns: Iterable[Turn], start: datetime, end: datetime) -> list[Share]:
    """The time from start to end by party, in the order in which they first had it. The minutes add up to
    `calendar.working_minutes(start, end)` exactly: each party's part is the difference of two rounded totals.

    turns: in the order of the history; one may lie earlier than the one before it (a pause noted later the same day).
    Nothing outside [start, end] counts. A stop goes before waiting, waiting before the place. Raises BadInput when a
    moment is naive.
    """
    first, last = instant(start), instant(end)
    origin = calendar.worked_until(first)
    place, awaited, stopped = _UNRECORDED, Awaited.NOTHING, False
    minutes: dict[Holder, int] = {}
    since = first
    for turn in [*sorted(turns, key=lambda turn: instant(turn.at)), Turn(end)]:
        until = min(max(instant(turn.at), since), last)
        if until > since:
            holder = _STOPPED if stopped else _holder(place, awaited)
            passed = [(calendar.worked_until(at) - origin) // MINUTE for at in (since, until)]
            minutes[holder] = minutes.get(holder, 0) + passed[1] - passed[0]
            since = until
        place = turn.place or place
        awaited = turn.awaited or awaited
        stopped = stopped if turn.stopped is None else turn.stopped
    return [Share(holder, spent) for holder, spent in minutes.items()]


def _holder(place: Holder, awaited: Awaited) -> Holder:
    if awaited is Awaited.PAPERS or (awaited is Awaited.MONEY and place.party is not Spender.OUTSIDE):
        return _APPLICANT
    return place
