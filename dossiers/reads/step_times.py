"""Which steps were finished lately, and how many minutes of work each took: for the night's count."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from agencies.models import Calendars

# The receipt itself is no work, an outside body's work is not ours, and once the clock has ended nobody works: the
# result waits to be fetched.
WORK = """
dossiers_step step
JOIN dossiers_dossier dossier ON dossier.id = step.dossier_id
JOIN agencies_rulestep laid ON laid.id = step.rule_step_id
WHERE step.finished_at >= %(since)s AND step.finished_at < %(cut)s AND step.started_at IS NOT NULL AND step.n > 1
  AND laid.party <> 'outside' AND dossier.voided_at IS NULL AND dossier.official_code IS NOT NULL
  AND step.finished_at <= coalesce(dossier.closed_at, step.finished_at)
"""
# A supplement or a payment is waited for whether or not the rules stop the clock for it.
_DONE = f"""
WITH waits AS (
    SELECT dossier_id, range_agg(span) AS spans FROM (
        SELECT dossier_id, span FROM dossiers_pause
        UNION ALL SELECT dossier_id, tstzrange(asked_at, received_at) FROM dossiers_supplement
        UNION ALL SELECT dossier_id, tstzrange(requested_at, confirmed_at) FROM dossiers_payment
    ) AS each GROUP BY dossier_id
), done AS (
    SELECT step.id, step.dossier_id, dossier.deciding_agency_id AS agency, laid.party, laid.name, step.started_at,
           step.finished_at
    FROM {WORK}
)
SELECT done.id, done.agency, done.party, done.name, done.started_at, done.finished_at, worked.starts, worked.ends
FROM done
LEFT JOIN waits ON waits.dossier_id = done.dossier_id
                   AND waits.spans && tstzrange(done.started_at, done.finished_at)
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(lower(part) ORDER BY part), '{{}}') AS starts,
           coalesce(array_agg(upper(part) ORDER BY part), '{{}}') AS ends
    FROM unnest(tstzmultirange(tstzrange(done.started_at, done.finished_at)) - waits.spans) AS part
) worked ON waits.dossier_id IS NOT NULL
"""  # noqa: S608 - our own words
DAYS = 90  # whole local days, the last counted one among them
AT_ONCE = 10_000  # rows brought from the database

Done = tuple[int, int, str, str, int]  # step, deciding agency, Party, name of the step, working minutes


def done_steps(since: datetime, cut: datetime, newest: Calendars) -> Iterator[Done]:
    """Every step finished in [since, cut), with its working minutes by the deciding agency's calendar.

    What was waited for – papers, money, a stop of the clock – is taken out of it; each stretch of work that is left
    counts in whole minutes. Left out are the receipt itself, steps of outside bodies, and the handing over of a result,
    which waits for the citizen. Held a portion at a time. Inside a transaction.
    """
    connection.ensure_connection()
    with connection.connection.cursor(name="done_steps") as cursor:  # stays on the server: nobody holds it all
        cursor.itersize = AT_ONCE
        cursor.execute(_DONE, {"since": since, "cut": cut})
        for step, agency, party, name, start, end, starts, ends in cursor:
            calendar = newest.of(agency)
            stretches = [(start, end)] if starts is None else zip(starts, ends, strict=True)
            minutes = sum(calendar.working_minutes(*stretch) for stretch in stretches)
            yield step, agency, party, name, minutes
