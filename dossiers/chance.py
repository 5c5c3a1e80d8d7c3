"""How likely chance alone would have done it. Whole numbers in, probabilities out; nothing of the portal here."""

from collections.abc import Sequence
from math import comb, sqrt

_95 = 1.959963984540054  # standard deviations that hold 95 of 100


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies, 95 times of 100, when `hits` of `of` were seen (Wilson 1927).

    0 ≤ hits ≤ of, else ValueError. Of nothing: anything, 0 to 1. Never narrower than the share that was seen.

    >>> [round(end, 3) for end in wilson(3, 3)], [round(end, 3) for end in wilson(950, 1000)]
    ([0.439, 1.0], [0.935, 0.962])
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}")
    if not of:
        return 0.0, 1.0
    square = _95 * _95
    centre = (hits + square / 2) / (of + square)
    half = _95 * sqrt(hits * (of - hits) / of + square / 4) / (of + square)
    share = hits / of
    # At the ends the sums are a hair off what they are by the formula.
    return (
        max(0.0, min(centre - half, share)) if hits else 0.0,
        min(1.0, max(centre + half, share)) if hits < of else 1.0,
    )


def fisher(hits: int, of: int, past_hits: int, past_of: int) -> float:
    """Fisher's exact test, one-sided: how likely at least so many hits fall into the first group when hits fall on all
    alike.

    hits of `of` in the first group, past_hits of past_of in the second: 0 ≤ hits ≤ of, else ValueError. Summed in
    whole numbers and divided once, so the nearest double to the true probability, below 1e-308 too (then 0.0).

    >>> fisher(3, 4, 1, 4)  # Fisher's lady tasting tea: 17/70
    0.24285714285714285
    """
    if not (0 <= hits <= of and 0 <= past_hits <= past_of):
        raise ValueError(f"{hits} of {of}, {past_hits} of {past_of}")
    every, all_hits = of + past_of, hits + past_hits
    ways = comb(all_hits, hits) * comb(every - all_hits, of - hits)
    at_least = ways
    for n in range(hits, min(of, all_hits)):  # one hit more, one of the others less
        ways = ways * (all_hits - n) * (of - n) // ((n + 1) * (past_of - all_hits + n + 1))
        at_least += ways
    return at_least / comb(every, of)


def discoveries(chances: Sequence[float], rate: float) -> list[int]:
    """Which of many tests found something, by Benjamini and Hochberg: their places, in order.

    rate: how large a share of the findings may be false, on average, however many tests were made.

    >>> discoveries([0.5, 0.01, 0.04, 0.9], 0.05)
    [1]
    """
    rising = sorted(range(len(chances)), key=chances.__getitem__)
    kept = max((k for k, n in enumerate(rising, start=1) if chances[n] <= rate * k / len(chances)), default=0)
    return sorted(rising[:kept])
