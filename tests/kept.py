"""The small province, built once in each database and then copied from there: most tests begin with it.

Its rows come with the same keys each time, and with the same stamp of its names, as if a test had never happened.
"""

import pickle
import re
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg2.sql import SQL, Identifier

from tests import databases
from tests.province import build

COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
COPY = "INSERT INTO public.{table} ({columns}) SELECT {columns} FROM kept.{table} ORDER BY 1;"
# Its triggers said "now" at each of these rows.
STAMP = """
UPDATE public.agencies_workcalendar SET names_changed_at = kept.agencies_workcalendar.names_changed_at
FROM kept.agencies_workcalendar
"""


class Kept:
    """What `build` made in this process's database: its rows in a schema of their own, and the bag that it returned."""

    def __init__(self):
        with CaptureQueriesContext(connection) as asked:
            self._bag = pickle.dumps(build())
        written = (re.match(r'INSERT INTO "(\w+)"', query["sql"]) for query in asked)
        tables = list(dict.fromkeys(insert[1] for insert in written if insert))
        with databases.owner_connection(connection.settings_dict["NAME"]) as raw, raw.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept; GRANT USAGE ON SCHEMA kept TO PUBLIC")
            copies = [_keep(cursor, table) for table in tables]
            cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA kept TO PUBLIC")
            self._copy = SQL(" ").join([*copies, SQL(STAMP)]).as_string(raw)
        databases.empty()

    def again(self) -> SimpleNamespace:
        """The province in an empty database, as `build` leaves it."""
        with connection.cursor() as cursor:
            cursor.execute(self._copy)
        return pickle.loads(self._bag)


def _keep(cursor, table: str):
    """Keeps this table's rows; the statement that copies them back."""
    cursor.execute(COLUMNS, [table])
    columns = SQL(", ").join(Identifier(column) for (column,) in cursor.fetchall())
    names = {"table": Identifier(table), "columns": columns}
    cursor.execute(SQL("CREATE TABLE kept.{table} AS SELECT * FROM public.{table}").format(**names))
    return SQL(COPY).format(**names)
