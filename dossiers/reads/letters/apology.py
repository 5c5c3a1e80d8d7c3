"""Form 04: an apology for a date that is not kept, with its reason and one new date."""

from datetime import date

from django.contrib.auth.models import User

from agencies.models import Agency
from agencies.worktime import local_day
from dossiers.models import Apology, Dossier, EventKind, LetterKind
from dossiers.reads.letters.content import Content, NothingToPrint, counter_of, in_full, moment_in_full, of_dossier
from dossiers.reads.letters.official import counter_name, last_event, signed, subject_of


def apology(dossier: Dossier) -> Content:
    """As it was signed. Raises NothingToPrint, also for a draft."""
    event = last_event(dossier, EventKind.APOLOGISED, nothing="no_apology")
    found = Apology.objects.select_related("approved_by").get(dossier=dossier)
    agency = event.agency or dossier.deciding_agency
    subject = subject_of(f"event:{event.pk}", dossier, event.at)
    return _letter(dossier, found, agency, subject, local_day(event.at), found.approved_by)


def unsigned_apology(dossier: Dossier, *, by: User, day: date) -> Content:
    """As it would be if this person signed it on this day. Raises NothingToPrint when no draft waits."""
    found = Apology.objects.filter(dossier=dossier, approved_at=None).first()
    if found is None:
        raise NothingToPrint("no_draft")
    found.due_at = dossier.due_at
    return _letter(dossier, found, dossier.deciding_agency, "", day, by)


def _letter(dossier: Dossier, found: Apology, agency: Agency, subject: str, day: date, signer: User | None) -> Content:
    said = {
        **of_dossier(dossier), "received_on": in_full(local_day(dossier.received_at)),
        "due": moment_in_full(found.due_at), "reason": found.reason,
        "promised_on": in_full(local_day(found.promised_at)), "return_place": counter_of(dossier.return_agency),
        **signed(agency, signer, copies=(counter_name(dossier),)),
    }  # fmt: skip
    return Content(LetterKind.APOLOGY, subject, agency, dossier, day, said)
