"""What the public may ask by a code: the dossier's state in one prepared query, and whether last digits open more."""

import hmac
import json
from datetime import date, datetime
from typing import NamedTuple

from agencies.models import Names, Terms, Took, names
from dossiers.models import Dossier
from dossiers.reads.prepared import Prepared
from dossiers.workflow import CLOCK_ENDED, Status

# Ids, states and moments; names are in memory. No personal data. Of a mistaken intake (voided) there is nothing to
# tell but that (reads/gone.py). One text: the driver takes longer over a row of thirty columns than the server over
# writing it. Arrays of sub-selects in index order, because the server begins aggregates and joins in twice the time.
_STATUS = """
SELECT json_build_array(
    calendar.names_changed_at, d.receipt_code, d.status, d.is_paused,
    json_build_array(d.current_step, d.channel, d.due_is_provisional, d.calendar_version, calendar.version),
    json_build_array(d.received_at, d.original_due_at, d.second_original_due_at, d.due_at, d.promised_at, d.closed_at,
                     d.returned_at, d.updated_at),
    json_build_array(d.holder_agency_id, d.holder_unit_id, d.receiving_agency_id, d.return_agency_id,
                     d.deciding_agency_id, d.rules_id),
    ARRAY(SELECT json_build_array(s.n, s.rule_step_id, s.agency_id, s.unit_id, s.started_at, s.finished_at, s.due_at)
          FROM dossiers_step s WHERE s.dossier_id = d.id ORDER BY s.n),
    ARRAY(SELECT json_build_array(e.id, e.at, e.kind, e.data)
          FROM dossiers_event e WHERE e.dossier_id = d.id AND e.public ORDER BY e.seq DESC))::text
FROM dossiers_dossier d LEFT JOIN agencies_workcalendar calendar ON true
WHERE d.receipt_code = %s AND d.voided_at IS NULL
"""
_FOUND = Prepared("public_status", _STATUS, "varchar")
# What stopped the clock, by the status that it left behind; of all others a stop by hand.
_STOPS = {Status.SUPPLEMENT: "supplement_requested", Status.PAYMENT: "payment_requested"}


class StepRow(NamedTuple):
    """One step of a dossier, in order. usual: how long it takes lately; None where too few cases say."""

    n: int
    name: str
    sentence: str
    on_clock: bool
    is_outside: bool
    usual: Took | None
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
    """What a receipt code alone opens. procedure is None when only its field may be shown; it has no page then.

    stop: by what the clock stands still now: (since, answer_by, round) of a supplement, (since, splits) of a payment,
    (since, ground) of a stop by hand; () while it runs.
    """

    receipt_code: str
    status: Status
    is_paused: bool
    current_step: int | None
    channel: int
    due_is_provisional: bool
    calendar_version: int  # by which its dates were made
    newest_calendar: int  # the version that counts today
    received_at: datetime
    original_due_at: datetime | None
    second_original_due_at: datetime | None
    due_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None
    returned_at: datetime | None
    updated_at: datetime
    holder: str
    holder_phone: str
    holder_unit: str | None
    receiver: str
    place_id: int
    place: str
    place_address: str
    place_phone: str
    decider_id: int
    decider: str
    decider_phone: str
    procedure: str | None
    procedure_page: str
    field: str
    terms: Terms
    stop: tuple
    steps: list[StepRow]
    events: list[EventRow]  # newest first

    @property
    def paused_since(self) -> datetime | None:
        return datetime.fromisoformat(self.stop[0]) if self.stop else None

    @property
    def answer_by(self) -> date | None:
        return date.fromisoformat(self.stop[1]) if self.status == Status.SUPPLEMENT and self.stop else None


class Key(NamedTuple):
    """What must be known to see more of a dossier."""

    receipt_code: str
    phone: str
    identity: str


def by_receipt_code(code: str) -> Found | None:
    """The dossier of this code, by one query; None when there is none."""
    row = _FOUND.row(code)
    if row is None:
        return None
    changed_at, receipt_code, status, is_paused, facts, moments, places, steps, events = json.loads(row[0])
    holder, unit, receiver, place, decider, rules = places
    known = names(_moment(changed_at))
    holder_name, _, holder_phone = known.agencies[holder]
    decider_name, _, decider_phone = known.agencies[decider]
    return Found(
        receipt_code,
        Status(status),
        is_paused,
        *facts,
        *map(_moment, moments),
        holder_name,
        holder_phone,
        known.units[unit],
        known.agencies[receiver][0],
        place,
        *known.agencies[place],
        decider,
        decider_name,
        decider_phone,
        *known.rules[rules],
        _stop(status, events) if is_paused or status == Status.SUPPLEMENT else (),
        [_step(known, *step) for step in steps],
        [_event(*event) for event in events],
    )


def _stop(status: int, events: list[list]) -> tuple:
    if status in CLOCK_ENDED:
        return ()
    kind = _STOPS.get(status, "paused")
    asked = next(((at, data) for _pk, at, each, data in events if each == kind), None)
    if asked is None:
        return ()
    at, data = asked
    match status:
        case Status.SUPPLEMENT:
            return (at, data["answer_by"], data["round"])
        case Status.PAYMENT:
            return (at, data["splits"])
    return (data["since"], data["ground"])


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


def id_of(receipt_code: str) -> int | None:
    """The dossier of this code; None when there is none. One query."""
    return Dossier.objects.filter(receipt_code=receipt_code, voided_at=None).values_list("pk", flat=True).first()


def standing(receipt_code: str) -> tuple[int, int] | None:
    """(id, status) of the dossier of this code; None when there is none. One query."""
    return Dossier.objects.filter(receipt_code=receipt_code, voided_at=None).values_list("pk", "status").first()


def opens(key: Key | None, digits: str) -> bool:
    """Whether these four digits end the phone or the identity number; as long in saying no when there is no dossier."""
    known = key or Key("", "", "")
    phone = hmac.compare_digest(digits, _last_four(known.phone))
    identity = hmac.compare_digest(digits, _last_four(known.identity))
    return phone | identity


def _last_four(number: str) -> str:
    digits = "".join(c for c in number if c in "0123456789")
    return digits[-4:] if len(digits) >= 4 else "----"
