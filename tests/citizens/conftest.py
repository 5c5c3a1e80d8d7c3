"""Every test of this room starts with nothing counted, in the server and in the process."""

import time

import psycopg2
import pytest
from django.db import connections
from redis import Redis

from dossiers import limits


@pytest.fixture(autouse=True)
def counters(settings, monkeypatch):
    """The limiter's server, emptied."""
    server = Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    monkeypatch.setattr(limits, "_here", limits.InProcess())
    monkeypatch.setattr(limits, "_rest_until", 0.0)
    monkeypatch.setattr(limits, "_refused", set())
    started = time.time()
    monkeypatch.setattr(limits, "_clock", lambda: started)  # no test lies across two windows
    yield server
    server.close()


@pytest.fixture
def statements(transactional_db, monkeypatch):
    """What really goes to PostgreSQL, counted in the driver: the look-up does not use Django's cursors."""
    sent = []

    class Cursor(psycopg2.extensions.cursor):
        def execute(self, statement, parameters=None):
            sent.append(statement if isinstance(statement, str) else statement.as_string(self))
            return super().execute(statement, parameters)

    class Connection(psycopg2.extensions.connection):
        def cursor(self, *args, **kwargs):
            kwargs.setdefault("cursor_factory", Cursor)
            return super().cursor(*args, **kwargs)

    database = connections["default"]
    database.close()
    options = {**database.settings_dict["OPTIONS"], "connection_factory": Connection}
    with monkeypatch.context() as here:
        here.setitem(database.settings_dict, "OPTIONS", options)
        yield sent
        database.close()
