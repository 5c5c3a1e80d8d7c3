"""Every dossier of a period as it was at the end of it, whatever has happened since: one row each, in one statement.

What counts is known today – an intake that was declared a mistake since is gone, one that was entered later is there –
but nothing that happened after the end has happened. One statement sees one moment of the database, so that all
figures of a report belong together while people go on working.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Min

from agencies.models import working_calendar
from agencies.worktime import local_day
from dossiers.models import Dossier
from dossiers.reads.moments import day_of
from dossiers.reads.reports.periods import Stretch
from dossiers.workflow import LATE_AFTER

COLUMNS = (
    "dossier_id", "agency_id", "procedure_id", "channel", "is_new", "stage", "by_now", "by_first", "national", "days",
    "stood", "ground", "still_for", "was_late", "rounds", "asked", "asked_late", "asked_again", "is_apologised",
    "apologised", "apologised_late", "moved", "moved_by_calendar", "is_entered_later", "is_waiting", "agencies",
    "steps_early", "steps_on_time", "steps_late", "fee",
)  # fmt: skip


def _worked(start: str, end: str) -> str:
    """In SQL: working days after the day of one instant up to that of another."""
    return (
        f"greatest(0, calendar.through[{day_of(end)} - calendar.first + 1]"
        f" - calendar.through[{day_of(start)} - calendar.first + 1])"
    )


_LAST = "(%(cut)s - interval '1 microsecond')"
_BY_HAND = "pause.ground NOT IN ('supplement', 'payment')"

# Whose date stands still inside a term has none, unless it was late when it stopped (deadlines: overdue before paused).
# Between two appointments there is none either. A dossier is late by its first dates when either was missed.
_AS_OF = f"""
WITH calendar AS (SELECT %(first)s::date AS first, %(through)s::int[] AS through),
redirected AS (
    SELECT DISTINCT ON (dossier_id) dossier_id, (data->>'from')::bigint AS agency_id FROM dossiers_event
    WHERE kind = 'redirected' AND at >= %(cut)s ORDER BY dossier_id, seq
), moved AS (
    SELECT dossier_id, count(*) FILTER (WHERE data->>'because' <> 'calendar') AS by_work,
           count(*) FILTER (WHERE data->>'because' = 'calendar') AS by_calendar
    FROM dossiers_event WHERE kind = 'due_changed' AND at >= %(since)s AND at < %(cut)s GROUP BY 1
)
SELECT dossier.id AS dossier_id, decider.agency_id, version.procedure_id, dossier.channel,
       dossier.received_at >= %(since)s AS is_new,
       CASE WHEN ended.at IS NULL THEN coalesce(stop.stage, 'work')
            WHEN dossier.status = 3 THEN 'declined' WHEN dossier.status = 7 THEN 'withdrawn'
            WHEN dossier.status = 8 THEN 'stopped' ELSE 'done' END AS stage,
       CASE WHEN dossier.original_due_at IS NULL THEN 'none'
            WHEN ended.at IS NULL THEN CASE WHEN %(cut)s > present.due_at THEN 'late' ELSE 'on_time' END
            WHEN present.due_at IS NULL THEN 'none'
            WHEN ended.at > present.due_at THEN 'late'
            WHEN {day_of("ended.at")} < {day_of("present.due_at")} THEN 'early' ELSE 'on_time' END AS by_now,
       CASE WHEN dossier.original_due_at IS NULL THEN 'none'
            WHEN coalesce(form.requested_at, ended.at, %(cut)s) > dossier.original_due_at
                 OR coalesce(ended.at, %(cut)s) > first.second_due_at THEN 'late'
            WHEN {day_of("ended.at")} < {day_of("coalesce(first.second_due_at, dossier.original_due_at)")} THEN 'early'
            ELSE 'on_time' END AS by_first,
       CASE WHEN supplements.rounds > 1 THEN 'late'
            WHEN told.due_at IS NULL THEN 'none'
            WHEN coalesce(ended.at, CASE WHEN stop.stage = 'supplement' THEN stop.since END, %(cut)s) > told.due_at
                THEN 'late'
            ELSE 'on_time' END AS national,
       {_worked("dossier.received_at", f"coalesce(ended.at, {_LAST})")} AS days,
       coalesce(stood.days, 0) AS stood,
       coalesce(stop.ground, '') AS ground,
       CASE WHEN stop.since IS NOT NULL THEN {_worked("stop.since", _LAST)} END AS still_for,
       coalesce(stop.since > coalesce(first.second_due_at, dossier.original_due_at), false) AS was_late,
       supplements.rounds, supplements.asked, supplements.asked_late, supplements.asked_again,
       apology.id IS NOT NULL AS is_apologised,
       ((apology.approved_at >= %(since)s) IS TRUE)::int AS apologised,
       ((apology.approved_at >= %(since)s AND NOT apology.was_in_time) IS TRUE)::int AS apologised_late,
       coalesce(moved.by_work, 0) AS moved, coalesce(moved.by_calendar, 0) AS moved_by_calendar,
       EXISTS (SELECT FROM dossiers_event event
               WHERE event.dossier_id = dossier.id AND event.seq = 1 AND jsonb_exists(event.data, 'entered_at'))
           AS is_entered_later,
       ended.at IS NOT NULL AND dossier.status IN (9, 10) AND coalesce(dossier.returned_at >= %(cut)s, true)
           AS is_waiting,
       steps.agencies, steps.early AS steps_early, steps.on_time AS steps_on_time, steps.late AS steps_late,
       dossier.fee_paid AS fee, ended.at AS ended_at, apology.promised_at, {day_of("present.due_at")} AS due_on,
       CASE WHEN ended.at IS NULL AND %(cut)s > present.due_at THEN {_worked("present.due_at", _LAST)} END AS late_for
