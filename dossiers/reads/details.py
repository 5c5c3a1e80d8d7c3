"""What receipt code and last digits open together."""

from datetime import datetime
from typing import NamedTuple

from dossiers.models import Apology, Dossier, EventKind, Payment, Reason, Supplement
from dossiers.workflow import ENDED_WITHOUT_RESULT, Status


class Details(NamedTuple):
    """What receipt code and last digits open together. handled_by is empty while nobody is assigned.

    told_in: the language of messages, "" for none wanted, None where there is nowhere to send them.

    reason: of the papers asked for, or of an end without a result. amount: đồng, None when nothing is due or known yet.
    """

    initials: str
    papers: list[str]
    missing: list[str]
    reason: str
    amount: int | None
    apology: str
    apologised_at: datetime | None
    received_by: str
    handled_by: str
    told_in: str | None


def details_of(receipt_code: str) -> Details:
    """What the last digits open. Asks two queries, and one each for what is awaited and for an apology."""
    dossier = Dossier.objects.select_related("assignee").get(receipt_code=receipt_code)
    asked = _open(Supplement, dossier, Status.SUPPLEMENT, received_at=None)
    payment = _open(Payment, dossier, Status.PAYMENT, confirmed_at=None)
    apology = Apology.objects.get(dossier=dossier) if dossier.promised_at else None
    ends = (EventKind.REFUSED, EventKind.DECLINED, EventKind.WITHDRAWN, EventKind.STOPPED)
    events = dossier.events.filter(kind__in=[EventKind.RECEIVED, *ends]).select_related("actor", "reason")
    told = list(events.order_by("seq"))
    ended = told[-1] if told and dossier.status in ENDED_WITHOUT_RESULT else None  # an end may have been taken back
    return Details(
        initials="".join(f"{word[0].upper()}." for word in dossier.applicant_name.split()),
        papers=[paper["name"] for paper in dossier.papers],
        missing=asked.papers if asked else [],
        reason=asked.reason if asked else _reason(ended) if ended else "",
        amount=payment.amount if payment else None,
        apology=apology.reason if apology else "",
        apologised_at=apology.approved_at if apology else None,
        received_by=_person(told[0].actor) if told else "",
        handled_by=_person(dossier.assignee) if dossier.is_open else "",
        told_in=dossier.told_in if dossier.applicant_phone or dossier.applicant_email else None,
    )


def _open(awaited, dossier: Dossier, status: Status, **is_open):
    return awaited.objects.filter(dossier=dossier, **is_open).first() if dossier.status == status else None


def _reason(event) -> str:
    try:
        return event.reason.text
    except Reason.DoesNotExist:
        return ""


def _person(user) -> str:
    # Family name first, as Vietnamese names are written.
    return f"{user.last_name} {user.first_name}".strip() if user else ""
