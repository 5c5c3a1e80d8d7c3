"""Form 01: what was received, and when the result is due."""

from django.db.models import Q

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers.models import Dossier, Event, EventKind, LetterKind
from dossiers.reads.letters.content import Content, NothingToPrint, counter_of, moment_in_full, of_dossier, without_mark
from dossiers.typesetting import barcode
from dossiers.wording import PAPER_KIND
from dossiers.wording.letters import AUTHORITY, RENEWED_FOR


def receipt(dossier: Dossier) -> Content:
    """As the dossier was received; a new one after whatever made the slip in the applicant's hand say something else.

    Its facts beside those of every letter: {"barcode": bars, "renewed_for": why there is a new one or "", "channel",
    "decider", "authority", "return_place", "book": str, "papers": [{"name", "kind", "copies"}], "sets": str,
    "fee": đồng, "fee_receipt", "term", "received", "due", "second_received", "second_due": str in Viet Nam's time,
    "provisional", "has_second": bool, "counter_phone", "clerk", "signer": str}. "sets" is always one: a dossier is one
    set of papers, and what was handed in more than once stands in the copies of each. Two queries. Raises
    NothingToPrint.
    """
    renewing = Q(kind__in=(EventKind.RECEIVED, *RENEWED_FOR)) & ~Q(kind=EventKind.PAYMENT_CONFIRMED, data__splits=False)
    events = list(Event.objects.filter(renewing, dossier=dossier).select_related("actor").order_by("seq"))
    if dossier.official_code is None or dossier.voided_at is not None or not events:
        raise NothingToPrint("no_receipt")
    received, last = events[0], events[-1]
    paid = next((event for event in events if event.kind == EventKind.PAYMENT_CONFIRMED), None)
    rules = dossier.rules
    said = {
        **of_dossier(dossier), "barcode": barcode(dossier.receipt_code),
        "renewed_for": RENEWED_FOR.get(last.kind, ""), "channel": dossier.get_channel_display(),
        "decider": without_mark(dossier.deciding_agency.name), "authority": _authority(dossier),
        "papers": [
            {"name": paper["name"], "kind": PAPER_KIND.get(paper["kind"], ""), "copies": paper["copies"]}
            for paper in dossier.papers
        ],
        "sets": "01", "fee": dossier.fee_paid or 0, "fee_receipt": dossier.fee_receipt, "term": rules.limit,
        "received": moment_in_full(dossier.received_at), "due": moment_in_full(dossier.original_due_at),
        "provisional": dossier.due_is_provisional, "has_second": rules.second_term is not None,
        "second_received": moment_in_full(paid.at if paid else None),
        "second_due": moment_in_full(dossier.second_original_due_at),
        "return_place": counter_of(dossier.return_agency), "counter_phone": dossier.receiving_agency.phone,
        "book": str(local_day(dossier.received_at).year), "clerk": full_name(received.actor),
        "signer": dossier.representative_name or dossier.applicant_name,
    }  # fmt: skip
    day = local_day(dossier.received_at if last == received else last.at)
    return Content(
        LetterKind.RECEIPT, f"event:{last.pk}", dossier.receiving_agency, dossier, day, said, by_counter=True
    )


def _authority(dossier: Dossier) -> str:
    """The paper by which the representative hands it in, as it was typed among the papers."""
    names = (paper["name"] for paper in dossier.papers if paper["name"].startswith(AUTHORITY))
    return next(names, "").removeprefix(AUTHORITY)
