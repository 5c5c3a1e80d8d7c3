"""JSON Lines in, JSON Lines out: whatever a line holds, it is answered and the next one too."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.worktime import Calendar
from dossiers.clock import due_lines

CASES = Path(__file__).parent / "cases"
CALENDAR = Calendar.from_mapping(json.loads((CASES / "workcalendar.json").read_text()))
GOOD = {"id": 7, "received_at": "2026-03-10T09:00:00+07:00", "term": [[1, "working_days"]]}
LONG_AGO, FAR_AWAY = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59+00:00"


def answers(*lines, **options):
    return [json.loads(line) for line in due_lines(lines, CALENDAR, **options)]


def test_the_worked_examples_are_answered_in_order():
    lines = (CASES / "deadlines.jsonl").read_bytes().splitlines()

    wanted = [{"id": case["id"], "due_at": case["due_at"]} for case in map(json.loads, lines)]

    assert answers(*lines) == wanted


def test_missing_cutoff_pauses_and_id_are_null():
    line = json.dumps({key: value for key, value in GOOD.items() if key != "id"})

    assert answers(line) == [{"id": None, "due_at": "2026-03-11T17:00:00+07:00"}]
    assert answers(json.dumps({**GOOD, "cutoff": None, "pauses": None, "name": "ignored"})) == [
        {"id": 7, "due_at": "2026-03-11T17:00:00+07:00"}
    ]


def test_a_due_date_in_an_uncovered_year_says_so():
    assert answers(json.dumps({**GOOD, "received_at": "2031-03-10T09:00:00Z"})) == [
        {"id": 7, "due_at": "2031-03-11T17:00:00+07:00", "provisional": True}
    ]


def test_an_explanation_goes_along_when_asked_for():
    [answer] = answers(json.dumps(GOOD), explained=True)

    assert answer["explain"][1] == {
        "kind": "counted",
        "from": "2026-03-11",
        "to": "2026-03-11",
        "counted": 1,
        "unit": "working_days",
        "vi": "thứ Tư 11/03: 1 ngày làm việc (đã tính 1/1).",
        "en": "Wed 11/03: 1 working day (1 of 1 so far).",
    }


def test_a_term_without_end_is_explained_as_far_as_the_open_pause():
    endless = {**GOOD, "term": [[10**400, "working_days"]], "pauses": [["2026-03-12T09:00:00+07:00", None]]}

    [answer] = answers(json.dumps(endless), explained=True)

    assert answer["due_at"] is None
    assert [row["kind"] for row in answer["explain"]] == ["received", "counted", "held"]


UNREADABLE = [b"", b"\n", b"{", b"\xff\xfe", b'{"id": 1}\x00', b"[]", b"5", b"null", b'"x"', b"[" * 100_000,
              b'{"id":' + b"9" * 5000 + b"}", '{"id": 1'.encode("utf-16")]  # fmt: skip


@pytest.mark.parametrize("line", UNREADABLE, ids=lambda line: repr(line[:20]))
def test_an_unreadable_line_has_no_id_and_the_next_is_answered(line):
    wrong, right = answers(line, json.dumps(GOOD))

    assert wrong["id"] is None
    assert wrong["error"].startswith(("Dòng này", "Mỗi dòng"))
    assert right["due_at"]


MEANINGLESS = [
    {"received_at": None},
    {"received_at": 5},
    {"received_at": "x"},
    {"received_at": "2026-03-10"},
    {"received_at": "2026-03-10T09:00:00"},
    {"received_at": "2026-02-30T09:00:00+07:00"},
    {"received_at": "0000-01-01T09:00:00+07:00"},
    {"received_at": LONG_AGO},
    {"received_at": FAR_AWAY},
    {"received_at": "9999-12-31T09:00:00+07:00"},
    {"received_at": "2026-03-10\ud80009:00:00+07:00 "},
    {"term": None},
    {"term": []},
    {"term": [[1, "weeks"]]},
    {"term": [[True, "working_days"]]},
    {"term": [[float("nan"), "working_days"]]},
    {"term": [[10**300, "working_days"]]},
    {"term": [[1e300, "calendar_days"]]},
    {"term": [[1e300, "working_hours"]]},
    {"cutoff": "25:00"},
    {"cutoff": 15},
    {"pauses": {}},
    {"pauses": "x"},
    {"pauses": [None]},
    {"pauses": [[]]},
    {"pauses": [["2026-03-10T09:00:00+07:00"]]},
    {"pauses": [[None, None]]},
    {"pauses": [["2026-03-10T09:00:00", None]]},
    {"pauses": [["2026-03-10T09:00:00+07:00", "2026-03-10T08:59:59+07:00"]]},
    {"pauses": [["2026-03-10T09:00:00+07:00", FAR_AWAY]]},
]


@pytest.mark.parametrize("wrong", MEANINGLESS, ids=lambda wrong: repr(wrong)[:60])
def test_input_that_means_nothing_is_answered_with_one_sentence(wrong):
    [answer, right] = answers(json.dumps({**GOOD, **wrong}), json.dumps(GOOD), explained=True)

    assert answer.keys() == {"id", "error"}
    assert answer["id"] == 7
    assert answer["error"].endswith(".")
    assert "\n" not in answer["error"]
    assert right["due_at"]


@pytest.mark.parametrize(
    ("sent", "back"),
    [('"\\ud800"', "\ud800"), ('"ạ"', "ạ"), ("[1]", [1]), ("NaN", None), ("1e999", None), ("2.5", 2.5)],
)
def test_an_id_comes_back_as_json_can_carry_it(sent, back):
    line = json.dumps(GOOD).replace("7", sent, 1)

    [text] = due_lines([line], CALENDAR)

    text.encode()  # always writable as UTF-8
    assert json.loads(text) == {"id": back, "due_at": "2026-03-11T17:00:00+07:00"}


def test_a_byte_order_mark_is_not_part_of_the_first_line():
    assert answers(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())[0]["id"] == 7


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
PAIRS = st.lists(st.tuples(JSON | st.integers(0, 99), JSON | st.sampled_from(["working_days", "working_hours"])))


@settings(max_examples=500, deadline=None)
@given(st.fixed_dictionaries({}, optional={
    "id": JSON, "received_at": JSON | st.datetimes().map(lambda at: f"{at.isoformat()}+07:00"),
    "term": JSON | PAIRS, "cutoff": JSON, "pauses": JSON | PAIRS,
}))  # fmt: skip
def test_no_json_whatever_ends_the_stream(case):
    fields = {**GOOD, **case}

    for answer in answers(json.dumps(fields), json.dumps(case)):
        assert ("due_at" in answer) != ("error" in answer)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40) | st.text(max_size=40))
def test_no_bytes_whatever_end_the_stream(line):
    assert len(answers(line, json.dumps(GOOD))) == 2


def test_ten_thousand_lines_take_no_time():
    line = json.dumps({**GOOD, "cutoff": "15:00", "pauses": [["2026-03-10T09:00:00+07:00", None]]})

    began = process_time()
    count = sum(1 for _ in due_lines([line] * 10_000, CALENDAR))

    assert (count, process_time() - began < 5) == (10_000, True)
