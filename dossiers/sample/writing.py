"""Writing lives down, fast: COPY into each table; numbers from the same counters that real intakes use."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from dossiers import codes
from dossiers.models import NoticeState
from dossiers.reads.ledger import before
from dossiers.sample import people
from dossiers.sample.ground import Ground
from dossiers.sample.lived import Asked, Life, Span
from dossiers.sample.saying import APOLOGIES, SUPPLEMENTS
from dossiers.workflow import Status

_DOSSIER = (
    "id", "receipt_code", "official_code", "official_plain", "receiving_agency_id", "deciding_agency_id",
    "return_agency_id", "rules_id", "channel", "applicant_name", "applicant_plain", "applicant_identity",
    "applicant_phone", "applicant_email", "applicant_address", "representative_name", "representative_identity",
    "papers", "status", "current_step", "holder_agency_id", "holder_unit_id", "received_at", "original_due_at",
    "second_original_due_at", "promised_at", "due_at", "due_is_provisional", "is_paused", "due_soon_at", "stalls_at",
    "start_by", "next_flag_at", "closed_at", "returned_at", "updated_at", "version", "calendar_version", "earlier_id",
    "assignee_id", "passing_to_id", "fee_receipt", "readers", "told_in",
)  # fmt: skip
_STEP = ("dossier_id", "n", "rule_step_id", "agency_id", "unit_id", "started_at", "finished_at", "due_at")
_EVENT = ("dossier_id", "seq", "at", "actor_id", "agency_id", "kind", "data", "public", "previous", "hash")
_SUPPLEMENT = (
    "id", "dossier_id", "round", "asked_at", "asked_by_id", "asked_on_day", "reason", "papers", "answer_by", "restarts",
    "received_at",
)  # fmt: skip
_PERMISSION = ("dossier_id", "permitted_at", "permitted_by_id", "supplement_id")
_PAYMENT = (
    "dossier_id", "requested_at", "requested_by_id", "splits", "confirmed_at", "confirmed_by_id", "form_number",
    "amount",
)  # fmt: skip
_APOLOGY = (
    "dossier_id", "drafted_at", "drafted_by_id", "promised_at", "due_at", "approved_at", "approved_by_id",
    "was_in_time", "reason",
)  # fmt: skip
_DELAY = ("dossier_id", "at", "by_id", "agency_id", "kind", "text")
_COLLECTION = ("dossier_id", "at", "by_id", "way", "collector", "collector_name", "paper")
_PAUSE = ("dossier_id", "span", "ground", "document", "by_id")
_MARK = ("dossier_id", "kind", "key", "became_at", "noticed_at")
_NOTICE = ("dedup_key", "dossier_id", "kind", "agency_id", "unit_id", "state", "created_at", "shown_at")

Row = tuple[Any, ...]


@transaction.atomic
def write(lives: Iterable[Life], ground: Ground, rng: Random) -> int:
    """One transaction; how many dossiers. Lives come in the order of their receipt."""
    lives = list(lives)
    with connection.cursor() as cursor:
        # Bulk work of one's own machine: not held to the limits of a page.
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off")
        numbers = _numbers(cursor, lives)
        for life, pk in zip(lives, _ids(cursor, "dossier", len(lives)), strict=True):
            life.pk = pk
        _copy(cursor, "dossier", _DOSSIER, (_dossier(life, numbers, ground, rng) for life in lives))
        lived = [life for life in lives if life.has_history]
        _copy(cursor, "step", _STEP, (row for life in lived for row in _steps(life)))
        _copy(cursor, "event", _EVENT, (row for life in lived for row in _events(life)))
        _stops(cursor, [life for life in lived if life.supplements or life.pauses or life.payments], rng)
        _copy(cursor, "apology", _APOLOGY, [_apology(life, rng) for life in lived if life.apology])
        _copy(cursor, "collection", _COLLECTION, [_collection(life) for life in lived if life.collected])
        _copy(cursor, "delay", _DELAY, ((life.pk, *delay) for life in lives for delay in life.delays))
        _copy(cursor, "mark", _MARK, ((life.pk, *mark[:4]) for life in lived for mark in life.marks))
        _copy(cursor, "notice", _NOTICE, (row for life in lived for row in _notices(life)))
        reasons = [(life.pk, seq, text) for life in lived for seq, text in life.reasons]
        if reasons:
            execute_values(
                cursor.cursor,
                """INSERT INTO dossiers_reason (event_id, text)
                   SELECT event.id, said.text FROM (VALUES %s) AS said (dossier_id, seq, text)
                   JOIN dossiers_event AS event ON event.dossier_id = said.dossier_id AND event.seq = said.seq""",
                reasons,
                page_size=1_000,
            )
    return len(lives)


def _ids(cursor, table: str, count: int) -> list[int]:
    """The next ids of a table."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f"dossiers_{table}", count]
    )
    return [pk for (pk,) in cursor.fetchall()]


