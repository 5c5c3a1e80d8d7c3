"""The database's clock, by which everything unattended goes: hosts may disagree, it cannot; and its patience."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """When this transaction began. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def unhurried() -> None:
    """Let this transaction take its time: nobody waits for its statements, nor while it computes between them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


def day_of(instant: str) -> str:
    """In SQL: the local day of an instant."""
    return f"({instant} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
