"""The rule book of due dates, sentence by sentence."""

import json
from datetime import datetime, time
from pathlib import Path

import pytest

from agencies.worktime import BadInput, Calendar, Term
from dossiers.clock import Pause, due, parse_cutoff, receipt_day

CASES = Path(__file__).parent / "cases"
CALENDAR = Calendar.from_mapping(json.loads((CASES / "workcalendar.json").read_text()))
EXAMPLES = [json.loads(line) for line in (CASES / "deadlines.jsonl").read_text().splitlines()]
ONE_SESSION = CALENDAR.with_sessions([(time(8), time(12))])
EVENING = CALENDAR.with_sessions([(time(8), time(10)), (time(14), time(16)), (time(18), time(20))])
OFFICES = {"usual": CALENDAR, "one session": ONE_SESSION, "evening": EVENING}
WD, CD, WH = "working_days", "calendar_days", "working_hours"


def at(text: str | None) -> datetime | None:
    """Moments of the tables: MM-DD HH:MM[:SS] of 2026, which began its March on a Sunday."""
    return text and datetime.fromisoformat(f"2026-{text}+07:00")


def pause(start, end):
    return Pause(at(start), at(end))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['id']} {example['name']}")
def test_the_worked_examples_come_out_exactly(example):
    pauses = [Pause(*(end and datetime.fromisoformat(end) for end in each)) for each in example["pauses"]]

    found, provisional = due(
        CALENDAR,
        datetime.fromisoformat(example["received_at"]),
        Term.parse(example["term"]),
        parse_cutoff(example["cutoff"]),
        pauses,
    )

    assert (found and found.isoformat(), provisional) == (example["due_at"], False)


@pytest.mark.parametrize(
    ("received", "cutoff", "office", "receipt"),
    [
        ("03-10 17:00", None, "usual", "03-10"),  # exactly on the limit
        ("03-10 17:00:01", None, "usual", "03-11"),
        ("03-10 17:00:00.000001", None, "usual", "03-11"),
        ("03-10 15:00", "15:00", "usual", "03-10"),
        ("03-10 15:00:01", "15:00", "usual", "03-11"),
        ("03-10 16:00", "last_hour", "usual", "03-10"),
        ("03-10 16:00:01", "last_hour", "usual", "03-11"),
        ("03-10 17:00", "18:00", "usual", "03-10"),  # a cut-off after close means close
        ("03-10 17:00:01", "18:00", "usual", "03-11"),
        ("03-10 00:00", None, "usual", "03-10"),  # before opening
        ("03-10 23:59:59", None, "usual", "03-11"),
        ("03-13 17:00:01", None, "usual", "03-16"),  # Friday evening
        ("03-14 09:00", None, "usual", "03-16"),  # Saturday
        ("08-22 09:00", None, "usual", "08-22"),  # make-up Saturday
        ("09-01 09:00", None, "usual", "09-03"),  # holiday
        ("03-10 12:00", None, "one session", "03-10"),
        ("03-10 12:00:01", None, "one session", "03-11"),
        ("03-10 11:00:01", "last_hour", "one session", "03-11"),
        ("03-10 20:00", "22:00", "evening", "03-10"),
        ("03-10 19:00:01", "last_hour", "evening", "03-11"),
    ],
)
def test_the_receipt_day(received, cutoff, office, receipt):
    assert receipt_day(OFFICES[office], at(received), parse_cutoff(cutoff)) == at(f"{receipt} 00:00").date()


