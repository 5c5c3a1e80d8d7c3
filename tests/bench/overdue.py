"""What is late, opened at a million dossiers and at ten thousand: a page does not grow with the province."""

from functools import partial
from typing import Any

from dossiers.reads import pages
from tests.bench.database import Database
from tests.bench.sizes import opened, row

PATH, BOUND = "/giam-sat/qua-han", 1.5
WHO = {"of the whole province": "giamsat", "of one agency": "lanhdao"}
# More than a page of them everywhere: every open dossier has missed its day, by an hour or by weeks.
_ALL_LATE = """
UPDATE dossiers_dossier
SET due_at = greatest(received_at, now() - (1 + id % 1000) * interval '1 hour'), is_paused = false, next_flag_at = NULL
WHERE closed_at IS NULL
"""


def measure(big: Database, small: Database) -> list[dict[str, Any]]:
    """Rows of the bench: milliseconds of the page on the server, medians. Both are copies, and written to."""
    for database in (big, small):
        with database.owner() as cursor:
            cursor.execute(_ALL_LATE)
            cursor.execute("VACUUM ANALYZE dossiers_dossier")
    return [
        row(f"overdue page {name}", partial(_opened, username=username), BOUND, big, small)
        for name, username in WHO.items()
    ]


def _opened(database: Database, username: str) -> float:
    seconds, answer = opened(database, username, PATH)
    rows = answer.content.count(b"<tr>") - 1  # the head is one
    if answer.status_code != 200 or rows != pages.SIZE:
        raise RuntimeError(f"{PATH}: {answer.status_code}, {rows} rows")
    return seconds
