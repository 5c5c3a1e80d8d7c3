"""How far what supervisors see may be trusted to be new: the last sweep, the last night's count, the last audit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Subquery

from agencies.models import WorkCalendar
from dossiers.models import Count, Finding, Heartbeat, Job, JobKind, JobState
from dossiers.reads.alarms import SWEEP_IS_LATE_AFTER
from dossiers.reads.bounded import count_of
from dossiers.reads.supervision.audits import STALE_AFTER, standing
from dossiers.reads.supervision.within import Choices


@dataclass(frozen=True)
class Freshness:
    """Each moment None: never. count: how far the figures of days reach; None before the first night.

    wrong: of this reader's agencies, what the audit's page lists; at most 1,001. calendars: their version.
    """

    now: datetime
    swept_at: datetime | None
    count: Count | None
    audited_at: datetime | None
    wrong: int
    calendars: int

    @property
    def through(self) -> date | None:
        """The last whole local day that is counted."""
        return self.count.through if self.count else None

    @property
    def counted_at(self) -> datetime | None:
        return self.count.counted_at if self.count else None

    @property
    def sweep_is_late(self) -> bool:
        return self._is_older(self.swept_at, SWEEP_IS_LATE_AFTER)

    @property
    def count_is_late(self) -> bool:
        return self._is_older(self.counted_at, STALE_AFTER)

    @property
    def audit_is_late(self) -> bool:
        return self._is_older(self.audited_at, STALE_AFTER)

    def _is_older(self, at: datetime | None, than: timedelta) -> bool:
        return at is None or self.now - at > than


def freshness(within: Choices, now: datetime) -> Freshness:
    """Two queries. Raises WorkCalendar.DoesNotExist before `load_reference`."""
    done = Job.objects.filter(kind=JobKind.BOOKS, state=JobState.DONE).order_by("-finished_at")
    found = WorkCalendar.objects.annotate(
        swept_at=Subquery(Heartbeat.objects.filter(name="sweep").values("finished_at")[:1]),
        audited_at=Subquery(done.values("finished_at")[:1]),
        wrong=count_of(_findings(done, within)),
    ).values("swept_at", "audited_at", "wrong", "version")
    row = found.get()
    return Freshness(now=now, count=Count.objects.first(), calendars=row.pop("version"), **row)


def _findings(done: QuerySet[Job], within: Choices) -> QuerySet[Finding]:
    """What the last audit found, and in ended dossiers the last one that looked at these: as `audits` lists them."""
    last, whole = Subquery(done.values("pk")[:1]), Subquery(done.filter(facts__scope="all").values("pk")[:1])
    found = standing(last, whole)
    return found if within.is_all else found.filter(dossier__deciding_agency__in=within.ids(None))
