"""Every working minute belongs to exactly one party, whatever happened and in whatever order it was noted."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.worktime import MINUTE, Calendar, instant
from dossiers.clock.parties import Awaited, Holder, Share, Spender, Turn, shares
from tests.facts.test_clock_properties import CALENDARS, MOMENTS

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DESK, OFFICE = Holder(Spender.RECEIVING_DESK, 1, 11), Holder(Spender.UNIT, 1, 12)
LEADERS, TAX = Holder(Spender.UNIT, 1, 13), Holder(Spender.OUTSIDE, 2)
APPLICANT, STOPPED = Holder(Spender.APPLICANT), Holder(Spender.STOPPED)
WEEKDAYS = Calendar.of(years={2026})

PLACES = st.sampled_from([DESK, OFFICE, LEADERS, TAX])
TURNS = st.builds(
    Turn, MOMENTS, st.none() | PLACES, st.none() | st.sampled_from(list(Awaited)), st.none() | st.booleans()
)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=HANOI)  # 02/03/2026 is a Monday


def test_a_life_with_everything_in_it():
    life = [
        Turn(at(2, 8), DESK),
        Turn(at(2, 9), OFFICE),
        Turn(at(2, 10), awaited=Awaited.PAPERS),
        Turn(at(3, 10), awaited=Awaited.NOTHING),
        Turn(at(3, 14), LEADERS),
        Turn(at(3, 13, 45), stopped=True),  # noted after the dossier was passed on, begun before
        Turn(at(3, 15), stopped=False),
        Turn(at(4, 7), TAX, awaited=Awaited.MONEY),
        Turn(at(5, 7), OFFICE, awaited=Awaited.NOTHING),
        Turn(at(5, 8), awaited=Awaited.MONEY),
        Turn(at(5, 9), awaited=Awaited.NOTHING),
    ]

    found = shares(WEEKDAYS, life, at(2, 8), at(5, 10))

    assert found == [
        Share(DESK, 60),
        Share(OFFICE, 60 + 90 + 15 + 60 + 60),  # Monday 9–10, Tuesday 10–11:30 and 13:30–13:45, Thursday 7–8 and 9–10
        Share(APPLICANT, 480 + 60),
        Share(STOPPED, 75),
        Share(LEADERS, 120),  # Tuesday 15–17
        Share(TAX, 480),
    ]
    assert sum(share.minutes for share in found) == WEEKDAYS.working_minutes(at(2, 8), at(5, 10))


def test_papers_are_awaited_from_the_applicant_wherever_the_dossier_lies():
    life = [Turn(at(2, 8), TAX), Turn(at(2, 9), awaited=Awaited.PAPERS), Turn(at(2, 10), awaited=Awaited.MONEY)]

    assert shares(WEEKDAYS, life, at(2, 8), at(2, 11)) == [Share(TAX, 120), Share(APPLICANT, 60)]


def test_half_minutes_are_never_lost():
    half = timedelta(seconds=30)
    life = [Turn(at(2, 8) + n * half, (DESK, OFFICE)[n % 2]) for n in range(20)]

    found = shares(WEEKDAYS, life, at(2, 8), at(2, 8, 10))

    assert sum(share.minutes for share in found) == 10


def test_without_a_history_nobody_is_blamed():
    assert shares(WEEKDAYS, [], at(2, 8), at(2, 9)) == [Share(Holder(Spender.UNRECORDED), 60)]
    assert shares(WEEKDAYS, [Turn(at(2, 8), DESK)], at(2, 8), at(2, 8)) == []


def test_what_lies_outside_counts_for_nothing():
    life = [Turn(at(2, 7), DESK), Turn(at(3, 8), OFFICE), Turn(at(6, 8), LEADERS)]

    assert shares(WEEKDAYS, life, at(2, 8), at(3, 9)) == [Share(DESK, 480), Share(OFFICE, 60)]


@settings(max_examples=300, deadline=None)
@given(CALENDARS, st.lists(TURNS, max_size=12), MOMENTS, MOMENTS)
def test_the_parts_add_up_to_the_whole(calendar, turns, one, other):
    start, end = sorted((one, other))

    found = shares(calendar, turns, start, end)

    assert sum(share.minutes for share in found) == calendar.working_minutes(start, end)
    assert all(share.minutes >= 0 for share in found)
    assert len({share.holder for share in found}) == len(found)


@settings(max_examples=200, deadline=None)
@given(CALENDARS, st.lists(TURNS, max_size=8), MOMENTS, MOMENTS)
def test_a_slow_witness_agrees(calendar, turns, one, other):
    """Minute by minute of a small day: who has it at the beginning of each stretch between two turns."""
    start, end = sorted((one, other))
    edges = sorted({start, end, *(turn.at for turn in turns if start < turn.at < end)})
    expected: dict[Holder, int] = {}
    for low, high in pairwise(edges):
        so_far = [turn for turn in sorted(turns, key=lambda turn: turn.at) if turn.at <= low]
        place = next((turn.place for turn in reversed(so_far) if turn.place), Holder(Spender.UNRECORDED))
        awaited = next((turn.awaited for turn in reversed(so_far) if turn.awaited), Awaited.NOTHING)
        if next((turn.stopped for turn in reversed(so_far) if turn.stopped is not None), False):
            place = STOPPED
        elif awaited is Awaited.PAPERS or (awaited is Awaited.MONEY and place is not TAX):
            place = APPLICANT
        spent = calendar.worked_until(instant(high)) - calendar.worked_until(instant(low))
        expected[place] = expected.get(place, 0) + spent

    found = {share.holder: share.minutes for share in shares(calendar, turns, start, end)}

    assert set(found) == set(expected)
    # Each stretch is rounded by less than a minute, and what is rounded away here is counted there.
    assert all(abs(found[who] - expected[who] / MINUTE) < len(edges) for who in found)


@settings(max_examples=200, deadline=None)
@given(CALENDARS, st.lists(TURNS, max_size=8), MOMENTS, MOMENTS, MOMENTS)
def test_time_that_passes_is_only_added(calendar, turns, one, two, three):
    start, middle, end = sorted((one, two, three))
    before = dict(shares(calendar, turns, start, middle))
    after = dict(shares(calendar, turns, start, end))

    assert all(after[who] >= minutes for who, minutes in before.items())
