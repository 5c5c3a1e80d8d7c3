"""Statements counted in the driver, below Django: nothing that goes to PostgreSQL is missed."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connections


@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """Every statement that this thread's connection sends, in order; the connection is a fresh one."""
    sent: list[str] = []

    class Cursor(psycopg2.extensions.cursor):
        def execute(self, statement, parameters=None):
            sent.append(statement if isinstance(statement, str) else statement.as_string(self))
            return super().execute(statement, parameters)

    class Connection(psycopg2.extensions.connection):
        def cursor(self, *args, **kwargs):
            kwargs.setdefault("cursor_factory", Cursor)
            return super().cursor(*args, **kwargs)

    database = connections["default"]
    before = database.settings_dict["OPTIONS"]
    database.close()
    database.settings_dict["OPTIONS"] = {**before, "connection_factory": Connection}
    try:
        yield sent
    finally:
        database.close()
        database.settings_dict["OPTIONS"] = before
