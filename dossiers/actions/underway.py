"""Who else is at work in the database: what they read when they began may be older than what has been changed since."""

from datetime import datetime

from django.db import connection

_OURS = "SELECT xact_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_OLDER = """
SELECT EXISTS (SELECT FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < %s)
"""


def began_at() -> datetime:
    """When this transaction began."""
    return _asked(_OURS)


def is_any_older(than: str) -> bool:
    """Whether a transaction that began before this moment (ISO 8601) is still open on this database."""
    return _asked(_OLDER, than)


def _asked(sql: str, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]
