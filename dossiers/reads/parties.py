"""Who had a dossier for how long, from its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, Party, Unit, place
from agencies.worktime import Calendar
from dossiers import clock
from dossiers.models import Event, EventKind


@dataclass(frozen=True)
class Spent:
    """What one party took. agency, unit: names, empty where it is no place."""

    party: clock.Spender
    agency: str
    unit: str
    minutes: int

    @property
    def where(self) -> str:
        return place(self.unit, self.agency) if self.unit else self.agency


def spent(calendar: Calendar, events: Iterable[Event], start: datetime, end: datetime) -> list[Spent]:
    """The working minutes from start to end by party, in the order in which they first had it; they add up to
    `calendar.working_minutes(start, end)`. events: the history, in order. Asks two queries.
    """
    return _named(clock.shares(calendar, turns_of(events), start, end))


_PARTY = {Party.RECEIVING_COUNTER: clock.Spender.RECEIVING_DESK, Party.OUTSIDE: clock.Spender.OUTSIDE}


def turns_of(events: Iterable[Event]) -> list[clock.Turn]:
    """What a history, in order, says of who had the dossier."""
    turns: list[clock.Turn] = []
    for event in events:
        data, at = event.data, event.at
        match event.kind:
            case EventKind.RECEIVED:
                turns += _received(event)
                continue
            case EventKind.SUPPLEMENT_REQUESTED:
                awaited, stopped = clock.Awaited.PAPERS, None
            case EventKind.PAYMENT_REQUESTED:
                awaited, stopped = clock.Awaited.MONEY, None
            case EventKind.SUPPLEMENT_RECEIVED | EventKind.PAYMENT_CONFIRMED:
                awaited, stopped = clock.Awaited.NOTHING, None
            case EventKind.PAUSED | EventKind.RESUMED:
                awaited, stopped = None, event.kind == EventKind.PAUSED
                at = datetime.fromisoformat(data["since"]) if "since" in data else at
            case _:
                awaited, stopped = None, None
        turns.append(clock.Turn(at, _lies(data), awaited, stopped))
    return turns


def _received(event: Event) -> list[clock.Turn]:
    """From the receipt on it was the desk's; post that was entered later lay there until then."""
    there = _lies(event.data)
    desk = clock.Holder(clock.Spender.RECEIVING_DESK, event.agency_id)
    if there is not None and there.party is clock.Spender.RECEIVING_DESK:
        desk = there
    entered_at = event.data.get("entered_at")
    return [
        clock.Turn(event.at, desk),
        clock.Turn(datetime.fromisoformat(entered_at) if entered_at else event.at, there),
    ]


def _lies(data: dict) -> clock.Holder | None:
    """Where the dossier lies from an event on."""
    to = data.get("to")
    if not to:
        return None
    return clock.Holder(_PARTY.get(to["party"], clock.Spender.UNIT), to["agency"], to["unit"])


def _named(shares: list[clock.Share]) -> list[Spent]:
    holders = [share.holder for share in shares]
    agencies = dict(Agency.objects.filter(pk__in={h.agency for h in holders if h.agency}).values_list("pk", "name"))
    units = dict(Unit.objects.filter(pk__in={h.unit for h in holders if h.unit}).values_list("pk", "name"))
    return [
        Spent(holder.party, agencies.get(holder.agency, ""), units.get(holder.unit, ""), minutes)
        for holder, minutes in shares
    ]
