"""What is late, opened at a million dossiers and at ten thousand: a page does not grow with the province."""

from statistics import median
from time import perf_counter
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from dossiers.reads import pages
from tests.bench.database import Database

PATH, OPENINGS, ROUNDS, BOUND = "/giam-sat/qua-han", 5, 11, 1.5
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
    return [_row(name, username, big, small) for name, username in WHO.items()]


def _row(name: str, username: str, big: Database, small: Database) -> dict[str, Any]:
    for database in (big, small):
        _opened(database, username)  # to warm up
    # In turn, so that a busy machine slows both alike.
    rounds = [(_opened(big, username), _opened(small, username)) for _ in range(ROUNDS)]
    value, limit = (1000 * median(times) for times in zip(*rounds, strict=True))
    return {
        "name": f"overdue page {name} at {big.dossiers:,} dossiers against {small.dossiers:,}, ms",
        "value": round(value, 2), "limit": round(limit, 2),
        "ratio": round(median(ours / theirs for ours, theirs in rounds), 2), "bound": f"<={BOUND}",
    }  # fmt: skip


def _opened(database: Database, username: str) -> float:
    """Seconds of one opening, the shortest of several: what comes on top is the machine's own business."""
    database.connect()
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username))
    times = []
    for _ in range(OPENINGS):
        begun = perf_counter()
        answer = client.get(PATH)
        times.append(perf_counter() - begun)
    rows = answer.content.count(b"/can-bo/ho-so/")
    if answer.status_code != 200 or rows != pages.SIZE:
        raise RuntimeError(f"{PATH}: {answer.status_code}, {rows} rows")
    return min(times)
