"""What a change of the working calendar would do: which open dossiers move, from when to when. Nothing is written."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from agencies.models import (
    Agency,
    CalendarDay,
    Calendars,
    DayStatus,
    OfficeHours,
    ProcedureRules,
    WorkCalendar,
    calendars,
    calendars_of,
)
from agencies.worktime import DAY, Calendar, instant
from dossiers.models import Dossier, Pause, Payment, Supplement
from dossiers.reads.ledger import Facts, appointments, dates

BATCH = 20_000  # dossiers read at once
SHOWN = 50

_COLUMNS = ("pk", "official_code", "rules", "deciding_agency", "received_at", "due_at", "calendar_version")


class Open(NamedTuple):
    """What the ledger asks of an open dossier, and what a list says of it. A model would cost five times more."""

    pk: int
    official_code: str
    rules: ProcedureRules
    deciding_agency_id: int
    received_at: datetime
    due_at: datetime | None
    calendar_version: int


class Moved(NamedTuple):
    """One dossier whose date changes. before, after: None while the clock stands still inside the term."""

    pk: int
    official_code: str
    agency_id: int
    before: datetime | None
    after: datetime | None
    effect: str  # "late", "in_time" or ""


@dataclass
class Tally:
    """How many dossiers. late: not overdue now and overdue afterwards; in_time: the reverse."""

    moved: int = 0
    earlier: int = 0
    later: int = 0
    late: int = 0
    in_time: int = 0

    def count(self, row: Moved) -> None:
        self.moved += 1
        if row.before is not None and row.after is not None:
            self.earlier += row.after < row.before
            self.later += row.after > row.before
        self.late += row.effect == "late"
        self.in_time += row.effect == "in_time"


@dataclass
class Preview:
    """seen: open dossiers with a term. by_agency: by the name of the deciding agency. first: the soonest received."""

    seen: int = 0
    whole: Tally = field(default_factory=Tally)
    by_agency: list[tuple[str, Tally]] = field(default_factory=list)
    first: list[tuple[str, Moved]] = field(default_factory=list)


def preview(*, days: Iterable[int], hours: Iterable[int], now: datetime) -> Preview:
    """What confirming these proposals (ids of CalendarDay and OfficeHours) does to open dossiers at this moment.

    Reads a batch with four queries; besides, about ten.
    """
    found, by_agency = Preview(), defaultdict(Tally)
    first: list[Moved] = []
    after = as_if(list(days), list(hours))
    for is_seen, row in moves(after, now):
        found.seen += is_seen
        if row is not None:
            found.whole.count(row)
            by_agency[row.agency_id].count(row)
            if len(first) < SHOWN:
                first.append(row)
    names = dict(Agency.objects.filter(pk__in=by_agency).values_list("pk", "name"))
    found.by_agency = sorted(((names[pk], tally) for pk, tally in by_agency.items()), key=_most_moved)
    found.first = [(names[row.agency_id], row) for row in first]
    return found


def as_if(days: list[int], hours: list[int]) -> Calendars:
    """The calendars that stand once these proposals are in force."""
    whole = WorkCalendar.objects.get()
    kept = CalendarDay.objects.filter(until=None)
    own = OfficeHours.objects.filter(until=None)
    return calendars_of(
        whole.version + 1, whole, _with(kept, days, lambda row: row.day), _with(own, hours, lambda row: row.agency_id)
    )


def _with(rows, chosen: list[int], key) -> list:
    """Rows in force, those replaced that a chosen proposal stands for."""
    standing = {key(row): row for row in rows.filter(status=DayStatus.IN_FORCE)}
    standing |= {key(row): row for row in rows.filter(status=DayStatus.PROPOSED, pk__in=chosen)}
    return list(standing.values())


def moves(after: Calendars, now: datetime) -> Iterator[tuple[bool, Moved | None]]:
    """For each open dossier whether it has a term, and how its date moves (None: it stays)."""
    reach = _Reach(after)
    for rows in _open_dossiers():
        facts = facts_of_many(
            dossier__gte=rows[0].pk, dossier__lte=rows[-1].pk, dossier__closed_at=None, dossier__voided_at=None
        )
        nothing = Facts()
        for row in rows:
            if row.rules.term is None or not reach.touches(row):
                yield row.rules.term is not None, None
                continue
            course = appointments(row, facts.get(row.pk, nothing))  # type: ignore[arg-type]
            due_at = dates(course, after.of(row.deciding_agency_id)).due_at
            yield True, None if due_at == row.due_at else _moved(row, due_at, now)


def _moved(row: Open, due_at: datetime | None, now: datetime) -> Moved:
    was_late, is_late = (at is not None and at < now for at in (row.due_at, due_at))
    effect = "" if was_late == is_late else "late" if is_late else "in_time"
    return Moved(row.pk, row.official_code, row.deciding_agency_id, row.due_at, due_at, effect)


def _open_dossiers() -> Iterator[list[Open]]:
    """By id, in batches: no cursor of the server's is held, as PgBouncer wants it."""
    rules = {row.pk: row for row in ProcedureRules.objects.only("term", "second_term", "cutoff")}
    waiting, last = Dossier.objects.open().order_by("pk"), 0
    while True:
        rows = [
            Open(pk, code, rules[ruled], *rest)
            for pk, code, ruled, *rest in waiting.filter(pk__gt=last).values_list(*_COLUMNS)[:BATCH]
        ]
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        last = rows[-1].pk


def facts_of_many(**which) -> dict[int, Facts]:
    """The stops, supplements and payments of many dossiers, by dossier; who has none is left out. Three queries.

    which: a filter as these tables take it, such as dossier__in=[…].
    """
    pauses, supplements, payments = (
        _by_dossier(model.objects.filter(**which).order_by(order).only("dossier_id", *columns))
        for model, order, columns in (
            (Pause, "span", ("span",)),
            (Supplement, "asked_at", ("asked_at", "received_at", "restarts")),
            (Payment, "requested_at", ("requested_at", "confirmed_at", "splits")),
        )
    )
    return {
        pk: Facts(pauses.get(pk, ()), supplements.get(pk, ()), payments.get(pk, ()))
        for pk in pauses.keys() | supplements.keys() | payments.keys()
    }


def _by_dossier(rows) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.dossier_id].append(row)
    return found


class _Reach:
    """Which dossiers a change can touch at all.

    A due date asks of each day from the receipt to the due day whether it is worked, and of nothing else: where no
    such day changes, neither does the date. Other sessions may change any.
    """

    def __init__(self, after: Calendars):
        self.after = after
        self.changed: dict[tuple[int, int], list[int] | None] = {}

    def touches(self, row: Open) -> bool:
        key = row.calendar_version, row.deciding_agency_id
        if key not in self.changed:
            self.changed[key] = changed_days(
                calendars(row.calendar_version).of(row.deciding_agency_id), self.after.of(row.deciding_agency_id)
            )
        days = self.changed[key]
        if days is None:
            return True
        next_one = bisect_left(days, instant(row.received_at) // DAY)
        return next_one < len(days) and (row.due_at is None or days[next_one] <= instant(row.due_at) // DAY)


def changed_days(before: Calendar, after: Calendar) -> list[int] | None:
    """The ordinals of days worked in one of two calendars only, in order; None when their hours differ."""
    if before.sessions != after.sessions:
        return None
    named = before.off | before.make_up | after.off | after.make_up
    return sorted(day.toordinal() for day in named if before.is_working(day) != after.is_working(day))


def _most_moved(entry: tuple[str, Tally]) -> tuple[int, str]:
    return -entry[1].moved, entry[0]
