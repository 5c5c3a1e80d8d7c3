"""What a sweep costs when nothing has become late: at a million dossiers against a hundred thousand."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from dossiers import actions
from tests.bench.database import Database

SWEEPS, ROUNDS, BOUND = 40, 7, 2
WARM_UP = 5  # the first idle sweep after a big one clears the dead index entries away


def measure(big: Database, small: Database) -> list[dict[str, Any]]:
    """Rows of the bench: milliseconds of an idle sweep's statement, before and after a sweep of a tenth; medians."""
    sizes = f"{big.dossiers:,} dossiers against {small.dossiers:,}"
    with _without_autovacuum(big), _without_autovacuum(small):
        rows = [_row(f"idle sweep, its statement, at {sizes}, ms", big, small)]
        for database in (big, small):
            _sweep_a_tenth(database)
        rows.append(_row("the same right after a sweep of a tenth, without VACUUM, ms", big, small))
    return rows


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
    _connect(database)
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


def _sweep_a_tenth(database: Database) -> None:
    """Let a tenth of all dossiers become overdue at once and sweep them; the dead rows stay where they are."""
    with database.owner() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossier SET next_flag_at = due_at WHERE id % 10 = 0 AND due_at < now()"
        )  # fmt: skip
    _connect(database)
    actions.sweep()


def _connect(database: Database) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database.name


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
