"""What the public may ask by a code: the dossier's state in one prepared query, and what the last digits open."""

import hmac
import json
from datetime import date, datetime
from typing import NamedTuple
from weakref import WeakSet

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from dossiers.models import Dossier, EventKind, Reason, Supplement

# Proper names only, no personal data. A mistaken intake (voided) does not exist for the public. Names of steps come by
# sub-selects, which the server begins in half the time of joins inside an aggregate.
_STATUS = """
SELECT d.receipt_code, d.status, d.current_step, d.channel, d.received_at, d.original_due_at, d.due_at,
       d.due_is_provisional, d.is_paused, d.promised_at, d.closed_at, d.returned_at, d.updated_at,
       holder.name, unit.name, place.name, place.address, place.phone, decider.name, decider.phone,
       CASE WHEN NOT p.is_sensitive THEN p.name END, p.field,
       asked.asked_at, asked.answer_by, calendar.version,
       (SELECT json_agg(json_build_array(s.n, (SELECT name FROM agencies_rulestep WHERE id = s.rule_step_id),
                                         (SELECT name FROM agencies_agency WHERE id = s.agency_id),
                                         (SELECT name FROM agencies_unit WHERE id = s.unit_id),
                                         s.started_at, s.finished_at, s.due_at) ORDER BY s.n)
        FROM dossiers_step s WHERE s.dossier_id = d.id)::text,
       (SELECT json_agg(json_build_array(e.id, e.at, e.kind, e.data) ORDER BY e.seq DESC)
        FROM dossiers_event e WHERE e.dossier_id = d.id AND e.public)::text
FROM dossiers_dossier d
JOIN agencies_agency holder ON holder.id = d.holder_agency_id
LEFT JOIN agencies_unit unit ON unit.id = d.holder_unit_id
JOIN agencies_agency place ON place.id = d.return_agency_id
JOIN agencies_agency decider ON decider.id = d.deciding_agency_id
JOIN agencies_procedurerules rules ON rules.id = d.rules_id
JOIN agencies_procedure p ON p.id = rules.procedure_id
LEFT JOIN agencies_workcalendar calendar ON true
LEFT JOIN dossiers_supplement asked ON asked.dossier_id = d.id AND asked.received_at IS NULL
WHERE d.receipt_code = {code} AND d.voided_at IS NULL
"""
_PLAIN = _STATUS.format(code="%s")
_PREPARE = "PREPARE public_status (varchar) AS " + _STATUS.format(code="$1")
_EXECUTE = "EXECUTE public_status (%s)"
_prepared: WeakSet = WeakSet()  # the server forgets a statement with its connection; so do we


class StepRow(NamedTuple):
    """One step of a dossier, in order."""

    n: int
    name: str
    agency: str
    unit: str | None
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None


class EventRow(NamedTuple):
    """One public event; data as the action wrote it."""

    id: int
    at: datetime
    kind: str
    data: dict


class Found(NamedTuple):
    """What a receipt code alone opens. procedure is None when only its field may be shown."""

    receipt_code: str
    status: int
    current_step: int | None
    channel: int
    received_at: datetime
    original_due_at: datetime | None
    due_at: datetime | None
    due_is_provisional: bool
    is_paused: bool
    promised_at: datetime | None
    closed_at: datetime | None
    returned_at: datetime | None
    updated_at: datetime
    holder: str
    holder_unit: str | None
    place: str
    place_address: str
    place_phone: str
    decider: str
    decider_phone: str
    procedure: str | None
    field: str
    paused_since: datetime | None
    answer_by: date | None
    calendar_version: int
    steps: list[StepRow]
    events: list[EventRow]  # newest first


class Key(NamedTuple):
    """What must be known to see more of a dossier."""

    receipt_code: str
    phone: str
    identity: str


class Details(NamedTuple):
    """What receipt code and last digits open together. handled_by is empty while nobody is assigned."""

    initials: str
    papers: list[str]
    missing: list[str]
    reason: str
    received_by: str
    handled_by: str


def by_receipt_code(code: str) -> Found | None:
    """The dossier of this code, by one query; None when there is none."""
    database = connections[DEFAULT_DB_ALIAS]
    # The door repeats a GET on a new connection: asking first whether this one lives would double the queries.
    database.health_check_done = True
    with database.cursor() as cursor:
        cursor.execute(_statement(database), [code])
        row = cursor.fetchone()
    if row is None:
        return None
    *values, steps, events = row
    return Found(
        *values,
        [StepRow(*step[:4], *map(_moment, step[4:])) for step in json.loads(steps or "[]")],
        [EventRow(id, _moment(at), kind, data) for id, at, kind, data in json.loads(events or "[]")],
    )


def _statement(database) -> str:
    if not settings.PREPARED_STATEMENTS:
        return _PLAIN
    raw = database.connection
    if raw not in _prepared:
        with database.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(_PREPARE)
        _prepared.add(raw)
    return _EXECUTE


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def key_of(*, receipt_code: str) -> Key | None:
    """What opens this dossier; None when there is none."""
    return _only(Dossier.objects.filter(receipt_code=receipt_code))


def key_of_official(plain: str) -> Key | None:
    """The same by an official code without separators; two dossiers of one stripped form count as none."""
    return _only(Dossier.objects.filter(official_plain=plain))


def _only(dossiers) -> Key | None:
    rows = dossiers.filter(voided_at=None).values_list("receipt_code", "applicant_phone", "applicant_identity")[:2]
    return Key(*rows[0]) if len(rows) == 1 else None


def opens(key: Key | None, digits: str) -> bool:
    """Whether these four digits end the phone or the identity number; as long in saying no when there is no dossier."""
    known = key or Key("", "", "")
    phone = hmac.compare_digest(digits, _last_four(known.phone))
    identity = hmac.compare_digest(digits, _last_four(known.identity))
    return phone | identity


def _last_four(number: str) -> str:
    digits = "".join(c for c in number if c in "0123456789")
    return digits[-4:] if len(digits) >= 4 else "----"


def details_of(receipt_code: str) -> Details:
    """What the last digits open. Asks three queries."""
    dossier = Dossier.objects.select_related("assignee").get(receipt_code=receipt_code)
    asked = Supplement.objects.filter(dossier=dossier, received_at=None).first()
    first = (
        dossier.events.filter(kind__in=[EventKind.RECEIVED, EventKind.REFUSED])
        .select_related("actor", "reason")
        .first()
    )
    refused = first is not None and first.kind == EventKind.REFUSED
    return Details(
        initials="".join(f"{word[0].upper()}." for word in dossier.applicant_name.split()),
        papers=[paper["name"] for paper in dossier.papers],
        missing=asked.papers if asked else [],
        reason=asked.reason if asked else _reason(first) if refused else "",
        received_by=_person(first.actor) if first else "",
        handled_by=_person(dossier.assignee) if dossier.is_open else "",
    )


def _reason(event) -> str:
    try:
        return event.reason.text
    except Reason.DoesNotExist:
        return ""


def _person(user) -> str:
    # Family name first, as Vietnamese names are written.
    return f"{user.last_name} {user.first_name}".strip() if user else ""