TERMS = [
    # received, term, pauses, due
    ("03-10 09:00", [[0, CD]], [], "03-10 17:00"),
    ("03-14 09:00", [[0, CD]], [], "03-16 17:00"),
    ("03-10 09:00", [[3, WD]], [], "03-13 17:00"),
    ("03-10 09:00", [[3, CD]], [], "03-13 17:00"),
    ("03-10 09:00", [[4, CD]], [], "03-16 17:00"),  # Saturday moves to Monday
    ("03-10 09:00", [[3.5, CD]], [], "03-16 11:30"),  # so does Saturday noon
    ("03-10 09:00", [[0.5, CD]], [], "03-11 11:30"),
    ("03-10 09:00", [[3.5, WD]], [], "03-16 11:30"),
    # parts
    ("03-10 09:00", [[4, CD], [1, WD]], [], "03-16 17:00"),  # counts on from Saturday, unshifted
    ("03-10 09:00", [[4, CD], [1, CD]], [], "03-16 17:00"),  # Saturday, Sunday, then moved
    ("03-10 09:00", [[4, CD], [0.5, WD]], [], "03-16 11:30"),
    ("03-10 09:00", [[4, CD], [0, WD]], [], "03-16 17:00"),  # may not end on a Saturday
    ("03-10 09:00", [[3, WD], [0, CD]], [], "03-13 17:00"),
    ("03-10 09:00", [[0, WD], [3, CD]], [], "03-13 17:00"),  # a zero part that is not the last
    ("03-10 09:00", [[0, WD], [0, CD]], [], "03-10 17:00"),
    ("03-10 09:00", [[2, WD], [3.5, WD]], [], "03-18 11:30"),
    # hours
    ("03-10 07:00", [[8, WH]], [], "03-10 17:00"),
    ("03-10 03:00", [[4.5, WH]], [], "03-10 11:30"),
    ("03-10 11:30", [[1, WH]], [], "03-10 14:30"),
    ("03-10 17:00", [[1, WH]], [], "03-11 08:00"),
    ("03-10 17:00:01", [[1, WH]], [], "03-11 08:00"),
    ("03-13 16:59:30.5", [[0.5, WH]], [], "03-16 07:29:30.5"),
    ("08-21 16:00", [[2, WH]], [], "08-22 08:00"),
    # a working day counts if the clock is running at its close
    ("03-10 09:00", [[1, WD]], [("03-11 16:59:59", "03-11 17:00:01")], "03-12 17:00"),
    ("03-10 09:00", [[1, WD]], [("03-11 07:00", "03-11 17:00")], "03-11 17:00"),
    ("03-10 09:00", [[1, WD]], [("03-11 17:00", "03-11 17:00")], "03-11 17:00"),  # empty
    ("03-10 09:00", [[1, WD]], [("03-11 17:00", "03-11 17:00:00.000001")], "03-12 17:00"),
    ("03-10 09:00", [[1, WD]], [("03-10 10:00", "03-10 18:00")], "03-11 17:00"),  # R is not counted
    ("03-10 09:00", [[1, WD]], [("03-01 10:00", "03-11 18:00")], "03-12 17:00"),  # begun before receipt
    ("03-10 09:00", [[3, WD]], [("03-13 18:00", "03-16 06:00")], "03-13 17:00"),  # after the end
    # a closing half day at its noon, whole days at close
    ("03-10 09:00", [[1.5, WD]], [("03-12 12:00", "03-12 18:00")], "03-12 11:30"),
    ("03-10 09:00", [[1.5, WD]], [("03-11 11:00", "03-11 12:00")], "03-12 11:30"),
    ("03-10 09:00", [[1.5, WD]], [("03-11 16:00", "03-11 18:00")], "03-13 11:30"),
    ("03-10 09:00", [[1.5, CD]], [("03-12 11:30", "03-12 12:00")], "03-13 11:30"),
    ("03-10 09:00", [[0.5, WD]], [("03-10 16:00", "03-10 18:00")], "03-11 11:30"),
    ("03-10 09:00", [[1.5, WD]], [("03-12 11:30", None)], None),
    ("03-10 09:00", [[1.5, WD]], [("03-12 11:30:01", None)], "03-12 11:30"),
    # a calendar day counts if the clock is running at the closing hour of that day
    ("03-10 09:00", [[4, CD]], [("03-14 17:00", "03-14 17:01")], "03-16 17:00"),  # Sunday, then moved
    ("03-10 09:00", [[4, CD]], [("03-14 18:00", "03-16 17:01")], "03-17 17:00"),  # the move waits too
    ("03-10 09:00", [[4, CD]], [("03-14 18:00", "03-16 17:00")], "03-16 17:00"),
    ("03-10 09:00", [[4, CD]], [("03-14 18:00", None)], None),
    ("03-10 09:00", [[3, CD]], [("03-13 17:00:01", None)], "03-13 17:00"),
    # a same-day term whose close is paused
    ("03-13 09:00", [[0, WD]], [("03-13 16:00", "03-13 18:00")], "03-16 17:00"),
    ("03-13 09:00", [[0, CD]], [("03-13 16:00", "03-16 18:00")], "03-17 17:00"),
    ("03-13 09:00", [[0, WD]], [("03-13 17:00", None)], None),
    # hours exclude paused time exactly
    ("03-10 08:00", [[1, WH]], [("03-10 08:10", "03-10 08:20:30")], "03-10 09:10:30"),
    ("03-10 08:00", [[1, WH]], [("03-10 07:10", "03-10 08:20")], "03-10 09:20"),
    ("03-10 08:00", [[1, WH]], [("03-10 12:00", "03-10 13:00")], "03-10 09:00"),
    ("03-10 08:00", [[1, WH]], [("03-10 09:00", None)], "03-10 09:00"),  # the last minute is complete
    ("03-10 08:00", [[1, WH]], [("03-10 08:59:59", None)], None),
    ("03-10 08:00", [[1, WH]],
     [("03-10 08:30", "03-10 09:30"), ("03-10 09:00", "03-10 10:00")], "03-10 10:30"),
    ("03-10 08:00", [[1, WH]],
     [("03-10 08:30", "03-10 10:30"), ("03-10 09:00", "03-10 09:30")], "03-10 11:00"),
    ("03-10 10:30", [[1, WH]], [("03-10 11:30", None)], "03-10 11:30"),
    # overlapping and open
    ("03-10 09:00", [[1, WD]],
     [("03-11 08:00", "03-13 08:00"), ("03-12 08:00", "03-12 09:00")], "03-13 17:00"),
    ("03-10 09:00", [[1, WD]],
     [("03-12 08:00", "03-13 18:00"), ("03-11 08:00", "03-12 09:00")], "03-16 17:00"),
    ("03-10 09:00", [[1, WD]], [("03-11 08:00", "03-12 08:00"), ("03-11 09:00", None)], None),
    ("03-10 09:00", [[1, WD]], [("03-09 08:00", None)], None),
]  # fmt: skip


