"""From what is written down about a dossier to its dates: the one place where due dates come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from agencies.models import Layout, RuleStep, working_calendar
from agencies.worktime import DAY, MINUTE, Calendar, Term, instant, moment
from dossiers import clock
from dossiers.models import Dossier, Pause, Payment, Supplement


@dataclass(frozen=True)
class Dates:
    """What the ledger says. due_at is None without a term, while the clock stands still inside the term, and between
    two appointments.
    """

    due_at: datetime | None
    is_provisional: bool
    due_soon_at: datetime | None
    is_paused: bool
    appointment: int = 1  # 2 once the second has begun


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_DATES = Dates(None, False, None, False)


@dataclass(frozen=True)
class Appointment:
    """One of the dossier's appointments. ended_at: when the tax form went out, which ends the first of two."""

    ledger: clock.Ledger
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that is written down about a dossier's clock."""

    pauses: Sequence[Pause] = ()
    supplements: Sequence[Supplement] = ()
    payments: Sequence[Payment] = ()

    @property
    def paused_since(self) -> datetime | None:
        """Since when the clock stands still; None while it runs."""
        since = [pause.span.lower for pause in self.pauses if pause.span.upper is None]
        since += [asked.asked_at for asked in self.supplements if asked.received_at is None]
        since += [payment.requested_at for payment in self.payments if payment.confirmed_at is None]
        return min(since, default=None)


def calendar_of(dossier: Dossier, version: int | None = None) -> Calendar:
    """The calendar that a dossier is counted by, that of its deciding agency. Asks one query without version."""
    return working_calendar(version, dossier.deciding_agency_id)


def facts_of(dossier: Dossier) -> Facts:
    """As the database has them now. Asks three queries."""
    return Facts(
        list(Pause.objects.filter(dossier=dossier).select_related("by").order_by("span")),
        list(Supplement.objects.filter(dossier=dossier).select_related("asked_by").order_by("asked_at")),
        list(
            Payment.objects.filter(dossier=dossier)
            .select_related("requested_by", "confirmed_by")
            .order_by("requested_at")
        ),
    )


def appointments(dossier: Dossier, facts: Facts, at: datetime | None = None) -> tuple[Appointment, ...]:
    """The appointments so far, none when the rules set no term. at: only what was known at that moment."""
    if dossier.rules.term is None:
        return ()
    cutoff = clock.parse_cutoff(dossier.rules.cutoff or None)
    stops = _stops(facts, at)
    first = clock.Ledger(dossier.received_at, _term(dossier.rules.term), cutoff, tuple(stops))
    split = next((p for p in facts.payments if p.splits and (at is None or p.requested_at <= at)), None)
    if split is None:
        return (Appointment(first),)
    first = first._replace(stops=tuple(stop for stop in stops if stop.start < split.requested_at))
    confirmed = split.confirmed_at if split.confirmed_at and (at is None or split.confirmed_at <= at) else None
    if confirmed is None:
        return (Appointment(first, split.requested_at),)
    later = tuple(stop for stop in stops if stop.start >= confirmed)
    second = clock.Ledger(confirmed, _term(dossier.rules.second_term), cutoff, later)
    return Appointment(first, split.requested_at), Appointment(second)


def _stops(facts: Facts, at: datetime | None) -> list[clock.Pause]:
    spans = [(pause.span.lower, pause.span.upper, False) for pause in facts.pauses if not pause.span.isempty]
    spans += [(asked.asked_at, asked.received_at, True) for asked in facts.supplements if asked.restarts]
    if at is not None:
        spans = [(start, end if end and end <= at else None, again) for start, end, again in spans if start <= at]
    return [clock.Pause(*span) for span in spans]


def _term(raw: list) -> Term:
    """A term of the rules; read once, because a few hundred of them serve all dossiers."""
    return _read_term(tuple(map(tuple, raw)))


_read_term = lru_cache(maxsize=4096)(Term.parse)


def dates_of(dossier: Dossier, calendar: Calendar) -> Dates:
    """The dates of a dossier, computed from the whole ledger every time. Asks three queries."""
    if dossier.rules.term is None:
        return NO_DATES
    return dates(appointments(dossier, facts_of(dossier)), calendar)


def dates(course: tuple[Appointment, ...], calendar: Calendar) -> Dates:
    """The dates that the last of these appointments gives."""
    if not course:
        return NO_DATES
    now = course[-1]
    if now.ended_at is not None:
        return Dates(None, False, None, True)
    found = clock.ledger_due(calendar, now.ledger)
    soon = clock.due_soon_at(calendar, found.at) if found.at else None
    return Dates(found.at, found.provisional, soon, any(s.end is None for s in now.ledger.stops), len(course))


def planned(
    dossier: Dossier, calendar: Calendar, days: list[tuple[float, bool]], since: datetime | None = None
) -> list[datetime | None]:
    """When each step should be finished, for steps of (working days, on the province's clock), in order.

    since: when the first of these steps begins, if not with the receipt. A step is never planned later than the
    dossier's own due date; without one nothing is planned.
    """
    if dossier.due_at is None:
        return [None] * len(days)
    cutoff = clock.parse_cutoff(dossier.rules.cutoff or None)
    plan: list[datetime | None] = []
    spent = 0.0
    for length, on_clock in days:
        spent += length if on_clock else 0
        end = clock.due(calendar, since or dossier.received_at, Term.parse([[spent, "working_days"]]), cutoff)
        plan.append(min(end.at, dossier.due_at) if end.at else dossier.due_at)
    return plan


def stalls_at(calendar: Calendar, at: datetime, step: RuleStep) -> datetime:
    """When a dossier to which nothing more happens after `at` will be standing still: the close of a working day."""
    day = calendar.nth(calendar.count_through(instant(at) // DAY) + step.stalls_after)
    return moment(day * DAY + calendar.close)


def start_by(dossier: Dossier, calendar: Calendar, laid: Layout) -> datetime | None:
    """From when on the usual time of the steps that remain no longer fits before the due date; None without one.

    Work lists go by it: it orders dossiers as their slack does, and slack is working time left minus usual time.
    """
    if dossier.due_at is None or dossier.current_step is None or not dossier.is_open or dossier.voided_at is not None:
        return None
    return before(calendar, dossier.due_at, laid.usual_rest(dossier.rules_id, dossier.current_step))


def before(calendar: Calendar, at: datetime, minutes: int) -> datetime:
    """The moment from which so many working minutes are left until `at`."""
    return moment(calendar.reached(calendar.worked_until(instant(at)) - minutes * MINUTE))


def next_flag(
    dates: Dates, now: datetime, stalls_at: datetime | None = None, *, told: datetime | None = None
) -> datetime | None:
    """The next instant at which a sweep must look at an open dossier that is right up to `now`.

    told: the due date that stood until now. One that is new and has already passed, because the calendar or the
    ledger moved it back, is yet to be marked. One that is new and nearer than the warning before it has no mark of
    its own as due soon: the lists, which ask the dates themselves, show it.
    """
    to_come = [at for at in (dates.due_soon_at, dates.due_at, stalls_at) if at is not None and at >= now]
    if dates.due_at is not None and dates.due_at < now and dates.due_at != told:
        to_come.append(dates.due_at)
    return min(to_come, default=None)


def key_of(due_at: datetime) -> int:
    """A due instant as the key of its marks: microseconds since 1970."""
    return round((due_at - _EPOCH) / timedelta(microseconds=1))


def instant_of(dedup_key: str) -> datetime:
    """The instant with which the key of a notice ends."""
    return _EPOCH + timedelta(microseconds=int(dedup_key.rpartition(":")[2]))
