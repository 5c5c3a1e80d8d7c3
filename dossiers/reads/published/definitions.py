"""The published figures. Each is one line here: its key, how SQL counts it, what it is called, what it means.

Counting, the heads of tables, the columns of files and the tests go by this list. A figure that is a number of days is
None where there is nothing to take it of, and mismatches where nothing was checked; every other one is a whole number,
0 included.
"""

from typing import NamedTuple

from dossiers.models import PauseGround
from dossiers.reads.reports.measures import STANDS
from dossiers.wording import END_REASON
from dossiers.wording.figures import DAYS, DOSSIERS, FIGURES, TIMES, WORKING_DAYS
from dossiers.workflow import Move

DEFINITIONS = 1  # their version: counts up with any change of what a figure counts


class Figure(NamedTuple):
    """sql: an aggregate over the rows of `counting`. label, definition, unit: keys of the catalogue."""

    key: str
    sql: str
    label: str
    definition: str
    unit: str


_OPEN = "stage IN ('work', 'supplement', 'payment', 'by_hand')"
_PAUSED = f"{STANDS} AND by_now <> 'none'"  # without a term there is no clock that could stand still
_OVERDUE = f"{_OPEN} AND by_now = 'late'"
_LIES = "stage IN ('done', 'before') AND is_waiting"
_ENDINGS = {"declined": Move.DECLINE, "withdrawn": Move.WITHDRAW, "stopped": Move.STOP}


def _reasons(ending: str) -> dict[str, str]:
    """By reason class; whatever this release has no words for is among the others, so that they add up."""
    known = [reason for reason in END_REASON[_ENDINGS[ending]] if reason != "other"]
    named = ", ".join(f"'{reason}'" for reason in known)
    return {
        **{f"{ending}_{reason}": f"stage = '{ending}' AND reason = '{reason}'" for reason in known},
        f"{ending}_other": f"stage = '{ending}' AND (reason IN ({named})) IS NOT TRUE",
    }


_HOW = ("early", "on_time", "late", "none")
_DOSSIERS: dict[str, str] = {
    "received": "is_new",
    "received_counter": "is_new AND channel = 1",
    "received_online": "is_new AND channel = 2",
    "received_post": "is_new AND channel = 3",
    "entered_later": "is_new AND is_entered_later",
    "carried": "NOT is_new",
    "finished": "stage = 'done'",
    **{f"{date}_{how}": f"stage = 'done' AND by_{date} = '{how}'" for date in ("first", "now") for how in _HOW},
    "open": _OPEN,
    "open_in_time": "stage = 'work' AND by_now = 'on_time' AND NOT is_due_soon",
    "open_due_soon": "stage = 'work' AND by_now = 'on_time' AND is_due_soon",
    "open_paused": f"{STANDS} AND by_now = 'on_time'",
    "no_due": f"{_OPEN} AND by_now = 'none'",
    "open_missed": f"{_OPEN} AND by_first = 'late'",
    "overdue": _OVERDUE,
    "overdue_0": f"{_OVERDUE} AND late_for = 0",
    "overdue_1_5": f"{_OVERDUE} AND late_for BETWEEN 1 AND 5",
    "overdue_6_15": f"{_OVERDUE} AND late_for BETWEEN 6 AND 15",
    "overdue_16_30": f"{_OVERDUE} AND late_for BETWEEN 16 AND 30",
    "overdue_over_30": f"{_OVERDUE} AND late_for > 30",
    "unapologised": f"{_OVERDUE} AND NOT is_apologised",
    "promise_missed": f"{_OPEN} AND is_promise_missed",
    "paused": _PAUSED,
    "paused_was_late": f"{_PAUSED} AND was_late",
    "paused_overdue": f"{STANDS} AND by_now = 'late'",
    **{f"paused_{ground}": f"{_PAUSED} AND ground = '{ground}'" for ground in PauseGround.values},
    **{ending: f"stage = '{ending}'" for ending in _ENDINGS},
    **{key: which for ending in _ENDINGS for key, which in _reasons(ending).items()},
    "ended_missed": "stage IN ('declined', 'withdrawn', 'stopped') AND by_first = 'late'",
    "out_of_hours": "is_out_of_hours",
    "in_batches": "is_in_batch",
    "no_file": "stage = 'done' AND NOT has_file",
    "waiting": _LIES,
}
_TIMES = {
    "supplements": "asked",
    "supplements_late": "asked_late",
    "supplements_again": "asked_again",
    "apologies": "apologised",
    "apologies_late": "apologised_late",
    "moved": "moved",
    "moved_by_calendar": "moved_by_calendar",
}
_MISMATCHES = "CASE WHEN %(audit)s::bigint IS NOT NULL THEN count(*) FILTER (WHERE stage = 'mismatch') END"
_LASTED = {
    "overdue": ("late_for", _OVERDUE, WORKING_DAYS),
    "paused": ("still_for", _PAUSED, WORKING_DAYS),
    "waiting": ("waits_for", _LIES, DAYS),
}


def _counted() -> dict[str, tuple[str, str]]:
    found = {key: (f"count(*) FILTER (WHERE {which})", DOSSIERS) for key, which in _DOSSIERS.items()}
    found |= {key: (f"coalesce(sum({column}), 0)", TIMES) for key, column in _TIMES.items()}
    for key, (column, which, unit) in _LASTED.items():
        # A day that one of them really waited, never one between two.
        middle = f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {column}) FILTER (WHERE {which})"
        found[f"{key}_median"] = (middle, unit)
        found[f"{key}_worst"] = (f"max({column}) FILTER (WHERE {which})", unit)
    found["mismatches"] = (_MISMATCHES, TIMES)
    return found


_COUNTED = _counted()
ALL = tuple(Figure(key, _COUNTED[key][0], *words, _COUNTED[key][1]) for key, words in FIGURES.items())
BY_KEY = {figure.key: figure for figure in ALL}

# Figures that are the parts of another: together they are it, in every row.
PARTS: dict[str, tuple[str, ...]] = {
    "received": ("received_counter", "received_online", "received_post"),
    "finished": tuple(f"first_{how}" for how in _HOW),
    "open": ("open_in_time", "open_due_soon", "overdue", "open_paused", "no_due"),
    "overdue": ("overdue_0", "overdue_1_5", "overdue_6_15", "overdue_16_30", "overdue_over_30"),
    "paused": tuple(f"paused_{ground}" for ground in PauseGround.values),
    **{ending: tuple(_reasons(ending)) for ending in _ENDINGS},
}
