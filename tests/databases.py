"""The template database and its copies: migrated once, copied for each test process."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import psycopg2
import psycopg2.errors
from django.conf import settings
from django.db import connection, transaction
from psycopg2.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("django_migrations", "django_content_type", "auth_permission")
# One that was emptied and vacuumed has no pages.
FILLED = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL(%s) AND pg_relation_size(oid) > 0
"""
MANY = 1_000_000  # bytes of rows
# The guards of the books let nothing be deleted; keys are asked about before the guards stand again.
EMPTIED = (
    "ALTER TABLE {} DISABLE TRIGGER USER;",
    "DELETE FROM {};",
    "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {} ENABLE TRIGGER USER;",
)


_emptier = None  # the owner's connection to this process's database: what it has planned once it need not plan again


@contextmanager
def owner_connection(name: str):
    """An autocommitting connection of the owner role to this database."""
    raw = _as_owner(name)
    try:
        yield raw
    finally:
        raw.close()


def _as_owner(name: str):
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    raw = psycopg2.connect(named(url, name))
    raw.autocommit = True
    return raw


def _leave() -> None:
    """Nobody of this process is connected to its database any more."""
    global _emptier
    connection.close()
    if _emptier is not None:
        _emptier.close()
        _emptier = None


def use(name: str) -> None:
    """Give this process a fresh copy of the template and connect to it as the app role."""
    template = _template()
    with owner_connection("postgres") as raw, raw.cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        # Rights on the database itself are not copied.
        cursor.execute(SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(Identifier(name)))
    _leave()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


@contextmanager
def within(name: str):
    """Django's connection goes to this database meanwhile."""
    before = connection.settings_dict["NAME"]
    _leave()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    try:
        yield name
    finally:
        _leave()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = before


@contextmanager
def undone(name: str):
    """Django's connection goes to this database meanwhile, in a transaction that is never committed."""
    with within(name), transaction.atomic():
        yield
        transaction.set_rollback(True)


def drop(name: str) -> None:
    _leave()
    with owner_connection("postgres") as raw, raw.cursor() as cursor:
        _drop(cursor, name)


def _drop(cursor, name: str) -> None:
    """FORCE ends whoever is still in there, yet may not end the server's own vacuum; without it that is ended too."""
    for _ in range(12):
        for how in ("WITH (FORCE)", ""):
            with contextlib.suppress(psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectInUse):
                return cursor.execute(SQL("DROP DATABASE IF EXISTS {} {}").format(Identifier(name), SQL(how)))
    raise RuntimeError(f"{name} cannot be dropped.")


@contextmanager
def copied():
    """The name of a copy of this process's database as it is now."""
    name = connection.settings_dict["NAME"]
    copy = f"{name}_copy"
    drop(copy)  # and nobody is connected to the one that is copied
    with owner_connection("postgres") as raw, raw.cursor() as cursor:
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(copy), Identifier(name)))
    try:
        yield copy
    finally:
        drop(copy)


@contextmanager
def beside(part: str, fill: Callable[[], object]):
    """The name of one more database, filled, committed and analysed: no other test's rows or dead rows are in it."""
    name = f"test_{os.getpid()}_{part}"
    with within(name):
        use(name)
        fill()
    with owner_connection(name) as raw, raw.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    try:
        yield name
    finally:
        drop(name)


@contextmanager
def within_a_copy_of(name: str):
    """Django's connection goes to a copy of this database meanwhile: for one test that commits to it."""
    with within(name), copied() as copy, within(copy):
        yield


def drop_leftovers() -> None:
    """Drop the databases of test processes on this machine that were killed."""
    with owner_connection("postgres") as raw, raw.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+(_[a-z]+)*$'")
        for (name,) in cursor.fetchall():
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                _drop(cursor, name)


def empty() -> None:
    """Take every row that a test committed away, as the owner.

    Few rows one by one: TRUNCATE makes new files for all tables and indexes, which takes longer. Many rows by it: each
    that is deleted is looked for in all tables that could name it.
    """
    global _emptier
    if _emptier is None:
        _emptier = _as_owner(connection.settings_dict["NAME"])
    with _emptier.cursor() as cursor:
        cursor.execute(FILLED, [list(KEPT)])
        sizes = dict(cursor.fetchall())
        filled = [Identifier("public", table) for table in sizes]
        if sum(sizes.values()) > MANY:
            cursor.execute(SQL("TRUNCATE {} CASCADE").format(SQL(", ").join(filled)))
        elif filled:
            cursor.execute(SQL(" ").join(SQL(step).format(table) for step, table in product(EMPTIED, filled)))
            cursor.execute(SQL("VACUUM {}").format(SQL(", ").join(filled)))  # plans go by the files' sizes


def _template() -> str:
    """The name of a database with today's migrations applied; made when it is not there yet."""
    facts = sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements.txt"])
    name = "template_" + hashlib.sha256(b"".join(path.read_bytes() for path in facts)).hexdigest()[:12]
    with open(Path(tempfile.gettempdir()) / f"hoso-{os.getuid()}-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with owner_connection("postgres") as raw, raw.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                draft = f"{name}_draft"
                cursor.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(draft)))
                cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(draft)))
                _migrate(draft)
                cursor.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(draft), Identifier(name)))
    return name


def _migrate(name: str) -> None:
    there = {key: named(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL") if key in os.environ}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env={**os.environ, **there}, check=True
    )


def named(url: str, name: str) -> str:
    """The same server, another database."""
    stem, mark, query = url.partition("?")
    return f"{stem.rpartition('/')[0]}/{name}{mark}{query}"
