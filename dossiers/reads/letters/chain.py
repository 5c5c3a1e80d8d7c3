"""From a history to the hands through which a dossier went: who gave it to whom, when, and whether that was in time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User

from agencies.models import Agency, Party, Unit, full_name, place
from dossiers.clock import DeadlineState
from dossiers.models import Collector, Dossier, Event, EventKind, Step
from dossiers.reads.letters.content import without_mark
from dossiers.reads.letters.handing import hand_overs
from dossiers.reads.letters.planning import Plan

# Only who holds a dossier does these: whoever did one has it in their hands.
_BY_HOLDER = (
    EventKind.ASSIGNED, EventKind.STEP_COMPLETED, EventKind.STEP_RETURNED, EventKind.PASSED_ON, EventKind.FINISHED,
    EventKind.SUPPLEMENT_REQUESTED, EventKind.PAUSED, EventKind.PAYMENT_REQUESTED, EventKind.HANDED_OVER,
)  # fmt: skip
# What is seen on the slip already, or has nothing to do with the way of the dossier.
_UNSAID = (
    EventKind.RECEIVED, EventKind.ASSIGNED, EventKind.PASSED_ON, EventKind.TAKEN_OVER, EventKind.HANDED_OVER,
    EventKind.APOLOGY_DRAFTED, EventKind.CORRECTED, EventKind.REISSUED,
)  # fmt: skip
_BY_STEP = (EventKind.STEP_COMPLETED, EventKind.FINISHED, EventKind.PAYMENT_REQUESTED)


@dataclass
class Passing:
    """One hand-over between two places; the last may be none yet: who holds it now, with what happened there.

    taken: None while it waits to be taken over. begun: what the portal passes on by itself has nobody who signs for
    it; then the first act of the receiving side, and whose (taken_by). result: of the giver, by the plan of the step;
    None without one. events: what happened with the giver, in order, and what became of the hand-over itself.
    """

    giver: str
    given: datetime | None = None
    given_by: str = ""
    receiver: str = ""
    taken: datetime | None = None
    taken_by: str = ""
    begun: datetime | None = None
    result: DeadlineState | None = None
    events: list[Event] = field(default_factory=list)
    is_undone: bool = False
    is_dropped: bool = False  # offered, and never taken over


class _Names:
    """What the places and people that a history speaks of are called. Three queries."""

    def __init__(self, events: Sequence[Event]):
        told = [event.data for event in events]
        there = [data["to"] for data in told if data.get("to")]
        units = {to["unit"] for to in there} | {data.get("unit_id") for data in told}
        agencies = {to["agency"] for to in there} | {event.agency_id for event in events}
        self.units = Unit.objects.select_related("agency").in_bulk(filter(None, units))
        self.agencies = Agency.objects.in_bulk(filter(None, agencies))
        self.people = User.objects.in_bulk({data["user"] for data in told if "user" in data})

    def of(self, where: tuple[int, int | None]) -> str:
        agency, unit = where
        return self.unit(unit) if unit else without_mark(self.agencies[agency].name)

    def unit(self, pk: int) -> str:
        return without_mark(place(self.units[pk].name, self.units[pk].agency.name))


class _Walk:
    """Along the history, event by event."""

    def __init__(self, dossier: Dossier, events: Sequence[Event], steps: Sequence[Step]):
        self.names, self.plan = _Names(events), Plan(dossier, events, steps)
        self.handing = {one.event.seq for one in hand_overs(events)}
        self.made: list[Passing] = []
        self.by_seq: dict[int, Passing] = {}
        self.dropped_by: dict[int, Passing] = {}  # by the event that another way was taken with
        self.here: tuple[int, int | None] | None = None
        self.is_outside = False  # an outside body holds it, which has nobody here
        self.offered: Passing | None = None
        self.beside: list[Event] = []  # since the dossier is here

    def go(self, event: Event) -> None:
        to = event.data.get("to")
        if event.kind == EventKind.UNDONE:
            self._undo(event)
        elif event.kind == EventKind.RECEIVED:
            self._receive(event, to)
        else:
            self._begin(event)
            self._move(event, to)
        if to:
            self.here, self.is_outside = (to["agency"], to["unit"]), to["party"] == Party.OUTSIDE

    def _receive(self, event: Event, to: dict | None) -> None:
        self.here = (event.agency_id, None)  # type: ignore[assignment]
        if to and to["party"] != Party.RECEIVING_COUNTER:
            self._pass(event, to)

    def _begin(self, event: Event) -> None:
        """The first act here tells who has taken the dossier over."""
        last = self.made[-1] if self.made else None
        if last is None or last.taken is None or last.taken_by or last.is_undone or self.is_outside:
            return
        if event.kind in _BY_HOLDER and event.actor and self.here and event.agency_id == self.here[0]:
            who = self.names.people.get(event.data.get("user"), event.actor)
            last.taken_by, last.begun = full_name(who), event.at

    def _move(self, event: Event, to: dict | None) -> None:
        if event.kind == EventKind.PASSED_ON:
            self._drop(event)
            self.offered = self._add(event, self.names.unit(event.data["unit_id"]))
        elif event.kind == EventKind.TAKEN_OVER and self.offered is not None:
            offered, self.offered = self.offered, None
            offered.taken, offered.taken_by = event.at, _name(event.actor)
            offered.result = self.plan.judged(self.plan.stands_at(event), event.at)
        elif event.kind == EventKind.HANDED_OVER:
            got = self._add(event, Collector(event.data["collector"]).label)
            got.taken = got.begun = event.at
        elif to and event.seq in self.handing:
            self._drop(event)
            self._pass(event, to)
        elif event.kind not in _UNSAID:
            self.beside.append(event)

    def _pass(self, event: Event, to: dict) -> None:
        made = self._add(event, self.names.of((to["agency"], to["unit"])))
        made.taken = event.at
        if event.kind in _BY_STEP:
            made.result = self.plan.judged(event.data.get("step"), event.at)
        elif event.kind not in _UNSAID:
            made.events.append(event)

    def _add(self, event: Event, receiver: str) -> Passing:
        assert self.here is not None  # noqa: S101 - a history begins with the receipt
        made = Passing(self.names.of(self.here), event.at, _name(event.actor), receiver, events=self.beside)
        self.beside = []
        self.made.append(made)
        self.by_seq[event.seq] = made
        return made

    def _drop(self, event: Event) -> None:
        """What was offered is not taken over any more."""
        if self.offered is not None:
            self.offered.is_dropped = True
            self.dropped_by[event.seq], self.offered = self.offered, None

    def _undo(self, event: Event) -> None:
        undone = self.by_seq.get(event.data["undoes"])
        if undone is None:
            self.beside.append(event)
        else:
            undone.is_undone = True
            undone.events.append(event)
            if self.offered is undone:
                self.offered = None
        again = self.dropped_by.get(event.data["undoes"])
        if again is not None:
            again.is_dropped, self.offered = False, again


def passings_of(dossier: Dossier, events: Sequence[Event], steps: Sequence[Step]) -> list[Passing]:
    """Every hand-over in order. events: the whole history with actors; steps: all of it with rule_step. Six queries."""
    walk = _Walk(dossier, events, steps)
    for event in events:
        walk.go(event)
    if walk.here is not None and walk.offered is None and (dossier.is_open or walk.beside):
        walk.made.append(Passing(walk.names.of(walk.here), events=walk.beside))
    elif walk.offered is not None:
        walk.offered.events += walk.beside
    elif walk.made:
        walk.made[-1].events += walk.beside
    return walk.made


def _name(actor: User | None) -> str:
    return full_name(actor) if actor else ""
