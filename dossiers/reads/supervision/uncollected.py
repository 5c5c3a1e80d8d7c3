"""Results that nobody has fetched for a month, at whose counter they lie, and which wait longest."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from agencies.models import Agency, calendars
from dossiers.models import Dossier
from dossiers.reads import pages
from dossiers.reads.bounded import MOST, count_of
from dossiers.reads.supervision.groups import Groups, grouped
from dossiers.reads.supervision.listed import Listed, rows_of, with_places
from dossiers.reads.supervision.lists import UNCOLLECTED
from dossiers.reads.supervision.within import Narrowed, Share


def uncollected(*, by: Narrowed, cursor: str, now: datetime) -> Listed:
    """One page, longest first. Three queries; those of `grouped` within one agency.

    Each counter is asked for its own first rows: its part of the index is in this order, that of many is not.
    """
    waiting = UNCOLLECTED.question(by, now)
    theirs = waiting.filter(holder_agency=OuterRef("pk"))
    firsts = theirs.filter(pages.after(cursor, "closed_at")).values("pk")[: pages.SIZE + 1]
    counters = list(
        Agency.objects.filter(pk__in=by.agencies)
        .annotate(n=count_of(theirs), firsts=ArraySubquery(firsts))
        .filter(n__gt=0)
        .order_by("-n", "name")
        .values_list("pk", "name", "n", "firsts")
    )
    ids = [pk for *_, found in counters for pk in found]
    page = list(with_places(Dossier.objects.filter(pk__in=ids)).in_order("closed_at")[: pages.SIZE + 1])
    shown = page[: pages.SIZE]
    shares = [Share(pk, name, n) for pk, name, n, _firsts in counters]
    # More than a thousand when one of them has more.
    count = sum(share.n for share in shares) if all(share.n <= MOST for share in shares) else MOST + 1
    return Listed(
        rows=rows_of(UNCOLLECTED, shown, calendars(), now),
        count=count,
        groups=Groups(agencies=shares) if len(by.agencies) > 1 else grouped(waiting, by),
        cursor=pages.cursor_of(shown[-1], "closed_at") if len(page) > pages.SIZE else None,
    )
