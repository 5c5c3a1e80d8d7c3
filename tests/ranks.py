"""Whether two sets of measurements come from one source: the rank test of Mann and Whitney, which noise cannot fool."""

from collections.abc import Sequence
from math import erfc, sqrt


def p_value(some: Sequence[float], others: Sequence[float]) -> float:
    """How likely ranks as unlike as these are when nothing tells the two apart; two-sided, ties counted half.

    By the normal approximation, which is exact enough from twenty of each on.

    >>> p_value(range(30), range(30))
    1.0
    >>> p_value(range(30), range(20, 50)) < 0.001
    True
    """
    n, m = len(some), len(others)
    ranked = sorted([(value, True) for value in some] + [(value, False) for value in others])
    rank_sum, tied, i = 0.0, 0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        rank_sum += sum(mine for _value, mine in ranked[i:j]) * (i + j + 1) / 2
        tied += (j - i) ** 3 - (j - i)
        i = j
    u = rank_sum - n * (n + 1) / 2
    all_ = n + m
    spread = sqrt(n * m / 12 * (all_ + 1 - tied / (all_ * (all_ - 1))))
    return erfc(abs(u - n * m / 2) / spread / sqrt(2)) if spread else 1.0
