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
from dossiers.models import NoticeState, PauseGround
from dossiers.sample import people
from dossiers.sample.ground import Ground
from dossiers.sample.life import Life
from dossiers.workflow import Status

REFUSALS = ("Không thuộc thẩm quyền giải quyết của cơ quan.", "Thiếu giấy tờ bắt buộc, người nộp xin về bổ sung.")
SUPPLEMENTS = ("Bản chụp chưa rõ, cần bản sao có chứng thực.", "Thiếu giấy tờ theo thành phần hồ sơ.")

_DOSSIER = (
    "id", "receipt_code", "official_code", "official_plain", "receiving_agency_id", "deciding_agency_id",
    "return_agency_id", "rules_id", "channel", "applicant_name", "applicant_plain", "applicant_identity",
    "applicant_phone", "applicant_email", "applicant_address", "representative_name", "representative_identity",
    "papers", "status", "current_step", "holder_agency_id", "holder_unit_id", "received_at", "original_due_at",
    "due_at", "due_is_provisional", "is_paused", "due_soon_at", "stalls_at", "next_flag_at", "closed_at",
    "returned_at", "updated_at", "version", "calendar_version",
)  # fmt: skip
_STEP = ("dossier_id", "n", "rule_step_id", "agency_id", "unit_id", "started_at", "finished_at", "due_at")
_EVENT = ("dossier_id", "seq", "at", "actor_id", "agency_id", "kind", "data", "public", "previous", "hash")
_SUPPLEMENT = (
    "dossier_id", "round", "asked_at", "asked_by_id", "asked_on_day", "reason", "papers", "answer_by", "restarts",
    "received_at",
)  # fmt: skip
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
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id')) FROM generate_series(1, %s)", [len(lives)]
        )
        ids = [pk for (pk,) in cursor.fetchall()]
        numbers = _numbers(cursor, lives)
        known = list(zip(ids, lives, strict=True))
        _copy(cursor, "dossier", _DOSSIER, (_dossier(pk, life, numbers, ground, rng) for pk, life in known))
        lived = [(pk, life) for pk, life in known if life.has_history]
        _copy(cursor, "step", _STEP, (row for pk, life in lived for row in _steps(pk, life)))
        _copy(cursor, "event", _EVENT, (row for pk, life in lived for row in _events(pk, life)))
        asked = [(pk, life) for pk, life in lived if life.asked]
        _copy(cursor, "supplement", _SUPPLEMENT, (_supplement(pk, life, rng) for pk, life in asked))
        paused = [(pk, life) for pk, life in asked if not life.asked.restarts]
        _copy(cursor, "pause", _PAUSE, (_pause(pk, life) for pk, life in paused))
        marks = ((pk, *mark[:4]) for pk, life in lived for mark in life.marks)
        _copy(cursor, "mark", _MARK, marks)
        _copy(cursor, "notice", _NOTICE, (row for pk, life in lived for row in _notices(pk, life)))
        refused = [(pk, rng.choice(REFUSALS)) for pk, life in lived if life.status is Status.NOT_ACCEPTED]
        if refused:
            execute_values(
                cursor.cursor,
                """INSERT INTO dossiers_reason (event_id, text)
                   SELECT event.id, said.text FROM (VALUES %s) AS said (dossier_id, text)
                   JOIN dossiers_event AS event ON event.dossier_id = said.dossier_id AND event.seq = 1""",
                refused,
            )
    return len(lives)


def _numbers(cursor, lives: list[Life]) -> dict[tuple[int, date], Iterator[int]]:
    """The next official numbers of each agency and day; their counters stay locked until the commit."""
    wanted = Counter(
        (life.receiving.id, life.received_at.date()) for life in lives if life.status is not Status.NOT_ACCEPTED
    )
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


def _dossier(pk: int, life: Life, numbers: dict[tuple[int, date], Iterator[int]], ground: Ground, rng: Random) -> Row:
    who, chance = people.person(rng), rng.random
    code = codes.new_receipt_code(lambda symbols: symbols[int(chance() * len(symbols))])
    receiving, rules, dates, holder = life.receiving.id, life.case.rules, life.dates, life.holder
    day = life.received_at.date()
    official = plain = None
    if life.status is not Status.NOT_ACCEPTED:
        stem, bare = _stem(life.receiving.code, day)
        number = f"{next(numbers[receiving, day]):04d}"
        official, plain = stem + number, bare + number
    address, papers = "", "[]"
    if life.has_history:
        address = people.address(rng, _place(life, ground, rng))
        papers = _papers(life.case.papers)
    return (
        pk, code, official, plain, receiving, rules.procedure.department_id or receiving,
        receiving, rules.id, rules.channel, who.name, who.plain, who.identity, who.phone, "", address, "", "", papers,
        int(life.status), None if life.place is None else life.place + 1, holder.agency, holder.unit,
        life.received_at, life.original_due_at, dates.due_at, dates.is_provisional, dates.is_paused, dates.due_soon_at,
        life.stalls_at, life.next_flag_at, life.closed_at, life.returned_at, life.updated_at, life.version,
        ground.calendars.version,
    )  # fmt: skip


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


def _steps(pk: int, life: Life) -> Iterator[Row]:
    if life.times:
        for n, (stop, times) in enumerate(zip(life.route, life.times, strict=True), start=1):
            yield pk, n, stop.rule_step, stop.agency, stop.unit, *times


def _events(pk: int, life: Life) -> Iterator[Row]:
    for event in life.events:
        # seq, previous and hash are the trigger's to set.
        yield (
            pk,
            0,
            event.at,
            event.actor,
            event.agency,
            event.kind,
            json.dumps(event.data, ensure_ascii=False),
            True,
            "",
            "",
        )


def _supplement(pk: int, life: Life, rng: Random) -> Row:
    paper = json.dumps([rng.choice(life.case.papers)], ensure_ascii=False)
    asked = life.asked
    return (
        pk, 1, asked.at, asked.by, asked.on_day, rng.choice(SUPPLEMENTS), paper, asked.answer_by, asked.restarts,
        asked.received_at,
    )  # fmt: skip


def _pause(pk: int, life: Life) -> Row:
    end = life.asked.received_at
    span = f"[{life.asked.at.isoformat()},{end.isoformat() if end else ''})"
    return pk, span, PauseGround.SUPPLEMENT, "", life.asked.by


def _notices(pk: int, life: Life) -> Iterator[Row]:
    for mark in life.marks:
        key = f"{mark.kind}:{pk}:{mark.key}"
        told = mark.noticed_at
        yield key, pk, mark.kind, mark.agency, mark.unit, NoticeState.SHOWN, told, told


# ── COPY ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _copy(cursor, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    into = f"COPY dossiers_{table} ({', '.join(columns)}) FROM STDIN"
    cursor.cursor.copy_expert(into, _Lines(rows), size=1 << 16)


class _Lines:
    """Rows as COPY reads them, made while the database takes them in."""

    def __init__(self, rows: Iterable[Row]):
        self._lines = ("\t".join(map(_text, row)) + "\n" for row in rows)

    def read(self, size: int) -> str:
        """Some whole lines; psycopg2 takes more than it asked for."""
        return "".join(islice(self._lines, 200))


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: r"\N",
    datetime: datetime.isoformat,
    str: lambda text: text.translate(_ESCAPES) if "\\" in text or not text.isprintable() else text,
}


def _text(value: Any) -> str:
    return _AS_TEXT.get(value.__class__, str)(value)
