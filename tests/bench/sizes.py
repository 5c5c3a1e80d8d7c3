"""One thing timed in a large database and in a small one, as a row of the bench."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from tests.bench.database import Database

ROUNDS, OPENINGS = 11, 5


def row(
    name: str, seconds: Callable[[Database], float], bound: float, big: Database, small: Database
) -> dict[str, Any]:
    """Milliseconds, medians of rounds. seconds: what it took in this database."""
    for database in (big, small):
        seconds(database)  # to warm up
    # In turn, so that a busy machine slows both alike.
    rounds = [(seconds(big), seconds(small)) for _ in range(ROUNDS)]
    value, limit = (1000 * median(times) for times in zip(*rounds, strict=True))
    return {
        "name": f"{name} at {big.dossiers:,} dossiers against {small.dossiers:,}, ms",
        "value": round(value, 2), "limit": round(limit, 2),
        "ratio": round(median(ours / theirs for ours, theirs in rounds), 2), "bound": f"<={bound}",
    }  # fmt: skip


def opened(database: Database, username: str, path: str) -> tuple[float, HttpResponse]:
    """(seconds of one opening, the shortest of several: what comes on top is the machine's own business; the page)."""
    database.connect()
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username))
    times = []
    for _ in range(OPENINGS):
        begun = perf_counter()
        answer = client.get(path)
        times.append(perf_counter() - begun)
    return min(times), answer
