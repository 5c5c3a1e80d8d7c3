"""The whole clock of one dossier: what made each date, what moved it, who had the time. Values, no sentences of its own
but those of `clock.explain`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat

from django.db.models import QuerySet

from agencies.models import Calendars, calendars, working_calendar
from agencies.worktime import DAY, Calendar, Term, moment
from dossiers import clock, wording
from dossiers.models import BY_HAND, Apology, Dossier, Event, EventKind, Pause, PauseGround, Payment, Signal, Supplement
from dossiers.reads import scope
from dossiers.reads.ledger import Facts, appointments, facts_of
from dossiers.reads.parties import Spent, spent
from dossiers.reads.words import IN

COUNTED = (EventKind.RECEIVED, EventKind.DUE_CHANGED)  # events that say by which version a date was made


@dataclass(frozen=True)
class Told:
    """One appointment. first_rows: what made the first date, by the calendar of that day; [] when it cannot be told.

    due_at: now, or when the tax form went out (ended_at); None while the clock stands still. counted_from: later than
    received_at when the term began again with complete papers.
    """

    n: int
    received_at: datetime
    term: Term
    first_due_at: datetime | None
    first_rows: list[clock.Row]
    due_at: datetime | None
    is_provisional: bool
    ended_at: datetime | None
    counted_from: datetime
    rows: list[clock.Row]
    bases: frozenset[str]  # the legal bases of days that the rows may quote

    @property
    def is_late(self) -> bool:
        """It ended after its date, when the tax form went out."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at

    @property
    def restarts(self) -> bool:
        return self.counted_from > self.received_at

    @property
    def first_differs(self) -> bool:
        """The first date was made otherwise than today's."""
        return self.first_rows != self.rows


@dataclass(frozen=True)
class Change:
    """One difference of a due date. before, after: None while there was none. because: an EventKind, or "calendar"."""

    at: datetime
    before: datetime | None
    after: datetime | None
    because: str
    calendar: int | None  # the version from then on
    event: Event  # who and where: for staff


@dataclass(frozen=True)
class Stop:
    """One stop of the clock that has a range of its own. event: who stopped it by hand and why, for staff."""

    pause: Pause
    event: Event | None


@dataclass(frozen=True)
class Round:
    """One request for papers. permission: the supervisor's, for a second round and later, for staff."""

    asked: Supplement
    permission: Event | None
    is_late: bool  # asked after the third working day


@dataclass(frozen=True)
class Clockwork:
    """Everything that the page of the clock and its call say of one dossier."""

    dossier: Dossier
    calendar: Calendar
    own_hours: bool  # the deciding agency's, not the province's
    appointments: list[Told]
    changes: list[Change]
    stops: list[Stop]
    rounds: list[Round]
    payments: Sequence[Payment]
    apology: Apology | None  # signed
    spent: list[Spent]
    elapsed: int  # working minutes from the receipt to the end, or to now

    @property
    def version(self) -> int:
        """Of the calendar that counts."""
        return self.dossier.calendar_version

    @property
    def by_hand(self) -> list[Stop]:
        """The stops that are not told already with the papers or the money that were awaited."""
        return [stop for stop in self.stops if stop.pause.ground in BY_HAND]

    @property
    def hours(self) -> str:
        """The sessions of a working day: 07:00–11:30, 13:30–17:00."""
        return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in self.calendar.sessions)


def for_staff(*, reader: scope.Reader, now: datetime, **which) -> Clockwork:
    """The clock of a dossier that this person may read. which: pk or receipt_code. Raises Dossier.DoesNotExist.

    Asks nine queries, and three for each version of the calendar that is not in memory.
    """
    return _clockwork(scope.readable(reader).filter(voided_at=None), now, **which)


def for_public(receipt_code: str, now: datetime) -> Clockwork | None:
    """The same by a receipt code alone; None when there is none. Its page shows nothing that a person wrote."""
    try:
        return _clockwork(Dossier.objects.filter(voided_at=None), now, receipt_code=receipt_code)
    except Dossier.DoesNotExist:
        return None


def _clockwork(dossiers: QuerySet[Dossier], now: datetime, **which) -> Clockwork:
    dossier = dossiers.select_related("rules__procedure", "deciding_agency", "receiving_agency").get(**which)
    facts = facts_of(dossier)
    events = list(Event.objects.filter(dossier=dossier).select_related("actor", "agency", "reason").order_by("seq"))
    apology = Apology.objects.filter(dossier=dossier).exclude(approved_at=None).select_related("approved_by").first()
    found = calendars(dossier.calendar_version)
    calendar = found.of(dossier.deciding_agency_id)
    end = max(dossier.received_at, dossier.closed_at or now)
    return Clockwork(
        dossier=dossier,
        calendar=calendar,
        own_hours=dossier.deciding_agency_id in found.own,
        appointments=_told(dossier, facts, events, found),
        changes=[_change(event) for event in events if event.kind == EventKind.DUE_CHANGED],
        stops=_stops(facts, events),
        rounds=_rounds(facts, events),
        payments=facts.payments,
        apology=apology,
        spent=spent(calendar, events, dossier.received_at, end),
        elapsed=calendar.working_minutes(dossier.received_at, end),
    )


# ── Appointments ─────────────────────────────────────────────────────────────────────────────────────────────


