"""What must hold for every due date, and a second, slow engine that must always agree.

Not a law, and rightly so: a longer *half* term may end earlier than a shorter whole one, or the other way
round, when a pause covers a noon but not the close (see the last test).
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from agencies.worktime import Calendar, Term
from dossiers.clock import (
    DeadlineState,
    Kind,
    Ledger,
    Pause,
    due,
    due_soon_at,
    explain,
    ledger_due,
    parse_cutoff,
    state,
)
from tests.facts.slow import DAY, HANOI, slow
from tests.often import TIMES

SECOND = timedelta(seconds=1)
NEVER = datetime.max.replace(tzinfo=HANOI)
bounded = settings(max_examples=75 * TIMES, deadline=None)

OFFICES = [
    [(time(7), time(11, 30)), (time(13, 30), time(17))],
    [(time(8), time(12))],
    [(time(8), time(10)), (time(14), time(16)), (time(18), time(20))],
]
# Days around the beginning and the end of the one covered year, so that counts walk in and out of it.
DAYS = st.one_of(*(st.dates(date(*low), date(*high)) for low, high in [
    ((2025, 12, 22), (2026, 1, 20)), ((2026, 4, 20), (2026, 5, 10)), ((2026, 12, 15), (2027, 1, 10)),
]))  # fmt: skip
HOURS = st.sampled_from([time(h, m) for h in (0, 7, 8, 10, 12, 15, 16, 17, 20) for m in (0, 30)])
NUDGES = st.sampled_from([timedelta(0)] * 3 + [SECOND, -SECOND, timedelta(microseconds=1), timedelta(hours=3)])
MOMENTS = st.builds(lambda day, hour, nudge: datetime.combine(day, hour, HANOI) + nudge, DAYS, HOURS, NUDGES)
CALENDARS = st.builds(
    lambda off, make_up, sessions: Calendar.of(off - make_up, make_up, {2026}, sessions),
    st.sets(DAYS, max_size=8),
    st.sets(DAYS.filter(lambda day: day.weekday() >= 5), max_size=3),
    st.sampled_from(OFFICES),
)
CUTOFFS = st.sampled_from([None, "15:00", "last_hour", "18:00", "07:00"])
WHOLE = st.integers(0, 12)
HALVES = st.integers(0, 25).map(lambda halves: halves / 2)
DAY_UNITS = st.sampled_from(["working_days", "calendar_days"])
TERMS = st.one_of(
    st.integers(1, 90).map(lambda halves: [[halves / 2, "working_hours"]]),
    st.builds(
        lambda parts, last: [*map(list, parts), list(last)],
        st.lists(st.tuples(WHOLE, DAY_UNITS), max_size=2),
        st.tuples(HALVES, DAY_UNITS),
    ),
)


@st.composite
def cases(draw):
    """A calendar, a receipt, a term, a cut-off, and pauses that begin about the receipt."""
    received_at = draw(MOMENTS)
    pauses = draw(st.lists(st.builds(_pause, st.just(received_at), st.integers(-3, 15), HOURS, NUDGES,
                                     st.integers(0, 9) | st.none(), HOURS), max_size=3))  # fmt: skip
    return draw(CALENDARS), received_at, draw(TERMS), draw(CUTOFFS), pauses


def _pause(received_at, days, hour, nudge, length, until):
    start = datetime.combine(received_at.date() + days * DAY, hour, HANOI) + nudge
    if length is None:
        return Pause(start)
    return Pause(start, max(start, datetime.combine(start.date() + length * DAY, until, HANOI)))


def fast(calendar, received_at, term, cutoff, pauses):
    return due(calendar, received_at, Term.parse(term), parse_cutoff(cutoff), pauses).at


def date_or_never(*case):
    return fast(*case) or NEVER


@settings(max_examples=200 * TIMES, deadline=None)
@given(cases())
def test_the_fast_engine_agrees_with_the_slow_one(case):
    assert fast(*case) == slow(*case)


@bounded
@given(cases(), st.integers(0, 2), st.integers(0, 5000), st.integers(0, 5000), st.booleans())
def test_a_longer_pause_never_gives_an_earlier_date(case, which, sooner, later, forever):
    *rest, pauses = case
    assume(which < len(pauses))
    pause = pauses[which]
    end = None if forever or pause.end is None else pause.end + timedelta(minutes=later)
    longer = Pause(pause.start - timedelta(minutes=sooner), end)

    assert date_or_never(*rest, [*pauses, longer]) >= date_or_never(*case)
    assert date_or_never(*rest, [*pauses[:which], longer, *pauses[which + 1 :]]) >= date_or_never(*case)


@bounded
@given(cases(), st.integers(0, 2), st.integers(0, 5000))
def test_splitting_a_pause_changes_nothing(case, which, minutes):
    *rest, pauses = case
    assume(which < len(pauses))
    pause = pauses[which]
    middle = pause.start + timedelta(minutes=minutes)
    assume(pause.end is None or middle <= pause.end)

    split = [*pauses, replace(pause, end=middle), replace(pause, start=middle)]

    assert fast(*rest, split[:which] + split[which + 1 :]) == fast(*case)
    assert fast(*rest, list(reversed(pauses))) == fast(*case)


@bounded
@given(cases(), DAYS)
def test_a_further_day_off_never_gives_an_earlier_date(case, day):
    calendar, *rest = case
    worse = replace(calendar, off=calendar.off | {day}, make_up=calendar.make_up - {day})

    assert date_or_never(worse, *rest) >= date_or_never(*case)


@bounded
@given(cases(), st.timedeltas(timedelta(0), timedelta(days=6)))
def test_a_later_receipt_never_gives_an_earlier_date(case, delay):
    calendar, received_at, *rest = case

    assert date_or_never(calendar, received_at + delay, *rest) >= date_or_never(*case)


@bounded
@given(cases(), WHOLE)
def test_a_longer_whole_term_never_gives_an_earlier_date(case, more):
    calendar, received_at, ((amount, unit), *_), cutoff, pauses = case
    assume(unit == "working_hours" or amount == int(amount))

    longer = date_or_never(calendar, received_at, [[amount + more, unit]], cutoff, pauses)

    assert longer >= date_or_never(calendar, received_at, [[amount, unit]], cutoff, pauses)


@bounded
@given(cases())
def test_the_result_lies_in_a_session_or_at_its_end_while_the_clock_has_run(case):
    calendar, received_at, *_ = case
    at = fast(*case)
    assume(at)

    assert calendar.is_working(at.date())
    assert any(opens < at.time() <= closes for opens, closes in calendar.sessions)
    assert at >= received_at
    assert at.utcoffset() == timedelta(hours=7)


@bounded
@given(cases(), st.integers(-23 * 60, 23 * 60))
def test_the_same_instant_in_another_offset_gives_the_same_date(case, minutes):
    calendar, received_at, term, cutoff, pauses = case
    there = timezone(timedelta(minutes=minutes))
    moved = [Pause(p.start.astimezone(there), p.end and p.end.astimezone(there)) for p in pauses]

    assert fast(calendar, received_at.astimezone(there), term, cutoff, moved) == fast(*case)


@settings(max_examples=100 * TIMES, deadline=None)
@given(cases())
def test_the_rows_of_an_explanation_add_up_to_the_date(case):
    calendar, received_at, raw, cutoff, pauses = case
    term, at = Term.parse(raw), fast(*case)

    rows = explain(calendar, received_at, term, parse_cutoff(cutoff), pauses)

    counted = [row for row in rows if row.kind is Kind.COUNTED]
    scale = 60 if term.in_hours else 1
    whole = {unit: scale * sum(Fraction(h, 2) for h, u in term.parts if u is unit) for _, unit in term.parts}
    said = {unit: sum(row.amount for row in counted if row.unit is unit) for unit in whole}
    assert all(row.amount > 0 for row in counted)
    assert all(later.first >= sooner.first for sooner, later in pairwise(rows[1:]))
    if at is None:
        assert rows[-1].kind is Kind.HELD
        assert all(said[unit] <= whole[unit] for unit in whole)
        return
    assert said == whole
    assert (rows[-1].kind, rows[-1].first) == (Kind.DUE, at.date())
    if rows[-2].kind is Kind.COUNTED or term.in_hours:
        assert counted[-1].last == at.date()
    elif rows[-2].kind is Kind.MOVED:
        assert at.date() == rows[-2].last + DAY
    else:
        assert at.date() == rows[0].last  # a same-day term


@bounded
@given(CALENDARS, MOMENTS, MOMENTS)
@example(Calendar.of(sessions=OFFICES[0]), datetime(2026, 3, 8, 12, tzinfo=HANOI), NEVER - 9 * DAY)
def test_due_soon_at_agrees_with_the_state(calendar, due_at, now):
    soon = due_soon_at(calendar, due_at)

    for moment in (now, soon, soon - timedelta(microseconds=1), due_at, due_at - DAY):
        near = state(calendar, moment, due_at) is not DeadlineState.IN_TIME
        assert near == (moment >= soon)


@bounded
@given(cases(), st.integers(0, 9000), st.integers(0, 9000) | st.none())
def test_a_restart_never_gives_an_earlier_date_nor_mends_a_late_one(case, asked, length):
    calendar, received_at, term, cutoff, pauses = case
    start = received_at + timedelta(minutes=asked)
    stop = Pause(start, None if length is None else start + timedelta(minutes=length), restarts=True)
    ledger = Ledger(received_at, Term.parse(term), parse_cutoff(cutoff), (stop, *pauses))

    before, after = fast(*case), ledger_due(calendar, ledger).at

    assert (after or NEVER) >= (before or NEVER)
    if before is not None and start > before:
        assert after == before
    elif length is None:
        assert after is None


def test_a_half_may_end_after_the_whole_when_only_a_noon_is_paused():
    received_at = datetime(2026, 3, 10, 9, tzinfo=HANOI)
    noon = Pause(datetime(2026, 3, 12, 11, tzinfo=HANOI), datetime(2026, 3, 12, 12, tzinfo=HANOI))
    office = Calendar.of(sessions=OFFICES[0])

    half = fast(office, received_at, [[1.5, "working_days"]], None, [noon])
    whole = fast(office, received_at, [[2, "working_days"]], None, [noon])

    assert (half.day, whole.day) == (13, 12)
