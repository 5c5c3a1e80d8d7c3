"""Where a return date comes from, told by the public events: from which day, what was left out, the first of two."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from agencies.worktime import Calendar, Term, Unit, local_day
from dossiers import clock
from dossiers.reads.lookup import Found
from dossiers.reads.words import Words, day, minute
from dossiers.reads.words import local_day as said_day
from dossiers.wording import dates as said
from dossiers.workflow import Status


class First(NamedTuple):
    """The first of two appointments, which ended when the tax form went out."""

    due_at: datetime
    ended_at: datetime


class Course(NamedTuple):
    """The present appointment. since: what its term is counted from; because: the kind of event that this was.

    left_out: why the clock stood still within the term, as keys of `wording.dates.NOT_COUNTED`.
    """

    since: datetime
    because: str
    left_out: tuple[str, ...]
    is_counted_anew: bool  # the calendar moved the date last
    first: First | None


def course(found: Found) -> Course:
    """One pass over the events; what came after the term had ended moved nothing (deadlines.md)."""
    since, because, due_at = found.received_at, "received", found.original_due_at
    left_out: dict[str, None] = {}
    first, anew, in_term, restarts = None, False, False, False
    for event in reversed(found.events):
        kind, at, data = event.kind, event.at, event.data
        if kind == "due_changed":
            anew = data["because"] == "calendar"
            if data["after"]:
                due_at = datetime.fromisoformat(data["after"])
        elif kind in ("supplement_requested", "paused", "payment_requested"):
            in_term = due_at is None or at <= due_at
            restarts = data.get("restarts", False)
            if data.get("splits") and due_at is not None:
                first = First(due_at, at)
        elif kind == "payment_confirmed" and data.get("splits"):
            since, because, due_at, anew = at, kind, found.second_original_due_at, False
            left_out.clear()
        elif kind == "supplement_received" and restarts:
            if in_term:
                since, because = at, kind
                left_out.clear()
        elif in_term and kind in _LEFT_OUT:
            left_out[_LEFT_OUT[kind]] = None
    return Course(since, because, tuple(left_out), anew, first)


# By the event that ends it.
_LEFT_OUT = {"supplement_received": "supplement", "payment_confirmed": "payment", "resumed": "stop"}


def origin(found: Found, been: Course, calendar: Calendar, words: Words) -> str:
    """Where the date comes from, or why there is none yet, in one or two sentences; "" without a term."""
    term = found.terms.second if been.because == "payment_confirmed" else found.terms.first
    if term is None or found.original_due_at is None:
        return ""
    if found.due_at is None:
        return _held(found, term, words) if found.stop else ""
    told = [_counted_from(been, term, calendar, found.terms.cutoff, words)]
    told += [words.say(said.NOT_COUNTED[why]) for why in been.left_out]
    if been.is_counted_anew:
        told.append(words.say(said.COUNTED_ANEW))
    return " ".join(told)


def _counted_from(been: Course, term: Term, calendar: Calendar, cutoff: str, words: Words) -> str:
    receipt, came = clock.receipt_day(calendar, been.since, _cutoff(cutoff)), local_day(been.since)
    since = words.say(said.SINCE_DAY[been.because]) % {"day": day(receipt)}
    if receipt != came:
        since = words.say(said.AFTER_HOURS) % {"since": since, "at": minute(been.since)}
    if term.in_hours:
        sentence = said.FROM_THE_HOUR if receipt == came else said.FROM_OPENING
        return words.say(sentence) % {"term": words.term(term), "since": since, "at": minute(been.since)}
    if not any(part.halves for part in term.parts):
        sentence = said.WITHIN_THE_DAY
    else:
        is_working = term.parts[0].unit is Unit.WORKING_DAYS
        sentence = said.FROM_NEXT_WORKING_DAY if is_working else said.FROM_NEXT_DAY
    return words.say(sentence) % {"term": words.term(term), "since": since}


def _held(found: Found, term: Term, words: Words) -> str:
    """Of a clock that stands still: what will be counted when it runs again."""
    sentence = said.HELD_THE_REST
    if found.status == Status.SUPPLEMENT:
        if not found.is_paused:
            return ""
        asked = next((event for event in found.events if event.kind == "supplement_requested"), None)
        sentence = said.HELD_FROM_START if asked and asked.data.get("restarts") else sentence
    elif found.status == Status.PAYMENT and found.stop[1] is True and found.terms.second is not None:
        sentence, term = said.HELD_FOR_MONEY, found.terms.second
    return words.say(sentence) % {"term": words.term(term)}


def first_fate(first: First, words: Words) -> str:
    """Whether the first of two appointments was kept."""
    sentence = said.FIRST_KEPT if first.ended_at <= first.due_at else said.FIRST_MISSED
    return words.say(sentence) % {"due": said_day(first.due_at), "ended": said_day(first.ended_at)}


_cutoff = lru_cache(maxsize=256)(lambda text: clock.parse_cutoff(text or None))
