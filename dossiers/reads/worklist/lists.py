"""One page of a work list, and how many dossiers each list has."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Calendars, calendars
from agencies.worktime import local_day
from dossiers.models import Dossier, Notice, NoticeState, Opinion, Pause, Payment, Step, Supplement
from dossiers.reads import pages, scope
from dossiers.reads.bounded import counted
from dossiers.reads.course import course_of, normal_move
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.slack import slack_of, working_day_of
from dossiers.reads.worklist.desks import FOR_OUTSIDE
from dossiers.reads.worklist.narrowing import EVERYTHING, Narrowing, Sort
from dossiers.reads.worklist.ordering import Order
from dossiers.reads.worklist.piles import Parts, Pile, piles_of
from dossiers.workflow import Move

# What a list is for, where that is not the normal next step of its dossiers.
_OFFERS = {
    Pile.APOLOGIES: (Move.APPROVE_APOLOGY,),
    Pile.UNANSWERED: (Move.RECEIVE_SUPPLEMENT, Move.WITHDRAW, Move.STOP),
    Pile.OPINIONS: (Move.ANSWER_OPINION,),
}


@dataclass(frozen=True)
class Row:
    """One line of a list. next: what this person may do with it now. round: of the latest supplement, 0 without.

    slack: working minutes, as `slack_of`; day: how many of them make a working day there. waits: days since the result
    lies there. answer_by: when the opinion is due that this person's agency owes.
    """

    dossier: Dossier
    step: Step | None
    deadline: Deadline
    next: list[Move]
    round: int
    slack: int | None
    day: int
    is_at_risk: bool
    waits: int | None
    answer_by: datetime | None


@dataclass(frozen=True)
class WorkList:
    """pile: the one that is shown, ALL when the person has none such. usual_at: when usual times were last counted."""

    pile: Pile
    rows: list[Row]
    counts: dict[Pile, int]
    notices: list[Notice]
    cursor: str | None  # of the next page
    usual_at: datetime | None


def work_list(
    *, reader: scope.Reader, pile: Pile, cursor: str, now: datetime, sort: Sort = Sort.SLACK,
    only: Narrowing = EVERYTHING, away: Collection[int] = (),
) -> WorkList:  # fmt: skip
    """One page of a desk's list with the counts of all. Four queries (five of opinions), and four more when a calendar
    is new.

    away: for whom the reader stands in today (ids of users).
    """
    piles = piles_of(reader, now, away, only)
    pile = pile if pile in piles else Pile.ALL
    counts, version, usual_at = counted(beat="usual", **{key.name: parts for key, parts in piles.items()})
    order = Order(pile, sort, reader)
    page = _page(piles[pile], order, cursor)
    shown, found = page[: pages.SIZE], calendars(version)
    return WorkList(
        pile=pile,
        rows=[_row(dossier, pile, reader, found, now) for dossier in shown],
        counts={key: counts[key.name] for key in piles},
        notices=_notices(reader, now),
        cursor=pages.cursor_of(shown[-1], order.key) if len(page) > pages.SIZE else None,
        usual_at=usual_at,
    )


def first_of(
    *, reader: scope.Reader, pile: Pile, now: datetime, most: int, sort: Sort = Sort.SLACK,
    only: Narrowing = EVERYTHING, away: Collection[int] = (),
) -> list[tuple[int, int]]:  # fmt: skip
    """The first dossiers of a list in its order, as (id, version); none where the person has none such. One query."""
    piles, order = piles_of(reader, now, away, only), Order(pile, sort, reader)
    if not piles.get(pile):
        return []
    ids = order.first(piles[pile], "", most)
    found = order.of(order.keyed(Dossier.objects.filter(pk__in=ids)))
    return list(found.values_list("pk", "version")[:most])


def _page(parts: Parts, order: Order, cursor: str) -> list[Dossier]:
    """One dossier more than is shown, when there is one."""
    if not parts:
        return []
    some = Dossier.objects.filter(pk__in=order.first(parts, cursor, pages.SIZE + 1))
    some = some.annotate(waiting_since=_waiting_since(), round=_round())
    some = some.select_related(
        "rules__procedure", "holder_agency", "holder_unit", "passing_to", "assignee"
    ).prefetch_related(Prefetch("steps", Step.objects.select_related("rule_step")))
    if order.key == "answer_by":
        some = some.prefetch_related(Prefetch("opinions", Opinion.objects.filter(answered_at=None)))
    return list(order.of(order.keyed(some))[: pages.SIZE + 1])


def _waiting_since() -> Coalesce:
    """Since when the clock stands still: the papers', the payment's or the stop's own beginning."""
    of = {"dossier": OuterRef("pk")}
    return Coalesce(
        Subquery(Supplement.objects.filter(**of, received_at=None).values("asked_at")[:1]),
        Subquery(Payment.objects.filter(**of, confirmed_at=None).values("requested_at")[:1]),
        Subquery(Pause.objects.filter(**of, span__upper_inf=True).values("span__startswith")[:1]),
    )


def _round() -> Subquery:
    return Subquery(Supplement.objects.filter(dossier=OuterRef("pk")).order_by("-asked_at").values("round")[:1])


def _row(dossier: Dossier, pile: Pile, reader: scope.Reader, found: Calendars, now: datetime) -> Row:
    calendar = found.of(dossier.deciding_agency_id)
    course = course_of(dossier, list(dossier.steps.all()))
    moves = _OFFERS.get(pile) or (normal_move(dossier, course, reader),)
    return Row(
        dossier=dossier,
        step=course.current,
        deadline=deadline_of(dossier, calendar, now, paused_since=dossier.waiting_since),
        next=[move for move in moves if move and scope.may(reader, move, dossier, course.current)],
        round=dossier.round or 0,
        slack=slack_of(dossier, calendar, now),
        day=working_day_of(calendar),
        is_at_risk=dossier.is_at_risk(now=now),
        waits=_days(dossier.closed_at, now) if pile is Pile.RESULTS else None,
        answer_by=getattr(dossier, "answer_by", None),
    )


def _days(since: datetime, now: datetime) -> int:
    return (local_day(now) - local_day(since)).days


def _notices(reader: scope.Reader, now: datetime) -> list[Notice]:
    return list(
        Notice.objects.filter(
            Q(agency__in=reader.agencies(*scope.WORKERS))
            | Q(unit=None, dossier__deciding_agency__in=reader.agencies(*FOR_OUTSIDE)),
            state=NoticeState.SHOWN,
            shown_at__gte=now - timedelta(hours=24),
            dossier__closed_at=None,
        )
        .select_related("dossier")
        .order_by("-shown_at")[:5]
    )
