"""Where working time went lately: the night's part of the figures that goes by steps."""

from datetime import datetime
from itertools import islice

from django.db import connection

from agencies.models import calendars
from dossiers.reads.step_times import AT_ONCE, WORK, done_steps

_FIELDS = ("agency_id", "party", "name", "minutes")
_FORGET = f"DELETE FROM dossiers_countedstep kept WHERE NOT EXISTS (SELECT FROM {WORK} AND step.id = kept.step_id)"  # noqa: S608
_COUNT = f"""
MERGE INTO dossiers_countedstep AS kept
USING unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::int[]) AS seen (step_id, {", ".join(_FIELDS)})
ON kept.step_id = seen.step_id
WHEN MATCHED AND ({", ".join(f"kept.{name}" for name in _FIELDS)})
                 IS DISTINCT FROM ({", ".join(f"seen.{name}" for name in _FIELDS)})
    THEN UPDATE SET {", ".join(f"{name} = seen.{name}" for name in _FIELDS)}
WHEN NOT MATCHED THEN INSERT (step_id, {", ".join(_FIELDS)})
    VALUES (seen.step_id, {", ".join(f"seen.{name}" for name in _FIELDS)})
"""  # noqa: S608 - our own words
# An agency takes in what belongs to it, as lists do (`Choices.ids`): down through agencies on the province's clock.
# percentile_disc is the nearest rank.
_SUM = """
DELETE FROM dossiers_steptime;
WITH RECURSIVE line (id, above) AS (
    SELECT id, id FROM agencies_agency WHERE on_province_clock
    UNION
    SELECT line.id, parent.id FROM line
    JOIN agencies_agency agency ON agency.id = line.above
    JOIN agencies_agency parent ON parent.id = agency.parent_id AND parent.on_province_clock
), place AS (SELECT id, above FROM line UNION ALL SELECT id, NULL FROM agencies_agency)
INSERT INTO dossiers_steptime (agency_id, party, step, cases, total, p50, p90)
SELECT place.above, party, CASE grouping(name) WHEN 1 THEN '' ELSE name END, count(*), sum(minutes),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes), percentile_disc(0.9) WITHIN GROUP (ORDER BY minutes)
FROM dossiers_countedstep JOIN place ON place.id = agency_id
GROUP BY GROUPING SETS ((place.above, party, name), (place.above, party))
"""


def count_steps(since: datetime, cut: datetime) -> None:
    """Keep a row of every step finished in [since, cut), and the sums of those rows. In the count's transaction."""
    steps = done_steps(since, cut, calendars())
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"since": since, "cut": cut})
        while portion := list(islice(steps, AT_ONCE)):
            cursor.execute(_COUNT, [list(column) for column in zip(*portion, strict=True)])
        cursor.execute(_SUM)
