"""The province's reference data, loaded once for all tests that look at it; what a test changes is undone."""

import pytest

from agencies.loading import load_reference
from tests import databases


@pytest.fixture(scope="session")
def reference_database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases.beside("reference", load_reference) as name:
        yield name


@pytest.fixture
def loaded(reference_database, django_db_blocker):
    with django_db_blocker.unblock(), databases.undone(reference_database):
        yield
