"""What the public may ask by a code: the dossier's state in one prepared query, and what the last digits open."""

import hmac
import json
import threading
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from agencies.models import Names, names
from dossiers.models import Dossier, EventKind, Reason, Supplement
from dossiers.workflow import Status

# Ids, states and moments; names are in memory. No personal data. A mistaken intake (voided) does not exist for the
# public. Arrays of sub-selects in index order, because the server begins aggregates and joins in twice the time.
_STATUS = """
SELECT d.receipt_code, d.status, d.current_step, d.channel, d.received_at, d.original_due_at, d.due_at,
       d.due_is_provisional, d.is_paused, d.promised_at, d.closed_at, d.returned_at, d.updated_at,
       d.holder_agency_id, d.holder_unit_id, d.return_agency_id, d.deciding_agency_id, d.rules_id,
       calendar.version, calendar.names_changed_at,
       CASE WHEN d.status = {supplement} THEN
           (SELECT json_build_array(asked_at, answer_by)::text
            FROM dossiers_supplement WHERE dossier_id = d.id AND received_at IS NULL) END,
       ARRAY(SELECT json_build_array(s.n, s.rule_step_id, s.agency_id, s.unit_id,
                                     s.started_at, s.finished_at, s.due_at)::text
             FROM dossiers_step s WHERE s.dossier_id = d.id ORDER BY s.n),
       ARRAY(SELECT json_build_array(e.id, e.at, e.kind, e.data)::text
             FROM dossiers_event e WHERE e.dossier_id = d.id AND e.public ORDER BY e.seq DESC)
FROM dossiers_dossier d LEFT JOIN agencies_workcalendar calendar ON true
WHERE d.receipt_code = {code} AND d.voided_at IS NULL
"""
_PLAIN = _STATUS.format(code="%s", supplement=Status.SUPPLEMENT.value)
_PREPARE = "PREPARE public_status (varchar) AS " + _STATUS.format(code="$1", supplement=Status.SUPPLEMENT.value)
_EXECUTE = "EXECUTE public_status (%s)"
# This thread's cursor. The server forgets a prepared statement with its connection; so do we.
_kept = threading.local()


class StepRow(NamedTuple):
    """One step of a dossier, in order."""

    n: int
    name: str
    sentence: str
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
    row = _row(code)
    if row is None:
        return None
    *facts, holder, unit, place, decider, rules, calendar, changed_at, asked, steps, events = row
    known = names(changed_at)
    asked_at, answer_by = json.loads(asked) if asked else (None, None)
    decider_name, _, decider_phone = known.agencies[decider]
    return Found(
        *facts,
        known.agencies[holder][0],
        known.units[unit],
        *known.agencies[place],
        decider_name,
        decider_phone,
        *known.rules[rules],
        _moment(asked_at),
        date.fromisoformat(answer_by) if answer_by else None,
        calendar,
        [_step(known, *json.loads(step)) for step in steps],
        [_event(*json.loads(event)) for event in events],
    )


def _row(code: str) -> tuple | None:
    """Straight from the driver: Django's own cursor would cost a busy page more than parsing the answer does."""
    database = connections[DEFAULT_DB_ALIAS]
    # The door repeats a GET on a new connection: asking first whether this one lives would double the queries.
    database.health_check_done = True
    database.ensure_connection()
    raw = database.connection
    with database.wrap_database_errors:
        cursor = getattr(_kept, "cursor", None)
        if cursor is None or cursor.connection is not raw:
            cursor = _kept.cursor = raw.cursor()
            if settings.PREPARED_STATEMENTS:
                cursor.execute(_PREPARE)
        cursor.execute(_EXECUTE if settings.PREPARED_STATEMENTS else _PLAIN, [code])
        return cursor.fetchone()


def _step(known: Names, n, rule_step, agency, unit, *moments) -> StepRow:
    return StepRow(
        n, *known.rule_steps[rule_step], known.agencies[agency][0], known.units[unit], *map(_moment, moments)
    )


def _event(pk, at, kind, data) -> EventRow:
    return EventRow(pk, datetime.fromisoformat(at), kind, data)


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
