"""Databases of many thin dossiers, built once and kept in an engine of their own."""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from django.db import connection
from psycopg2.sql import SQL, Identifier

from portal import engines

ROOT = Path(__file__).resolve().parents[2]
STATE = "bench"


@dataclass(frozen=True)
class Database:
    """One database of the bench's engine; the addresses are as DATABASE_URL and REDIS_URL take them."""

    name: str
    dossiers: int
    database_url: str
    owner_url: str
    redis_url: str

    @contextlib.contextmanager
    def owner(self) -> Iterator:
        """A cursor of the owner role that commits each statement."""
        with contextlib.closing(psycopg2.connect(self.owner_url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def connect(self) -> None:
        """Let Django's next query of this process go here."""
        connection.close()
        connection.settings_dict["NAME"] = self.name

    @contextlib.contextmanager
    def copied(self, suffix: str) -> Iterator["Database"]:
        """A copy that may be written to, for as long as it is needed."""
        connection.close()  # nobody may be in the database that is copied
        copy = _at(f"{suffix}_of_{self.name}", self.dossiers)
        made, dropped = Identifier(copy.name), SQL("DROP DATABASE IF EXISTS {}")  # waits for who is leaving
        with _at("postgres", 0).owner() as cursor:
            cursor.execute(dropped.format(made))
            cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(made, Identifier(self.name)))
            try:
                yield copy
            finally:
                connection.close()
                cursor.execute(dropped.format(made))

    def codes(self, count: int) -> list[str]:
        """So many receipt codes at random."""
        with self.owner() as cursor:
            cursor.execute("SELECT receipt_code FROM dossiers_dossier ORDER BY random() LIMIT %s", [count])
            return [code for (code,) in cursor.fetchall()]


def ready(dossiers: int) -> Database:
    """A database with today's tables and so many thin dossiers; made when it is not there yet."""
    facts = b"".join(path.read_bytes() for path in sorted(ROOT.glob("*/migrations/*.py")))
    stem = f"bench_{dossiers}_"
    database = _at(f"{stem}{hashlib.sha256(facts).hexdigest()[:12]}", dossiers)
    with _at("postgres", 0).owner() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [stem])
        there = {name for (name,) in cursor.fetchall()}
        if database.name in there and _count(database, "dossiers_dossier") == dossiers:
            return _published(database)
        for name in there:
            cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(database.name)))
    _manage(database, "migrate", "--verbosity", "0")
    _manage(database, "load_reference", "--quiet")
    _manage(database, "seed_demo", "--dossiers", str(dossiers), "--seed", "1", "--thin")
    with database.owner() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return _published(database)


def _published(database: Database) -> Database:
    """With the figures that everybody may read."""
    if not _count(database, "dossiers_publication"):
        _manage(database, "publish_figures")
    return database


def point_django_at_the_engine() -> None:
    """Before django.setup(): the settings read the environment."""
    database = _at("portal", 0)
    os.environ.update(_environment(database), DJANGO_SETTINGS_MODULE="portal.settings")


def _at(name: str, dossiers: int) -> Database:
    at = engines.join(STATE)
    return Database(name, dossiers, _named(at.database_url, name), _named(at.owner_url, name), at.redis_url)


def _named(url: str, name: str) -> str:
    stem, mark, query = url.partition("?")
    return f"{stem.rpartition('/')[0]}/{name}{mark}{query}"


def _count(database: Database, table: str) -> int:
    """0 also where there is no such table."""
    with database.owner() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
        return cursor.fetchone()[0]


def _environment(database: Database) -> dict[str, str]:
    return {
        "DATABASE_URL": database.database_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "REDIS_URL": database.redis_url,
    }


def _manage(database: Database, *command: str) -> None:
    print(f"{database.name}: {' '.join(command)}", flush=True)
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **_environment(database)}, check=True
    )
