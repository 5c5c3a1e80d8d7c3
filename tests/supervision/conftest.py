"""A province with a year behind it, made once for all tests that count it again; what a test changes is undone."""

import os

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from dossiers.reads import maintenance
from dossiers.reads.published import page
from dossiers.reads.published.catalogue import published_names
from dossiers.views import published
from tests import databases

DOSSIERS = 1200


@pytest.fixture(scope="session")
def seeded_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """The name of a database of its own, committed and analysed: other tests' rows and locks are not in it."""
    name = f"test_{os.getpid()}_seeded"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ROOT", tmp_path_factory.mktemp("seeded"))
        with databases.within(name):
            databases.use(name)
            call_command("seed_demo", dossiers=DOSSIERS, seed=7)
        with databases.owner_connection(name) as raw, raw.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield name
        databases.drop(name)


@pytest.fixture(scope="module")
def database(seeded_database):
    """Where the module's seeded tests are, unless it takes a copy of its own to commit to."""
    return seeded_database


@pytest.fixture(scope="module")
def copied_database(seeded_database, django_db_blocker):
    """A copy for a module that commits to it."""
    with django_db_blocker.unblock(), databases.within(seeded_database), databases.copied() as name:
        yield name


@pytest.fixture
def seeded(database, django_db_blocker):
    """Each test in a transaction of its own that is never committed."""
    with django_db_blocker.unblock(), databases.within(database), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def recount(seeded):
    """Plain SQL, written apart from the product's: recount("SELECT …", [arguments]) gives the rows."""

    def ask(sql: str, arguments=()) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchall()

    return ask


@pytest.fixture
def reader(seeded):
    """Somebody's browser; no page of another test's province is kept for it."""
    published._page.cache_clear()
    published._every_line.cache_clear()
    published._lines.cache_clear()
    maintenance._known.cache_clear()
    return Client()


@pytest.fixture
def names(seeded):
    """The agencies, fields and procedures that the public page offers."""
    return published_names(page.publication()[0].names_changed_at)
