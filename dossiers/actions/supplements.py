"""Asking the applicant for missing papers – once – and taking them in."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agencies.models import StopMode
from dossiers.actions.changing import changed, opened
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, EventKind, Pause, PauseGround, Supplement
from dossiers.reads import scope
from dossiers.workflow import ROLES, Move


@transaction.atomic
def request_supplement(
    *, dossier_id: int, by: User, now: datetime, version: int, reason: str, papers: list[str],
    answer_by: date,
) -> Dossier:  # fmt: skip
    """Ask for papers; the clock stands still until they come. Only once (NĐ 118/2025 Art 11).

    answer_by: a local day after today. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.REQUEST_SUPPLEMENT, by=by, version=version, now=now)
    if Supplement.objects.filter(dossier=dossier).exists():
        raise Refused("asked_once")
    if not reason.strip():
        raise Refused("reason")
    wanted = [paper.strip() for paper in papers if paper.strip()]
    if not wanted:
        raise Refused("papers")
    if answer_by <= timezone.localdate(now):
        raise Refused("answer_by")
    restarts = dossier.rules.stop_mode == StopMode.RESTART
    Supplement.objects.create(
        dossier=dossier, asked_at=now, asked_by=by, reason=reason, papers=wanted, answer_by=answer_by, restarts=restarts
    )
    if not restarts:
        Pause.objects.create(dossier=dossier, span=(now, None), ground=PauseGround.SUPPLEMENT)
    changed(
        dossier, kind=EventKind.SUPPLEMENT_REQUESTED, by=by, now=now, move=Move.REQUEST_SUPPLEMENT,
        data={"papers": len(wanted), "answer_by": answer_by.isoformat(), "restarts": restarts},
    )  # fmt: skip
    return dossier


@transaction.atomic
def receive_supplement(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """The papers are complete: the clock runs again, from the start or from where it stood. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.RECEIVE_SUPPLEMENT, by=by, version=version, now=now)
    Supplement.objects.filter(dossier=dossier, received_at=None).update(received_at=now)
    for pause in Pause.objects.filter(dossier=dossier, span__upper_inf=True):
        pause.span = (pause.span.lower, now)
        pause.save(update_fields=["span"])
    at_counter = dossier.receiving_agency_id in scope.reader_of(by).agencies(*ROLES[Move.RECEIVE_SUPPLEMENT])
    changed(
        dossier, kind=EventKind.SUPPLEMENT_RECEIVED, by=by, now=now, move=Move.RECEIVE_SUPPLEMENT,
        agency_id=dossier.receiving_agency_id if at_counter else dossier.holder_agency_id,
    )  # fmt: skip
    return dossier
