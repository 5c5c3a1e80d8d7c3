"""Agencies by how well they keep the dates they gave, so that few dossiers and dossiers left lying gain nothing.

Of all dossiers whose fate by their first date is known: those with a result, and those that missed the date, whether
they are still open or ended without a result. By the lower end of the interval in which the true share lies, so that
three of three never stand above 950 of 1,000.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dossiers.chance import wilson

END = 5  # agencies at either end of a long ranking
FEWEST = 30  # dossiers; an agency with fewer is not ranked


@dataclass(frozen=True)
class KeptShare:
    """on_time of known dossiers kept their first date. low, high: the interval, shares."""

    on_time: int
    known: int
    low: float
    high: float


@dataclass(frozen=True)
class Place:
    """best, worst: the places that its interval and those of the others leave open, counted from 1."""

    agency: int
    kept: KeptShare
    n: int
    best: int
    worst: int


@dataclass(frozen=True)
class Ranking:
    """places: best first; those alike share a number. few: agencies with too few dossiers, in the order given."""

    places: Sequence[Place]
    few: Sequence[tuple[int, KeptShare]]

    @property
    def ends(self) -> Sequence[Place]:
        """The first and the last; none where there are so few that all can be shown."""
        return (*self.places[:END], *self.places[-END:]) if len(self.places) > 2 * END else ()


def kept(months: Sequence[Mapping[str, Any]]) -> KeptShare:
    """Of one agency, over months that follow one another; open ones stand only in the last."""
    on_time = sum(month["first_early"] + month["first_on_time"] for month in months)
    missed = sum(month["first_late"] + month["ended_missed"] for month in months) + months[-1]["open_missed"]
    return KeptShare(on_time, on_time + missed, *wilson(on_time, on_time + missed))


def ranking(agencies: Mapping[int, KeptShare]) -> Ranking:
    """Of agencies that do the same kind of work."""
    enough = {agency: how for agency, how in agencies.items() if how.known >= FEWEST}
    places = []
    for agency, how in sorted(enough.items(), key=lambda item: (-item[1].low, -item[1].high)):
        others = [other for other in enough.values() if other is not how]
        before = sum(other.low > how.low for other in others)
        surely_better = sum(other.low > how.high for other in others)
        maybe_better = sum(other.high >= how.low for other in others)
        places.append(Place(agency, how, 1 + before, 1 + surely_better, 1 + maybe_better))
    return Ranking(places, [(agency, how) for agency, how in agencies.items() if how.known < FEWEST])
