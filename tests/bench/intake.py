"""Sixteen writers receive dossiers at one agency, against sixteen that only count and insert one row each.

The limit is one statement that raises the agency's counter and inserts a row into a plain table of the same columns
and indexes as the dossier's: no keys, no steps, no event, no judging, no Django.
"""

import multiprocessing
import os
import uuid
from collections.abc import Callable
from contextlib import closing
from statistics import median
from time import monotonic
from typing import Any

import psycopg2
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from agencies.models import Role
from dossiers import actions, codes
from dossiers.models import Dossier
from dossiers.reads.receivable import receivable
from tests.bench.database import Database

WRITERS, ROUNDS, SECONDS, WARM_UP, BOUND = 16, 7, 2.0, 1.0, 0.25
_MADE = ("id", "receipt_code", "official_code", "official_plain", "applicant_identity", "applicant_phone")
_PLAIN = """
CREATE TABLE plain_counter (agency_id bigint, day date, n integer, UNIQUE (agency_id, day));
CREATE TABLE plain_dossier (LIKE dossiers_dossier INCLUDING IDENTITY INCLUDING INDEXES);
INSERT INTO plain_dossier OVERRIDING SYSTEM VALUE SELECT * FROM dossiers_dossier;
SELECT setval(pg_get_serial_sequence('plain_dossier', 'id'), (SELECT max(id) FROM plain_dossier));
GRANT ALL ON plain_counter, plain_dossier TO portal_app;
"""
_COUNT_AND_INSERT = """
WITH counter AS (
    INSERT INTO plain_counter (agency_id, day, n) VALUES (%(agency)s, %(day)s, 1)
    ON CONFLICT (agency_id, day) DO UPDATE SET n = plain_counter.n + 1 RETURNING n
)
INSERT INTO plain_dossier (receipt_code, official_code, official_plain, applicant_identity, applicant_phone, {columns})
SELECT %(code)s, 'H20-' || n, 'H20' || n, %(identity)s, %(phone)s, {values} FROM counter
"""


def measure(copy: Database) -> dict[str, Any]:
    """One row of the bench: dossiers a second, medians. copy: written to."""
    with copy.owner() as cursor:
        cursor.execute(_PLAIN)
    rates = _rounds(copy)
    value, limit = (median(found) for found in zip(*rates, strict=True))
    ratio = median(ours / plain for ours, plain in rates)
    return {
        "name": f"intake by {WRITERS} writers on one agency, dossiers a second, against counter + insert",
        "value": round(value), "limit": round(limit), "ratio": round(ratio, 3), "bound": f">={BOUND}",
    }  # fmt: skip


def _rounds(database: Database) -> list[tuple[float, float]]:
    """Of each round, how many dossiers a second (ours, plain) all writers made; a round of each to warm up before."""
    connection.close()
    context = multiprocessing.get_context("fork")
    gate, said = context.Barrier(WRITERS), context.SimpleQueue()
    writers = [context.Process(target=_write, args=(database, gate, said), daemon=True) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    made = [said.get() for _ in writers]
    for writer in writers:
        writer.join()
    if None in made:
        raise RuntimeError("a writer failed")
    return [(sum(ours for ours, _ in turn), sum(plain for _, plain in turn)) for turn in zip(*made, strict=True)]


def _write(database: Database, gate, said) -> None:
    """One writer: both ways in turn, so that a busy machine slows both alike; its rates by round, None on failure."""
    os.setsid()  # to the scheduler a writer of its own, as its server process is
    try:
        database.connect()
        with closing(psycopg2.connect(database.database_url)) as raw, raw.cursor() as cursor:
            raw.autocommit = True
            ways = (receiving(), _inserting(cursor))
            for way in ways:
                _rate(way, gate, WARM_UP)
            said.put([tuple(_rate(way, gate, SECONDS) for way in ways) for _ in range(ROUNDS)])
    except BaseException:
        gate.abort()
        said.put(None)
        raise


def _rate(way: Callable[[], object], gate, seconds: float) -> float:
    gate.wait()
    made, begun = 0, monotonic()
    while (spent := monotonic() - begun) < seconds:
        way()
        made += 1
    return made / spent


def receiving() -> Callable[[], Dossier]:
    """As the counter's page calls it: another person and another key each time."""
    clerk = User.objects.get(username="motcua")
    agency = clerk.memberships.select_related("agency").get(role=Role.CLERK).agency
    offered = receivable(agency, on=timezone.localdate()).exclude(term=None).order_by("pk")
    rules = offered.filter(procedure__department=agency)[0]
    papers = [{"name": name, "kind": "original", "copies": 1} for name in rules.papers]

    def receive() -> Dossier:
        identity, phone = _numbers()
        who = actions.Applicant(name="Nguyễn Thị Đoan", identity=identity, phone=phone, address="Ấp 3, xã Tân Hồng")
        return actions.receive_dossier(
            key=uuid.uuid4(), agency=agency, rules=rules, applicant=who, papers=papers, by=clerk
        )

    return receive


def _inserting(cursor) -> Callable[[], None]:
    """The same row, but for what differs from dossier to dossier."""
    fields = [field for field in Dossier._meta.concrete_fields if field.column not in _MADE]
    dossier = receiving()()
    facts = {f.column: f.get_db_prep_save(f.pre_save(dossier, add=False), connection) for f in fields}
    statement = _COUNT_AND_INSERT.format(columns=", ".join(facts), values=", ".join(f"%({c})s" for c in facts))
    facts |= {"agency": dossier.receiving_agency_id, "day": timezone.localdate()}

    def insert() -> None:
        identity, phone = _numbers()
        code = codes.new_receipt_code()
        cursor.execute(statement, {**facts, "code": code, "identity": identity, "phone": phone})

    return insert


def _numbers() -> tuple[str, str]:
    """An identity number and a telephone number that nobody else has."""
    number = uuid.uuid4().int
    return f"099{number % 10**9:09d}", f"09{number // 10**9 % 10**8:08d}"
