"""Twelve weeks of what came in, what ended and what ended late: sums of the night's count."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncWeek

from dossiers.reads.supervision.figures import tallies
from dossiers.reads.supervision.within import Narrowed

WEEKS = 12


@dataclass(frozen=True)
class Week:
    """Monday to Sunday; first and last are local days, both included. late: ended late by a date given first.

    is_partial: the night has not counted all of it yet, and last is as far as it did.
    """

    first: date
    last: date
    received: int = 0
    ended: int = 0
    late: int = 0

    @property
    def is_partial(self) -> bool:
        return (self.last - self.first).days < 6


def trend(by: Narrowed, through: date) -> list[Week]:
    """The week of the last counted day and the eleven before it, the earliest first. One query."""
    latest = through - timedelta(days=through.weekday())
    mondays = [latest - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    rows = (
        tallies(by, mondays[0], through)
        .annotate(week=TruncWeek("day"))
        .values_list("week")
        .annotate(n_received=Sum("received"), n_ended=Sum("ended"), n_late=Sum("first_late"))
    )
    found = {week: counts for week, *counts in rows}
    return [Week(monday, min(monday + timedelta(days=6), through), *found.get(monday, (0, 0, 0))) for monday in mondays]
