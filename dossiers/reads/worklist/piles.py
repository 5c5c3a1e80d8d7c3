"""The lists of a desk: which dossiers each holds, in parts that ride their own indexes."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from agencies.models import Role
from dossiers.models import QUIET, Apology, Dossier, Event, Opinion, Supplement
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope
from dossiers.reads.worklist.desks import on_desk
from dossiers.reads.worklist.narrowing import EVERYTHING, Narrowing
from dossiers.workflow import ROLES, Move, Status


class Pile(StrEnum):
    """The lists of a desk, by the name their address carries, in the order in which they are offered."""

    OVERDUE = "qua-han"
    DUE_TODAY = "hom-nay"
    DUE_SOON = "sap-den-han"
    AT_RISK = "nguy-co"
    OFFERED = "cho-nhan"
    PAPERS = "giay-to-da-ve"
    ALL = "tat-ca"
    APOLOGIES = "cho-ky"
    OPINIONS = "y-kien"
    SUPPLEMENTS = "cho-bo-sung"
    UNANSWERED = "qua-han-bo-sung"
    RESULTS = "cho-tra"


Parts = list[DossierQuerySet]


def piles_of(
    reader: scope.Reader, now: datetime, away: Collection[int] = (), only: Narrowing = EVERYTHING
) -> dict[Pile, Parts]:
    """The lists that this person has, narrowed. away: for whom they stand in (ids of users)."""
    waiting = [only.of(part) for part in on_desk(reader, away)]
    leads = reader.agencies(Role.SUPERVISOR)
    counters, decides = reader.agencies(Role.CLERK) | leads, reader.agencies(Role.OFFICER) | leads
    opened = only.of(Dossier.objects.open())
    piles = {
        Pile.OVERDUE: [part.overdue(now=now) for part in waiting],
        Pile.DUE_TODAY: [part.due_today(now=now) for part in waiting],
        Pile.DUE_SOON: [part.due_soon(now=now) for part in waiting],
        Pile.AT_RISK: [part.at_risk(now=now) for part in waiting],
        Pile.OFFERED: [opened.filter(passing_to__isnull=False, **to) for to in _offered(reader)],
        Pile.PAPERS: [part.filter(_papers_came_in(), status=Status.PROCESSING) for part in waiting],
        Pile.ALL: waiting,
    }
    if leads:
        drafts = Apology.objects.filter(approved_at=None).values("dossier")
        piles[Pile.APOLOGIES] = [opened.decided_by(leads).filter(promised_at=None, pk__in=drafts)]
    if decides:
        piles[Pile.OPINIONS] = [opened.filter(pk__in=asked_of(reader).values("dossier"))]
    # By the few open requests, not by receiving agency, which has no index of its own.
    awaited = Supplement.objects.filter(received_at=None)
    asked = opened.filter(status=Status.SUPPLEMENT)
    if counters:
        piles[Pile.SUPPLEMENTS] = [asked.filter(receiving_agency__in=counters, pk__in=awaited.values("dossier"))]
    unanswered = awaited.filter(answer_by__lt=timezone.localdate(now)).values("dossier")
    concerned = Q(receiving_agency__in=counters) | Q(deciding_agency__in=decides)
    piles[Pile.UNANSWERED] = [asked.filter(concerned, pk__in=unanswered)]
    if counters:
        results = [Dossier.objects.waiting_for_collection().held_by([counter]) for counter in sorted(counters)]
        piles[Pile.RESULTS] = [only.of_results(part, now) for part in results]
    return piles


def asked_of(reader: scope.Reader):
    """Opinions that this person's agencies still owe."""
    return Opinion.objects.filter(answered_at=None, agency__in=reader.agencies(*ROLES[Move.ANSWER_OPINION]))


def _offered(reader: scope.Reader) -> list[dict]:
    """Passed on to a unit of this person's, and not yet taken over. As `scope.may` judges it."""
    posts = [post for post in reader.posts if post.role in scope.WORKERS]
    whole = {post.agency_id for post in posts if post.unit_id is None or post.role == Role.SUPERVISOR}
    units = {post.unit_id for post in posts if post.agency_id not in whole}
    return [{"passing_to__agency": pk} for pk in sorted(whole)] + [{"passing_to": pk} for pk in sorted(units)]


def _papers_came_in() -> Exists:
    """The last thing that somebody did to it was to take the missing papers in; corrections of a name or a date that
    the calendar moved are nothing done.

    A round's receipt and its event have one moment, so that only dossiers that were ever asked for papers are looked
    at twice, and of each only its newest event: the history is long, and a list of what came in is short.
    """
    last = Event.objects.filter(dossier=OuterRef("dossier")).exclude(kind__in=QUIET).order_by("-seq").values("at")[:1]
    return Exists(Supplement.objects.filter(dossier=OuterRef("pk"), received_at=Subquery(last)))
