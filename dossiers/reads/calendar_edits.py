"""What a change of the working calendar would do: which open dossiers move, from when to when. Nothing is written."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
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
from agencies.worktime import DAY, Calendar, Term, moment
from dossiers import clock
from dossiers.models import Dossier, Pause, Payment, Supplement
from dossiers.reads.ledger import Facts, appointments, dates

BATCH = 10_000  # dossiers read at once
SHOWN = 50

_COLUMNS = ("pk", "rules", "deciding_agency", "received_at", "due_at", "calendar_version")


class Ruled(NamedTuple):
    """What the ledger asks of a dossier itself. A model would cost five times more."""

    rules: ProcedureRules
    received_at: datetime


class Moved(NamedTuple):
    """One dossier whose date changes. before, after: None while the clock stands still inside the term."""

    pk: int
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
            if row.after < row.before:
                self.earlier += 1
            else:
                self.later += 1
        if row.effect:
            self.late += row.effect == "late"
            self.in_time += row.effect == "in_time"

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Preview:
    """seen: open dossiers with a term. by_agency: (name of the deciding agency, tally), the most moved first.
    first: (name of that agency, official code, how it moves), the first received first.
    """

    seen: int
    whole: Tally
    by_agency: list[tuple[str, Tally]]
    first: list[tuple[str, str, Moved]]


def preview(*, days: Iterable[int], hours: Iterable[int], now: datetime) -> Preview:
    """What confirming these proposals (ids of CalendarDay and OfficeHours) does to open dossiers at this moment.

    Reads a batch with four queries; besides, about ten.
    """
    tallies: dict[int, Tally] = defaultdict(Tally)
    first: list[Moved] = []
    seen = 0
    for row in moves(as_if(list(days), list(hours)), now):
        seen += 1
        if row is not None:
            tallies[row.agency_id].count(row)
            if len(first) < SHOWN:
                first.append(row)
    names = dict(Agency.objects.filter(pk__in=tallies).values_list("pk", "name"))
    codes = dict(Dossier.objects.filter(pk__in=[row.pk for row in first]).values_list("pk", "official_code"))
    by_agency = [(names[pk], tally) for pk, tally in tallies.items()]
    return Preview(
        seen=seen,
        whole=sum(tallies.values(), Tally()),
        by_agency=sorted(by_agency, key=lambda entry: (-entry[1].moved, entry[0])),
        first=[(names[row.agency_id], codes[row.pk], row) for row in first],
    )


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


def moves(after: Calendars, now: datetime) -> Iterator[Moved | None]:
    """For each open dossier with a term how its date moves; None: it stays."""
    rules = {row.pk: row for row in ProcedureRules.objects.exclude(term=None).only("term", "second_term", "cutoff")}
    terms = {pk: (Term.parse(row.term), clock.parse_cutoff(row.cutoff or None)) for pk, row in rules.items()}
    reach = _Reach(after)
    for rows in _open_dossiers(rules):
        facts = facts_of_many(
            dossier__gte=rows[0][0], dossier__lte=rows[-1][0], dossier__closed_at=None, dossier__voided_at=None
        )
        for pk, ruled, agency, received_at, told, version in rows:
            if not reach.touches(version, agency, received_at, told):
                yield None
                continue
            calendar, kept = after.of(agency), facts.get(pk)
            if kept is None:  # as a rule: the ledger is the receipt and the term
                due_at = clock.due(calendar, received_at, *terms[ruled]).at
            else:
                due_at = dates(appointments(Ruled(rules[ruled], received_at), kept), calendar).due_at  # type: ignore[arg-type]
            yield None if due_at == told else Moved(pk, agency, told, due_at, _effect(told, due_at, now))


def _effect(told: datetime | None, due_at: datetime | None, now: datetime) -> str:
    was_late, is_late = told is not None and told < now, due_at is not None and due_at < now
    return "" if was_late == is_late else "late" if is_late else "in_time"


def _open_dossiers(rules: dict[int, ProcedureRules]) -> Iterator[list[tuple]]:
    """Those of these rules, by id, in batches: no cursor of the server's is held, as PgBouncer wants it."""
    waiting, last = Dossier.objects.open().filter(rules__in=rules).order_by("pk"), 0
    while True:
        rows = list(waiting.filter(pk__gt=last).values_list(*_COLUMNS)[:BATCH])
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


