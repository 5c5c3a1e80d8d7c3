"""The figures of supervision, by deciding agency: what is open now; what was received and ended in a stretch of days.

Open figures are asked of the open dossiers at the moment; closed ones are sums of `Tally`, as far as the night counted.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Self

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from dossiers.models import Delay, Tally
from dossiers.reads.supervision.lists import missed
from dossiers.reads.supervision.period import DAYS
from dossiers.reads.supervision.within import Narrowed

_MANY_YEARS_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Stretch:
    """Whole local days, both included. key: the month as an address names it; empty for the last thirty days."""

    first: date
    last: date
    key: str = ""


@dataclass(frozen=True)
class Share:
    """So many of so many. percent: None of nothing – that is not a hundred of a hundred."""

    n: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * self.n / self.of if self.of else None


@dataclass(frozen=True)
class _Sums:
    @classmethod
    def total(cls, each: Iterable[Self]) -> Self:
        return cls(*map(sum, zip(*map(astuple, each), strict=True)))

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls)]


@dataclass(frozen=True)
class Open(_Sums):
    """Of open dossiers. missed: late by a date given first; paused_late: paused, and the date had passed before.

    unapologised, unexplained: overdue without a signed apology, without a written cause.
    """

    open: int = 0
    overdue: int = 0
    missed: int = 0
    at_risk: int = 0
    paused: int = 0
    paused_late: int = 0
    unapologised: int = 0
    unexplained: int = 0


@dataclass(frozen=True)
class Closed(_Sums):
    """Of a stretch of days. carried: received before it and open when it began."""

    carried: int = 0
    received: int = 0
    ended: int = 0
    first_early: int = 0
    first_on_time: int = 0
    first_late: int = 0
    now_early: int = 0
    now_on_time: int = 0
    now_late: int = 0
    fell_due: int = 0
    missed: int = 0

    @property
    def by_due(self) -> Share:
        """Of all whose date given first fell into these days, ended or not, how many missed it."""
        return Share(self.missed, self.fell_due)

    @property
    def by_first(self) -> Share:
        """Of the ended ones with a date, how many kept the date given first."""
        kept = self.first_early + self.first_on_time
        return Share(kept, kept + self.first_late)

    @property
    def by_now(self) -> Share:
        """The same by the date as it was at the end."""
        kept = self.now_early + self.now_on_time
        return Share(kept, kept + self.now_late)


def stretch_of(key: str, through: date) -> Stretch | None:
    """key: a month as 2026-11, or empty for the thirty days that end with the last counted one.

    Never beyond that day; None of a month of which nothing is counted yet.

    >>> stretch_of("2026-11", date(2026, 11, 22)).last, stretch_of("", date(2026, 11, 22)).first
    (datetime.date(2026, 11, 22), datetime.date(2026, 10, 24))
    """
    if not key:
        return Stretch(through - timedelta(days=DAYS - 1), through)
    first = date.fromisoformat(f"{key}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Stretch(first, min(last, through), key) if first <= through else None


def open_by_agency(by: Narrowed, now: datetime) -> dict[int, Open]:
    """By deciding agency (id). One query, of the index that carries all it asks."""
    late = Q(due_at__lt=now)
    first, second = missed(now)
    asked = {
        "open": Q(),
        "overdue": late,
        "missed": first | second,
        "at_risk": Q(start_by__lt=now, due_at__gte=now),
        "paused": Q(is_paused=True),
        "paused_late": Q(is_paused=True) & late,
        "unapologised": late & Q(promised_at=None),
        "unexplained": late & ~Exists(Delay.objects.filter(dossier=OuterRef("pk"))),
    }
    counts = {f"n_{name}": Count("pk", filter=which) for name, which in asked.items()}
    rows = by.decided().open().order_by().values_list("deciding_agency").annotate(**counts)
    return {agency: Open(*row) for agency, *row in rows}


def closed_by_agency(by: Narrowed, during: Stretch) -> dict[int, Closed]:
    """By deciding agency (id). One query."""
    inside = Q(day__gte=during.first)
    sums = {f"n_{name}": Sum(name, filter=inside, default=0) for name in Closed.names()[1:]}
    carried = Sum(F("received") - F("ended"), filter=~inside, default=0)
    rows = tallies(by, _MANY_YEARS_AGO, during.last).values_list("agency").annotate(n_carried=carried, **sums)
    return {agency: Closed(*row) for agency, *row in rows}


def tallies(by: Narrowed, first: date, last: date) -> QuerySet[Tally]:
    """The sums of these agencies' days, both included."""
    days = Tally.objects.filter(day__gte=first, day__lte=last)
    is_everywhere = by.agency is None and by.within.is_all
    return days if is_everywhere else days.filter(agency__in=by.agencies)