FROM calendar CROSS JOIN dossiers_dossier dossier
JOIN agencies_procedurerules version ON version.id = dossier.rules_id
LEFT JOIN redirected ON redirected.dossier_id = dossier.id
LEFT JOIN moved ON moved.dossier_id = dossier.id
LEFT JOIN dossiers_apology apology ON apology.dossier_id = dossier.id AND apology.approved_at < %(cut)s
LEFT JOIN dossiers_payment form ON form.dossier_id = dossier.id AND form.splits AND form.requested_at < %(cut)s
CROSS JOIN LATERAL (SELECT coalesce(redirected.agency_id, dossier.deciding_agency_id) AS agency_id) decider
CROSS JOIN LATERAL (SELECT CASE WHEN dossier.closed_at < %(cut)s THEN dossier.closed_at END AS at) ended
CROSS JOIN LATERAL (
    SELECT CASE WHEN form.confirmed_at < %(cut)s THEN dossier.second_original_due_at END AS second_due_at
) first
LEFT JOIN LATERAL (
    SELECT 'supplement' AS stage, 'supplement' AS ground, asked_at AS since, false AS splits
    FROM dossiers_supplement WHERE dossier_id = dossier.id AND asked_at < %(cut)s
         AND coalesce(received_at >= %(cut)s, true)
    UNION ALL
    SELECT 'payment', 'payment', requested_at, splits FROM dossiers_payment
    WHERE dossier_id = dossier.id AND requested_at < %(cut)s AND coalesce(confirmed_at >= %(cut)s, true)
    UNION ALL
    SELECT 'by_hand', pause.ground, lower(pause.span), false FROM dossiers_pause pause
    WHERE pause.dossier_id = dossier.id AND pause.span @> {_LAST} AND {_BY_HAND}
    LIMIT 1
) stop ON ended.at IS NULL
LEFT JOIN LATERAL (
    SELECT sum({_worked("since", f"least(until, ended.at, {_LAST})")}) AS days FROM (
        SELECT asked_at AS since, received_at AS until FROM dossiers_supplement WHERE dossier_id = dossier.id
        UNION ALL
        SELECT requested_at, confirmed_at FROM dossiers_payment WHERE dossier_id = dossier.id
        UNION ALL
        SELECT lower(pause.span), upper(pause.span) FROM dossiers_pause pause
        WHERE pause.dossier_id = dossier.id AND NOT isempty(pause.span) AND {_BY_HAND}
    ) still WHERE since < %(cut)s
) stood ON true
LEFT JOIN LATERAL (
    SELECT seq, (data->>'after')::timestamptz AS due_at FROM dossiers_event
    WHERE dossier_id = dossier.id AND kind = 'due_changed' AND at < %(cut)s
          AND (first.second_due_at IS NULL OR at > form.confirmed_at)
    ORDER BY seq DESC LIMIT 1
) change ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN change.seq IS NULL THEN coalesce(first.second_due_at, dossier.original_due_at)
                ELSE change.due_at END AS due_at
) told
CROSS JOIN LATERAL (
    SELECT CASE WHEN ended.at IS NOT NULL THEN dossier.due_at
                WHEN stop.since IS NULL OR NOT stop.splits AND told.due_at <= stop.since THEN told.due_at
           END AS due_at
) present
CROSS JOIN LATERAL (
    SELECT count(*) AS rounds, count(*) FILTER (WHERE asked_at >= %(since)s) AS asked,
           count(*) FILTER (WHERE asked_at >= %(since)s AND round = 1 AND asked_on_day > {LATE_AFTER}) AS asked_late,
           count(*) FILTER (WHERE asked_at >= %(since)s AND round > 1) AS asked_again
    FROM dossiers_supplement WHERE dossier_id = dossier.id AND asked_at < %(cut)s
) supplements
CROSS JOIN LATERAL (
    SELECT count(DISTINCT agency_id) AS agencies,
           count(*) FILTER (WHERE finished_at < %(cut)s AND {day_of("finished_at")} < {day_of("due_at")}) AS early,
           count(*) FILTER (WHERE finished_at < %(cut)s AND finished_at <= due_at
                            AND {day_of("finished_at")} = {day_of("due_at")}) AS on_time,
           count(*) FILTER (WHERE finished_at < %(cut)s AND finished_at > due_at) AS late
    FROM dossiers_step WHERE dossier_id = dossier.id AND started_at < %(cut)s
) steps
WHERE dossier.received_at < %(cut)s AND (dossier.closed_at IS NULL OR dossier.closed_at >= %(since)s)
      AND dossier.voided_at IS NULL AND dossier.official_code IS NOT NULL
      AND decider.agency_id = ANY(%(agencies)s)
"""  # noqa: S608 - our own words


def as_of(stretch: Stretch, agencies: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """(a SELECT that gives COLUMNS, its arguments) for dossiers that these agencies decided at the end. Two queries.

    Beside them, which no report keeps: ended_at; promised_at, what the apology promised; due_on, the day of the
    date as it was, and late_for, of open dossiers that were late by it the working days after that day.
    """
    calendar = working_calendar()
    oldest = Dossier.objects.aggregate(at=Min("received_at"))["at"]
    first = min(stretch.start, local_day(oldest) if oldest else stretch.start)
    days = range(first.toordinal(), stretch.end.toordinal() + 1)
    asked = {"since": stretch.since, "cut": stretch.cut, "agencies": list(agencies), "first": first}
    return _AS_OF, {**asked, "through": [calendar.count_through(day) for day in days]}
