"""Ends without a result: the applicant withdraws, the agency stops or declines. Each with a reason from a list."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from dossiers import wording
from dossiers.actions.changing import changed, hands, opened
from dossiers.actions.delays import explained
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, EventKind, Payment, Supplement
from dossiers.reads import scope
from dossiers.workflow import ROLES, Move

_KIND = {Move.WITHDRAW: EventKind.WITHDRAWN, Move.STOP: EventKind.STOPPED, Move.DECLINE: EventKind.DECLINED}


def withdraw(*, dossier_id: int, by: User, now: datetime, version: int, reason_class: str, reason: str) -> Dossier:
    """At the applicant's own request. reason_class: a key of wording.END_REASON. Raises Refused, Stale."""
    return _end(Move.WITHDRAW, dossier_id, by, now, version, reason_class, reason)


def stop(
    *, dossier_id: int, by: User, now: datetime, version: int, reason_class: str, reason: str,
    cause: tuple[str, str] | None = None,
) -> Dossier:  # fmt: skip
    """Stop (NĐ 118/2025 Art 21, form 05). reason_class: a key of wording.END_REASON; cause: as of `finish`.

    Raises Refused, Stale.
    """
    return _end(Move.STOP, dossier_id, by, now, version, reason_class, reason, cause)


def decline(
    *, dossier_id: int, by: User, now: datetime, version: int, reason_class: str, reason: str,
    cause: tuple[str, str] | None = None,
) -> Dossier:  # fmt: skip
    """Refuse, with its reason, what the counter had accepted (NĐ 61/2018 Art 19(8), form 03). cause: as of `finish`.

    Raises Refused, Stale.
    """
    return _end(Move.DECLINE, dossier_id, by, now, version, reason_class, reason, cause)


@transaction.atomic
def _end(
    move: Move, dossier_id: int, by: User, now: datetime, version: int, reason_class: str, reason: str,
    cause: tuple[str, str] | None = None,
) -> Dossier:  # fmt: skip
    dossier, now = opened(dossier_id=dossier_id, move=move, by=by, version=version, now=now)
    if reason_class not in wording.END_REASON[move]:
        raise Refused("reason_class")
    if reason_class == "unanswered" and not _is_unanswered(dossier, now):
        raise Refused("not_unanswered")
    if reason_class == "unpaid" and not Payment.objects.filter(dossier=dossier, confirmed_at=None).exists():
        raise Refused("not_unpaid")
    if not reason.strip():
        raise Refused("end_reason")
    if move is not Move.WITHDRAW:  # the applicant's own wish needs nobody's explanation
        explained(dossier, by=by, now=now, cause=cause)
    theirs = scope.reader_of(by).agencies(*ROLES[move])
    where = dossier.holder_agency_id
    if where not in theirs:  # the counter that received it, or those who answer for it
        where = dossier.receiving_agency_id if move is Move.WITHDRAW else dossier.deciding_agency_id
    step, left = dossier.current_step, hands(dossier)
    dossier.current_step = dossier.assignee = dossier.passing_to = None
    changed(
        dossier, kind=_KIND[move], by=by, now=now, move=move, agency_id=where, reason=reason,
        data={"class": reason_class, "step": step, **left}, fields=("current_step", "assignee", "passing_to"),
    )  # fmt: skip
    return dossier


def _is_unanswered(dossier: Dossier, now: datetime) -> bool:
    """Papers were asked for, and the last day for them is over."""
    late = Supplement.objects.filter(dossier=dossier, received_at=None, answer_by__lt=timezone.localdate(now))
    return late.exists()
