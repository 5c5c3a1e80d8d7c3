"""What stands beside the four answers on the status page: whom to call, where to go, the facts. Strings of HTML."""

from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape

from agencies.models import place, working_calendar
from dossiers import wording
from dossiers.reads.lookup import Found
from dossiers.reads.words import Words, local_day, minute
from dossiers.workflow import ENDED_WITHOUT_RESULT, Status


class Holder(NamedTuple):
    """Who has it, or, of an end without a result, who ended it; with the question that this answers."""

    question: str
    name: str
    phone: str


@lru_cache(maxsize=2048)
def telephone(phone: str) -> str:
    """A number to be touched; without one, the province's."""
    phone = phone or wording.HOTLINE
    digits = "".join(c for c in phone if c in "+0123456789")
    return f'<a href="tel:{digits}">{escape(phone)}</a>'


def was_accepted(found: Found) -> bool:
    """Not so what the counter refused, and what nobody has checked yet."""
    if found.status == Status.NOT_ACCEPTED:
        return any(event.kind == "declined" for event in found.events)
    return found.status != Status.SUBMITTED


def holder(found: Found, words: Words) -> Holder | None:
    """None when the citizen has what he came for."""
    if found.status == Status.RETURNED:
        return None
    name = words.name
    if found.status in ENDED_WITHOUT_RESULT and was_accepted(found):
        return Holder(words.say(wording.WHO_DECIDED), name(found.decider), telephone(found.decider_phone))
    question = wording.WHO_DECIDED if found.status in ENDED_WITHOUT_RESULT else wording.WHO_HAS_IT
    where = place(found.holder_unit, found.holder) if found.holder_unit else found.holder
    return Holder(words.say(question), name(where), telephone(found.holder_phone))


def counter(found: Found, words: Words) -> str:
    """Where and when a result is fetched; "" while there is none."""
    if found.status != Status.DONE:
        return ""
    sessions = working_calendar(found.newest_calendar, found.place_id).sessions
    told = {
        "address": words.name(found.place_address), "phone": telephone(found.place_phone),
        "hours": ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in sessions),
    }  # fmt: skip
    return words.say(wording.FETCH_AT if found.place_address else wording.FETCH_WHEN) % told


def facts(found: Found, words: Words) -> list[tuple[str, str]]:
    """What else is known of the dossier, as (label, value), for HTML."""
    say, name = words.say, words.name
    where = ", ".join(part for part in (found.place, found.place_address) if part)
    told = [
        (say(wording.FACT["procedure"]), f'<a href="{found.procedure_page}">{name(found.procedure)}</a>')
        if found.procedure else (say(wording.FACT["field"]), name(found.field)),
        (say(wording.FACT["channel"]), say(wording.CHANNEL[found.channel])),
        (say(wording.FACT["received" if was_accepted(found) else "handed_in"]), minute(found.received_at)),
    ]  # fmt: skip
    if found.original_due_at:
        told.append((say(wording.FACT["first_due"]), words.moment(found.original_due_at)))
        if found.second_original_due_at:
            told.append((say(wording.FACT["second_due"]), words.moment(found.second_original_due_at)))
        if found.due_at and found.due_at not in (found.original_due_at, found.second_original_due_at):
            told.append((say(wording.FACT["due"]), words.moment(found.due_at)))
    if found.promised_at:
        told.append((say(wording.FACT["promised"]), local_day(found.promised_at)))
    if found.returned_at:
        told.append((say(wording.FACT["returned"]), minute(found.returned_at)))
    elif found.closed_at:
        ended = wording.FACT["finished" if found.status == Status.DONE else "closed"]
        told.append((say(ended), minute(found.closed_at)))
    phone = f" · {telephone(found.place_phone)}" if found.place_phone else ""
    told.append((say(wording.FACT["place"]), f"{name(where)}{phone}"))
    told.append((say(wording.FACT["updated"]), minute(found.updated_at)))
    return told
