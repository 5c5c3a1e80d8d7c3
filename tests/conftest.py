"""Every test runs against real PostgreSQL, as the app role, in a database copied from one migrated template."""

import contextlib
import fcntl
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal import engines

_IS_EMBEDDED = not os.environ.get("DATABASE_URL")
engines.fill(os.environ, "test", fsync=False)


def _own_redis():
    """(number, lock) of a Redis database that no other test process counts its limits in. Held until the end."""
    for number in range(1, 16):
        lock = open(Path(tempfile.gettempdir()) / f"hoso-{os.getuid()}-redis-{number}.lock", "w")  # noqa: SIM115
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number, lock
        lock.close()
    raise RuntimeError("More than 15 test processes at once.")


_redis, _redis_lock = _own_redis()
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].split('?')[0]}?db={_redis}"
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

from agencies.models import forget_calendars  # noqa: E402
from tests import databases  # noqa: E402
from tests.kept import Kept  # noqa: E402

FAST_FIRST = (
    "facts",
    "agencies",
    "dossiers",
    "citizens",
    "letters",
    "supervision",
    "messages",
    "staff",
    "portal",
    "demo",
    "unattended",
    "browser",
)


def pytest_unconfigure():
    _redis_lock.close()


def pytest_sessionstart():
    if _IS_EMBEDDED:  # elsewhere a process number may be another machine's
        databases.drop_leftovers()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """A worker that inherits this would read the settings before its conftest has chosen its Redis database."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items):
    """Fast ones first: a broken rule shows within seconds."""
    root = Path(__file__).parent

    def room(item):
        folder = item.path.relative_to(root).parts[0]
        return FAST_FIRST.index(folder) if folder in FAST_FIRST else 0

    items.sort(key=room)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    with django_db_blocker.unblock():
        name = f"test_{os.getpid()}"  # two runs at once do not meet
        databases.use(name)
        yield Kept()
        databases.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner():
    """The app role may not TRUNCATE; after a test that committed, the owner empties the tables."""
    TransactionTestCase._fixture_teardown = lambda self: databases.empty()


@pytest.fixture(autouse=True)
def _fresh_calendars():
    """Versions come again with other days once a test is rolled back."""
    forget_calendars()


@pytest.fixture(autouse=True)
def _no_page_looks_again(monkeypatch):
    """Once a minute one page asks for news of maintenance; which one would be chance."""
    monkeypatch.setattr(sys.modules["agencies.models.names"], "_asked_at", float("inf"))


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once():
    """Every test client has middlewares of its own, and theirs would look through all static files again."""
    found = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def find_once(self):
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = find_once


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords():
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def province(django_db_setup, db):
    """A small province: agencies, units, people in every role, procedures with rules, the real calendar."""
    return django_db_setup.again()


@pytest.fixture
def committed_province(django_db_setup, transactional_db):
    """The same, committed, for tests with several connections."""
    return django_db_setup.again()


@pytest.fixture
def owner():
    """A cursor of the owner role, outside the test's own transaction."""
    with databases.owner_connection(connection.settings_dict["NAME"]) as raw, raw.cursor() as cursor:
        yield cursor
