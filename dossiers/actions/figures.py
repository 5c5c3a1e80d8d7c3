"""The night's count: every accepted dossier as the figures see it at midnight, and what is summed of them."""

import time
from datetime import timedelta

from django.db import connection, transaction

from agencies.worktime import DAY, local_day, moment
from dossiers.actions.locks import await_turn, is_our_turn
from dossiers.actions.procedure_times import count_procedure_times
from dossiers.actions.step_times import count_steps
from dossiers.actions.unattended import heartbeat
from dossiers.models import Count, HotSpot
from dossiers.reads.hot_spots import hot_spots
from dossiers.reads.moments import database_now, day_of, unhurried
from dossiers.reads.step_times import DAYS

_TURN = 7_021_120  # held while it is counted


# What happens from the cut on has not happened yet. With two appointments the first one ends with the tax form
# (QĐ 138/2025/QĐ-UBND Art 5(3)), and a dossier is late by its first dates when either was missed.
_AS_COUNTED = f"""
SELECT dossier.id, dossier.deciding_agency_id AS agency_id, version.procedure_id, dossier.channel,
       {day_of("dossier.received_at")} AS received_on, {day_of("dossier.original_due_at")} AS due_on,
       {day_of("ended.at")} AS ended_on,
       CASE WHEN ended.at IS NOT NULL THEN least(dossier.status, 9) END AS ending,
       CASE WHEN ended.at IS NULL THEN ''
            WHEN dossier.original_due_at IS NULL THEN 'none'
            WHEN missed.is_missed THEN 'late'
            WHEN {day_of("ended.at")} < {day_of("coalesce(dossier.second_original_due_at, dossier.original_due_at)")}
                THEN 'early'
            ELSE 'on_time' END AS by_first,
       CASE WHEN ended.at IS NULL THEN ''
            WHEN dossier.due_at IS NULL THEN 'none'
            WHEN ended.at > dossier.due_at THEN 'late'
            WHEN {day_of("ended.at")} < {day_of("dossier.due_at")} THEN 'early'
            ELSE 'on_time' END AS by_now,
       missed.is_missed
FROM dossiers_dossier dossier
JOIN agencies_procedurerules version ON version.id = dossier.rules_id
LEFT JOIN dossiers_payment form ON form.dossier_id = dossier.id AND form.splits AND form.requested_at < %(cut)s
CROSS JOIN LATERAL (SELECT CASE WHEN dossier.closed_at < %(cut)s THEN dossier.closed_at END AS at) ended
CROSS JOIN LATERAL (
    SELECT coalesce(coalesce(form.requested_at, ended.at, %(cut)s) > dossier.original_due_at, false)
           OR coalesce(coalesce(ended.at, %(cut)s) > dossier.second_original_due_at, false) AS is_missed
) missed
WHERE dossier.received_at < %(cut)s AND dossier.voided_at IS NULL AND dossier.official_code IS NOT NULL
"""  # noqa: S608 - our own words
_FIELDS = (
    "agency_id", "procedure_id", "channel", "received_on", "due_on", "ended_on", "ending", "by_first", "by_now",
    "is_missed",
)  # fmt: skip


def _of(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in _FIELDS)


_COUNT = f"""
MERGE INTO dossiers_counted AS kept USING ({_AS_COUNTED}) AS seen ON kept.dossier_id = seen.id
WHEN MATCHED AND ({_of("kept")}) IS DISTINCT FROM ({_of("seen")})
    THEN UPDATE SET {", ".join(f"{name} = seen.{name}" for name in _FIELDS)}
WHEN NOT MATCHED THEN INSERT (dossier_id, {", ".join(_FIELDS)}) VALUES (seen.id, {_of("seen")})
"""  # noqa: S608 - our own words
_FORGET = """
DELETE FROM dossiers_counted kept USING dossiers_dossier dossier
WHERE dossier.id = kept.dossier_id AND (dossier.voided_at IS NOT NULL OR dossier.official_code IS NULL)
"""
_TALLY = """
DELETE FROM dossiers_tally;
INSERT INTO dossiers_tally (agency_id, day, received, ended, first_early, first_on_time, first_late,
                            now_early, now_on_time, now_late, fell_due, missed)
SELECT agency_id, day, sum(received), sum(ended), sum(first_early), sum(first_on_time), sum(first_late),
       sum(now_early), sum(now_on_time), sum(now_late), sum(fell_due), sum(missed)
FROM (
    SELECT agency_id, received_on AS day, count(*) AS received, 0 AS ended, 0 AS first_early, 0 AS first_on_time,
           0 AS first_late, 0 AS now_early, 0 AS now_on_time, 0 AS now_late, 0 AS fell_due, 0 AS missed
    FROM dossiers_counted GROUP BY 1, 2
    UNION ALL
    SELECT agency_id, ended_on, 0, count(*), count(*) FILTER (WHERE by_first = 'early'),
           count(*) FILTER (WHERE by_first = 'on_time'), count(*) FILTER (WHERE by_first = 'late'),
           count(*) FILTER (WHERE by_now = 'early'), count(*) FILTER (WHERE by_now = 'on_time'),
           count(*) FILTER (WHERE by_now = 'late'), 0, 0
    FROM dossiers_counted WHERE ended_on IS NOT NULL GROUP BY 1, 2
    UNION ALL
    SELECT agency_id, due_on, 0, 0, 0, 0, 0, 0, 0, 0, count(*), count(*) FILTER (WHERE is_missed)
    FROM dossiers_counted WHERE due_on <= %(through)s GROUP BY 1, 2
) AS each GROUP BY 1, 2
"""


def count_figures() -> dict[str, int | float | str]:
    """Count all dossiers as they were when this local day began, by the database's clock; the steps and procedures of
    the last 90 days, and where lateness rises.

    Answers {"dossiers": n, "through": last day counted, ISO, "hot_spots": n, "pairs": tested for them, "seconds": s},
    and {} at once while another count is under way.
    One transaction, so that figures and the dossiers behind them are always of one count. Counted again, or after a
    night that was missed, nothing is lost or doubled: it begins from the dossiers themselves.
    """
    begun = time.monotonic()
    with transaction.atomic():
        if not is_our_turn(_TURN):
            return {}
    with heartbeat("figures") as beat, transaction.atomic(), connection.cursor() as cursor:
        unhurried()
        await_turn(_TURN)
        now = database_now()
        today = local_day(now)
        cut, through = moment(today.toordinal() * DAY), today - timedelta(days=1)
        cursor.execute(_FORGET)
        cursor.execute(_COUNT, {"cut": cut})
        cursor.execute(_TALLY, {"through": through})
        cursor.execute("SELECT count(*) FROM dossiers_counted")
        beat.rows = cursor.fetchone()[0]
        count_steps(cut - timedelta(days=DAYS), cut)
        count_procedure_times(through)
        spots, pairs = hot_spots(through)
        HotSpot.objects.all().delete()
        HotSpot.objects.bulk_create(spots)
        facts = {"through": through, "counted_at": now, "dossiers": beat.rows, "pairs": pairs}
        Count.objects.update_or_create(pk=1, defaults=facts)
    return {
        "dossiers": beat.rows, "through": through.isoformat(), "hot_spots": len(spots), "pairs": pairs,
        "seconds": round(time.monotonic() - begun, 3),
    }  # fmt: skip
