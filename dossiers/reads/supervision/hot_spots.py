"""Where lateness rises against its own past, as the night found it, and exactly the dossiers behind each number."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q

from dossiers.models import Count, Counted, HotSpot
from dossiers.reads import pages, scope
from dossiers.reads.hot_spots import LEAST_DUE, LEAST_MISSED, LEAST_PAST, Stretches, stretches
from dossiers.reads.supervision.within import Narrowed

MOST = 5  # shown beside other figures


class Pile(StrEnum):
    """The numbers of a pair, by the name their address carries."""

    MISSED = "tre"
    DUE = "den-han"
    PAST_MISSED = "tre-truoc"
    PAST_DUE = "den-han-truoc"


@dataclass(frozen=True)
class HotSpots:
    """rows: the least likely to be chance first. pairs: how many were tested, in the whole province."""

    rows: list[HotSpot]  # with agency and procedure
    days: Stretches | None  # None before the first count
    pairs: int
    counted_at: datetime | None
    least_due: int = LEAST_DUE
    least_past: int = LEAST_PAST
    least_missed: int = LEAST_MISSED

    @property
    def first(self) -> list[HotSpot]:
        """Those shown beside other figures."""
        return self.rows[:MOST]


@dataclass(frozen=True)
class Pair:
    """One page of the dossiers of a procedure at one agency (without what belongs to it) whose first date fell into a
    stretch, the latest first; with the numbers of both stretches. spot: when the night found one here.
    """

    pile: Pile
    counts: dict[Pile, int]
    days: Stretches
    spot: HotSpot | None
    rows: list[Counted]  # with dossier; is_mine: this person may read it
    cursor: str | None

    @property
    def is_past(self) -> bool:
        return self.pile in (Pile.PAST_MISSED, Pile.PAST_DUE)


def hot_spots(by: Narrowed, count: Count | None) -> HotSpots:
    """At the agencies that `by` names. count: how far the figures reach. One query."""
    found = HotSpot.objects.filter(agency__in=by.agencies).select_related("agency", "procedure")
    if by.procedure is not None:
        found = found.filter(procedure=by.procedure)
    rows = list(found.order_by("chance", "pk"))
    if count is None:
        return HotSpots(rows, None, 0, None)
    return HotSpots(rows, stretches(count.through), count.pairs, count.counted_at)


def pair(agency: int, procedure: int, pile: str, cursor: str, reader: scope.Reader) -> Pair | None:
    """None before the first count. Four queries, five of supervisors."""
    count = Count.objects.first()
    if count is None:
        return None
    days = stretches(count.through)
    recent = Q(due_on__gte=days.since, due_on__lte=days.until)
    past = Q(due_on__gte=days.before, due_on__lte=days.before_until)
    missed = Q(is_missed=True)
    piles = {Pile.MISSED: recent & missed, Pile.DUE: recent, Pile.PAST_MISSED: past & missed, Pile.PAST_DUE: past}
    theirs = Counted.objects.filter(agency=agency, procedure=procedure)
    counts = theirs.aggregate(**{key.name: CountOf("pk", filter=which) for key, which in piles.items()})
    chosen = Pile(pile) if pile in list(Pile) else Pile.MISSED
    page = list(
        theirs.filter(piles[chosen])
        .filter(pages.before(cursor, "due_on", date))
        .annotate(is_mine=Exists(scope.readable(reader).filter(pk=OuterRef("dossier"))))
        .select_related("dossier")
        .order_by("-due_on", "-dossier")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Pair(
        pile=chosen,
        counts={key: counts[key.name] for key in piles},
        days=days,
        spot=HotSpot.objects.filter(agency=agency, procedure=procedure).first(),
        rows=shown,
        cursor=pages.cursor_of(shown[-1], "due_on") if len(page) > pages.SIZE else None,
    )
