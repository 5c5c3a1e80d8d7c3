"""What the books' auditor found last: when it ran, how much it checked, what does not follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Subquery

from dossiers.models import Finding, Job, JobKind, JobState
from dossiers.reads import pages
from dossiers.reads.bounded import MOST
from dossiers.reads.supervision.groups import Groups, of_agencies, of_units
from dossiers.reads.supervision.within import Narrowed

STALE_AFTER = timedelta(hours=26)  # a night run was missed


@dataclass(frozen=True)
class Audited:
    """last: the latest audit that came to its end. whole: the latest that looked at ended dossiers too; what it found
    in those stands until the next such one. running: the one that is asked for or under way.
    """

    last: Job | None
    whole: Job | None
    is_stale: bool
    running: Job | None
    failed: Job | None  # the latest, when it came to grief after `last`
    findings: list[Finding]  # of agencies this person oversees, with dossier and its deciding agency
    count: int  # of those, at most 1,001
    groups: Groups  # of those; what is of no single dossier is in none
    elsewhere: int  # of other agencies, or of no single dossier; at most 1,001
    cursor: int | None


def audited(*, by: Narrowed, cursor: str, now: datetime) -> Audited:
    """Seven queries at most, and those of the groups. cursor: the id of the last finding seen."""
    jobs = Job.objects.filter(kind=JobKind.BOOKS).select_related("created_by")
    last, whole = latest()
    running = jobs.filter(finished_at=None, state__in=[JobState.WAITING, JobState.RUNNING]).order_by("pk").last()
    failed = jobs.filter(state=JobState.FAILED, pk__gt=last.pk if last else 0).order_by("pk").last()
    if last is None:
        return Audited(None, None, True, running, failed, [], 0, Groups(), 0, None)
    every = standing(last, whole)
    mine = _of(by, every)
    theirs = every.none() if by.within.is_all else every.filter(
        Q(dossier=None) | ~Q(dossier__deciding_agency__in=by.within.ids(None))
    )  # fmt: skip
    several = len(by.agencies) > 1
    groups = of_agencies(mine, by, "dossier__deciding_agency") if several else of_units(mine, "dossier__")
    after = pages.number(cursor) or 0
    page = list(mine.filter(pk__gt=after).select_related("dossier__deciding_agency").order_by("pk")[: pages.SIZE + 1])
    shown = page[: pages.SIZE]
    return Audited(
        last=last,
        whole=whole,
        is_stale=now - last.finished_at > STALE_AFTER,
        running=running,
        failed=failed,
        findings=shown,
        count=mine.order_by().values("pk")[: MOST + 1].count(),
        groups=groups,
        elsewhere=theirs.order_by().values("pk")[: MOST + 1].count(),
        cursor=shown[-1].pk if len(page) > pages.SIZE else None,
    )


def findings(by: Narrowed) -> QuerySet[Finding]:
    """All that does not follow now, of agencies this person oversees. Two queries before it is asked."""
    return _of(by, standing(*latest()))


def _of(by: Narrowed, every: QuerySet[Finding]) -> QuerySet[Finding]:
    if by == Narrowed(by.within) and by.within.is_all:
        return every  # also what is of no single dossier
    return every.filter(dossier__in=by.decided())


def latest() -> tuple[Job | None, Job | None]:
    """The latest audit that came to its end, and the latest that looked at ended dossiers too."""
    done = Job.objects.filter(kind=JobKind.BOOKS, state=JobState.DONE).order_by("-finished_at")
    return done.first(), done.filter(facts__scope="all").first()


def standing(last: Job | Subquery | None, whole: Job | Subquery | None) -> QuerySet[Finding]:
    """What the last audit found, and in ended dossiers the last one that looked at these. Each an audit or its id."""
    if last is None:
        return Finding.objects.none()
    return Finding.objects.filter(Q(job=last) | Q(job=whole, dossier__closed_at__isnull=False))
