"""Every test of this room starts with nothing counted, in the server and in the process."""

import time

import pytest
from redis import Redis

from dossiers import limits
from tests.statements import statements_sent


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
def statements(transactional_db):
    """What really goes to PostgreSQL: the look-up does not use Django's cursors."""
    with statements_sent() as sent:
        yield sent
