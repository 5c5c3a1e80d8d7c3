"""Receiving a dossier at the counter, or recording that it was not accepted."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from agencies.models import Agency, Channel, Membership, Party, ProcedureRules, Unit, UnitKind, calendars
from dossiers import codes, wording
from dossiers.actions.changing import arrival, written
from dossiers.actions.refused import Refused
from dossiers.models import CodeCounter, Dossier, EventKind, Intake, Signal, Step
from dossiers.reads.ledger import Facts, appointments, dates, next_flag, planned, stalls_at
from dossiers.reads.plain import plain
from dossiers.reads.receivable import may_receive
from dossiers.workflow import ENDED_WITHOUT_RESULT, ROLES, Move, Status

REFILED_WITHIN = timedelta(days=30)
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


@transaction.atomic
def receive_dossier(
    *, key: uuid.UUID, agency: Agency, rules: ProcedureRules, applicant: Applicant, papers: list[dict],
    by: User, received_at: datetime | None = None, reason: str = "", return_agency: Agency | None = None,
) -> Dossier:  # fmt: skip
    """Accept a dossier: codes, frozen rules, steps, due date. The same key and content give the same dossier.

    received_at: only for post and imports, in the past, with a reason; otherwise the database's now.
    papers: [{"name": str, "kind": str, "copies": int}, …]. Raises Refused.
    """
    now = _database_now()
    dossier = _blank(agency=agency, rules=rules, applicant=applicant, papers=papers, now=now)
    dossier.return_agency = return_agency or agency
    first = _claimed(key, dossier, Move.RECEIVE, applicant=applicant, reason=reason, received_at=received_at)
    if first is not None:
        return first
    at = dossier.received_at = _moment(received_at, now=now, channel=Channel(rules.channel), reason=reason)
    _judge(agency=agency, rules=rules, by=by, at=at, move=Move.RECEIVE)
    dossier.status = Status.ACCEPTED
    newest = calendars()
    calendar = newest.of(dossier.deciding_agency_id)
    dossier.calendar_version = newest.version
    found = dates(appointments(dossier, Facts()), calendar)
    dossier.due_at = dossier.original_due_at = found.due_at
    dossier.due_is_provisional, dossier.due_soon_at = found.is_provisional, found.due_soon_at
    steps = _steps(dossier, calendar, now)
    dossier.current_step = steps[1].n
    dossier.stalls_at = stalls_at(calendar, at, steps[1].rule_step)
    dossier.next_flag_at = next_flag(found, at, dossier.stalls_at)
    dossier.earlier = _earlier(dossier, at)
    dossier.holder_agency, dossier.holder_unit = steps[1].agency, steps[1].unit
    Step.objects.bulk_create(steps)
    said = {"channel": rules.channel, "calendar": newest.version, "to": arrival(steps[1])}
    looks_bent = []
    if at != now:
        said["entered_at"] = now.isoformat()
        looks_bent.append(Signal.ENTERED_EARLIER)
    if dossier.earlier is not None and dossier.earlier.status in ENDED_WITHOUT_RESULT:
        looks_bent.append(Signal.REFILED)
    if looks_bent:
        said["signals"] = sorted(looks_bent)
    written(dossier, kind=EventKind.RECEIVED, by=by, now=at, agency_id=agency.pk, data=said, reason=reason)
    _insert_numbered(dossier, agency)
    return dossier


@transaction.atomic
def refuse_dossier(
    *, key: uuid.UUID, agency: Agency, rules: ProcedureRules, applicant: Applicant, papers: list[dict],
    by: User, reason: str,
) -> Dossier:  # fmt: skip
    """Record that a dossier was not accepted at the counter: a receipt code, no official code, no clock.

    Raises Refused, also when no reason is given (form 03 prints it).
    """
    now = _database_now()
    dossier = _blank(agency=agency, rules=rules, applicant=applicant, papers=papers, now=now)
    first = _claimed(key, dossier, Move.REFUSE, applicant=applicant, reason=reason)
    if first is not None:
        return first
    if not reason.strip():
        raise Refused("refusal_reason")
    _judge(agency=agency, rules=rules, by=by, at=now, move=Move.REFUSE)
    dossier.status = Status.NOT_ACCEPTED
    dossier.closed_at = now
    dossier.holder_unit = _unit(agency, Party.RECEIVING_COUNTER, rules, gettext(wording.MOVE[Move.REFUSE]))
    dossier.save(force_insert=True)
    written(
        dossier,
        kind=EventKind.REFUSED,
        by=by,
        now=now,
        agency_id=agency.pk,
        data={"channel": rules.channel},
        reason=reason,
    )
    return dossier


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def _earlier(dossier: Dossier, at: datetime) -> Dossier | None:
    """The latest dossier of the same applicant and procedure that lived within the last 30 days, or still does."""
    same = Q(applicant_identity=dossier.applicant_identity)
    if not dossier.applicant_identity:
        if not dossier.applicant_phone:
            return None
        same = Q(applicant_phone=dossier.applicant_phone, applicant_plain=dossier.applicant_plain)
    since = at - REFILED_WITHIN
    lived = Q(received_at__gte=since) | Q(closed_at__gte=since) | Q(closed_at=None)
    return (
        Dossier.objects.filter(same, lived, rules__procedure=dossier.rules.procedure, voided_at=None)
        .exclude(pk=dossier.pk)
        .order_by("-received_at")
        .first()
    )


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


def _judge(*, agency: Agency, rules: ProcedureRules, by: User, at: datetime, move: Move) -> None:
    if not Membership.objects.of(by, *ROLES[move]).filter(agency=agency).exists():
        raise Refused("role", move=gettext(wording.MOVE[move]))
    if not may_receive(agency, rules):
        raise Refused("not_here", agency=agency.name)
    day = timezone.localdate(at)
    if not ProcedureRules.objects.in_force(on=day).filter(pk=rules.pk).exists():
        raise Refused("no_rules", day=day.strftime("%d/%m/%Y"))


def _blank(*, agency: Agency, rules: ProcedureRules, applicant: Applicant, papers: list, now: datetime) -> Dossier:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id'))")
        (pk,) = cursor.fetchone()
    return Dossier(
        pk=pk, receipt_code=codes.new_receipt_code(), receiving_agency=agency, return_agency=agency,
        deciding_agency=rules.procedure.department or agency, holder_agency=agency, rules=rules,
        channel=rules.channel, applicant_name=applicant.name, applicant_plain=plain(applicant.name),
        applicant_identity=applicant.identity, applicant_phone=applicant.phone, applicant_email=applicant.email,
        applicant_address=applicant.address, representative_name=applicant.representative_name,
        representative_identity=applicant.representative_identity, papers=papers, received_at=now, updated_at=now,
    )  # fmt: skip


def _claimed(
    key: uuid.UUID, dossier: Dossier, move: Move, *, applicant: Applicant, reason: str,
    received_at: datetime | None = None,
) -> Dossier | None:  # fmt: skip
    """The dossier that this key already made; None when it is ours to make. A second press waits for the first.

    Asked before judging: what was received is not refused when the day or the rules have changed since.
    """
    said = [move, dossier.receiving_agency_id, dossier.return_agency_id, dossier.rules_id, asdict(applicant)]
    said += [dossier.papers, reason, received_at and received_at.isoformat()]
    content = json.dumps(said, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    Intake.objects.bulk_create([Intake(key=key, content=digest, dossier=dossier)], ignore_conflicts=True)
    kept = Intake.objects.get(key=key)
    if kept.dossier_id == dossier.pk:
        return None
    if kept.content != digest:
        raise Refused("other_content")
    return Dossier.objects.get(pk=kept.dossier_id)


def _steps(dossier: Dossier, calendar, now: datetime) -> list[Step]:
    """The dossier's own steps: the first is done by receiving, the second has begun."""
    laid_down = list(dossier.rules.steps.all())
    if len(laid_down) < FEWEST_STEPS:
        raise Refused("few_steps", fewest=FEWEST_STEPS)
    first = laid_down
    if dossier.rules.second_term is not None:  # what follows the outside body belongs to the second appointment
        first = list(takewhile(lambda step: step.party != Party.OUTSIDE, laid_down))
    plan = planned(dossier, calendar, [(float(step.days), step.on_clock) for step in first])
    plan += [None] * (len(laid_down) - len(first))
    steps = []
    for rule, due_at in zip(laid_down, plan, strict=True):
        agency = _agency(dossier, Party(rule.party), rule.name)
        unit = None if rule.party == Party.OUTSIDE else _unit(agency, Party(rule.party), dossier.rules, rule.name)
        steps.append(Step(dossier=dossier, n=rule.n, rule_step=rule, agency=agency, unit=unit, due_at=due_at))
    steps[0].started_at = dossier.received_at
    steps[0].finished_at = steps[1].started_at = max(now, dossier.received_at)
    return steps


