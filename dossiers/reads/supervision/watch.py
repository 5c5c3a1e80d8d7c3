"""The night watch: how often each sign was seen, where, and exactly which events are behind each number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from agencies.models import Membership, full_name
from dossiers.models import Event
from dossiers.reads import pages, scope
from dossiers.reads.supervision import signs
from dossiers.reads.supervision.period import Period
from dossiers.reads.supervision.signs import Sign, Source
from dossiers.reads.supervision.within import Choices, Share

NOBODY = 0  # in an address: events of nobody, or of people without a unit
MOST_NAMES = 30  # people and units named beside a list, those with most events first


@dataclass(frozen=True)
class Seen:
    """One sign in one period. share: of how many first requests, where that says more than the number alone."""

    sign: Sign
    n: int
    agencies: list[Share] = field(default_factory=list)  # most first
    out_of: int | None = None

    @property
    def percent(self) -> int | None:
        return round(100 * self.n / self.out_of) if self.out_of else None


@dataclass(frozen=True)
class Behind:
    """One page of the events behind a number, the latest first, and whose they are."""

    rows: list[Event]  # with dossier, actor, agency, reason; unit_name, noticed, is_mine, earlier_is_mine
    n: int
    agencies: list[Share]
    people: list[Share]
    units: list[Share]
    cursor: str | None


@dataclass(frozen=True)
class Narrowed:
    """By what the reader narrows the lists: ids that `within` offers, a period, a person, a unit (0: none).

    is_alone: the agency without what belongs to it.
    """

    within: Choices
    period: Period
    agency: int | None = None
    procedure: int | None = None
    person: int | None = None
    unit: int | None = None
    is_alone: bool = False


def watch(by: Narrowed) -> list[Seen]:
    """Every sign with its number, in all and by agency. Four queries."""
    names = dict(by.within.agencies)
    found: dict[str, list[Share]] = defaultdict(list)
    for source in Source:
        of_source = [sign for sign in signs.SIGNS if sign.source is source]
        counts = {f"n{place}": Count("pk", filter=sign.which) for place, sign in enumerate(of_source)}
        rows = _events(source, by).order_by().values("agency").annotate(**counts)
        for row in rows:
            for place, sign in enumerate(of_source):
                if row[f"n{place}"]:
                    agency = row["agency"]
                    found[sign.slug].append(Share(agency, names[agency], row[f"n{place}"]))
    asked = _narrowed(signs.first_requests(by.within.ids(None), by.period), by).count()
    return [
        Seen(
            sign,
            sum(share.n for share in found[sign.slug]),
            sorted(found[sign.slug], key=lambda share: (-share.n, share.name)),
            asked if sign.slug == "bo-sung-muon" else None,
        )
        for sign in signs.SIGNS
    ]


def behind(sign: Sign, by: Narrowed, cursor: str, reader: scope.Reader) -> Behind:
    """The events that make a sign's number. Six queries. is_mine: this person may read the dossier, which another
    agency may have by now; earlier_is_mine: the one before it.
    """
    question = events(sign, by)
    names = dict(by.within.agencies)
    agencies = [Share(pk, names[pk], n) for pk, n in question.order_by().values_list("agency").annotate(n=Count("pk"))]
    people = question.order_by().values("actor").annotate(n=Count("pk")).order_by("-n", "actor")[:MOST_NAMES]
    units = question.order_by().values("unit", "unit_name").annotate(n=Count("pk")).order_by("-n", "unit")
    mine = scope.readable(reader)
    page = list(
        question.filter(pages.before(cursor, "noticed"))
        .annotate(
            is_mine=Exists(mine.filter(pk=OuterRef("dossier"))),
            earlier_is_mine=Exists(mine.filter(pk=OuterRef("dossier__earlier"))),
        )
        .select_related("dossier__rules__procedure", "dossier__earlier", "actor", "agency", "reason")
        .order_by("-noticed", "-pk")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Behind(
        rows=shown,
        n=sum(share.n for share in agencies),
        agencies=sorted(agencies, key=lambda share: (-share.n, share.name)),
        people=_people(people),
        units=[
            Share(r["unit"] or NOBODY, r["unit_name"] or "Không thuộc đơn vị nào", r["n"]) for r in units[:MOST_NAMES]
        ],
        cursor=pages.cursor_of(shown[-1], "noticed") if len(page) > pages.SIZE else None,
    )


def events(sign: Sign, by: Narrowed) -> QuerySet[Event]:
    """All events that make a sign's number, with `noticed`, `unit` and `unit_name`."""
    question = _with_units(_events(sign.source, by).filter(sign.which))
    return question if by.unit is None else question.filter(unit=by.unit or None)


def _events(source: Source, by: Narrowed) -> QuerySet[Event]:
    return _narrowed(signs.source(source, by.within.ids(None), by.period), by)


def _narrowed(events: QuerySet[Event], by: Narrowed) -> QuerySet[Event]:
    if by.agency is not None:
        events = events.filter(agency__in=by.within.ids(by.agency, is_alone=by.is_alone))
    if by.procedure is not None:
        events = events.filter(dossier__rules__procedure=by.procedure)
    if by.person is not None:
        events = events.filter(actor=by.person or None)
    return events


def _with_units(events: QuerySet[Event]) -> QuerySet[Event]:
    """`unit` is where the person works in that agency: the one in which they were entered first."""
    posts = Membership.objects.filter(user=OuterRef("actor"), agency=OuterRef("agency")).order_by("pk")
    return events.annotate(unit=Subquery(posts.values("unit")[:1]), unit_name=Subquery(posts.values("unit__name")[:1]))


def _people(rows: Sequence[dict]) -> list[Share]:
    users = User.objects.in_bulk([row["actor"] for row in rows if row["actor"]])
    return [
        Share(row["actor"] or NOBODY, full_name(users[row["actor"]]) if row["actor"] else "Hệ thống", row["n"])
        for row in rows
    ]
