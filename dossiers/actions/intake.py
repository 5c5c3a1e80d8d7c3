"""Receiving a dossier at the counter, or recording that it was not accepted."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import takewhile

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext

from agencies.models import (
    Agency,
    Channel,
    Layout,
    Party,
    ProcedureRules,
    Unit,
    UnitKind,
    layout,
    working_calendar,
)
from agencies.worktime import Calendar
from dossiers import codes, wording
from dossiers.actions.changing import arrival
from dossiers.actions.entering import Press, as_the_books_stand, entered, pressed
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, Event, EventKind, Signal, Step
from dossiers.reads.applicants import earlier
from dossiers.reads.ledger import Facts, appointments, dates, next_flag, planned, stalls_at, start_by
from dossiers.reads.plain import plain
from dossiers.reads.promise import is_moved
from dossiers.reads.receivable import may_receive
from dossiers.reads.words import minute
from dossiers.workflow import Move, Status

FEWEST_STEPS = 4  # received, passed on, decided, returned: each is a status of its own
UNIT_OF = {
    Party.RECEIVING_COUNTER: UnitKind.COUNTER,
    Party.OFFICE: UnitKind.OFFICE,
    Party.LEADERS: UnitKind.LEADERS,
    Party.REGISTRY: UnitKind.REGISTRY,
    Party.RETURN_COUNTER: UnitKind.COUNTER,
}


@dataclass(frozen=True)
class Applicant:
    """The person (or organisation) whose dossier it is, and who may stand in for them."""

    name: str
    identity: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    representative_name: str = ""
    representative_identity: str = ""


# What the dossier keeps, by the field of the applicant.
KEPT_AS = {
    "name": "applicant_name", "identity": "applicant_identity", "phone": "applicant_phone",
    "email": "applicant_email", "address": "applicant_address", "representative_name": "representative_name",
    "representative_identity": "representative_identity",
}  # fmt: skip


@as_the_books_stand
def receive_dossier(
    *, key: uuid.UUID, agency: Agency, rules: ProcedureRules, applicant: Applicant, papers: list[dict],
    by: User, received_at: datetime | None = None, reason: str = "", return_agency: Agency | None = None,
    fee_paid: int | None = None, fee_receipt: str = "", told: datetime | None = None, told_in: str = "vi",
) -> Dossier:  # fmt: skip
    """Accept a dossier: codes, frozen rules, steps, due date. The same key and content give the same dossier.

    received_at: only for post and imports, in the past, with a reason; otherwise the database's now.
    papers: [{"name": str, "kind": str, "copies": int}, …]. fee_paid: đồng, with the number of its receipt.
    told: the due date that the applicant has heard; another one is refused, so that it can be told first.
    told_in: the language of messages about it, "" for none. Raises Refused.
    """
    press = pressed(
        key, Move.RECEIVE, agency, by, (return_agency or agency).pk, rules.pk, asdict(applicant), papers, reason,
        received_at and received_at.isoformat(), fee_paid, fee_receipt, told_in,
    )  # fmt: skip
    if press.first is not None:
        return press.first
    now, laid = press.now, layout(press.changed_at)
    at = _moment(received_at, now=now, channel=Channel(rules.channel), reason=reason)
    _judge(press, laid, agency=agency, rules=rules, at=at, move=Move.RECEIVE)
    dossier = _blank(agency=agency, rules=rules, applicant=applicant, papers=papers, told_in=told_in, now=now)
    if (fee_paid is None) != (not fee_receipt):
        raise Refused("fee_half")
    dossier.fee_paid, dossier.fee_receipt = fee_paid, fee_receipt
    dossier.return_agency = return_agency or agency
    dossier.received_at, dossier.status = at, Status.ACCEPTED
    calendar = working_calendar(press.version, dossier.deciding_agency_id)
    dossier.calendar_version = press.version
    found = dates(appointments(dossier, Facts()), calendar)
    if told is not None and is_moved(rules, told, found.due_at):
        raise Refused("due_moved", due=minute(found.due_at) if found.due_at else "–")
    dossier.due_at = dossier.original_due_at = found.due_at
    dossier.due_is_provisional, dossier.due_soon_at = found.is_provisional, found.due_soon_at
    steps = _steps(dossier, calendar, laid, now)
    dossier.current_step = steps[1].n
    dossier.start_by = start_by(dossier, calendar, laid)
    dossier.stalls_at = stalls_at(calendar, now, steps[1].rule_step)  # entered now, whenever it was received
    dossier.next_flag_at = next_flag(found, at, dossier.stalls_at)
    dossier.earlier_id, is_refiled = earlier(dossier, at)
    dossier.holder_agency, dossier.holder_unit = steps[1].agency, steps[1].unit
    said = {
        "channel": rules.channel, "calendar": press.version, "decider": dossier.deciding_agency_id,
        "to": arrival(steps[1]),
    }  # fmt: skip
    looks_bent = []
    if at != now:
        said["entered_at"] = now.isoformat()
        looks_bent.append(Signal.ENTERED_EARLIER)
    if is_refiled:
        looks_bent.append(Signal.REFILED)
    if looks_bent:
        said["signals"] = sorted(looks_bent)
    event = Event(kind=EventKind.RECEIVED, at=at, actor=by, agency=agency, data=said)
    return entered(press, dossier, steps, event, reason=reason, is_numbered=True)


@as_the_books_stand
def refuse_dossier(
    *, key: uuid.UUID, agency: Agency, rules: ProcedureRules, applicant: Applicant, papers: list[dict],
    by: User, reason: str, told_in: str = "vi",
) -> Dossier:  # fmt: skip
    """Record that a dossier was not accepted at the counter: a receipt code, no official code, no clock.

    Raises Refused, also when no reason is given (form 03 prints it).
    """
    press = pressed(key, Move.REFUSE, agency, by, agency.pk, rules.pk, asdict(applicant), papers, reason, told_in)
    if press.first is not None:
        return press.first
    now, laid = press.now, layout(press.changed_at)
    if not reason.strip():
        raise Refused("refusal_reason")
    _judge(press, laid, agency=agency, rules=rules, at=now, move=Move.REFUSE)
    dossier = _blank(agency=agency, rules=rules, applicant=applicant, papers=papers, told_in=told_in, now=now)
    dossier.status, dossier.closed_at = Status.NOT_ACCEPTED, now
    dossier.holder_unit = _unit(laid, agency, Party.RECEIVING_COUNTER, rules, gettext(wording.MOVE[Move.REFUSE]))
    event = Event(kind=EventKind.REFUSED, at=now, actor=by, agency=agency, data={"channel": rules.channel})
    return entered(press, dossier, (), event, reason=reason, is_numbered=False)


def _moment(wanted: datetime | None, *, now: datetime, channel: Channel, reason: str) -> datetime:
    if wanted is None:
        return now
    if wanted > now:
        raise Refused("future")
    if channel is Channel.COUNTER:
        raise Refused("earlier_counter")
    if not reason.strip():
        raise Refused("earlier_reason")
    return wanted


def _judge(press: Press, laid: Layout, *, agency: Agency, rules: ProcedureRules, at: datetime, move: Move) -> None:
    if not press.may:
        raise Refused("role", move=gettext(wording.MOVE[move]))
    if not may_receive(agency, rules):
        raise Refused("not_here", agency=agency.name)
    day = timezone.localdate(at)
    if rules.pk not in laid.in_force(day):
        raise Refused("no_rules", day=day.strftime("%d/%m/%Y"))


def _blank(
    *, agency: Agency, rules: ProcedureRules, applicant: Applicant, papers: list, told_in: str, now: datetime
) -> Dossier:
    return Dossier(
        receipt_code=codes.new_receipt_code(), receiving_agency=agency, return_agency=agency,
        deciding_agency=rules.procedure.department or agency, holder_agency=agency, rules=rules,
        channel=rules.channel, applicant_plain=plain(applicant.name), papers=papers, told_in=told_in,
        received_at=now, updated_at=now, **{kept: getattr(applicant, name) for name, kept in KEPT_AS.items()},
    )  # fmt: skip


def _steps(dossier: Dossier, calendar: Calendar, laid: Layout, now: datetime) -> list[Step]:
    """The dossier's own steps: the first is done by receiving, the second has begun."""
    laid_down = laid.steps.get(dossier.rules_id, [])
    if len(laid_down) < FEWEST_STEPS:
        raise Refused("few_steps", fewest=FEWEST_STEPS)
    first = laid_down
    if dossier.rules.second_term is not None:  # what follows the outside body belongs to the second appointment
        first = list(takewhile(lambda step: step.party != Party.OUTSIDE, laid_down))
    plan = planned(dossier, calendar, [(float(step.days), step.on_clock) for step in first])
    plan += [None] * (len(laid_down) - len(first))
    steps = []
    for rule, due_at in zip(laid_down, plan, strict=True):
        agency = _agency(laid, dossier, Party(rule.party), rule.name)
        unit = None
        if rule.party != Party.OUTSIDE:
            unit = _unit(laid, agency, Party(rule.party), dossier.rules, rule.name)
        steps.append(Step(n=rule.n, rule_step=rule, agency=agency, unit=unit, due_at=due_at))
    steps[0].started_at = dossier.received_at
    steps[0].finished_at = steps[1].started_at = max(now, dossier.received_at)
    return steps


def _agency(laid: Layout, dossier: Dossier, party: Party, step: str) -> Agency:
    match party:
        case Party.RECEIVING_COUNTER:
            return dossier.receiving_agency
        case Party.RETURN_COUNTER:
            return dossier.return_agency
        case Party.OUTSIDE:
            if laid.tax_office is None:
                raise Refused("no_tax_office", step=step)
            return laid.tax_office
        case _:
            return dossier.deciding_agency


def _unit(laid: Layout, agency: Agency, party: Party, rules: ProcedureRules, step: str) -> Unit:
    unit = laid.unit(agency.pk, UNIT_OF[party], rules.procedure.field)
    if unit is None:
        raise Refused("no_unit", agency=agency.name, step=step)
    return unit
