"""What runs without anybody pressing: marking what has become late, passing on what waits in the outbox.

Each statement is right whenever it runs, however often, and whoever else runs it at the same time.
"""

import socket
import time
from collections import Counter
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from dossiers.actions.telling import queue_overdue, tell
from dossiers.models import QUIET, Heartbeat

_KINDS = ("overdue", "due_soon", "stalled")
BATCH = 500  # dossiers, or notices, in one transaction

# One statement: choose, mark, queue the notices of marks really made, set the next instant to look at.
# A standstill goes by the last thing that happened: a date that the calendar moves ends none and begins none.
_MARK = """
WITH due AS (
    SELECT id, due_soon_at, due_at, stalls_at, next_flag_at, holder_agency_id, holder_unit_id
    FROM dossiers_dossier
    WHERE {which}
    ORDER BY next_flag_at LIMIT {batch}
    FOR NO KEY UPDATE SKIP LOCKED
), passed AS (
    SELECT due.*, kind, at,
           CASE kind WHEN 'stalled'
                THEN (SELECT seq FROM dossiers_event e WHERE e.dossier_id = due.id AND e.kind NOT IN ({quiet})
                      ORDER BY seq DESC LIMIT 1)
                ELSE (extract(epoch FROM due_at) * 1000000)::bigint END AS key
    FROM due
    CROSS JOIN LATERAL
        (VALUES ('due_soon', due_soon_at), ('overdue', due_at), ('stalled', stalls_at)) AS flag (kind, at)
    WHERE at >= next_flag_at AND at < {now}
), marked AS (
    INSERT INTO dossiers_mark (dossier_id, kind, key, became_at, noticed_at)
    SELECT id, kind, key, at, {now} FROM passed WHERE key IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING dossier_id, kind, key
), told AS (
    INSERT INTO dossiers_notice (dedup_key, dossier_id, kind, agency_id, unit_id, state, created_at)
    SELECT kind || ':' || dossier_id || ':' || key, dossier_id, kind, holder_agency_id, holder_unit_id, 'pending', {now}
    FROM marked JOIN due ON due.id = dossier_id
    ON CONFLICT DO NOTHING
), moved AS (
    UPDATE dossiers_dossier AS d
    SET next_flag_at = least(CASE WHEN d.due_at >= {now} THEN d.due_at END,
                             CASE WHEN d.stalls_at >= {now} THEN d.stalls_at END,
                             CASE WHEN d.due_soon_at >= {now} THEN d.due_soon_at END)
    FROM due WHERE d.id = due.id
)
SELECT (SELECT count(*) FROM due),
       (SELECT count(*) FROM marked WHERE kind = 'overdue'),
       (SELECT count(*) FROM marked WHERE kind = 'due_soon'),
       (SELECT count(*) FROM marked WHERE kind = 'stalled')
"""
_QUIET = ", ".join(f"'{kind.value}'" for kind in QUIET)
_SWEEP = _MARK.format(now="now()", which="next_flag_at < now()", batch=BATCH, quiet=_QUIET)
_THESE = _MARK.format(now="%(now)s", which="id = ANY(%(ids)s) AND next_flag_at < %(now)s", batch="ALL", quiet=_QUIET)

_RELAY = """
UPDATE dossiers_notice SET state = 'shown', shown_at = now()
WHERE id IN (
    SELECT id FROM dossiers_notice WHERE state = 'pending' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING dedup_key, kind, dossier_id, now()
"""


def sweep() -> dict[str, int | float]:
    """Mark every open dossier that has become due soon or overdue, or stands still, by the database's clock.

    Answers {"overdue": n, "due_soon": n, "stalled": n, "seconds": s}. A dossier locked by somebody's action is left
    to the next sweep.
    """
    begun = time.monotonic()
    made: Counter[str] = Counter()
    with heartbeat("sweep") as beat:
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_SWEEP)
                seen, *marked = cursor.fetchone()
            made.update(dict(zip(_KINDS, marked, strict=True)))
            beat.rows = made.total()
            if seen < BATCH:
                break
    return {**{kind: made[kind] for kind in _KINDS}, "seconds": round(time.monotonic() - begun, 3)}


def mark_passed(*dossier_ids: int, now: datetime) -> None:
    """Mark what these dossiers have missed by now, the action's moment; for actions about to change their dates."""
    with connection.cursor() as cursor:
        cursor.execute(_THESE, {"ids": list(dossier_ids), "now": now})


def relay() -> int:
    """Show staff what waits in the outbox, and queue what applicants are to be told; how many notices. Each is shown
    once, and an applicant is told of a missed date with it.
    """
    shown = 0
    with heartbeat("relay") as beat:
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_RELAY, [BATCH])
                batch = cursor.fetchall()
                late = {key: dossier for key, kind, dossier, _now in batch if kind == "overdue"}
                if late:
                    queue_overdue(late, batch[0][-1])
            shown += len(batch)
            beat.rows = shown
            if len(batch) < BATCH:
                break
        tell()  # within the heartbeat: a relay that cannot tell applicants is not complete
        return shown


class heartbeat:
    """Note, by the database's clock, when a job began and – only when it came to its end – when it was complete."""

    def __init__(self, name: str):
        self.name = name
        self.rows = 0

    def __enter__(self):
        self._note(started_at=Now(), host=socket.gethostname())
        return self

    def __exit__(self, kind, fault, trace):
        if fault is None:
            self._note(finished_at=Now(), rows=self.rows, error="")
        elif not isinstance(fault, DatabaseError):
            self._note(error=f"{kind.__name__}: {fault}"[:500])

    def _note(self, **what) -> None:
        Heartbeat.objects.update_or_create(name=self.name, defaults=what, create_defaults={"started_at": Now(), **what})
