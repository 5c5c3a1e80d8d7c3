"""The moment by the database's clock, by which everything unattended goes: hosts may disagree, it cannot."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """When this transaction began. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]