class _Span(NamedTuple):
    lower: datetime
    upper: datetime | None
    isempty: bool = False


class _Paused(NamedTuple):
    span: _Span


class _Asked(NamedTuple):
    asked_at: datetime
    received_at: datetime | None
    restarts: bool


class _Owed(NamedTuple):
    requested_at: datetime
    confirmed_at: datetime | None
    splits: bool


def facts_of_many(**which) -> dict[int, Facts]:
    """What the ledger asks about many dossiers besides the receipt; who has nothing is left out. Three queries.

    which: a filter as these tables take it, such as dossier__in=[…].
    """
    found: dict[int, Facts] = defaultdict(lambda: Facts([], [], []))
    spans = Pause.objects.filter(**which).exclude(span__isempty=True).order_by("span")
    for pk, lower, upper in spans.values_list("dossier", "span__startswith", "span__endswith"):
        found[pk].pauses.append(_Paused(_Span(lower, upper)))  # type: ignore[attr-defined]
    asked = Supplement.objects.filter(**which).order_by("asked_at")
    for pk, *row in asked.values_list("dossier", *_Asked._fields):
        found[pk].supplements.append(_Asked(*row))  # type: ignore[attr-defined]
    owed = Payment.objects.filter(**which).order_by("requested_at")
    for pk, *row in owed.values_list("dossier", *_Owed._fields):
        found[pk].payments.append(_Owed(*row))  # type: ignore[attr-defined]
    return dict(found)


class _Reach:
    """Which dossiers a change can touch at all.

    A due date asks of each day from the receipt to the due day whether it is worked, and of nothing else: where no
    such day changes, neither does the date. Other sessions may change any.
    """

    def __init__(self, after: Calendars):
        self.after = after
        # By version and agency: the midnights at which the changed days begin and end; None when any may change.
        self.changed: dict[tuple[int, int], tuple[list[datetime], list[datetime]] | None] = {}

    def touches(self, version: int, agency: int, received_at: datetime, due_at: datetime | None) -> bool:
        """version: by which due_at was computed. agency: the deciding one."""
        key = version, agency
        if key not in self.changed:
            self.changed[key] = self._changed(version, agency)
        days = self.changed[key]
        if days is None:
            return True
        begins, ends = days
        next_one = bisect_right(ends, received_at)
        return next_one < len(ends) and (due_at is None or begins[next_one] <= due_at)

    def _changed(self, version: int, agency_id: int) -> tuple[list[datetime], list[datetime]] | None:
        before = calendars(version)
        if agency_id and agency_id not in before.own and agency_id not in self.after.own:
            # Reckoned once for all that go by the province's calendar.
            if (version, 0) not in self.changed:
                self.changed[version, 0] = self._changed(version, 0)
            return self.changed[version, 0]
        days = changed_days(before.of(agency_id), self.after.of(agency_id))
        if days is None:
            return None
        # In UTC, as the database answers: moments of two zones are slow to compare.
        begins, ends = ([moment((day + n) * DAY).astimezone(UTC) for day in days] for n in (0, 1))
        return begins, ends


def changed_days(before: Calendar, after: Calendar) -> list[int] | None:
    """The ordinals of days worked in one of two calendars only, in order; None when their hours differ."""
    if before.sessions != after.sessions:
        return None
    named = before.off | before.make_up | after.off | after.make_up
    return sorted(day.toordinal() for day in named if before.is_working(day) != after.is_working(day))
