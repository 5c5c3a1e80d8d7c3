"""One clock for Python and PostgreSQL, set by a test: what the portal's own statements read as now.

The server looks a function up along the search path: `moments.now()` goes before `pg_catalog.now()`.
"""

from contextlib import contextmanager
from datetime import datetime

import time_machine
from django.db import connection

from tests import databases

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS moments;
GRANT USAGE ON SCHEMA moments TO PUBLIC;
CREATE OR REPLACE FUNCTION moments.now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('moments.now', true), '')::timestamptz, pg_catalog.now()) $$;
CREATE OR REPLACE FUNCTION moments.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT moments.now() $$;
"""


class Moments:
    """Set by `to`; stands still until it is set again."""

    def __init__(self, traveller):
        self._traveller = traveller

    def to(self, at: datetime) -> None:
        self._traveller.move_to(at, tick=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('moments.now', %s, false)", [at.isoformat()])


@contextmanager
def set_to(at: datetime):
    """The portal's clock, for as long as the block lasts. Inside a test that has the database."""
    with databases.owner_connection(connection.settings_dict["NAME"]) as raw, raw.cursor() as cursor:
        cursor.execute(SCHEMA)
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = moments, pg_catalog, public")
    with time_machine.travel(at, tick=False) as traveller:
        moments = Moments(traveller)
        moments.to(at)
        try:
            yield moments
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET search_path; SELECT set_config('moments.now', '', false)")
