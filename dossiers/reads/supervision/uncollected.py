"""Results that nobody has fetched for a month: how many lie at each counter, and which wait longest."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from agencies.models import Agency
from dossiers.models import Dossier
from dossiers.reads import pages
from dossiers.reads.bounded import MOST, count_of
from dossiers.reads.supervision.within import Choices, Share
from dossiers.reads.worklist.narrowing import WAITS_LONG


@dataclass(frozen=True)
class Row:
    """days: calendar days since the result was there."""

    dossier: Dossier
    days: int


@dataclass(frozen=True)
class Uncollected:
    rows: list[Row]
    shares: list[Share]  # one for each counter, most first; n is at most 1,001
    count: int  # of all together; more than a thousand when one of them has more
    cursor: str | None


def uncollected(
    *, within: Choices, agency: int | None, procedure: int | None, cursor: str, now: datetime
) -> Uncollected:
    """One page, longest first, by the agency at whose counter the result lies. Two queries.

    Each counter is asked for its own first rows: its part of the index is in this order, that of many is not.
    """
    waiting = Dossier.objects.waiting_for_collection().filter(closed_at__lt=now - WAITS_LONG)
    if procedure is not None:
        waiting = waiting.filter(rules__procedure=procedure)
    theirs = waiting.filter(holder_agency=OuterRef("pk"))
    firsts = theirs.filter(pages.after(cursor, "closed_at")).in_order("closed_at").values("pk")[: pages.SIZE + 1]
    counters = list(
        Agency.objects.filter(pk__in=within.ids(agency))
        .annotate(n=count_of(theirs), firsts=ArraySubquery(firsts))
        .filter(n__gt=0)
        .order_by("-n", "name")
        .values_list("pk", "name", "n", "firsts")
    )
    ids = [pk for *_, found in counters for pk in found]
    page = list(
        Dossier.objects.filter(pk__in=ids)
        .select_related("rules__procedure", "holder_agency")
        .in_order("closed_at")[: pages.SIZE + 1]
    )
    shown, today = page[: pages.SIZE], timezone.localdate(now)
    numbers = [n for _pk, _name, n, _firsts in counters]
    return Uncollected(
        rows=[Row(dossier, (today - timezone.localdate(dossier.closed_at)).days) for dossier in shown],
        shares=[Share(pk, name, n) for pk, name, n, _firsts in counters],
        count=sum(numbers) if max(numbers, default=0) <= MOST else MOST + 1,
        cursor=pages.cursor_of(shown[-1], "closed_at") if len(page) > pages.SIZE else None,
    )
