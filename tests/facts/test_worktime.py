"""Working days, session time and terms: facts that need no database."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.worktime import (
    BadCalendar,
    BadInput,
    BadTerm,
    Calendar,
    Part,
    Term,
    Unit,
    days_left,
    instant,
    local_day,
    moment,
)

CASES = Path(__file__).parent / "cases"
CALENDAR = Calendar.from_mapping(json.loads((CASES / "workcalendar.json").read_text()))
MORNING = [(time(7), time(11, 30))]
bounded = settings(max_examples=300, deadline=None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-08-21", True),
        ("2026-08-22", True),  # a make-up Saturday
        ("2026-08-23", False),
        ("2026-08-31", False),  # the Monday swapped for it
        ("2026-09-02", False),
        ("2026-11-24", True),  # proposed only
        ("2027-02-08", False),  # estimated, but in force
        ("2030-01-01", True),  # not covered: Monday to Friday only
        ("2030-01-05", False),
        ("1999-12-31", True),
    ],
)
def test_a_working_day_is_a_weekday_that_is_not_off_or_a_make_up_day(day, works):
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


def test_rows_of_an_uncovered_year_change_nothing():
    off = date(2030, 1, 1)
    assert Calendar.of(off=[off], years=[2026]).is_working(off)
    assert Calendar.of(off=[off], years=[2026, 2032]).is_working(off)  # a gap inside the table
    assert not Calendar.of(off=[off]).is_working(off)


def test_a_calendar_without_years_works_monday_to_friday():
    assert Calendar.of().working_day_after(date(2026, 8, 31), 5) == date(2026, 9, 7)


def test_a_calendar_is_a_value():
    assert Calendar.of(off=[date(2026, 1, 1)]) == Calendar.of(off=[date(2026, 1, 1)])
    assert hash(CALENDAR) == hash(Calendar.from_mapping(json.loads((CASES / "workcalendar.json").read_text())))
    with pytest.raises(AttributeError):
        CALENDAR.off = frozenset()


def test_an_agency_may_have_its_own_hours():
    own = CALENDAR.with_sessions(MORNING)

    assert (own.noon, own.close) == (own.close, CALENDAR.noon)
    assert own.off == CALENDAR.off
    assert own.working_minutes(at("2026-03-10T00:00"), at("2026-03-11T00:00")) == 270


@pytest.mark.parametrize(
    "sessions",
    [
        [],
        [(time(7), time(7))],
        [(time(9), time(8))],
        [(time(13), time(17)), (time(7), time(11))],
        [(time(7), time(12)), (time(11), time(17))],
    ],
)
def test_sessions_out_of_order_are_refused(sessions):
    with pytest.raises(BadCalendar):
        Calendar.of(sessions=sessions)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"years": []},
        {"years": {"x": {}}},
        {"years": {"0": {}}},
        {"years": {"99999999999999999999": {}}},
        {"years": {"2026": None}},
        {"years": {"2026": {"off": ["2026-13-01"]}}},
        {"years": {"2026": {"off": 5}}},
    ],
)
def test_a_mapping_of_another_shape_is_refused_with_a_sentence(data):
    with pytest.raises(BadCalendar, match="Lịch phải có dạng"):
        Calendar.from_mapping(data)


def test_days_left_are_the_working_days_after_today_up_to_the_due_day():
    assert days_left(CALENDAR, date(2026, 8, 28), date(2026, 9, 4)) == 2
    assert days_left(CALENDAR, date(2026, 9, 4), date(2026, 9, 4)) == 0
    assert days_left(CALENDAR, date(2026, 9, 4), date(2026, 8, 28)) == -2


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-10T07:00", "2026-03-10T17:00", 480),
        ("2026-03-10T11:30", "2026-03-10T13:30", 0),
        ("2026-03-10T11:00", "2026-03-11T08:00", 300),
        ("2026-03-10T09:00", "2026-03-10T09:01:59", 1),
        ("2026-03-13T16:00", "2026-03-16T08:00", 120),
        ("2026-08-21T16:00", "2026-08-24T08:00", 600),  # over a make-up Saturday
        ("2026-03-11T08:00", "2026-03-10T11:00", -300),
    ],
)
def test_working_minutes_are_session_time(start, end, minutes):
    assert CALENDAR.working_minutes(at(start), at(end)) == minutes


@bounded
@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(0, 400))
def test_the_tables_agree_with_counting_day_by_day(day, n):
    works = [day + timedelta(k) for k in range(1, n + 1) if CALENDAR.is_working(day + timedelta(k))]

    assert CALENDAR.working_days_between(day, day + timedelta(n)) == len(works)
    if works:
        assert CALENDAR.working_day_after(day, len(works)) == works[-1]


@bounded
@given(st.integers(1, 9000 * 260))
def test_the_nth_working_day_is_the_inverse_of_the_count(n):
    day = CALENDAR.nth(n)

    assert (CALENDAR.count_through(day), CALENDAR.count_through(day - 1)) == (n, n - 1)


@bounded
@given(st.datetimes(datetime(2019, 1, 1), datetime(2030, 12, 31)), st.booleans())
def test_session_time_is_reached_at_the_earliest_instant(wall, one_session):
    office = CALENDAR.with_sessions(MORNING) if one_session else CALENDAR
    worked = office.worked_until(instant(wall.replace(tzinfo=UTC)))

    reached = office.reached(worked)

    assert office.worked_until(reached) == worked
    assert office.worked_until(reached - 1) == worked - 1


def test_moments_and_instants_are_the_same_thing_twice():
    late_evening = datetime(2026, 3, 9, 17, 30, 0, 1, UTC)

    assert moment(instant(late_evening)) == late_evening
    assert local_day(late_evening) == date(2026, 3, 10)


@pytest.mark.parametrize(
    "outside",
    [
        datetime(2026, 3, 10),
        datetime.fromisoformat("0001-01-01T00:00:00+14:00"),
        datetime.fromisoformat("9999-12-31T23:00:00+00:00"),
    ],
)
def test_a_naive_moment_or_one_outside_the_years_is_refused(outside):
    with pytest.raises(BadInput):
        instant(outside)


def test_no_day_is_found_outside_the_years():
    with pytest.raises(BadInput, match="năm 9999"):
        CALENDAR.working_day_after(date(9999, 12, 30), 5)
    with pytest.raises(BadInput):
        moment(0)


def test_a_term_keeps_its_parts_in_halves():
    term = Term.parse([[15, "calendar_days"], [8.5, "working_days"]])

    assert term.parts == (Part(30, Unit.CALENDAR_DAYS), Part(17, Unit.WORKING_DAYS))
    assert Term.parse([[8.0, "working_days"]]) == Term.parse([(8, "working_days")])


BAD_TERMS: list[Any] = [
    None,
    "8",
    {},
    [],
    [8, "working_days"],
    [[8]],
    [[8, "working_days", 1]],
    [[8, "days"]],
    [[8, None]],
    [[8, []]],
    [["8", "working_days"]],
    [[True, "working_days"]],
    [[None, "working_days"]],
    [[float("nan"), "working_days"]],
    [[float("inf"), "working_days"]],
    [[-1, "working_days"]],
    [[-0.5, "working_days"]],
    [[0.25, "working_days"]],
    [[8.5, "working_days"], [0, "working_days"]],
    [[0.5, "calendar_days"], [1, "working_days"]],
    [[8, "working_hours"], [0, "working_days"]],
    [[0, "working_days"], [8, "working_hours"]],
    [[8, "working_hours"], [8, "working_hours"]],
    [[0, "working_hours"]],
    [[-1, "working_hours"]],
]


@pytest.mark.parametrize("raw", BAD_TERMS, ids=repr)
def test_a_term_that_means_nothing_is_refused_with_one_sentence(raw):
    with pytest.raises(BadTerm, match=r"^[^\n.]+\.$"):
        Term.parse(raw)


@pytest.mark.parametrize("amount", [10**400, 1e308, -0.0, 0, 0.5])
def test_extreme_amounts_are_read_exactly(amount):
    assert Term.parse([[amount, "working_days"]]).parts[0].halves == int(amount) * 2 + (amount == 0.5)


@pytest.mark.parametrize(
    ("raw", "vi", "en"),
    [
        (
            [[15, "calendar_days"], [8, "working_days"]],
            "15 ngày và 08 ngày làm việc",
            "15 days and 8 working days",
        ),
        ([[8, "working_hours"]], "08 giờ làm việc", "8 working hours"),
        ([[8.5, "working_days"]], "8,5 ngày làm việc", "8.5 working days"),
        ([[0.5, "working_days"]], "0,5 ngày làm việc", "0.5 working days"),
        ([[1, "working_days"]], "01 ngày làm việc", "1 working day"),
        ([[0, "calendar_days"], [20, "working_days"]], "20 ngày làm việc", "20 working days"),
        ([[0, "working_days"]], "trong ngày làm việc", "within the working day"),
    ],
)
def test_a_term_is_said_as_decisions_print_it(raw, vi, en):
    term = Term.parse(raw)

    assert (term.in_words(), term.in_english()) == (vi, en)
