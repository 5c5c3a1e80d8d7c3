"""How fast a due date is computed, against one look-up in a table of working days."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from agencies.worktime import ZONE, Calendar, Term
from dossiers.clock import LAST_HOUR, Pause, due

CALENDAR = Path(__file__).parents[1] / "facts" / "cases" / "workcalendar.json"
CASES, ROUNDS, SEED, LIMIT = 10_000, 9, 2026, 100


def measure() -> dict[str, Any]:
    """One row of the bench: microseconds of `due` and of a look-up (medians), and their ratio."""
    calendar = Calendar.from_mapping(json.loads(CALENDAR.read_text()))
    cases = _mix(random.Random(SEED))
    days = [case[0].toordinal() for case in cases]
    due(calendar, *cases[0])  # the tables are built on first use

    def dues() -> None:
        for received_at, term, cutoff, pauses in cases:
            due(calendar, received_at, term, cutoff, pauses)

    def lookups() -> None:
        for day in days:
            calendar.count_through(day)

    # In turn, so that a busy machine slows both alike.
    rounds = [(_seconds(dues), _seconds(lookups)) for _ in range(ROUNDS)]
    value, limit = (1e6 * median(times) / CASES for times in zip(*rounds, strict=True))
    return {
        "name": "due() on a mix of the three units, half of them paused, in look-ups",
        "value": round(value, 3),
        "limit": round(limit, 3),
        "ratio": round(value / limit, 1),
        "bound": f"<={LIMIT}",
    }


def _mix(chance: random.Random) -> list[tuple[datetime, Term, int | None, tuple[Pause, ...]]]:
    return [_case(chance) for _ in range(CASES)]


def _case(chance: random.Random) -> tuple[datetime, Term, int | None, tuple[Pause, ...]]:
    received_at = datetime(2022, 1, 1, tzinfo=ZONE) + timedelta(minutes=chance.randrange(5 * 365 * 24 * 60))
    unit = chance.choice(["working_days", "calendar_days", "working_hours"])
    term = Term.parse([[chance.randint(1, 60) / 2, unit]])
    cutoff = chance.choice([None, 15 * 60, LAST_HOUR])
    if chance.random() < 0.5:
        return received_at, term, cutoff, ()
    start = received_at + timedelta(minutes=chance.randrange(3 * 24 * 60))
    return (
        received_at,
        term,
        cutoff,
        (Pause(start, start + timedelta(minutes=chance.randrange(5 * 24 * 60))),),
    )


def _seconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
