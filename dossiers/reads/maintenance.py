"""What the pages tell of the portal itself. What is not over is told from memory, also while there is no database."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

from agencies.models import Announced, Maintenance, MaintenanceKind, announced
from dossiers.reads.words import IN, Words
from dossiers.wording import maintenance as wording

LISTED = 10  # of those that have begun


class Told(NamedTuple):
    """tone: "now" while it lasts, "ahead" before. what: which part, as the administrator wrote it, in Vietnamese."""

    tone: str
    sentence: str
    what: str
    ends_at: datetime


def told(words: Words, now: datetime | None = None) -> list[Told]:
    """What is announced and not over, the nearest first."""
    known = announced()
    if not known:
        return []
    now = now or timezone.now()
    return [_told(each, each.starts_at <= now, words.language) for each in known if each.ends_at > now]


def lasting(words: Words) -> Told | None:
    """What lasts now; of several the one that ends last."""
    now = [each for each in told(words) if each.tone == "now"]
    return max(now, key=lambda each: each.ends_at, default=None)


@lru_cache(64)
def _told(each: Announced, lasts: bool, language: str) -> Told:
    words = IN[language]
    planned = wording.LASTS if lasts else wording.PLANNED
    sentence = wording.OUTAGE if each.kind == MaintenanceKind.OUTAGE else planned
    said = words.say(sentence) % {"since": words.moment(each.starts_at), "until": words.moment(each.ends_at)}
    return Told("now" if lasts else "ahead", said, each.what.rstrip("."), each.ends_at)


class Past(NamedTuple):
    """One time in which the portal stood still, or does. what: which part, as the administrator wrote it."""

    sentence: str
    what: str


def past(words: Words, changed_at: datetime, now: datetime) -> list[Past]:
    """The last that have begun, the newest first. changed_at: of the names; two queries after each change."""
    begun = [each for each in _known(changed_at) if each.starts_at <= now][:LISTED]
    return [_past(each, each.ends_at > now, words) for each in begun]


@lru_cache(1)
def _known(changed_at: datetime) -> list[Announced]:
    """With those to come, which will have begun before the names change again."""
    now = timezone.now()
    found = {*Maintenance.objects.past(now, LISTED), *Maintenance.objects.announced(now)}
    return sorted(found, key=lambda each: each.starts_at, reverse=True)


def _past(each: Announced, lasts: bool, words: Words) -> Past:
    sentence = (wording.BEGUN if lasts else wording.OVER)[each.kind]
    said = words.say(sentence) % {"since": words.moment(each.starts_at), "until": words.moment(each.ends_at)}
    return Past(said, each.what.rstrip("."))
