"""Whether what must never stop goes on, by the database's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

SWEEP_IS_LATE_AFTER = timedelta(minutes=15)  # without a complete one
# One that never came to its end counts from when the tables were made: a new portal has its quarter of an hour.
_SILENCE = """
SELECT now(), beat.finished_at, extract(epoch FROM now() - coalesce(beat.finished_at, made.at))::float8
FROM (SELECT min(applied) AS at FROM django_migrations) made LEFT JOIN dossiers_heartbeat beat ON beat.name = 'sweep'
"""


@dataclass(frozen=True)
class Silence:
    """since: the end of the last complete sweep; None: there was none. seconds: for how long now."""

    now: datetime
    since: datetime | None
    seconds: float


def silence() -> Silence:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENCE)
        return Silence(*cursor.fetchone())
