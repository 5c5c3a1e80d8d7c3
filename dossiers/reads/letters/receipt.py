"""Form 01: what was received, and when the result is due."""

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers.models import Dossier, Event, EventKind, LetterKind
from dossiers.reads.letters.content import Content, NothingToPrint, moment_in_full, of_dossier
from dossiers.typesetting import barcode
from dossiers.wording import PAPER_KIND

# After these the slip in the applicant's hand says something else than the dossier.
_RENEWED_BY = (EventKind.RECEIVED, EventKind.CORRECTED, EventKind.REISSUED, EventKind.REDIRECTED)


def receipt(dossier: Dossier) -> Content:
    """As the dossier was received; a new one after a new code or corrected data. Raises NothingToPrint."""
    if dossier.official_code is None or dossier.voided_at is not None:
        raise NothingToPrint("no_receipt")
    events = Event.objects.filter(dossier=dossier, kind__in=_RENEWED_BY).select_related("actor").order_by("seq")
    received, last = events.first(), events.last()
    if received is None or last is None:
        raise NothingToPrint("no_receipt")
    rules, back = dossier.rules, dossier.return_agency
    said = {
        **of_dossier(dossier), "barcode": barcode(dossier.receipt_code), "is_copy": last != received,
        "papers": [
            {"name": paper["name"], "kind": PAPER_KIND.get(paper["kind"], ""), "copies": paper["copies"]}
            for paper in dossier.papers
        ],
        "sets": "01", "fee": dossier.fee_paid or 0, "fee_receipt": dossier.fee_receipt, "term": rules.limit,
        "received": moment_in_full(dossier.received_at), "due": moment_in_full(dossier.original_due_at),
        "provisional": dossier.due_is_provisional, "has_second": rules.second_term is not None,
        "second_due": moment_in_full(dossier.second_original_due_at),
        "return_place": str(back), "return_phone": back.phone, "clerk": full_name(received.actor),
        "signer": dossier.representative_name or dossier.applicant_name,
    }  # fmt: skip
    day = local_day(dossier.received_at if last == received else last.at)
    subject = f"event:{last.pk}"
    return Content(LetterKind.RECEIPT, subject, dossier.receiving_agency, dossier, day, said, by_counter=True)
