"""The night's count of what everybody may read: thirteen months of one moment, and only what differs."""

import time
from datetime import timedelta

from django.db import connection, transaction

from agencies.models import calendars
from agencies.worktime import local_day
from dossiers.actions.locks import await_turn, is_our_turn
from dossiers.actions.unattended import heartbeat
from dossiers.models import Publication, Published
from dossiers.reads.moments import database_now, unhurried
from dossiers.reads.published.counting import months, slices
from dossiers.reads.published.definitions import DEFINITIONS

_TURN = 7_021_122  # held while it is counted

# What differs, and nothing else, is written. Nothing has the id 0, so that a missing agency equals a missing one.
_KEEP = """
MERGE INTO dossiers_published AS published USING (
    SELECT kept.id, seen.agency_id, seen.field, seen.procedure_id, seen.figures
    FROM ({slices}) AS seen
    FULL JOIN (SELECT * FROM dossiers_published WHERE month = %(month)s) AS kept
         ON coalesce(kept.agency_id, 0) = coalesce(seen.agency_id, 0) AND kept.field = seen.field
            AND coalesce(kept.procedure_id, 0) = coalesce(seen.procedure_id, 0)
    WHERE seen.figures IS DISTINCT FROM kept.figures
) AS change ON published.id = change.id
WHEN MATCHED AND change.figures IS NULL THEN DELETE
WHEN MATCHED THEN UPDATE SET figures = change.figures
WHEN NOT MATCHED THEN INSERT (month, agency_id, field, procedure_id, figures)
    VALUES (%(month)s, change.agency_id, change.field, change.procedure_id, change.figures)
"""


def publish_figures() -> dict[str, int | float | str]:
    """Count what everybody may read, to the end of yesterday by the database's clock, and of the twelve whole months
    before.

    Answers {"rows": n, "written": n that differed, "through": last day counted, ISO, "seconds": s}, and {} at once
    while another count is under way, or when one has just slipped in. Counted again, or after nights that were missed,
    nothing is lost or doubled; a count that is broken off leaves the one before it whole. Whatever happens to dossiers
    meanwhile is in none of the months.
    """
    begun = time.monotonic()
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if not is_our_turn(_TURN):
            return {}
        asked_at = database_now()
    written = 0
    with heartbeat("published") as beat, transaction.atomic(), connection.cursor() as cursor:
        if is_ours:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        unhurried()
        # Its moment is that of the first query, so what is waited for, is waited for before one. Only a count writes
        # these tables: behind this lock no row can have changed since, and nothing fails for that.
        cursor.execute("LOCK TABLE dossiers_published IN SHARE ROW EXCLUSIVE MODE")
        await_turn(_TURN)
        if Publication.objects.filter(counted_at__gt=asked_at).exists():  # another slipped in between
            beat.rows = Published.objects.count()
            return {}
        now = database_now()
        through = local_day(now) - timedelta(days=1)
        counted = months(through)
        for stretch in counted:
            rows, asked = slices(stretch, is_last=stretch is counted[0])
            cursor.execute(_KEEP.format(slices=rows), {**asked, "month": stretch.start})
            written += cursor.rowcount
        written += Published.objects.exclude(month__in=[stretch.start for stretch in counted]).delete()[0]
        beat.rows = Published.objects.count()
        facts = {"through": through, "counted_at": now, "definitions": DEFINITIONS}
        calendar = calendars().version
        Publication.objects.update_or_create(pk=1, defaults={**facts, "calendar_version": calendar})
    return {
        "rows": beat.rows, "written": written, "through": through.isoformat(),
        "seconds": round(time.monotonic() - begun, 3),
    }  # fmt: skip
