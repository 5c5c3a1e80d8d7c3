"""Procedures at agencies where lateness rises against its own past: for the night's count."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q

from dossiers.chance import discoveries, fisher
from dossiers.models import Counted, HotSpot

RECENT = 28  # days: whole weeks, so that both stretches have each weekday equally often
PAST = 84  # days before them
# Too few dossiers give no proof either way: of fewer than ten each one is a tenth of the share, and a past of fewer
# than twenty is too short to be held against anybody.
LEAST_DUE, LEAST_PAST = 10, 20
LEAST_MISSED = 3  # one or two may be one person's bad day, however unlikely
FALSE_SHARE = 0.05  # of what is found, at most, on average


class Found(NamedTuple):
    spots: list[HotSpot]  # not saved
    pairs: int  # of agency and procedure that were tested


class Stretches(NamedTuple):
    """The recent stretch and the past that it is held against; local days, both ends included."""

    since: date
    until: date
    before: date

    @property
    def before_until(self) -> date:
        return self.since - timedelta(days=1)


def stretches(through: date) -> Stretches:
    """through: the last day that was counted."""
    since = through - timedelta(days=RECENT - 1)
    return Stretches(since, through, since - timedelta(days=PAST))


class Pair(NamedTuple):
    """A procedure at an agency (ids): dossiers whose first date fell into a stretch, and how many missed it."""

    agency: int
    procedure: int
    due: int
    missed: int
    past_due: int
    past_missed: int


def hot_spots(through: date) -> Found:
    """Where the share of dossiers that missed their first date rose in the last 28 days against the 84 before.

    A dossier belongs to the stretch into which its first date fell, whether it has ended or not: by the day of ending,
    those that are late and still open would be missing until somebody ends them. Where a second date counts too, a
    recent dossier has had less time to miss it: that may hide a spot, and never makes one. One query.
    """
    days = stretches(through)
    is_recent = Q(due_on__gte=days.since)
    rows = (
        Counted.objects.filter(due_on__gte=days.before, due_on__lte=days.until)
        .values_list("agency", "procedure")
        .annotate(
            due=Count("pk", filter=is_recent),
            missed=Count("pk", filter=is_recent & Q(is_missed=True)),
            past_due=Count("pk", filter=~is_recent),
            past_missed=Count("pk", filter=~is_recent & Q(is_missed=True)),
        )
        .filter(due__gte=LEAST_DUE, past_due__gte=LEAST_PAST)
        .order_by("agency", "procedure")
    )
    pairs = [Pair(*row) for row in rows]
    spots = [
        HotSpot(
            agency_id=agency, procedure_id=procedure, since=days.since, until=days.until, before=days.before, due=due,
            missed=missed, past_due=past_due, past_missed=past_missed, chance=chance,
        )
        for (agency, procedure, due, missed, past_due, past_missed), chance in rising(pairs)
    ]  # fmt: skip
    return Found(spots, len(pairs))


def rising(pairs: Sequence[Pair]) -> list[tuple[Pair, float]]:
    """Those of the tested pairs that stand out, each with the chance of as many missed dates if nothing had changed.

    By Fisher's exact test, one-sided; since many are tested, those that Benjamini and Hochberg keep at 5 % of false
    findings. At least three missed is asked only afterwards: it takes findings away, and no test out of their number.
    """
    chances = [fisher(pair.missed, pair.due, pair.past_missed, pair.past_due) for pair in pairs]
    kept = discoveries(chances, FALSE_SHARE)
    return [(pairs[place], chances[place]) for place in kept if pairs[place].missed >= LEAST_MISSED]