def _agency(dossier: Dossier, party: Party, step: str) -> Agency:
    match party:
        case Party.RECEIVING_COUNTER:
            return dossier.receiving_agency
        case Party.RETURN_COUNTER:
            return dossier.return_agency
        case Party.OUTSIDE:
            tax = Agency.objects.tax_office()
            if tax is None:
                raise Refused("no_tax_office", step=step)
            return tax
        case _:
            return dossier.deciding_agency


def _unit(agency: Agency, party: Party, rules: ProcedureRules, step: str) -> Unit:
    """The unit that does such a step: one charged with the procedure's field before one that takes all."""
    units = list(Unit.objects.filter(agency=agency, kind=UNIT_OF[party]).order_by("pk"))
    if not units:
        raise Refused("no_unit", agency=agency.name, step=step)
    charged = [unit for unit in units if rules.procedure.field in unit.fields]
    open_to_all = [unit for unit in units if not unit.fields]
    return (charged or open_to_all or units)[0]


def _insert_numbered(dossier: Dossier, agency: Agency) -> None:
    """Counter and dossier in one last statement: the counter's row is locked for the commit only, and has no gaps."""
    day = timezone.localdate(dossier.received_at)
    fields = [f for f in Dossier._meta.concrete_fields if f.attname not in ("official_code", "official_plain")]
    values = [f.get_db_prep_save(f.pre_save(dossier, add=True), connection) for f in fields]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    stem = f"{agency.code}-{day:%y%m%d}-"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH counter AS (
                    INSERT INTO {CodeCounter._meta.db_table} (agency_id, day, n) VALUES (%s, %s, 1)
                    ON CONFLICT (agency_id, day) DO UPDATE SET n = dossiers_codecounter.n + 1
                    RETURNING lpad(n::text, greatest(4, length(n::text)), '0') AS number
                )
                INSERT INTO {Dossier._meta.db_table} (official_code, official_plain, {columns})
                SELECT %s || number, %s || number, {", ".join(["%s"] * len(fields))} FROM counter
                RETURNING official_code, official_plain""",  # noqa: S608 - names of our own columns
            [agency.pk, day, stem, codes.folded(stem), *values],
        )
        dossier.official_code, dossier.official_plain = cursor.fetchone()
    dossier._state.adding = False
