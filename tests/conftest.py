"""Every test runs against real PostgreSQL, as the app role, in a database copied from one migrated template."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal import engines

engines.fill(os.environ, "test", fsync=False)
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
# Each worker counts its limits in a Redis database of its own.
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].split('?')[0]}?db={int(_WORKER[2:]) % 14 + 1}"
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

from tests import databases  # noqa: E402
from tests.province import build  # noqa: E402

FAST_FIRST = ("facts", "agencies", "dossiers", "citizens", "staff", "portal", "demo", "unattended", "browser")


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
        databases.use(f"test_{_WORKER}")
        yield
        databases.drop(f"test_{_WORKER}")


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner():
    """The app role may not TRUNCATE; after a test that committed, the owner empties the tables."""
    TransactionTestCase._fixture_teardown = lambda self: databases.empty()


@pytest.fixture(autouse=True)
def _cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def province(db):
    """A small province: agencies, units, people in every role, procedures with rules, the real calendar."""
    return build()


@pytest.fixture
def committed_province(transactional_db):
    """The same, committed, for tests with several connections."""
    return build()


@pytest.fixture
def owner():
    """A cursor of the owner role, outside the test's own transaction."""
    with databases.owner_connection(connection.settings_dict["NAME"]) as raw, raw.cursor() as cursor:
        yield cursor
