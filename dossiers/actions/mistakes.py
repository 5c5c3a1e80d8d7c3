"""Mistakes set right in the open: each with a reason and an event, and seen by the supervisor."""

from dataclasses import asdict
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Agency, Calendars, Party, days_and_rules
from dossiers import codes, wording
from dossiers.actions.changing import arrival, changed, current_step, opened
from dossiers.actions.intake import KEPT_AS, UNIT_OF, Applicant
from dossiers.actions.refused import Refused
from dossiers.models import Correction, Dossier, EventKind, RetiredCode, Signal, Step
from dossiers.reads.applicants import earlier
from dossiers.reads.plain import plain
from dossiers.workflow import Move

_WHO = {"applicant_name", "applicant_identity", "applicant_phone"}
OF_THE_DECIDER = (Party.OFFICE, Party.LEADERS, Party.REGISTRY)


@transaction.atomic
def correct_applicant(
    *, dossier_id: int, by: User, now: datetime, version: int, applicant: Applicant, reason: str
) -> Dossier:
    """Set an applicant's data right; what they were before is kept apart. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.CORRECT_APPLICANT, by=by, version=version, now=now)
    if not reason.strip():
        raise Refused("mistake_reason")
    right = {KEPT_AS[name]: value for name, value in asdict(applicant).items()}
    before = {name: getattr(dossier, name) for name, value in right.items() if getattr(dossier, name) != value}
    if not before:
        raise Refused("nothing_corrected")
    for name in before:
        setattr(dossier, name, right[name])
    dossier.applicant_plain = plain(dossier.applicant_name)
    is_refiled = False
    if dossier.earlier_id is None and _WHO.intersection(before):  # whose it is shows only now
        dossier.earlier_id, is_refiled = earlier(dossier, dossier.received_at)
    event = changed(
        dossier, kind=EventKind.CORRECTED, by=by, now=now, move=Move.CORRECT_APPLICANT, reason=reason.strip(),
        data={"fields": sorted(before)}, fields=(*before, "applicant_plain", "earlier"),
        seen=(Signal.REFILED,) if is_refiled else (),
    )  # fmt: skip
    Correction.objects.create(event=event, before=before)
    return dossier


@transaction.atomic
def reissue_code(*, dossier_id: int, by: User, now: datetime, version: int, reason: str) -> Dossier:
    """A new receipt code for a lost receipt; the old one opens nothing any more. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.REISSUE_CODE, by=by, version=version, now=now)
    if not reason.strip():
        raise Refused("mistake_reason")
    RetiredCode.objects.create(code=dossier.receipt_code, dossier=dossier, at=now)
    dossier.receipt_code = codes.new_receipt_code()
    changed(
        dossier, kind=EventKind.REISSUED, by=by, now=now, move=Move.REISSUE_CODE, reason=reason.strip(),
        fields=("receipt_code",),
    )  # fmt: skip
    return dossier


@transaction.atomic
def void(*, dossier_id: int, by: User, now: datetime, version: int, reason_class: str, reason: str) -> Dossier:
    """Declare an intake a mistake: its number stays, and whoever types its code is told so.

    Never once it is overdue: that would make lateness disappear. reason_class: a key of wording.VOID_REASON. Raises
    Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.VOID, by=by, version=version, now=now)
    if reason_class not in wording.VOID_REASON:
        raise Refused("reason_class")
    if not reason.strip():
        raise Refused("mistake_reason")
    if dossier.is_overdue(now=now):
        raise Refused("void_overdue")
    dossier.voided_at = now
    dossier.assignee = dossier.passing_to = None
    changed(
        dossier, kind=EventKind.VOIDED, by=by, now=now, move=Move.VOID, reason=reason.strip(),
        agency_id=dossier.receiving_agency_id, data={"class": reason_class}, seen=(Signal.VOIDED,),
        fields=("voided_at", "assignee", "passing_to"),
    )  # fmt: skip
    return dossier


@transaction.atomic
def redirect(*, dossier_id: int, by: User, now: datetime, version: int, to: Agency, reason: str) -> Dossier:
    """Give a dossier to the agency that should have had it. Its number and its due date stay, and the clock goes on.

    Never once it is overdue: another agency would answer for the delay. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.REDIRECT, by=by, version=version, now=now)
    if not reason.strip():
        raise Refused("mistake_reason")
    newest, laid = days_and_rules()
    _judge_agency(dossier, to, newest, now)
    was = dossier.deciding_agency_id
    moved = {}
    # Also those that are done: sent back, it must not come to whoever should never have had it.
    steps = Step.objects.filter(dossier=dossier, agency=was).select_related("rule_step")
    for step in steps.filter(rule_step__party__in=OF_THE_DECIDER):
        unit = laid.unit(to.pk, UNIT_OF[Party(step.rule_step.party)], dossier.rules.procedure.field)
        if unit is None:
            raise Refused("no_unit", agency=to.name, step=step.rule_step.name)
        Step.objects.filter(pk=step.pk).update(agency=to, unit=unit)
        moved[step.n] = [to.pk, unit.pk]
    dossier.deciding_agency = to
    dossier.assignee = dossier.passing_to = None
    data = {"from": was, "decider": to.pk, "agency": to.name, "steps": moved}
    current = current_step(dossier)
    if current is not None:
        dossier.holder_agency, dossier.holder_unit = current.agency, current.unit
        data["to"] = arrival(current)
    changed(
        dossier, kind=EventKind.REDIRECTED, by=by, now=now, move=Move.REDIRECT, reason=reason.strip(), agency_id=was,
        data=data, seen=(Signal.REDIRECTED,),
        fields=("deciding_agency", "holder_agency", "holder_unit", "assignee", "passing_to"),
    )  # fmt: skip
    return dossier


def _judge_agency(dossier: Dossier, to: Agency, newest: Calendars, now: datetime) -> None:
    of_procedure = dossier.rules.procedure.department_id
    if to.pk == dossier.deciding_agency_id:
        raise Refused("redirect_same", agency=to.name)
    if to.kind != dossier.deciding_agency.kind or not to.is_active or of_procedure not in (None, to.pk):
        raise Refused("redirect_kind", agency=to.name)
    if dossier.is_overdue(now=now):
        raise Refused("redirect_overdue")
    if newest.of(to.pk) != newest.of(dossier.deciding_agency_id):
        raise Refused("redirect_hours", agency=to.name)  # what was promised was counted by the hours of the first
