"""`manage.py due`: the rule book as a filter between pipes."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CASES = Path(__file__).parents[1] / "facts" / "cases"
CALENDAR = str(CASES / "workcalendar.json")


@pytest.fixture
def typed(monkeypatch):
    """Give the command these bytes on standard input."""
    return lambda data: monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def answers(**options):
    out = io.StringIO()
    call_command("due", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_worked_examples_come_out_exactly_and_in_order(typed):
    lines = (CASES / "deadlines.jsonl").read_bytes()
    typed(lines)

    wanted = [{"id": case["id"], "due_at": case["due_at"]} for case in map(json.loads, lines.splitlines())]

    assert answers(calendar=CALENDAR) == wanted


def test_a_line_that_is_not_utf_8_does_not_end_the_stream(typed):
    typed(b'\xff\n\n{"id": 3, "received_at": "2026-03-10T09:00:00Z", "term": [[1, "working_days"]]}')

    broken, empty, right = answers(calendar=CALENDAR, explain=True)

    assert (broken["id"], empty["id"]) == (None, None)
    assert (right["due_at"], right["explain"][-1]["kind"]) == ("2026-03-11T17:00:00+07:00", "due")


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"[" * 100_000, b"{}", b'{"years": {"2026": 5}}'])
def test_a_calendar_that_cannot_be_read_is_one_sentence(content, tmp_path, typed):
    path = tmp_path / "calendar.json"
    if content is not None:
        path.write_bytes(content)
    typed(b"")

    with pytest.raises(CommandError, match=r"(?i)lịch"):
        answers(calendar=str(path))


def test_without_a_file_the_calendar_in_force_counts(typed, province):
    typed(b'{"id": 1, "received_at": "2026-08-28T09:00:00+07:00", "term": [[2, "working_days"]]}')

    assert answers() == [{"id": 1, "due_at": "2026-09-04T17:00:00+07:00"}]


@pytest.mark.django_db
def test_without_any_calendar_the_command_says_what_to_do(typed, monkeypatch):
    monkeypatch.setattr("agencies.models.calendar._in_memory", None)
    typed(b"")

    with pytest.raises(CommandError, match="load_reference"):
        answers()
