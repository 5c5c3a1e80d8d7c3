"""The figures that are numbers of dossiers: each a condition on a dossier's row, so that it has its list with it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

PROCESSED = "stage IN ('done', 'declined', 'withdrawn')"
WORKING = "stage IN ('work', 'by_hand')"
PAUSED = "stage IN ('supplement', 'payment', 'stopped')"
STANDS = "stage IN ('supplement', 'payment', 'by_hand')"

# How the dates were kept: of the parts of the progress report, by the date that stood and by the first one.
_OF_PROCESSED = {"early": "early", "on_time": "on_time", "late": "late", "none": "none"}
_OF_OTHERS = {"on_time": "on_time', 'early", "late": "late", "none": "none"}


def _kept(part: str, which: str, column: str, of: dict[str, str]) -> dict[str, str]:
    return {f"{part}_{column}_{how}": f"{which} AND by_{column} IN ('{values}')" for how, values in of.items()}


MEASURES: dict[str, str] = {
    "all": "true",
    "carried": "NOT is_new",
    "new": "is_new",
    "new_online": "is_new AND channel = 2",
    "new_counter": "is_new AND channel = 1",
    "new_post": "is_new AND channel = 3",
    "processed": PROCESSED,
    "working": WORKING,
    "paused": PAUSED,
    **{
        key: condition
        for column in ("now", "first")
        for part, which, of in (
            ("processed", PROCESSED, _OF_PROCESSED), ("working", WORKING, _OF_OTHERS), ("paused", PAUSED, _OF_OTHERS)
        )
        for key, condition in _kept(part, which, column, of).items()
    },
    # The register.
    "ended": f"{PROCESSED} OR stage = 'stopped'",
    "returned": "stage = 'done' AND NOT is_waiting",
    "waiting": "is_waiting",
    "declined": "stage = 'declined'",
    "withdrawn": "stage = 'withdrawn'",
    "stopped": "stage = 'stopped'",
    "with_fee": "is_new AND fee IS NOT NULL",
    # Quality.
    "national_on_time": "national = 'on_time'",
    "national_late": "national = 'late'",
    "national_none": "national = 'none'",
    "first_kept": "by_first IN ('early', 'on_time')",
    "first_late": "by_first = 'late'",
    "first_none": "by_first = 'none'",
    "done": "stage = 'done'",
    "done_first_early": "stage = 'done' AND by_first = 'early'",
    "done_first_on_time": "stage = 'done' AND by_first = 'on_time'",
    "done_first_late": "stage = 'done' AND by_first = 'late'",
    "done_asked_never": "stage = 'done' AND rounds = 0",
    "done_asked_once": "stage = 'done' AND rounds = 1",
    "done_asked_more": "stage = 'done' AND rounds > 1",
    "done_steps_early": "stage = 'done' AND steps_early > 0",
    "done_steps_on_time": "stage = 'done' AND steps_on_time > 0",
    "done_steps_late": "stage = 'done' AND steps_late > 0",
    "done_in_one": "stage = 'done' AND agencies <= 1",
    "done_in_two": "stage = 'done' AND agencies = 2",
    "done_in_more": "stage = 'done' AND agencies > 2",
    # What hides lateness elsewhere.
    "stands": STANDS,
    **{f"stands_{stage}": f"stage = '{stage}'" for stage in ("supplement", "payment", "by_hand")},
    "stands_was_late": f"{STANDS} AND was_late",
    "asked": "asked > 0",
    "asked_late": "asked_late > 0",
    "asked_again": "asked_again > 0",
    "apologised": "apologised > 0",
    "apologised_late": "apologised_late > 0",
    "late_unapologised": "by_now = 'late' AND NOT is_apologised",
    "entered_later": "is_new AND is_entered_later",
    "no_result": "stage IN ('declined', 'withdrawn', 'stopped')",
    "moved": "moved > 0",
    "moved_by_calendar": "moved_by_calendar > 0",
}  # fmt: skip

# The figures that are not: of what happened several times to one dossier, of days, of đồng.
SUMS: dict[str, str] = {
    "times_asked": "sum(asked)",
    "times_asked_late": "sum(asked_late)",
    "times_asked_again": "sum(asked_again)",
    "times_moved": "sum(moved)",
    "times_moved_by_calendar": "sum(moved_by_calendar)",
    **{f"steps_{how}": f"sum(steps_{how}) FILTER (WHERE stage = 'done')" for how in ("early", "on_time", "late")},
    "fees": "sum(fee) FILTER (WHERE is_new)",
    **{
        f"days_{stage}": f"sum(still_for) FILTER (WHERE stage = '{stage}')"
        for stage in ("supplement", "payment", "by_hand")
    },
}
_WORDS = {
    **{key: f"count(*) FILTER (WHERE {condition})" for key, condition in MEASURES.items()},
    **{key: f"coalesce({total}, 0)::bigint" for key, total in SUMS.items()},
}
# An ended dossier's working days without those on which its clock stood still.
_TIME = {
    "mean": "round(avg(days - stood) FILTER (WHERE stage = 'done'), 1)::float",
    "median": "(percentile_cont(0.5) WITHIN GROUP (ORDER BY days - stood) FILTER (WHERE stage = 'done'))::float",
}


class Counts(NamedTuple):
    """id: of the agency or the procedure; None: all of them. n: by the keys of MEASURES and SUMS."""

    id: int | None
    n: dict[str, Any]


def counted(source: str, asked: dict[str, Any], by: str) -> list[Counts]:
    """Every figure of these rows, by "agency_id" or "procedure_id" and for all of them. One query.

    source: a SELECT with the columns of `Reported`. Also "mean" and "median", in working days, None where nothing is
    done.
    """
    words = {**_WORDS, **_TIME}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {by}, {", ".join(words.values())} FROM ({source}) AS reported
                GROUP BY GROUPING SETS (({by}), ()) ORDER BY {by}""",  # noqa: S608 - our own words
            asked,
        )
        return [Counts(key, dict(zip(words, row, strict=True))) for key, *row in cursor.fetchall()]


def behind(
    report_id: int, measure: str, *, agencies: Sequence[int] | None = None, procedures: Sequence[int] | None = None,
    after: int = 0, size: int,
) -> list[int]:  # fmt: skip
    """The next ids of the dossiers that a number counts, in order. One query, which reads no further than they.

    agencies, procedures: only those; None leaves all. after: the last id that was seen.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT dossier_id FROM dossiers_reported
                WHERE report_id = %(report)s AND dossier_id > %(after)s AND ({MEASURES[measure]})
                      AND (%(agencies)s::bigint[] IS NULL OR agency_id = ANY(%(agencies)s))
                      AND (%(procedures)s::bigint[] IS NULL OR procedure_id = ANY(%(procedures)s))
                ORDER BY dossier_id LIMIT %(size)s""",  # noqa: S608 - our own words
            {
                "report": report_id, "after": after, "size": size,
                "agencies": None if agencies is None else list(agencies),
                "procedures": None if procedures is None else list(procedures),
            },
        )  # fmt: skip
        return [pk for (pk,) in cursor.fetchall()]
