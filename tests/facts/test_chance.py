"""Chance, against counting by hand and against published figures."""

import doctest
from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import chance
from dossiers.chance import discoveries, fisher
from dossiers.reads.hot_spots import Pair, rising

GROUP = st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def slowly(hits: int, of: int, past_hits: int, past_of: int) -> Fraction:
    """Every way in which the hits can fall, each of its own."""
    every, all_hits = of + past_of, hits + past_hits
    ways = {n: comb(of, n) * comb(past_of, all_hits - n) for n in range(max(0, all_hits - past_of), all_hits + 1)}
    assert sum(ways.values()) == comb(every, all_hits)
    return Fraction(sum(many for n, many in ways.items() if n >= hits), comb(every, all_hits))


@given(GROUP, GROUP)
def test_the_fast_sum_is_the_slow_one(recent, past):
    slow = float(slowly(*recent, *past))
    assert fisher(*recent, *past) == pytest.approx(slow, rel=1e-9, abs=0)


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ((4, 4, 0, 4), 1 / 70),  # Fisher 1935, the lady tasting tea: all right
        ((3, 4, 1, 4), 17 / 70),  # one cup wrong
        ((10, 13, 2, 17), 0.0004652),  # Fisher 1962, convicted twins, as R's fisher.test prints it
        ((0, 14, 8, 97), 1.0),
        ((0, 0, 0, 0), 1.0),
    ],
)
def test_published_values(table, known):
    assert fisher(*table) == pytest.approx(known, rel=1e-3)
    assert fisher(*table) == pytest.approx(float(slowly(*table)), rel=1e-12)


def test_both_tails_of_thousands_make_one():
    few, many = (2_150, 5_000), (8_000, 20_000)
    rest = fisher(few[0] + many[0] - few[0] + 1, many[1], few[0] - 1, few[1])
    assert fisher(*few, *many) + rest == pytest.approx(1, rel=1e-9)
    assert fisher(3_000, 5_000, 100, 20_000) == 0.0  # too small for a double, and no error


@pytest.mark.parametrize("table", [(5, 4, 0, 4), (-1, 4, 0, 4), (1, 4, 5, 4), (1, 4, -1, 4)])
def test_more_hits_than_tries_are_no_table(table):
    with pytest.raises(ValueError, match="of"):
        fisher(*table)


def test_what_benjamini_and_hochberg_found():
    """Their own fifteen (1995, section 3.2): the first four at 5 %; Bonferroni keeps three."""
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
                 0.759, 1.0]  # fmt: skip
    assert discoveries(published, 0.05) == [0, 1, 2, 3]
    assert discoveries(published[::-1], 0.05) == [11, 12, 13, 14]
    assert discoveries([], 0.05) == []
    assert discoveries([0.04, 0.045, 0.05], 0.05) == [0, 1, 2]  # the last that keeps the line brings all before it


def test_where_nothing_has_changed_hardly_ever_anything_is_found():
    """Missed dates dealt out at random between both stretches of forty pairs, five hundred times."""
    rng, rounds, wrong = Random(5), 500, 0
    sizes = [(rng.randint(10, 40), rng.randint(20, 120), rng.uniform(0.02, 0.4)) for _ in range(40)]
    tables = []
    for n, (due, past_due, rate) in enumerate(sizes):
        missed = max(3, round((due + past_due) * rate))
        tables.append((n, due, past_due, [True] * missed + [False] * (due + past_due - missed)))
    for _ in range(rounds):
        pairs = []
        for n, due, past_due, labels in tables:
            recent = sum(rng.sample(labels, due))
            pairs.append(Pair(n, n, due, recent, past_due, sum(labels) - recent))
        wrong += bool(rising(pairs))
    assert 0 < wrong <= rounds * 0.05


def test_one_that_has_changed_is_found_among_many_that_have_not():
    same = [Pair(n, n, 20, 2, 80, 8) for n in range(200)]
    found = rising([*same, Pair(999, 999, 14, 9, 97, 8)])
    assert [pair.agency for pair, _chance in found] == [999]
    assert found[0][1] == fisher(9, 14, 8, 97)
    assert rising([*same, Pair(999, 999, 10, 2, 10**6, 0)]) == []  # two are not enough, however unlikely


def test_examples_in_the_text():
    assert doctest.testmod(chance).failed == 0
