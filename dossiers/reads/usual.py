"""How long steps usually take: median and p90 of those that were done lately, in working time."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from agencies.models import Calendars

AT_LEAST = 5  # fewer cases say nothing

# What waited for somebody outside is not how long the work takes; a receipt that was a mistake is no work.
_DONE = """
SELECT version.procedure_id, laid.name, dossier.deciding_agency_id, step.started_at, step.finished_at
FROM dossiers_step step
JOIN dossiers_dossier dossier ON dossier.id = step.dossier_id
JOIN agencies_procedurerules version ON version.id = dossier.rules_id
JOIN agencies_rulestep laid ON laid.id = step.rule_step_id
WHERE step.finished_at >= %s AND step.n > 1 AND laid.party <> 'outside' AND dossier.voided_at IS NULL
  AND NOT EXISTS (SELECT FROM dossiers_pause pause WHERE pause.dossier_id = step.dossier_id
                  AND pause.span && tstzrange(step.started_at, step.finished_at))
  AND NOT EXISTS (SELECT FROM dossiers_supplement asked WHERE asked.dossier_id = step.dossier_id
                  AND tstzrange(asked.asked_at, asked.received_at) && tstzrange(step.started_at, step.finished_at))
  AND NOT EXISTS (SELECT FROM dossiers_payment owed WHERE owed.dossier_id = step.dossier_id
                  AND tstzrange(owed.requested_at, owed.confirmed_at) && tstzrange(step.started_at, step.finished_at))
ORDER BY version.procedure_id, laid.name
"""
_AT_ONCE = 10_000  # rows brought from the database


class Usual(NamedTuple):
    """Working minutes by the deciding agency's calendar, by nearest rank: half (minutes), or nine tenths (p90), of the
    cases took no longer.
    """

    minutes: int
    p90: int
    cases: int


def usual_times(since: datetime, newest: Calendars) -> dict[tuple[int, str], Usual]:
    """By procedure (id) and step (name): how long the steps finished since then took, where there are enough.

    Left out are steps of outside bodies, the receipt itself, and steps during which the clock stood still. One pass
    over the steps, held one procedure's step at a time. Inside a transaction.
    """
    found = {}
    for key, rows in groupby(_done(since), key=lambda row: row[:2]):
        took = sorted(newest.of(agency).working_minutes(start, end) for _procedure, _step, agency, start, end in rows)
        if len(took) >= AT_LEAST:
            found[key] = Usual(_ranked(took, 5), _ranked(took, 9), len(took))
    return found


def _ranked(took: list[int], tenths: int) -> int:
    """The least of these times, which are in order, such that so many tenths of them are no longer."""
    return took[-(-tenths * len(took) // 10) - 1]


def _done(since: datetime) -> Iterator[tuple]:
    connection.ensure_connection()
    with connection.connection.cursor(name="usual_times") as cursor:  # stays on the server: nobody holds it all
        cursor.itersize = _AT_ONCE
        cursor.execute(_DONE, [since])
        yield from cursor
