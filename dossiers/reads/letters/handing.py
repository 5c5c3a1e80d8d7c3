"""Which events hand a dossier from one place to another, and which of these hand-overs stand."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Q

from dossiers.models import Dossier, Event, EventKind

# What lies somewhere else afterwards without being handed on by this event: it came in, was offered before, went back.
_NO_HAND_OVER = (EventKind.RECEIVED, EventKind.TAKEN_OVER, EventKind.UNDONE)
_ON_THE_WAY = Q(data__has_key="to") | Q(
    kind__in=(EventKind.RECEIVED, EventKind.PASSED_ON, EventKind.TAKEN_OVER, EventKind.UNDONE)
)


class Where(NamedTuple):
    """A unit, or an agency as a whole (an outside body has no units here). Ids; one of them is 0."""

    unit: int
    agency: int


class HandOver(NamedTuple):
    """One dossier that went, or was offered, from one place to another by this event."""

    event: Event
    giver: Where
    receiver: Where


class Within(NamedTuple):
    """What people of an agency (id) did in a span of time, its end not included."""

    agency: int
    opens: datetime
    closes: datetime

    def has(self, event: Event) -> bool:
        return event.agency_id == self.agency and self.opens <= event.at < self.closes


def lives_of(dossiers: Sequence[int], *with_names: str) -> list[list[Event]]:
    """What the other functions here need of the history of each of these dossiers (ids), in order. One query."""
    lives: dict[int, list[Event]] = {}
    events = Event.objects.filter(_ON_THE_WAY, dossier__in=dossiers).select_related(*with_names)
    for event in events.order_by("dossier", "seq"):
        lives.setdefault(event.dossier_id, []).append(event)
    return list(lives.values())


def hand_overs(life: Sequence[Event]) -> list[HandOver]:
    """Every one of a dossier's history, in order, also what was taken back or not taken over."""
    made: list[HandOver] = []
    here: Where | None = None
    for event in life:
        arrived = _where(event.data["to"]) if event.data.get("to") else None
        there = Where(event.data["unit_id"], 0) if event.kind == EventKind.PASSED_ON else arrived
        if here and there and there != here and event.kind not in _NO_HAND_OVER:
            made.append(HandOver(event, here, there))
        here = arrived or here or Where(0, event.agency_id or 0)
    return made


def standing(life: Sequence[Event]) -> list[HandOver]:
    """Those that were not taken back; of offers those that were taken over, and the one that still waits."""
    undone = {event.data["undoes"] for event in life if event.kind == EventKind.UNDONE}
    taken = {event.seq for event in life if event.kind == EventKind.TAKEN_OVER} - undone
    made = [one for one in hand_overs(life) if one.event.seq not in undone]
    dropped = {one.event.seq for one, after in pairwise(made) if _is_dropped(one.event, after.event, taken)}
    return [one for one in made if one.event.seq not in dropped]


def is_handed_on(dossier: Dossier) -> bool:
    """Whether there is a hand-over that stands. One query."""
    return any(standing(life) for life in lives_of([dossier.pk]))


def _is_dropped(offered: Event, after: Event, taken: set[int]) -> bool:
    return offered.kind == EventKind.PASSED_ON and not any(offered.seq < seq < after.seq for seq in taken)


def _where(to: dict) -> Where:
    return Where(to["unit"], 0) if to["unit"] else Where(0, to["agency"])
