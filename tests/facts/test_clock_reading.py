"""The ledger, the reading of the clock, and the explanation of a due date."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from agencies.worktime import Calendar, Term
from dossiers.clock import (
    DeadlineState,
    Kind,
    Ledger,
    Pause,
    due_soon_at,
    explain,
    ledger_due,
    state,
    working_days,
)

CASES = Path(__file__).parent / "cases"
CALENDAR = Calendar.from_mapping(json.loads((CASES / "workcalendar.json").read_text()))
WD, CD, WH = "working_days", "calendar_days", "working_hours"


def at(text: str | None) -> datetime | None:
    """Moments of the tables: MM-DD HH:MM[:SS] of 2026, which began its March on a Sunday."""
    return text and datetime.fromisoformat(f"2026-{text}+07:00")


def pause(start, end):
    return Pause(at(start), at(end))


# The ledger


RESTARTS = [
    # asked, complete, due (three working days from 10 March: the 13th)
    ("03-11 09:00", "03-16 10:00", "03-19 17:00"),
    ("03-11 09:00", "03-16 17:30", "03-20 17:00"),  # the same start rules apply
    ("03-11 09:00", None, None),
    ("03-13 17:00:01", "03-16 10:00", "03-13 17:00"),  # late already: late it stays
    ("03-13 17:00:01", None, "03-13 17:00"),
    ("03-13 17:00", "03-16 10:00", "03-19 17:00"),  # like a pause that begins at the close
    ("03-11 09:00", "03-11 09:00", "03-13 17:00"),  # empty
]


@pytest.mark.parametrize(("asked", "complete", "expected"), RESTARTS)
def test_a_restart_begins_the_term_again_in_full(asked, complete, expected):
    stops = (Pause(at(asked), at(complete), restarts=True),)

    assert ledger_due(CALENDAR, Ledger(at("03-10 09:00"), Term.parse([[3, WD]]), None, stops)).at == at(expected)


def test_restarts_follow_one_another_and_only_the_first_overdue_one_ends_them():
    first = Pause(at("03-11 09:00"), at("03-16 10:00"), restarts=True)  # now due on the 19th
    second = Pause(at("03-18 09:00"), at("03-20 10:00"), restarts=True)  # now due on the 25th
    too_late = Pause(at("03-26 09:00"), at("03-27 10:00"), restarts=True)
    after = Pause(at("04-01 09:00"), None, restarts=True)
    held = pause("03-24 09:00", "03-25 08:00")

    ledger = Ledger(at("03-10 09:00"), Term.parse([[3, WD]]), None, (after, too_late, held, second, first))

    assert ledger_due(CALENDAR, ledger._replace(stops=(second, first))).at == at("03-25 17:00")
    assert ledger_due(CALENDAR, ledger._replace(stops=(held, second, first))).at == at("03-26 17:00")
    assert ledger_due(CALENDAR, ledger._replace(stops=(too_late, second, first))).at == at("03-25 17:00")
    assert ledger_due(CALENDAR, ledger._replace(stops=(after, too_late, second, first))).at == at("03-25 17:00")


def test_a_request_within_a_request_waits_for_the_later_papers():
    outer = Pause(at("03-11 09:00"), at("03-20 10:00"), restarts=True)
    inner = Pause(at("03-12 09:00"), at("03-16 10:00"), restarts=True)

    ledger = Ledger(at("03-10 09:00"), Term.parse([[3, WD]]), None, (outer, inner))

    assert ledger_due(CALENDAR, ledger).at == at("03-25 17:00")


# Reading the clock


DUE_AT = "03-13 17:00"  # a Friday
OPEN = [
    ("03-10 23:59:59", False, "in_time", 3),
    ("03-11 00:00", False, "due_soon", 2),
    ("03-12 23:59:59", False, "due_soon", 1),
    ("03-13 00:00", False, "due_today", 0),
    ("03-13 17:00", False, "due_today", 0),
    ("03-13 17:00:00.000001", False, "overdue", 0),
    ("03-14 09:00", False, "overdue", 0),  # Saturday: late by less than a working day
    ("03-16 00:00", False, "overdue", -1),
    ("03-10 09:00", True, "paused", 3),
    ("03-13 09:00", True, "paused", 0),
    ("03-16 09:00", True, "overdue", -1),  # a late dossier that is paused stays late
]


@pytest.mark.parametrize(("now", "paused", "expected", "left"), OPEN)
def test_an_open_dossier_is_in_one_state(now, paused, expected, left):
    assert state(CALENDAR, at(now), at(DUE_AT), paused=paused) == expected
    assert working_days(CALENDAR, at(now), at(DUE_AT)) == left


def test_without_a_due_date_a_dossier_is_paused_or_nothing():
    now = at("03-10 09:00")
    assert state(CALENDAR, now, None, paused=True) is DeadlineState.PAUSED
    assert state(CALENDAR, now, None) is DeadlineState.NONE
    assert state(CALENDAR, now, at("03-09 17:00"), paused=True, started=False) is DeadlineState.NONE


@pytest.mark.parametrize(
    ("closed", "due_at", "expected"),
    [
        ("03-12 23:59:59", DUE_AT, "early"),
        ("03-13 00:00", DUE_AT, "on_time"),
        ("03-13 17:00", DUE_AT, "on_time"),
        ("03-13 17:00:01", DUE_AT, "late"),
        ("03-13 17:00:01", None, "none"),
    ],
)
def test_a_closed_dossier_is_read_at_its_closing(closed, due_at, expected):
    assert state(CALENDAR, at("06-01 00:00"), at(due_at), closed_at=at(closed), paused=True) == expected


@pytest.mark.parametrize(
    ("due_at", "soon"),
    [(DUE_AT, "03-11 00:00"), ("03-17 17:00", "03-13 00:00"), ("09-04 17:00", "08-28 00:00")],
)
def test_due_soon_begins_two_working_days_before(due_at, soon):
    assert due_soon_at(CALENDAR, at(due_at)) == at(soon)


# The explanation


def test_an_explanation_can_be_checked_by_hand():
    notes = {date(2026, 8, 22): "Công văn 1", date(2026, 8, 31): "Công văn 1"}
    office = Calendar.of(CALENDAR.off, CALENDAR.make_up, CALENDAR.years, notes=notes)
    held = pause("08-24 09:00", "08-25 08:00")

    rows = explain(office, at("08-20 15:01"), Term.parse([[5, WD], [4.5, CD]]), 15 * 60, [held])

    assert [(row.kind, float(row.amount), row.vi) for row in rows] == [
        (Kind.RECEIVED, 0, "Nhận lúc 15:01 thứ Năm 20/08/2026, sau giờ chốt: ngày nhận là thứ Sáu 21/08; "
         "không tính ngày nhận."),
        (Kind.COUNTED, 1, "thứ Bảy 22/08: 1 ngày làm việc, ngày làm bù (Công văn 1) (đã tính 1/5)."),
        (Kind.DAY_OFF, 0, "Chủ nhật 23/08: nghỉ cuối tuần, không tính."),
        (Kind.PAUSED, 0, "thứ Hai 24/08: đang dừng lúc 17:00, không tính."),
        (Kind.COUNTED, 4, "thứ Ba 25/08 – thứ Sáu 28/08: 4 ngày làm việc (đã tính 5/5)."),
        (Kind.COUNTED, 4, "thứ Bảy 29/08 – thứ Ba 01/09: 4 ngày (đã tính 4/4,5)."),
        (Kind.COUNTED, 0.5, "thứ Tư 02/09: 0,5 ngày (đã tính 4,5/4,5)."),
        (Kind.MOVED, 0, "thứ Tư 02/09: ngày nghỉ theo lịch, thời hạn không kết thúc vào ngày này."),
        (Kind.DUE, 0, "Hẹn trả lúc 11:30 thứ Năm 03/09/2026."),
    ]  # fmt: skip
    assert rows[1].en == "Sat 22/08: 1 working day, make-up day (Công văn 1) (1 of 5 so far)."


def test_hours_are_explained_by_the_minute():
    held = pause("03-10 16:30", "03-12 07:30")

    rows = explain(CALENDAR, at("03-10 10:59:30"), Term.parse([[8, WH]]), None, [held])

    assert [row.en for row in rows] == [
        "Received at 10:59:30 on Tue 10/03/2026.",
        "Tue 10/03, 10:59:30–11:30, 13:30–16:30: 210.5 minutes.",
        "Tue 10/03, 16:30–17:00: stopped, not counted.",
        "Wed 11/03, 07:00–11:30, 13:30–17:00: stopped, not counted.",
        "Thu 12/03, 07:30–11:30, 13:30–13:59:30: 269.5 minutes.",
        "Thu 12/03, 07:00–07:30: stopped, not counted.",
        "Due at 13:59:30 on Thu 12/03/2026.",
    ]


def test_an_open_pause_is_explained_instead_of_a_date():
    rows = explain(CALENDAR, at("03-10 09:00:04"), Term.parse([[3, WD]]), None, [pause("03-12 10:00:59", None)])

    assert [row.kind for row in rows] == [Kind.RECEIVED, Kind.COUNTED, Kind.HELD]
    assert rows[0].vi.startswith("Nhận lúc 09:00 thứ Ba")  # where days are counted, seconds are nobody's business
    assert rows[-1].vi == "Dừng tính từ 10:00 thứ Năm 12/03/2026 cho đến khi tiếp tục: chưa có ngày hẹn trả."
