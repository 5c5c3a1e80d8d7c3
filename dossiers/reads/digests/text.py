"""The morning's letter as plain text."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from agencies.worktime import ZONE
from dossiers.reads.bounded import MOST
from dossiers.reads.digests.figures import Figures
from dossiers.reads.digests.lists import Item, Part
from dossiers.reads.digests.recipients import Recipient
from dossiers.reads.words import IN, day, minute
from dossiers.reads.worklist import Sort
from dossiers.wording import digests as words

AGENCIES = 20  # named in one letter, those with most overdue first
_VI = IN["vi"]


class Digest(NamedTuple):
    subject: str
    text: str


def digest(to: Recipient, desk: dict[str, Part], agencies: list[Figures], now: datetime) -> Digest | None:
    """What this person is told this morning, of the parts that they chose; None when there is nothing to say.

    desk: as `parts_of`. agencies: those they oversee, as `Province.of`.
    """
    chosen = {name: desk[name] for name in to.parts if name in desk}
    led = [one for one in agencies if any(part in one.counts for part in to.parts)]
    if not chosen and not led:
        return None
    local = now.astimezone(ZONE)
    subject = words.SUBJECT % {"weekday": _VI.weekdays[local.weekday()], "day": day(local)}
    late = max(
        chosen["overdue"].n if "overdue" in chosen else 0,
        sum(one.counts.get("overdue", 0) for one in led) if "overdue" in to.parts else 0,
    )
    if late:
        subject = words.SUBJECT_LATE % {"subject": subject, "n": _number(late)}
    opening = [words.GREETING, words.AS_OF % {"at": minute(now)}]
    if to.scope.away:
        opening.append(words.STANDS_IN)
    blocks = ["\n".join(opening)]
    blocks += ["\n".join(_part(name, part, now)) for name, part in chosen.items()]
    if led:
        blocks.append("\n".join(_agencies(led, to.parts, now)))
    blocks.append(words.END % {"address": _address("account")})
    return Digest(subject, "\n\n".join(blocks) + "\n")


def _part(name: str, part: Part, now: datetime) -> Iterator[str]:
    yield words.HEADING % {"part": words.PART[name], "n": _number(part.n)}
    for place, item in enumerate(part.items, start=1):
        yield words.ITEM % {"place": place, **_facts(item, now)}
    if part.n > len(part.items):
        yield words.REST % {"n": _number(part.n - len(part.items), part.n > MOST)}
    yield words.SEE % {"address": _address("staff-home") + f"?loc={part.pile}&sort={Sort.DUE}"}


def _agencies(led: list[Figures], parts: tuple[str, ...], now: datetime) -> Iterator[str]:
    yield words.BY_AGENCY
    for one in led[:AGENCIES]:
        said = [words.COUNT % {"part": words.PART[name].lower(), "n": _VI.number(one.counts[name])}
                for name in parts if name in one.counts]  # fmt: skip
        yield f"- {one.agency}: {', '.join(said)}"
        if one.oldest is not None and "overdue" in parts:
            yield f"  {words.OLDEST % _facts(one.oldest, now)}"
    if len(led) > AGENCIES:
        yield words.MORE_AGENCIES % {"n": len(led) - AGENCIES}
    yield words.SEE % {"address": _address("overdue")}


def _facts(item: Item, now: datetime) -> dict[str, str]:
    return {"code": item.code or words.NO_CODE, "procedure": item.procedure, "when": _when(item, now)}


def _when(item: Item, now: datetime) -> str:
    if item.late is not None:
        return words.LATE % {"n": item.late} if item.late else words.LATE_TODAY
    if item.due_at is None:
        return words.NO_DUE
    due, today = item.due_at.astimezone(ZONE), now.astimezone(ZONE).date()
    return words.BEFORE % {"hour": f"{due:%H:%M}"} if due.date() == today else words.DUE % {"at": minute(item.due_at)}


def _number(n: int, is_bounded: bool = False) -> str:
    """A count of a list, exact up to a thousand."""
    return f"{_VI.number(min(n, MOST))}+" if n > MOST or is_bounded else _VI.number(n)


def _address(name: str) -> str:
    return settings.PUBLIC_URL + reverse(f"dossiers:{name}")
