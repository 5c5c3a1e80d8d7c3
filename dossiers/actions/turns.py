"""One at a time over networks: a turn is a row and no lock, since behind a pooler a lock is nobody's.

Whoever dies leaves the turn taken until its time is up.
"""

import socket
from datetime import datetime

from django.db import connection

from dossiers.models import Heartbeat

# host: whose turn it is.
_TAKE = """
INSERT INTO dossiers_heartbeat AS beat (name, started_at, host, rows, error) VALUES (%(name)s, now(), %(host)s, 0, '')
ON CONFLICT (name) DO UPDATE SET started_at = now(), host = excluded.host
WHERE beat.host = '' OR beat.started_at < now() - %(seconds)s * interval '1 second'
RETURNING started_at
"""


def take(name: str, *, seconds: float) -> datetime | None:
    """The turn of this Heartbeat, abandoned after so many seconds; since when it is ours, None while another has it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"name": name, "host": socket.gethostname()[:100] or "?", "seconds": seconds})
        row = cursor.fetchone()
    return row and row[0]


def give_back(name: str, since: datetime, **what) -> None:
    """What became of it is noted, unless somebody took over from this process, thinking it dead."""
    Heartbeat.objects.filter(name=name, started_at=since).update(host="", **what)
