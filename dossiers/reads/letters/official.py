"""What the letters of an agency have in common: what they tell of, whose name stands under them, who gets a copy."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from agencies.models import Agency, Membership, Role, full_name
from dossiers.models import Dossier, Event, EventKind, Reason
from dossiers.reads.letters.content import NothingToPrint, counter_head
from dossiers.wording import END_REASONS, HOTLINE

# After these a letter in somebody's hands names the applicant otherwise, or by a code that opens nothing any more.
_MENDED = (EventKind.CORRECTED, EventKind.REISSUED)

# Above every signature, as form 04 prints it. Whoever leads may be the head or a deputy: the portal does not know, and
# must not print a title that is not theirs.
_HEAD = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
COUNTER_CLERK = "NGƯỜI TIẾP NHẬN"


def last_event(dossier: Dossier, *kinds: EventKind, nothing: str) -> Event:
    """The last event of these kinds, with actor and agency. nothing: a key of wording.REFUSED, for NothingToPrint."""
    of_it = Event.objects.filter(dossier=dossier, kind__in=kinds).select_related("actor", "agency__parent")
    event = of_it.order_by("seq").last()
    if event is None:
        raise NothingToPrint(nothing)
    return event


def subject_of(what: str, dossier: Dossier, at: datetime) -> str:
    """Letter.subject of what happened to it at this moment; another one after its data were mended. One query."""
    return subject_since(what, at, last_mended([dossier.pk]).get(dossier.pk))


def subject_since(what: str, at: datetime, mended: Event | None) -> str:
    """The same; mended: as of `last_mended`."""
    return what if mended is None or mended.at <= at else f"{what}@{mended.seq}"


def last_mended(dossiers: Iterable[int]) -> dict[int, Event]:
    """When the applicant's data or the receipt code of these dossiers (ids) changed last, by dossier. One query."""
    mended = Event.objects.filter(dossier__in=dossiers, kind__in=_MENDED).order_by("seq")
    return {event.dossier_id: event for event in mended}


def reason_of(event: Event) -> str:
    """The free text behind it; "" when there is none, or none any more."""
    return Reason.objects.filter(event=event).values_list("text", flat=True).first() or ""


def class_of(event: Event) -> str:
    """The reason from the list, in words; "" without one, and for "other", which the free text alone explains."""
    key = event.data.get("class")
    return "" if key == "other" else END_REASONS.get((event.kind, key), "")


def signed(
    agency: Agency, signer: User | None, *, copies: tuple[str, ...] = (), authority: str = _HEAD
) -> dict[str, Any]:  # fmt: skip
    """Who signs, who gets a copy, where to ask. signer: None where the head's own hand must still sign."""
    return {
        "authority": [authority], "signer": full_name(signer) if signer else "",
        "copies": ["Như trên", *copies, "Lưu: VT"], "phone_of_issuer": agency.phone, "hotline": HOTLINE,
    }  # fmt: skip


def head_of(agency: Agency, by: User | None) -> User | None:
    """Whoever did it, when they lead this agency: what others did, the head signs by hand. One query."""
    leads = by is not None and Membership.objects.of(by, Role.SUPERVISOR).filter(agency=agency).exists()
    return by if leads else None


def counter_name(dossier: Dossier) -> str:
    """The counter that received it, as letters name it; with its agency where the name does not say whose it is."""
    above, counter = counter_head(dossier.receiving_agency)
    return counter if counter == dossier.receiving_agency.name else f"{counter}, {above}"
