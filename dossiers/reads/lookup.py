"""What the public may ask by a code: the dossier's state in one prepared query, and whether last digits open more."""

import hmac
import json
from datetime import date, datetime
from typing import NamedTuple

from agencies.models import Names, Terms, Took, names
from dossiers.models import Dossier
from dossiers.reads.prepared import Prepared
from dossiers.workflow import Status

# Ids, states and moments; names are in memory. No personal data. Of a mistaken intake (voided) there is nothing to
# tell but that (reads/gone.py). Arrays of sub-selects in index order, because the server begins aggregates and joins
# in twice the time.
_STATUS = """
SELECT d.receipt_code, d.status, d.current_step, d.channel, d.received_at, d.original_due_at, d.second_original_due_at,
       d.due_at, d.due_is_provisional, d.is_paused, d.promised_at, d.closed_at, d.returned_at, d.updated_at,
       d.calendar_version, d.holder_agency_id, d.holder_unit_id, d.receiving_agency_id, d.return_agency_id,
       d.deciding_agency_id, d.rules_id, calendar.version, calendar.names_changed_at,
       CASE WHEN d.status = {supplement} THEN
           (SELECT json_build_array(asked_at, answer_by, round)::text
            FROM dossiers_supplement WHERE dossier_id = d.id AND received_at IS NULL)
       WHEN NOT d.is_paused THEN NULL
       WHEN d.status = {payment} THEN
           (SELECT json_build_array(requested_at, splits)::text
            FROM dossiers_payment WHERE dossier_id = d.id AND confirmed_at IS NULL)
       ELSE
           (SELECT json_build_array(lower(span), ground)::text
            FROM dossiers_pause WHERE dossier_id = d.id AND upper_inf(span)) END,
       ARRAY(SELECT json_build_array(s.n, s.rule_step_id, s.agency_id, s.unit_id,
                                     s.started_at, s.finished_at, s.due_at)::text
             FROM dossiers_step s WHERE s.dossier_id = d.id ORDER BY s.n),
       ARRAY(SELECT json_build_array(e.id, e.at, e.kind, e.data)::text
             FROM dossiers_event e WHERE e.dossier_id = d.id AND e.public ORDER BY e.seq DESC)
FROM dossiers_dossier d LEFT JOIN agencies_workcalendar calendar ON true
WHERE d.receipt_code = {code} AND d.voided_at IS NULL
"""
_FOUND = Prepared(
    "public_status",
    _STATUS.format(code="%s", supplement=Status.SUPPLEMENT.value, payment=Status.PAYMENT.value),
    "varchar",
)


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

    stop: by what the clock stands still now, as _STATUS asks for it: (since, answer_by, round) of a supplement, (since,
    splits) of a payment, (since, ground) of a stop by hand; () while it runs.
    """

    receipt_code: str
    status: int
    current_step: int | None
    channel: int
    received_at: datetime
    original_due_at: datetime | None
    second_original_due_at: datetime | None
    due_at: datetime | None
    due_is_provisional: bool
    is_paused: bool
    promised_at: datetime | None
    closed_at: datetime | None
    returned_at: datetime | None
    updated_at: datetime
    calendar_version: int  # by which its dates were made
    newest_calendar: int  # the version that counts today
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
    *facts, holder, unit, receiver, place, decider, rules, newest, changed_at, stop, steps, events = row
    known = names(changed_at)
    holder_name, _, holder_phone = known.agencies[holder]
    decider_name, _, decider_phone = known.agencies[decider]
    return Found(
        *facts,
        newest,
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
        tuple(json.loads(stop)) if stop else (),
        [_step(known, *step) for step in _all(steps)],
        [_event(*event) for event in _all(events)],
    )


def _all(texts: list[str]) -> list[list]:
    return json.loads(f"[{','.join(texts)}]")  # once is quicker than each


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
