"""The published figures of one month in one statement: of the province, and of each agency, field and procedure in it.

Beside every dossier of the month as it was at its end stand two more kinds of rows: results from before that were
still not fetched, and what the last check of the books found.
"""

from datetime import date
from typing import Any

from agencies.models import Agency, working_calendar
from dossiers.models import ENDINGS, ReportSpan, Signal
from dossiers.reads.moments import day_of
from dossiers.reads.published.definitions import ALL
from dossiers.reads.reports.asof import as_of
from dossiers.reads.reports.periods import Stretch, holding
from dossiers.reads.supervision import audits
from dossiers.reads.supervision.signs import BATCH, BATCH_WITHIN

MONTHS = 13  # the one that is counted last, and a year before it
SOON = 2  # working days left, or fewer
NO_FIELD = "Lĩnh vực khác"  # of a procedure that has none; an empty one stands for all of them

_ENDINGS = ", ".join(f"'{kind}'" for kind in ENDINGS)
_ROW = {
    "agency_id": "seen.agency_id", "procedure_id": "seen.procedure_id", "stage": "seen.stage",
    "is_new": "seen.is_new", "channel": "seen.channel", "is_entered_later": "seen.is_entered_later",
    "by_now": "seen.by_now", "by_first": "seen.by_first", "late_for": "seen.late_for",
    "is_due_soon": "coalesce(seen.due_on < %(soon)s, false)", "is_apologised": "seen.is_apologised",
    "is_promise_missed": "coalesce(seen.promised_at < %(cut)s, false)", "ground": "seen.ground",
    "still_for": "seen.still_for", "was_late": "seen.was_late", "asked": "seen.asked",
    "asked_late": "seen.asked_late", "asked_again": "seen.asked_again", "apologised": "seen.apologised",
    "apologised_late": "seen.apologised_late", "moved": "seen.moved", "moved_by_calendar": "seen.moved_by_calendar",
    "reason": "ending.reason", "is_out_of_hours": "ending.is_out_of_hours",
    "is_in_batch": "ending.id IN (SELECT id FROM batched)",
    "has_file": """EXISTS (SELECT FROM dossiers_attachment file
            WHERE file.dossier_id = seen.dossier_id AND file.agency_id = seen.agency_id AND file.at < %(cut)s
                  AND coalesce(file.removed_at >= %(cut)s, true))""",
    "is_waiting": "seen.is_waiting",
    "waits_for": f"CASE WHEN seen.is_waiting THEN %(end)s - {day_of('seen.ended_at')} END",
}  # fmt: skip


def _row(**given: str) -> str:
    """The columns of a row that has these, and nothing else."""
    return ", ".join(f"{given.get(name, 'NULL')} AS {name}" for name in _ROW)


_IS_COUNTED = "dossier.voided_at IS NULL AND dossier.official_code IS NOT NULL"
_BEFORE = _row(
    agency_id="dossier.deciding_agency_id", procedure_id="version.procedure_id", stage="'before'", is_waiting="true",
    waits_for=f"%(end)s - {day_of('dossier.closed_at')}",
)  # fmt: skip
_MISMATCH = _row(
    agency_id="dossier.deciding_agency_id", procedure_id="version.procedure_id", stage="'mismatch'"
)  # fmt: skip

# Batches are looked for past both ends of the month, so that midnight does not cut one in two.
_SLICES = f"""
WITH batched AS (
    SELECT id FROM (
        SELECT id, max(opens) OVER (
            PARTITION BY actor_id ORDER BY at, id ROWS BETWEEN {BATCH - 1} PRECEDING AND CURRENT ROW
        ) AS is_inside
        FROM (
            SELECT id, at, actor_id,
                   (lead(at, {BATCH - 1}) OVER (PARTITION BY actor_id ORDER BY at, id) <= at + %(within)s)::int AS opens
            FROM dossiers_event
            WHERE kind IN ({_ENDINGS}) AND actor_id IS NOT NULL
                  AND at >= %(since)s - %(within)s AND at < %(cut)s + %(within)s
        ) AS ended
    ) AS told WHERE is_inside = 1
), rows AS (
    SELECT {", ".join(f"{value} AS {name}" for name, value in _ROW.items())}
    FROM ({{seen}}) AS seen
    LEFT JOIN LATERAL (
        SELECT id, data->>'class' AS reason,
               coalesce(data->'signals' @> '["{Signal.OUTSIDE_HOURS}"]', false) AS is_out_of_hours
        FROM dossiers_event
        WHERE dossier_id = seen.dossier_id AND kind IN ({_ENDINGS}) AND at < %(cut)s ORDER BY seq DESC LIMIT 1
    ) ending ON seen.ended_at IS NOT NULL
    UNION ALL
    SELECT {_BEFORE}
    FROM dossiers_dossier dossier JOIN agencies_procedurerules version ON version.id = dossier.rules_id
    WHERE dossier.closed_at < %(since)s AND dossier.status IN (9, 10)
          AND coalesce(dossier.returned_at >= %(cut)s, true) AND {_IS_COUNTED}
    UNION ALL
    SELECT {_MISMATCH}
    FROM dossiers_finding finding JOIN dossiers_dossier dossier ON dossier.id = finding.dossier_id
    JOIN agencies_procedurerules version ON version.id = dossier.rules_id
    WHERE (finding.job_id = %(audit)s OR finding.job_id = %(whole)s AND dossier.closed_at IS NOT NULL) AND {_IS_COUNTED}
)
SELECT agency_id, coalesce(field, '') AS field, procedure_id,
       to_jsonb(slice) - ARRAY['agency_id', 'field', 'procedure_id'] AS figures
FROM (
    SELECT agency_id, coalesce(nullif(procedure.field, ''), '{NO_FIELD}') AS field, procedure_id,
           {", ".join(f"{figure.sql} AS {figure.key}" for figure in ALL)}
    FROM rows JOIN agencies_procedure procedure ON procedure.id = procedure_id
    GROUP BY GROUPING SETS ((), (1), (2), (3), (1, 2), (1, 3))
) AS slice
"""  # noqa: S608 - our own words


def months(through: date) -> list[Stretch]:
    """The month of this day as far as it, and the twelve before it, which are whole; the latest first."""
    found = [Stretch(ReportSpan.MONTH, through.replace(day=1), through)]
    while len(found) < MONTHS:
        found.append(holding(ReportSpan.MONTH, found[-1].start).before)
    return found


def slices(stretch: Stretch, *, is_last: bool) -> tuple[str, dict[str, Any]]:
    """(a SELECT that gives agency_id, field, procedure_id and figures as `Published` has them, its arguments).

    is_last: what the books' auditor found stands now, so it is of the last month only. Four queries, six of the last.
    """
    seen, asked = as_of(stretch, list(Agency.objects.values_list("pk", flat=True)))
    audit, whole = audits.latest() if is_last else (None, None)
    return _SLICES.format(seen=seen), {
        **asked,
        "end": stretch.end,
        "soon": working_calendar().working_day_after(stretch.end, SOON + 1),
        "within": BATCH_WITHIN,
        "audit": audit and audit.pk,
        "whole": whole and whole.pk,
    }
