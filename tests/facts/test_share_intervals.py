"""The interval of a share, against published figures and by its own laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.chance import wilson

SEEN = st.integers(0, 3000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
HAIR = 1e-12


@pytest.mark.parametrize(
    ("seen", "known"),
    [
        ((81, 263), (0.2553, 0.3662)),  # Newcombe 1998, table I, method 3
        ((15, 148), (0.0624, 0.1605)),
        ((0, 20), (0.0, 0.1611)),
        ((1, 29), (0.0061, 0.1718)),
    ],
)
def test_published_values(seen, known):
    assert wilson(*seen) == pytest.approx(known, abs=5e-5)


@given(SEEN)
def test_it_holds_what_was_seen_and_stays_between_none_and_all(seen):
    low, high = wilson(*seen)

    assert 0 <= low <= high <= 1
    if seen[1]:
        assert low <= seen[0] / seen[1] <= high


@given(SEEN)
def test_a_dossier_on_time_never_lowers_it_and_a_late_one_never_raises_it(seen):
    hits, of = seen

    assert all(more >= before - HAIR for more, before in zip(wilson(hits + 1, of + 1), wilson(hits, of), strict=True))
    assert all(less <= before + HAIR for less, before in zip(wilson(hits, of + 1), wilson(hits, of), strict=True))


@given(SEEN)
def test_none_and_all_are_mirrors(seen):
    hits, of = seen

    low, high = wilson(hits, of)
    assert wilson(of - hits, of) == pytest.approx((1 - high, 1 - low))


def test_more_of_the_same_share_is_surer():
    assert wilson(3, 3)[0] < wilson(30, 30)[0] < wilson(950, 1000)[0]


def test_what_cannot_be():
    with pytest.raises(ValueError):
        wilson(4, 3)
    assert wilson(0, 0) == (0.0, 1.0)
