"""What is late and nobody has apologised for, and how the law's "at the latest one day before" is kept.

Source: NĐ 61/2018 Art 19(9), QĐ 138/2025/QĐ-UBND Art 3(6).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from agencies.models import calendars
from dossiers.models import Apology, Event, EventKind
from dossiers.querysets import DossierQuerySet
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.supervision.groups import Groups, grouped
from dossiers.reads.supervision.listed import Row, rows_of, with_places
from dossiers.reads.supervision.lists import UNAPOLOGISED
from dossiers.reads.supervision.period import Period
from dossiers.reads.supervision.within import Narrowed


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
    groups: Groups
    cursor: str | None
    due_on: date


@dataclass(frozen=True)
class Kept:
    """Apologies signed in a period. again: second ones of a dossier, which the tables do not allow."""

    in_time: int
    late: int
    again: int


def unapologised(*, by: Narrowed, pile: str, cursor: str, now: datetime) -> Unapologised:
    """One page of a list with the counts of all three, by deciding agency, earliest due date first. Five queries, and
    those of `grouped`.
    """
    newest = calendars()
    questions = piles(by, newest.province, now)
    pile = Pile(pile) if pile in list(Pile) else Pile.LATE
    counts, _version, _swept_at = counted(**{key.name: question for key, question in questions.items()})
    drafts = Apology.objects.filter(approved_at=None).select_related("drafted_by")
    page = list(
        with_places(questions[pile].filter(pages.after(cursor, "due_at"))).prefetch_related(
            Prefetch("apologies", drafts, "drafts")
        )[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Unapologised(
        pile=pile,
        rows=rows_of(UNAPOLOGISED, shown, newest, now),
        counts={key: counts[key.name] for key in questions},
        groups=grouped(questions[pile], by),
        cursor=pages.cursor_of(shown[-1], "due_at") if len(page) > pages.SIZE else None,
        due_on=newest.province.working_day_after(timezone.localdate(now)),
    )


def kept(*, by: Narrowed, period: Period) -> Kept:
    """How many apologies were signed in time in a period, by deciding agency and procedure: as `watch` lists the late
    ones. One query.
    """
    signed = Event.objects.filter(
        kind=EventKind.APOLOGISED, agency__in=by.agencies, at__gte=period.start, at__lt=period.end
    )
    if by.procedure is not None:
        signed = signed.filter(dossier__rules__procedure=by.procedure)
    before = Event.objects.filter(dossier=OuterRef("dossier"), seq__lt=OuterRef("seq"), kind=EventKind.APOLOGISED)
    in_time = Q(data__in_time=True)
    found = signed.annotate(is_second=Exists(before)).aggregate(
        in_time=Count("pk", filter=in_time),
        late=Count("pk", filter=~in_time),
        again=Count("pk", filter=Q(is_second=True)),
    )
    return Kept(**found)


def piles(by: Narrowed, calendar, now: datetime) -> dict[Pile, DossierQuerySet]:
    """The dossiers of each list, in its order. calendar: the province's."""
    today = timezone.localdate(now)
    start, end = _ends(today), _ends(calendar.working_day_after(today))
    drafts = Apology.objects.filter(approved_at=None).values("dossier")
    waiting = by.decided().open().unapologised().in_order("due_at")
    return {
        Pile.LATE: UNAPOLOGISED.question(by, now),
        Pile.LAST_DAY: waiting.filter(due_at__gte=start, due_at__lt=end),
        Pile.DRAFTS: waiting.filter(pk__in=drafts),
    }


def _ends(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