def _numbers(cursor, lives: list[Life]) -> dict[tuple[int, date], Iterator[int]]:
    """The next official numbers of each agency and day; their counters stay locked until the commit."""
    wanted = Counter((life.receiving.id, life.received_at.date()) for life in lives if _is_numbered(life))
    if not wanted:
        return {}
    rows = execute_values(
        cursor.cursor,
        """INSERT INTO dossiers_codecounter (agency_id, day, n) VALUES %s
           ON CONFLICT (agency_id, day) DO UPDATE SET n = dossiers_codecounter.n + excluded.n
           RETURNING agency_id, day, n""",
        sorted((agency, day, n) for (agency, day), n in wanted.items()),
        page_size=len(wanted),
        fetch=True,
    )
    return {(agency, day): iter(range(n - wanted[agency, day] + 1, n + 1)) for agency, day, n in rows}


def _dossier(life: Life, numbers: dict[tuple[int, date], Iterator[int]], ground: Ground, rng: Random) -> Row:
    life.person, chance = people.person(rng, life.pk), rng.random
    if life.again_of is not None:
        life.person = life.again_of.person
    who = life.person
    code = codes.new_receipt_code(lambda symbols: symbols[int(chance() * len(symbols))])
    receiving, rules, dates, holder = life.receiving.id, life.case.rules, life.dates, life.holder
    day = life.received_at.date()
    official = plain = None
    if _is_numbered(life):
        stem, bare = _stem(life.receiving.code, day)
        number = f"{next(numbers[receiving, day]):04d}"
        official, plain = stem + number, bare + number
    address, papers = "", "[]"
    if life.has_history:
        address = people.address(rng, _place(life, ground, rng))
        papers = _papers(life.case.papers)
    deciding = rules.procedure.department_id or receiving
    readers = {receiving, deciding, holder.agency, *(stop.agency for stop in life.route if life.times)}
    return (
        life.pk, code, official, plain, receiving, deciding, receiving, rules.id, rules.channel, who.name, who.plain,
        who.identity, who.phone, "", address, "", "", papers,
        int(life.status), None if life.is_over else life.lies + 1, holder.agency, holder.unit,
        life.received_at, life.original_due_at, life.second_original_due_at,
        life.apology and life.apology.approved_at and life.apology.promised_at,
        dates.due_at, dates.is_provisional, dates.is_paused, dates.due_soon_at,
        life.stalls_at, _start_by(life, ground), life.next_flag_at, life.closed_at, life.returned_at, life.updated_at,
        life.version, ground.calendars.version, life.again_of and life.again_of.pk, life.assignee, life.passing_to, "",
        _array(readers), "vi",
    )  # fmt: skip


def _start_by(life: Life, ground: Ground) -> datetime | None:
    """Twin of `ledger.start_by`."""
    if life.due_at is None or not life.is_open:
        return None
    return before(life.calendar, life.due_at, ground.laid.usual_rest(life.rules.id, life.lies + 1))


def _is_numbered(life: Life) -> bool:
    """Accepted at the counter, whatever became of it."""
    return life.status is not Status.NOT_ACCEPTED or life.version > 1


@cache
def _papers(names: tuple[str, ...]) -> str:
    return json.dumps([{"name": name, "kind": "original", "copies": 1} for name in names], ensure_ascii=False)