@pytest.mark.parametrize(("received", "term", "pauses", "expected"), TERMS)
def test_a_term_ends(received, term, pauses, expected):
    found = due(CALENDAR, at(received), Term.parse(term), None, [pause(*each) for each in pauses])

    assert found.at == at(expected)


@pytest.mark.parametrize(
    ("office", "term", "expected"),
    [
        ("one session", [[1, WD]], "03-11 12:00"),
        ("one session", [[1.5, WD]], "03-12 12:00"),  # noon is close
        ("one session", [[0.5, CD]], "03-11 12:00"),
        ("one session", [[4, WH]], "03-11 09:00"),
        ("evening", [[1, WD]], "03-11 20:00"),
        ("evening", [[1.5, WD]], "03-12 10:00"),  # noon ends the first session
        ("evening", [[3.5, WH]], "03-10 18:30"),
    ],
)
def test_an_agency_has_its_own_hours(office, term, expected):
    assert due(OFFICES[office], at("03-10 09:00"), Term.parse(term)).at == at(expected)


@pytest.mark.parametrize(
    ("received", "provisional"),
    [("2027-12-29", False), ("2027-12-30", True), ("2021-12-30", False), ("2019-06-03", True)],
)
def test_a_due_date_in_an_uncovered_year_is_provisional(received, provisional):
    found = due(CALENDAR, datetime.fromisoformat(f"{received}T09:00+07:00"), Term.parse([[2, WD]]))

    assert found.provisional is provisional


def test_without_a_due_date_nothing_is_provisional():
    received = datetime.fromisoformat("2030-01-01T09:00+07:00")

    assert due(CALENDAR, received, Term.parse([[2, WD]]), None, [Pause(received)]) == (None, False)


@pytest.mark.parametrize("cutoff", ["", "15", "24:00", "15:60", "3:00", "15:00:00", "١٥:٠٠", "15:00\n", 15, True, []])
def test_a_bad_cutoff_is_refused(cutoff):
    with pytest.raises(BadInput, match="Giờ chốt"):
        parse_cutoff(cutoff)


def test_what_means_nothing_is_refused():
    with pytest.raises(BadInput, match="trước khi bắt đầu"):
        pause("03-11 09:00", "03-11 08:59")
    with pytest.raises(BadInput, match="múi giờ"):
        due(CALENDAR, datetime(2026, 3, 10), Term.parse([[1, WD]]))
    for unit in (WD, CD, WH):
        with pytest.raises(BadInput, match="năm 9999"):
            due(CALENDAR, at("03-10 09:00"), Term.parse([[10**400, unit]]))
