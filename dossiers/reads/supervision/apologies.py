"""What is late and nobody has apologised for, and how the law's "at the latest one day before" is kept.

Source: NĐ 61/2018 Art 19(9), QĐ 138/2025/QĐ-UBND Art 3(6).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from agencies.models import calendars
from dossiers.models import Apology, Event, EventKind, Step
from dossiers.querysets import DossierQuerySet
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.overdue import Row, row_of
from dossiers.reads.supervision.period import Period
from dossiers.reads.supervision.within import Choices, decided_within


class Pile(StrEnum):
    """The lists of this page, by the name their address carries."""

    LATE = "qua-han"
    LAST_DAY = "ngay-cuoi"
    DRAFTS = "cho-ky"


@dataclass(frozen=True)
class Unapologised:
    """due_on: the next working day; for what is due then, today is the last day on which an apology is in time."""

    pile: Pile
    rows: list[Row]
    counts: dict[Pile, int]  # each at most 1,001
    cursor: str | None
    due_on: date


@dataclass(frozen=True)
class Kept:
    """Apologies signed in a period. again: second ones of a dossier, which the tables do not allow."""

    in_time: int
    late: int
    again: int


def unapologised(
    *, within: Choices, agency: int | None, procedure: int | None, pile: str, cursor: str, now: datetime
) -> Unapologised:
    """One page of a list with the counts of all three, by deciding agency, earliest due date first. Five queries."""
    newest = calendars()
    piles = _piles(decided_within(within, agency, procedure), newest.province, now)
    pile = Pile(pile) if pile in list(Pile) else Pile.LATE
    counts, _version, _swept_at = counted(**{key.name: question for key, question in piles.items()})
    page = list(
        piles[pile]
        .filter(pages.after(cursor, "due_at"))
        .select_related("rules__procedure", "deciding_agency", "holder_agency", "holder_unit")
        .prefetch_related(
            Prefetch("steps", Step.objects.select_related("rule_step")),
            Prefetch("apologies", Apology.objects.filter(approved_at=None).select_related("drafted_by"), "drafts"),
        )
        .in_order("due_at")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Unapologised(
        pile=pile,
        rows=[row_of(dossier, newest, now) for dossier in shown],
        counts={key: counts[key.name] for key in piles},
        cursor=pages.cursor_of(shown[-1], "due_at") if len(page) > pages.SIZE else None,
        due_on=newest.province.working_day_after(timezone.localdate(now)),
    )


def kept(*, within: Choices, agency: int | None, procedure: int | None, period: Period) -> Kept:
    """How many apologies were signed in time in a period, by deciding agency. One query."""
    signed = Event.objects.filter(
        kind=EventKind.APOLOGISED, agency__in=within.ids(agency), at__gte=period.start, at__lt=period.end
    )
    if procedure is not None:
        signed = signed.filter(dossier__rules__procedure=procedure)
    before = Event.objects.filter(dossier=OuterRef("dossier"), seq__lt=OuterRef("seq"), kind=EventKind.APOLOGISED)
    in_time = Q(data__in_time=True)
    found = signed.annotate(is_second=Exists(before)).aggregate(
        in_time=Count("pk", filter=in_time),
        late=Count("pk", filter=~in_time),
        again=Count("pk", filter=Q(is_second=True)),
    )
    return Kept(**found)


def _piles(decided: DossierQuerySet, calendar, now: datetime) -> dict[Pile, DossierQuerySet]:
    today = timezone.localdate(now)
    start, end = _ends(today), _ends(calendar.working_day_after(today))
    drafts = Apology.objects.filter(approved_at=None).values("dossier")
    return {
        Pile.LATE: decided.overdue(now=now).unapologised(),
        Pile.LAST_DAY: decided.open().unapologised().filter(due_at__gte=start, due_at__lt=end),
        Pile.DRAFTS: decided.open().unapologised().filter(pk__in=drafts),
    }


def _ends(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
