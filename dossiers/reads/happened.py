"""What happened to a dossier, as the citizen reads it: the public history, and every change of its date."""

from datetime import date, datetime
from typing import NamedTuple

from agencies.worktime import ZONE
from dossiers import wording
from dossiers.reads.lookup import EventRow, Found
from dossiers.reads.words import Words, day, local_day, minute

_NAMED = {"unit", "agency", "day"}  # what a sentence may hold beside the step; most hold none


class EventShown(NamedTuple):
    at: str  # ISO 8601, +07:00
    when: str
    text: str


def history(found: Found, words: Words) -> list[EventShown]:
    """What happened, newest first, for HTML."""
    shown = []
    for event in found.events:
        if event.kind in wording.EVENT:
            at = event.at.astimezone(ZONE).isoformat("T", "minutes")
            when = f"{at[11:16]} {at[8:10]}/{at[5:7]}/{at[:4]}"  # as `minute` does, in half the time
            shown.append(EventShown(at, when, _event(event, words)))
    return shown


def _event(event: EventRow, words: Words) -> str:
    data, sentence = event.data, words.say(wording.EVENT[event.kind])
    if "%(" not in sentence:
        return f"{sentence}: {words.say(wording.PAUSE_GROUND[data['ground']])}" if event.kind == "paused" else sentence
    facts = {"step": words.name(data.get("name", ""))}
    if event.kind == "due_changed":
        facts |= {key: _day_of(data.get(key)) for key in ("before", "after")}
    elif _NAMED.intersection(data):
        facts |= {"unit": words.name(data.get("unit", "")), "agency": words.name(data.get("agency", ""))}
        facts["day"] = _day_of(data.get("day"))
    return sentence % facts


def _day_of(text: str | None) -> str:
    """The local day of a moment, or a day, as an event keeps it."""
    if not text:
        return "–"
    return local_day(datetime.fromisoformat(text)) if "T" in text else day(date.fromisoformat(text))


def moved_dates(found: Found, words: Words) -> list[str]:
    """Every change of the due date with what brought it about, oldest first, for HTML."""
    return [
        f"{minute(event.at)}: {_event(event, words)} – {words.say(wording.EVENT[event.data['because']])}"
        for event in reversed(found.events)
        if event.kind == "due_changed"
    ]