def _told(dossier: Dossier, facts: Facts, events: list[Event], now: Calendars) -> list[Told]:
    if dossier.original_due_at is None:  # refused at the counter: no clock ever ran
        return []
    told = []
    firsts = (dossier.original_due_at, dossier.second_original_due_at)
    for n, (course, first_due_at) in enumerate(zip(appointments(dossier, facts), firsts, strict=False), start=1):
        began_by = calendars(_version_when(events, n) or now.version).of(dossier.deciding_agency_id)
        ended_by = calendar_until(dossier, events, course.ended_at)
        blank = course.ledger._replace(stops=())
        received_at, pauses = clock.counted_from(ended_by, course.ledger)
        due = clock.ledger_due(ended_by, course.ledger)
        is_known = clock.ledger_due(began_by, blank).at == first_due_at
        told.append(
            Told(
                n=n,
                received_at=blank.received_at,
                term=blank.term,
                first_due_at=first_due_at,
                first_rows=clock.explain(began_by, blank.received_at, blank.term, blank.cutoff) if is_known else [],
                due_at=due.at,
                is_provisional=due.provisional,
                ended_at=course.ended_at,
                counted_from=received_at,
                rows=_grounded(
                    clock.explain(ended_by, received_at, blank.term, blank.cutoff, pauses),
                    facts,
                    _judged(ended_by, blank.term),
                ),
                bases=frozenset([*began_by.notes.values(), *ended_by.notes.values()]),
            )
        )
    return told


def _judged(calendar: Calendar, term: Term) -> tuple[int, ...]:
    """The hours at which its days are judged; none for a term in hours."""
    if term.in_hours:
        return ()
    return (calendar.noon, calendar.close) if term.parts[-1].halves % 2 else (calendar.close,)


def _version_when(events: list[Event], n: int) -> int | None:
    """The version of the calendar by which an appointment's first date was made."""
    kind = EventKind.RECEIVED if n == 1 else EventKind.PAYMENT_CONFIRMED
    return next((event.data.get("calendar") for event in events if event.kind == kind), None)


def calendar_until(dossier: Dossier, events: Iterable[Event], ended_at: datetime | None) -> Calendar:
    """The calendar by which an appointment was counted last: the dossier's own, or, of one that has ended, that of its
    time. events: all of the dossier's, oldest first; asked for only of one that has ended.
    """
    version = None if ended_at is None else _version_until(events, ended_at)
    return working_calendar(version or dossier.calendar_version, dossier.deciding_agency_id)


def _version_until(events: Iterable[Event], ended_at: datetime) -> int | None:
    versions = [event.data.get("calendar") for event in events if event.kind in COUNTED and event.at <= ended_at]
    return next((version for version in reversed(versions) if version), None)


def _grounded(rows: list[clock.Row], facts: Facts, hours: Sequence[int]) -> list[clock.Row]:
    """Rows of days that do not count because the clock stood still say on what ground. hours: of the day (as instants)
    at which a day is judged; none when every minute is.
    """
    stops = [(stop.span.lower, stop.span.upper, stop.ground) for stop in facts.pauses if not stop.span.isempty]
    stops += [(asked.asked_at, asked.received_at, PauseGround.SUPPLEMENT) for asked in facts.supplements]
    return [row._replace(**_with_ground(row, stops, hours)) if row.kind is clock.Kind.PAUSED else row for row in rows]


def _with_ground(
    row: clock.Row, stops: Sequence[tuple[datetime, datetime | None, str]], hours: Sequence[int]
) -> dict[str, str]:
    first, last = row.first.toordinal(), row.last.toordinal()
    spans = [(moment(day * DAY + hour),) * 2 for day in range(first, last + 1) for hour in hours]
    spans = spans or [(moment(first * DAY), moment((last + 1) * DAY))]
    grounds = [
        ground
        for start, end, ground in stops
        if start != end and any(start <= until and (end is None or since < end) for since, until in spans)
    ]
    said = {}
    for language, sentence in (("vi", row.vi), ("en", row.en)):
        labels = (IN[language].say(wording.PAUSE_GROUND[ground]) for ground in dict.fromkeys(grounds))
        why = "; ".join(label[:1].lower() + label[1:] for label in labels)
        said[language] = f"{sentence.removesuffix('.')}: {why}." if why else sentence
    return said


def _stops(facts: Facts, events: list[Event]) -> list[Stop]:
    since = {
        datetime.fromisoformat(e.data["since"]): e for e in events if e.kind == EventKind.PAUSED and "since" in e.data
    }
    return [Stop(pause, since.get(pause.span.lower)) for pause in facts.pauses if not pause.span.isempty]


def _rounds(facts: Facts, events: list[Event]) -> list[Round]:
    permissions = [event for event in events if event.kind == EventKind.SUPPLEMENT_PERMITTED]
    late = {
        event.at
        for event in events
        if event.kind == EventKind.SUPPLEMENT_REQUESTED and Signal.LATE_ASKED in event.data.get("signals", ())
    }
    allowed = chain([None], permissions, repeat(None))  # each permission allows one round more
    return [
        Round(asked, event, asked.asked_at in late) for asked, event in zip(facts.supplements, allowed, strict=False)
    ]


def _change(event: Event) -> Change:
    data = event.data
    before, after = (data.get(key) and datetime.fromisoformat(data[key]) for key in ("before", "after"))
    return Change(event.at, before, after, data.get("because", "calendar"), data.get("calendar"), event)
