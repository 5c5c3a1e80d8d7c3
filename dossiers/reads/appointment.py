"""The day on which a dossier's result is promised, as an entry of the citizen's own calendar."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from dossiers import codes, ical, wording
from dossiers.models import EventKind
from dossiers.reads.lookup import Found
from dossiers.reads.words import Words
from dossiers.wording import appointment as said

LASTS = timedelta(minutes=15)  # a result is ready at a moment, a calendar wants a stretch
REMIND = timedelta(days=1)


class NoAppointment(LookupError):
    """There is no day to come. The message is a sentence of wording.appointment."""


class Promised(NamedTuple):
    """is_new: the date of an apology, not the one on the receipt."""

    at: datetime
    is_new: bool


def promised(found: Found, now: datetime) -> Promised:
    """When the result is promised, still to come at this moment. Raises NoAppointment."""
    if found.closed_at is not None:
        raise NoAppointment(said.ENDED)
    if found.due_at is None:
        raise NoAppointment(said.UNDATED)
    # After an apology the clock may still have moved the date past the promised one.
    is_new = found.promised_at is not None and found.promised_at >= found.due_at
    at = found.promised_at if is_new else found.due_at
    if at <= now:
        raise NoAppointment(said.PASSED)
    return Promised(at, is_new)


def address(found: Found, now: datetime) -> str:
    """Where the calendar file is; "" while there is no day to come."""
    if found.closed_at is not None or found.due_at is None or max(found.due_at, found.promised_at or now) <= now:
        return ""
    return f"/tra-cuu/{found.receipt_code}/hen.ics"


def appointment(found: Found, words: Words, now: datetime) -> ical.Appointment:
    """The entry, in one language. Nothing of it tells whose dossier it is. Raises NoAppointment."""
    at, is_new = promised(found, now)
    code, page = codes.grouped(found.receipt_code), f"{settings.PUBLIC_URL}/tra-cuu/{found.receipt_code}"
    told = words.say(said.DESCRIPTION_PROMISED if is_new else said.DESCRIPTION)
    notes = [told % {"code": code, "at": words.moment(at)}, words.say(said.LOOK_FIRST) % {"address": page}]
    if found.due_is_provisional and not is_new:
        notes.insert(1, words.say(wording.PROVISIONAL))
    named = words.say(said.SUMMARY) % {"procedure": found.procedure}
    return ical.Appointment(
        uid=_uid(found),
        sequence=sum(event.kind == EventKind.DUE_CHANGED for event in found.events) + (found.promised_at is not None),
        starts_at=at,
        ends_at=at + LASTS,
        stamped_at=now,
        changed_at=found.updated_at,
        summary=named if found.procedure else words.say(said.SUMMARY_PLAIN),
        description="\n".join(notes),
        location=", ".join(filter(None, (found.place, found.place_address))),
        url=page,
        is_certain=not found.due_is_provisional or is_new,
        remind=REMIND,
        language=words.language,
    )


def _uid(found: Found) -> str:
    """The same when the code is issued again; another one for the second appointment, which is not the first moved."""
    dossier = found.events[-1].id if found.events else found.receipt_code
    nth = 2 if found.second_original_due_at else 1
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.PUBLIC_URL}/hen/{dossier}/{nth}"))
