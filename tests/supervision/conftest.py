"""A province with a year behind it, made once for all tests that count it again; what a test changes is undone."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

DOSSIERS = 1200


@pytest.fixture(scope="package")
def _seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """In one transaction that is never committed."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ROOT", tmp_path_factory.mktemp("seeded"))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a busy machine takes long
            call_command("seed_demo", dossiers=DOSSIERS, seed=7)
            yield
            transaction.set_rollback(True)


@pytest.fixture
def seeded(_seeded, django_db_blocker):
    """Each test in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
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
