"""What the pages tell of the portal itself. From memory: no query, also while there is no database to ask."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

from agencies.models import Announced, MaintenanceKind, announced
from dossiers.reads.words import IN, Words
from dossiers.wording import maintenance as wording


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
