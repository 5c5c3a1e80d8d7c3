"""Asking the applicant for missing papers – once, a second time by permission – and taking them in."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agencies.models import StopMode
from dossiers import clock
from dossiers.actions.changing import changed, opened
from dossiers.actions.refused import Refused
from dossiers.actions.stops import close_stop
from dossiers.models import Dossier, EventKind, Pause, PauseGround, Signal, Supplement, SupplementPermission
from dossiers.reads import scope
from dossiers.reads.ledger import calendar_of
from dossiers.workflow import LATE_AFTER, ROLES, Move


@transaction.atomic
def request_supplement(
    *, dossier_id: int, by: User, now: datetime, version: int, reason: str, papers: list[str],
    answer_by: date,
) -> Dossier:  # fmt: skip
    """Ask for papers; the clock stands still until they come. Once (NĐ 118/2025 Art 11); again only by permission.

    answer_by: a local day after today. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.REQUEST_SUPPLEMENT, by=by, version=version, now=now)
    rounds = Supplement.objects.filter(dossier=dossier).count()
    permission = SupplementPermission.objects.filter(dossier=dossier, supplement=None).first()
    if rounds and permission is None:
        raise Refused("asked_once")
    if not reason.strip():
        raise Refused("reason")
    wanted = [paper.strip() for paper in papers if paper.strip()]
    if not wanted:
        raise Refused("papers")
    if answer_by <= timezone.localdate(now):
        raise Refused("answer_by")
    restarts = dossier.rules.stop_mode == StopMode.RESTART
    calendar = calendar_of(dossier)
    cutoff = clock.parse_cutoff(dossier.rules.cutoff or None)
    receipt = clock.receipt_day(calendar, dossier.received_at, cutoff)
    on_day = max(0, calendar.working_days_between(receipt, timezone.localdate(now)))
    asked = Supplement.objects.create(
        dossier=dossier, round=rounds + 1, asked_at=now, asked_by=by, asked_on_day=on_day, reason=reason, papers=wanted,
        answer_by=answer_by, restarts=restarts,
    )  # fmt: skip
    if permission is not None:
        SupplementPermission.objects.filter(pk=permission.pk).update(supplement=asked)
    if not restarts:
        Pause.objects.create(dossier=dossier, span=(now, None), ground=PauseGround.SUPPLEMENT, by=by)
    bent = [Signal.LATE_ASKED] if on_day > LATE_AFTER else []
    bent += [Signal.SECOND_ROUND] if rounds else []
    changed(
        dossier, kind=EventKind.SUPPLEMENT_REQUESTED, by=by, now=now, move=Move.REQUEST_SUPPLEMENT,
        data={
            "papers": len(wanted), "answer_by": answer_by.isoformat(), "restarts": restarts, "round": asked.round,
            "on_day": on_day,
        },
        seen=tuple(bent),
    )  # fmt: skip
    return dossier


@transaction.atomic
def permit_supplement(*, dossier_id: int, by: User, now: datetime, version: int, reason: str) -> Dossier:
    """A supervisor allows one more round, with a reason that stays visible. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.PERMIT_SUPPLEMENT, by=by, version=version, now=now)
    if not Supplement.objects.filter(dossier=dossier).exists():
        raise Refused("not_asked_yet")
    if SupplementPermission.objects.filter(dossier=dossier, supplement=None).exists():
        raise Refused("permitted_already")
    if not reason.strip():
        raise Refused("permit_reason")
    SupplementPermission.objects.create(dossier=dossier, permitted_at=now, permitted_by=by)
    changed(
        dossier, kind=EventKind.SUPPLEMENT_PERMITTED, by=by, now=now, move=Move.PERMIT_SUPPLEMENT, reason=reason,
        agency_id=dossier.deciding_agency_id, public=False,
    )  # fmt: skip
    return dossier


@transaction.atomic
def receive_supplement(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """The papers are complete: the clock runs again, from the start or from where it stood. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.RECEIVE_SUPPLEMENT, by=by, version=version, now=now)
    Supplement.objects.filter(dossier=dossier, received_at=None).update(received_at=now)
    close_stop(dossier, now)
    at_counter = dossier.receiving_agency_id in scope.reader_of(by).agencies(*ROLES[Move.RECEIVE_SUPPLEMENT])
    changed(
        dossier, kind=EventKind.SUPPLEMENT_RECEIVED, by=by, now=now, move=Move.RECEIVE_SUPPLEMENT,
        agency_id=dossier.receiving_agency_id if at_counter else dossier.holder_agency_id,
    )  # fmt: skip
    return dossier
