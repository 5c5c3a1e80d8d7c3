"""Form 03: why a dossier is not accepted, at the counter or by the agency that was to decide it."""

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers.models import Dossier, EventKind, LetterKind
from dossiers.reads.letters.content import Content, NothingToPrint, moment_in_full, of_dossier
from dossiers.reads.letters.official import class_of, counter_name, head_of, last_event, reason_of, signed
from dossiers.workflow import Status


def refusal(dossier: Dossier) -> Content:
    """By the counter's clerk, or by the deciding agency's head for what the counter had accepted.

    Raises NothingToPrint.
    """
    if dossier.status != Status.NOT_ACCEPTED:
        raise NothingToPrint("no_refusal")
    event = last_event(dossier, EventKind.REFUSED, EventKind.DECLINED, nothing="no_refusal")
    at_counter = event.kind == EventKind.REFUSED
    agency = event.agency or dossier.receiving_agency
    said = {
        **of_dossier(dossier), "reason": reason_of(event), "at_counter": at_counter,
        "why": class_of(event), "counter": counter_name(dossier),
        "received": "" if at_counter else moment_in_full(dossier.received_at),
        "handed_in_by": dossier.representative_name or dossier.applicant_name,
        "clerk": full_name(event.actor) if event.actor else "",
        **signed(agency, head_of(agency, event.actor), copies=(counter_name(dossier),)),
    }  # fmt: skip
    subject = f"event:{event.pk}"
    return Content(LetterKind.REFUSAL, subject, agency, dossier, local_day(event.at), said, by_counter=at_counter)