@cache
def _stem(agency_code: str, day: date) -> tuple[str, str]:
    """What comes before the number, with and without separators."""
    stem = codes.official_code(agency_code, day, 0)[:-4]
    return stem, codes.folded(stem)


def _place(life: Life, ground: Ground, rng: Random) -> str:
    name = life.receiving.name.removeprefix("UBND ")
    near = name[:1].lower() + name[1:]
    return near if near in ground.places and rng.random() < 0.9 else rng.choice(ground.places)


def _steps(life: Life) -> Iterator[Row]:
    if life.times:
        for n, (stop, times) in enumerate(zip(life.route, life.times, strict=True), start=1):
            yield life.pk, n, stop.rule_step, stop.agency, stop.unit, *times


def _events(life: Life) -> Iterator[Row]:
    for event in life.events:
        data = json.dumps(event.data, ensure_ascii=False)
        # seq, previous and hash are the trigger's to set.
        yield life.pk, 0, event.at, event.actor, event.agency, event.kind, data, event.public, "", ""


def _stops(cursor, lives: list[Life], rng: Random) -> None:
    ids = iter(_ids(cursor, "supplement", sum(len(life.supplements) for life in lives)))
    asked = [(next(ids), life, n, asked) for life in lives for n, asked in enumerate(life.supplements, start=1)]
    _copy(cursor, "supplement", _SUPPLEMENT, (_supplement(*row, rng) for row in asked))
    second = {life.pk: pk for pk, life, n, _ in asked if n == 2}
    _copy(cursor, "supplementpermission", _PERMISSION, (
        (life.pk, life.permitted.at, life.permitted.by, second.get(life.pk)) for life in lives if life.permitted
    ))  # fmt: skip
    _copy(cursor, "payment", _PAYMENT, (
        (life.pk, *owed, f"PC-{rng.randint(1000, 99999)}", rng.randint(20, 9000) * 1000 if owed.confirmed_at else None)
        for life in lives for owed in life.payments
    ))  # fmt: skip
    _copy(
        cursor, "pause", _PAUSE, ((life.pk, _span(pause.span), *pause[1:]) for life in lives for pause in life.pauses)
    )


def _supplement(pk: int, life: Life, n: int, asked: Asked, rng: Random) -> Row:
    paper = json.dumps([rng.choice(life.case.papers)], ensure_ascii=False)
    return (
        pk, life.pk, n, asked.asked_at, asked.by, asked.on_day, rng.choice(SUPPLEMENTS), paper, asked.answer_by,
        asked.restarts, asked.received_at,
    )  # fmt: skip


def _array(ids: set[int]) -> str:
    """As PostgreSQL reads an array."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"


def _span(span: Span) -> str:
    return f"[{span.lower.isoformat()},{span.upper.isoformat() if span.upper else ''})"


def _apology(life: Life, rng: Random) -> Row:
    return life.pk, *(life.apology or ()), rng.choice(APOLOGIES)


def _collection(life: Life) -> Row:
    at, by, way, collector, paper = life.collected or ()
    return life.pk, at, by, way, collector, life.person.name if life.person else "", paper


def _notices(life: Life) -> Iterator[Row]:
    for mark in life.marks:
        key = f"{mark.kind}:{life.pk}:{mark.key}"
        told = mark.noticed_at
        yield key, life.pk, mark.kind, mark.agency, mark.unit, NoticeState.SHOWN, told, told


# ── COPY ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _copy(cursor, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    into = f"COPY dossiers_{table} ({', '.join(columns)}) FROM STDIN"
    cursor.cursor.copy_expert(into, _Lines(rows), size=1 << 16)


class _Lines:
    """Rows as COPY reads them, made while the database takes them in."""

    def __init__(self, rows: Iterable[Row]):
        self._lines = map(_line, rows)

    def read(self, size: int) -> str:
        """Some whole lines; psycopg2 takes more than it asked for."""
        return "".join(islice(self._lines, 200))


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: r"\N",
    datetime: datetime.isoformat,
    str: lambda text: text.translate(_ESCAPES) if "\\" in text or not text.isprintable() else text,
}


def _line(row: Row, text=_AS_TEXT.get) -> str:
    return "\t".join([text(value.__class__, str)(value) for value in row]) + "\n"
