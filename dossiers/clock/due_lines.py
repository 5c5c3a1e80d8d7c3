"""Due dates for people and other programs: JSON Lines in, JSON Lines out, one answer a line.

Times go out as ISO 8601 with +07:00; an error is one Vietnamese sentence.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from agencies.worktime import BadInput, Calendar, Term
from dossiers.clock.counting import Pause, due, parse_cutoff
from dossiers.clock.explaining import explain


def due_lines(lines: Iterable[str | bytes], calendar: Calendar, explained: bool = False) -> Iterator[str]:
    """The answers to the lines, in their order; no line, however broken, stops the next one.

    In and out: deadlines.md, *Interface*; `explained` adds the rows that produced the date.
    """
    return (_written(answer(line, calendar, explained)) for line in lines)


def answer(line: str | bytes, calendar: Calendar, explained: bool = False) -> dict[str, Any]:
    """The answer to one line, before it is written as JSON; raises nothing."""
    case: dict[str, Any] = {}
    try:
        case = _read(line)
        term = Term.parse(case.get("term"))
        cutoff = parse_cutoff(case.get("cutoff"))
        received_at = _moment(case.get("received_at"), "received_at")
        pauses = _pauses(case.get("pauses"))
        found = due(calendar, received_at, term, cutoff, pauses)
        said: dict[str, Any] = {"id": case.get("id"), "due_at": found.at and found.at.isoformat()}
        if found.provisional:
            said["provisional"] = True
        if explained:
            rows = explain(calendar, received_at, term, cutoff, pauses)
            said["explain"] = [row.as_json() for row in rows]
        return said
    except BadInput as error:
        return {"id": case.get("id"), "error": str(error)}


def _read(line: str | bytes) -> dict[str, Any]:
    try:
        case = json.loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, a number too long, nested too deep
        raise BadInput("Dòng này không phải là JSON đọc được.") from None
    if not isinstance(case, dict):
        raise BadInput("Mỗi dòng phải là một đối tượng JSON.")
    return case


def _moment(raw: Any, name: str) -> datetime:
    try:
        return datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        raise BadInput(f"{name} phải là thời điểm ISO 8601, ví dụ 2026-03-10T09:00:00+07:00.") from None


def _pauses(raw: Any) -> list[Pause]:
    if raw is None:
        return []
    if not isinstance(raw, list) or any(not isinstance(pause, list) or len(pause) != 2 for pause in raw):
        raise BadInput("pauses phải là danh sách các cặp [từ, đến].")
    return [Pause(_moment(start, "pauses"), None if end is None else _moment(end, "pauses")) for start, end in raw]


def _written(answer: dict[str, Any]) -> str:
    try:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):  # an id that JSON cannot carry back: NaN, or nested too deep
        text = json.dumps({**answer, "id": None}, ensure_ascii=False)
    # A lone surrogate in an id has no UTF-8; its backslash escape is the same JSON string.
    return text.encode("utf-8", "backslashreplace").decode()
