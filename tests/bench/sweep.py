"""What a sweep costs: when nothing has become late, at two sizes; and when ten thousand have, against one UPDATE."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from dossiers import actions
from tests.bench.database import Database

SWEEPS, ROUNDS, BOUND = 40, 7, 2
LATE, LATE_ROUNDS, LATE_BOUND = 10_000, 5, 3
WARM_UP = 5  # the first idle sweep after a big one clears the dead index entries away

# So many dossiers that are open, late, and not yet marked so: the index entries of an open one are what both pay for.
_OPEN_AND_LATE = """
UPDATE dossiers_dossier
SET status = 4, closed_at = NULL, returned_at = NULL, due_soon_at = NULL, stalls_at = NULL, next_flag_at = NULL,
    due_at = received_at + interval '1 hour' + id * interval '1 microsecond'
WHERE id IN (
    SELECT id FROM dossiers_dossier WHERE due_at < now() AND official_code IS NOT NULL ORDER BY id LIMIT %s
)
RETURNING id
"""


def measure(big: Database, small: Database) -> list[dict[str, Any]]:
    """Rows of the bench: milliseconds of an idle sweep's statement, before and after a sweep of a tenth; medians."""
    sizes = f"{big.dossiers:,} dossiers against {small.dossiers:,}"
    with _without_autovacuum(big), _without_autovacuum(small):
        rows = [_row(f"idle sweep, its statement, at {sizes}, ms", big, small)]
        for database in (big, small):
            _sweep_a_tenth(database)
        rows.append(_row("the same right after a sweep of a tenth, without VACUUM, ms", big, small))
    return rows


def newly_late(copy: Database) -> dict[str, Any]:
    """One row of the bench: milliseconds to mark and announce what became late, against one UPDATE of as many rows.

    copy: written to. Medians of rounds, each on dossiers that no round before has touched.
    """
    with copy.owner() as cursor:
        cursor.execute("ALTER TABLE dossiers_dossier SET (autovacuum_enabled = off)")
        cursor.execute(_OPEN_AND_LATE, [2 * LATE * (LATE_ROUNDS + 1)])
        ids = [pk for (pk,) in cursor.fetchall()]
        random.Random(copy.dossiers).shuffle(ids)
        cursor.execute("VACUUM ANALYZE")
    copy.connect()
    actions.sweep()
    portions = [ids[n * LATE : (n + 1) * LATE] for n in range(2 * (LATE_ROUNDS + 1))]
    pairs = zip(portions[::2], portions[1::2], strict=True)
    # In turn, so that a busy machine slows both alike; the first of each to warm up.
    times = [(_swept(copy, swept), _updated(copy, updated)) for swept, updated in pairs][1:]
    value, limit = (1000 * median(found) for found in zip(*times, strict=True))
    return {
        "name": f"sweep of {LATE:,} newly late at {copy.dossiers:,} dossiers, against one UPDATE of as many rows, ms",
        "value": round(value, 1), "limit": round(limit, 1),
        "ratio": round(median(ours / plain for ours, plain in times), 2), "bound": f"<={LATE_BOUND}",
    }  # fmt: skip


def _row(name: str, big: Database, small: Database) -> dict[str, Any]:
    # In turn, so that a busy machine slows both alike.
    rounds = [(_idle(big), _idle(small)) for _ in range(ROUNDS)]
    value, limit = (1000 * median(times) for times in zip(*rounds, strict=True))
    return {
        "name": name, "value": round(value, 3), "limit": round(limit, 3), "ratio": round(value / limit, 2),
        "bound": f"<={BOUND}",
    }  # fmt: skip


def _idle(database: Database) -> float:
    """Seconds of the sweep's statement; what became late by the clock meanwhile is swept first."""
    database.connect()
    for _ in range(WARM_UP):
        actions.sweep()
    times: list[float] = []

    def timed(execute, sql, params, many, context):
        start = perf_counter()
        answer = execute(sql, params, many, context)
        # The heartbeat costs the same at any size, and would hide a growing statement behind it.
        if "dossiers_mark" in sql:
            times.append(perf_counter() - start)
        return answer

    with connection.execute_wrapper(timed):
        for _ in range(SWEEPS):
            actions.sweep()
    return median(times)


def _swept(database: Database, ids: list[int]) -> float:
    _let_fall_due(database, ids)
    made = actions.sweep()
    if made["overdue"] != len(ids):
        raise RuntimeError(f"{len(ids)} became late, the sweep marked {made}")
    return made["seconds"]


def _updated(database: Database, ids: list[int]) -> float:
    _let_fall_due(database, ids)
    with connection.cursor() as cursor:
        begun = perf_counter()
        cursor.execute("UPDATE dossiers_dossier SET next_flag_at = NULL WHERE id = ANY(%s)", [ids])
        return perf_counter() - begun


def _let_fall_due(database: Database, ids: list[int]) -> None:
    with database.owner() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET next_flag_at = due_at WHERE id = ANY(%s)", [ids])


def _sweep_a_tenth(database: Database) -> None:
    """Let a tenth of all dossiers become overdue at once and sweep them; the dead rows stay where they are."""
    with database.owner() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossier SET next_flag_at = due_at WHERE id % 10 = 0 AND due_at < now()"
        )  # fmt: skip
    database.connect()
    actions.sweep()


@contextmanager
def _without_autovacuum(database: Database) -> Iterator[None]:
    with database.owner() as cursor:
        cursor.execute("ALTER TABLE dossiers_dossier SET (autovacuum_enabled = off)")
    try:
        yield
    finally:
        connection.close()
        with database.owner() as cursor:
            cursor.execute("ALTER TABLE dossiers_dossier RESET (autovacuum_enabled)")
            cursor.execute("VACUUM ANALYZE dossiers_dossier")
