"""Every test of this room starts with nothing counted, in the server and in the process."""

import pytest
from redis import Redis

from dossiers import limits


@pytest.fixture(autouse=True)
def counters(settings, monkeypatch):
    """The limiter's server, emptied."""
    server = Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    monkeypatch.setattr(limits, "_here", limits.InProcess())
    monkeypatch.setattr(limits, "_rest_until", 0.0)
    yield server
    server.close()
