"""What waits for a person or their unit, most urgent first, and finding one dossier by its code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models import Role, Unit, UnitKind, working_calendar
from dossiers import codes
from dossiers.models import Apology, Dossier, Notice, NoticeState, Pause, Payment, Step, Supplement
from dossiers.querysets import DossierQuerySet
from dossiers.reads import pages, scope
from dossiers.reads.bounded import counted
from dossiers.reads.course import course_of, normal_move
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.workflow import Move, Status

# Who looks after what an outside body holds of their agency's; where members without a unit of their own work.
_FOR_OUTSIDE = (Role.OFFICER, Role.SUPERVISOR)
_WORK_IN = {Role.CLERK: (UnitKind.COUNTER, UnitKind.REGISTRY), Role.OFFICER: (UnitKind.OFFICE, UnitKind.REGISTRY)}


class Pile(StrEnum):
    """The lists of a desk, by the name their address carries."""

    ALL = "tat-ca"
    OVERDUE = "qua-han"
    DUE_TODAY = "hom-nay"
    DUE_SOON = "sap-den-han"
    OFFERED = "cho-nhan"
    APOLOGIES = "cho-ky"
    SUPPLEMENTS = "cho-bo-sung"
    UNANSWERED = "qua-han-bo-sung"
    RESULTS = "cho-tra"


# What a list is for, where that is not the normal next step of its dossiers.
_OFFERS = {
    Pile.APOLOGIES: (Move.APPROVE_APOLOGY,),
    Pile.UNANSWERED: (Move.RECEIVE_SUPPLEMENT, Move.WITHDRAW, Move.STOP),
}


@dataclass(frozen=True)
class Row:
    """One line of a list. next: what this person may do with it now. round: of the latest supplement, 0 without."""

    dossier: Dossier
    step: Step | None
    deadline: Deadline
    next: list[Move]
    round: int


@dataclass(frozen=True)
class WorkList:
    pile: Pile
    rows: list[Row]
    counts: dict[Pile, int]
    notices: list[Notice]
    cursor: str | None  # of the next page


def work_list(*, reader: scope.Reader, pile: Pile, cursor: str, now: datetime) -> WorkList:
    """One page of a desk's list with the counts of all. Four queries, and one more when a calendar is new."""
    piles = _piles(reader, now)
    pile = pile if pile in piles else Pile.ALL
    counts, version, _swept_at = counted(**{key.name: question for key, question in piles.items()})
    calendar = working_calendar(version)
    key = "closed_at" if pile is Pile.RESULTS else "due_at"
    page = list(
        piles[pile]
        .filter(pages.after(cursor, key))
        .annotate(waiting_since=_waiting_since(), round=_round())
        .select_related("rules__procedure", "holder_agency", "holder_unit", "passing_to")
        .prefetch_related(Prefetch("steps", Step.objects.select_related("rule_step")))
        .in_order(key)[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return WorkList(
        pile=pile,
        rows=[_row(dossier, pile, reader, calendar, now) for dossier in shown],
        counts={key: counts[key.name] for key in piles},
        notices=_notices(reader, now),
        cursor=pages.cursor_of(shown[-1], key) if len(page) > pages.SIZE else None,
    )


def waiting_for(reader: scope.Reader) -> DossierQuerySet:
    """What this person's units hold, and what an outside body, which has no units here, has of their agency's."""
    mine = Q(deciding_agency__in=reader.agencies(*_FOR_OUTSIDE), holder_unit=None)
    for post in reader.posts:
        if post.role in scope.WORKERS:
            mine |= Q(holder_agency=post.agency_id, **_units(post))
    return Dossier.objects.open().filter(mine)


def _units(post: scope.Post) -> dict:
    """Which units' dossiers wait for a member: their own; without one, all in which their role does steps."""
    if post.unit_id is not None:
        return {"holder_unit": post.unit_id}
    if post.role not in _WORK_IN:
        return {}
    return {"holder_unit__in": Unit.objects.filter(agency=post.agency_id, kind__in=_WORK_IN[post.role])}


def found_by_code(*, reader: scope.Reader, typed: str) -> int | None:
    """The id of the one readable dossier with this code, official or receipt. Raises codes.BadCode for no code at all.

    typed: also the address that a receipt's QR carries.
    """
    text = typed.strip().rstrip("/").split("?")[0].rsplit("/", 1)[-1]
    if codes.is_official(text):
        question = Q(official_plain=codes.folded(text))
    else:
        question = Q(receipt_code=codes.read_receipt_code(text))
    found = scope.readable(reader).filter(question).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def _piles(reader: scope.Reader, now: datetime) -> dict[Pile, DossierQuerySet]:
    waiting = waiting_for(reader)
    piles = {
        Pile.OVERDUE: waiting.overdue(now=now),
        Pile.DUE_TODAY: waiting.due_today(now=now),
        Pile.DUE_SOON: waiting.due_soon(now=now),
        Pile.ALL: waiting,
    }
    leads = reader.agencies(Role.SUPERVISOR)
    counters, decides = reader.agencies(Role.CLERK) | leads, reader.agencies(Role.OFFICER) | leads
    piles[Pile.OFFERED] = Dossier.objects.open().filter(_offered(reader))
    if leads:
        drafts = Apology.objects.filter(approved_at=None).values("dossier")
        piles[Pile.APOLOGIES] = Dossier.objects.open().decided_by(leads).filter(promised_at=None, pk__in=drafts)
    # By the few open requests, not by receiving agency, which has no index of its own.
    awaited = Supplement.objects.filter(received_at=None)
    asked = Dossier.objects.open().filter(status=Status.SUPPLEMENT)
    if counters:
        piles[Pile.SUPPLEMENTS] = asked.filter(receiving_agency__in=counters, pk__in=awaited.values("dossier"))
    unanswered = awaited.filter(answer_by__lt=timezone.localdate(now)).values("dossier")
    piles[Pile.UNANSWERED] = asked.filter(
        Q(receiving_agency__in=counters) | Q(deciding_agency__in=decides), pk__in=unanswered
    )
    if counters:
        piles[Pile.RESULTS] = Dossier.objects.waiting_for_collection().held_by(counters)
    return piles


def _offered(reader: scope.Reader) -> Q:
    """Passed on to a unit of this person's, and not yet taken over. As `scope.may` judges it."""
    mine = Q(pk=None)
    for post in reader.posts:
        if post.role in scope.WORKERS:
            whole = post.unit_id is None or post.role == Role.SUPERVISOR
            mine |= Q(passing_to__agency=post.agency_id) if whole else Q(passing_to=post.unit_id)
    return mine


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


def _row(dossier: Dossier, pile: Pile, reader: scope.Reader, calendar, now: datetime) -> Row:
    course = course_of(dossier, list(dossier.steps.all()))
    moves = _OFFERS.get(pile) or (normal_move(dossier, course, reader),)
    mine = [move for move in moves if move and scope.may(reader, move, dossier, course.current)]
    found = deadline_of(dossier, calendar, now, paused_since=dossier.waiting_since)
    return Row(dossier, course.current, found, mine, dossier.round or 0)


def _notices(reader: scope.Reader, now: datetime) -> list[Notice]:
    return list(
        Notice.objects.filter(
            Q(agency__in=reader.agencies(*scope.WORKERS))
            | Q(unit=None, dossier__deciding_agency__in=reader.agencies(*_FOR_OUTSIDE)),
            state=NoticeState.SHOWN,
            shown_at__gte=now - timedelta(hours=24),
            dossier__closed_at=None,
        )
        .select_related("dossier")
        .order_by("-shown_at")[:5]
    )
