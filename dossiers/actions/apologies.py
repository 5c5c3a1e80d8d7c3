"""Apologising for a date that will not be kept, with one new date: drafted by the officer, signed by the head.

Source: NĐ 61/2018 Art 19(9), QĐ 138/2025/QĐ-UBND Art 3(6): in writing, with the reason, at the latest one day before
the term ends; a new appointment not more than once. The due date stays: what is late is late in every figure.
"""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agencies.worktime import DAY, Calendar, local_day, moment
from dossiers.actions.changing import changed, opened
from dossiers.actions.refused import Refused
from dossiers.models import Apology, Dossier, EventKind, Signal
from dossiers.reads.ledger import calendar_of
from dossiers.workflow import Move


@transaction.atomic
def draft_apology(*, dossier_id: int, by: User, now: datetime, version: int, reason: str, promised_on: date) -> Dossier:
    """Write, or write again, what the head is to sign. promised_on: a working day from today on, after the due day.

    Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.DRAFT_APOLOGY, by=by, version=version, now=now)
    if dossier.promised_at is not None:
        raise Refused("apologised_once")
    if not reason.strip():
        raise Refused("apology_reason")
    promised_at = _promised(dossier, promised_on, now)
    Apology.objects.update_or_create(
        dossier=dossier,
        defaults={"drafted_at": now, "drafted_by": by, "reason": reason.strip(), "promised_at": promised_at},
    )
    changed(
        dossier, kind=EventKind.APOLOGY_DRAFTED, by=by, now=now, move=Move.DRAFT_APOLOGY,
        agency_id=dossier.deciding_agency_id, data={"day": promised_on.isoformat()}, public=False,
    )  # fmt: skip
    return dossier


@transaction.atomic
def approve_apology(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """Sign it: the new date is promised beside the due date, for good. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.APPROVE_APOLOGY, by=by, version=version, now=now)
    if dossier.promised_at is not None:
        raise Refused("apologised_once")
    draft = Apology.objects.filter(dossier=dossier).first()
    if draft is None:
        raise Refused("no_draft")
    if draft.promised_at <= now:  # it has lain for days
        raise Refused("draft_expired")
    day = timezone.localdate(draft.promised_at)
    promised_at = _promised(dossier, day, now)
    due_at = dossier.due_at
    was_in_time = due_at is not None and local_day(now) < local_day(due_at)
    Apology.objects.filter(pk=draft.pk).update(
        approved_at=now, approved_by=by, was_in_time=was_in_time, due_at=due_at, promised_at=promised_at
    )
    dossier.promised_at = promised_at
    changed(
        dossier, kind=EventKind.APOLOGISED, by=by, now=now, move=Move.APPROVE_APOLOGY,
        agency_id=dossier.deciding_agency_id, data={"day": day.isoformat(), "in_time": was_in_time},
        fields=("promised_at",), seen=() if was_in_time else (Signal.LATE_APOLOGY,),
    )  # fmt: skip
    return dossier


def _promised(dossier: Dossier, day: date, now: datetime) -> datetime:
    """The close of the new day. Raises Refused when it cannot be promised."""
    calendar = calendar_of(dossier)
    if dossier.due_at is None:
        raise Refused("no_due_date")
    if day < local_day(now):
        raise Refused("promised_past")
    if not calendar.is_working(day):
        raise Refused("promised_day_off", day=day.strftime("%d/%m/%Y"))
    at = close_of(calendar, day)
    if at <= now:
        raise Refused("promised_past")
    if at <= dossier.due_at:
        raise Refused("promised_before_due", day=local_day(dossier.due_at).strftime("%d/%m/%Y"))
    return at


def close_of(calendar: Calendar, day: date) -> datetime:
    """The end of office hours on a day."""
    return moment(day.toordinal() * DAY + calendar.close)
