"""Of what may not run twice at once on one database: a lock, gone with whoever held it."""

from django.db import connection


def is_our_turn(key: int) -> bool:
    """Taken if nobody has it, until the transaction ends, not the connection: behind a pooler that is not ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return cursor.fetchone()[0]


def await_turn(key: int) -> None:
    """Take it when it is free, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
