"""Queries of busy public pages, straight from the driver, prepared once on each connection."""

import threading

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


class Prepared:
    """One query. Django's own cursor would cost a busy page more than using the answer does."""

    def __init__(self, name: str, query: str, *types: str):
        """query: with %s for each argument. types: theirs, as SQL writes them."""
        numbered = query
        for n in range(1, len(types) + 1):
            numbered = numbered.replace("%s", f"${n}", 1)
        self._plain = query
        self._prepare = f"PREPARE {name}{_listed(types)} AS {numbered}"
        self._execute = f"EXECUTE {name}{_listed(['%s'] * len(types))}"
        # This thread's cursor. The server forgets a prepared statement with its connection; so do we.
        self._kept = threading.local()

    def row(self, *arguments) -> tuple | None:
        """The first row; None when there is none."""
        kept = self._kept
        # Each thread has its own for good; looking it up costs as much as asking it.
        database = getattr(kept, "database", None)
        if database is None:
            database = kept.database = connections[DEFAULT_DB_ALIAS]
        # The door repeats a GET on a new connection: asking first whether this one lives would double the queries.
        database.health_check_done = True
        database.ensure_connection()
        raw = database.connection
        with database.wrap_database_errors:
            cursor = getattr(kept, "cursor", None)
            if cursor is None or cursor.connection is not raw:
                cursor = kept.cursor = raw.cursor()
                if settings.PREPARED_STATEMENTS:
                    cursor.execute(self._prepare)
            cursor.execute(self._execute if settings.PREPARED_STATEMENTS else self._plain, arguments)
            return cursor.fetchone()


def _listed(words) -> str:
    return f" ({', '.join(words)})" if words else ""
