"""What somebody's work in the background made: their files, how long they are kept, how it gets on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BinaryField, F, Func, IntegerField, QuerySet, Value

from dossiers.models import Job, JobFile, JobKind, JobState, Report
from dossiers.reads import pages, scope
from dossiers.reads.printing import KEPT
from dossiers.reads.reports import shelf
from dossiers.reads.supervision import within

KINDS = (JobKind.EXPORT, JobKind.PRINT)
_PIECE = 1 << 20  # bytes of a file in memory at once


@dataclass(frozen=True)
class Own:
    """job: with `file_name` and `size` (bytes), None without a file. until: when its file is taken away."""

    job: Job
    until: datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.job.finished_at is None and self.job.state != JobState.FAILED


@dataclass(frozen=True)
class Files:
    """The newest first."""

    rows: list[Own]
    cursor: int | None


def files(*, user_id: int, cursor: str) -> Files:
    """One page of somebody's own. cursor: the id of the last job seen. One query."""
    jobs = _of(user_id).order_by("-pk")
    last = pages.number(cursor)
    page = list((jobs.filter(pk__lt=last) if last else jobs)[: pages.SIZE + 1])
    shown = page[: pages.SIZE]
    return Files([_own(job) for job in shown], shown[-1].pk if len(page) > pages.SIZE else None)


def one(*, user_id: int, pk: int) -> Own:
    """One query. Raises Job.DoesNotExist also for others'."""
    return _own(_of(user_id).get(pk=pk))


def may_have(job: Job, reader: scope.Reader) -> bool:
    """Whether its giver, as they are now, may still read what was read for the file; letters that they had printed they
    may. One query, of a report's file two.
    """
    if job.kind != JobKind.EXPORT:
        return True
    if not reader.has(*scope.OVERSEERS):
        return False
    if "report" not in job.facts:
        return set(job.result.get("agencies", [])) <= {pk for pk, _name in within.choices(reader).agencies}
    try:
        return bool(shelf.report(reader, job.facts["report"]))
    except Report.DoesNotExist:
        return False


def pieces(*, pk: int, size: int) -> Iterator[bytes]:
    """What a file holds, a piece after the other, each asked for when its turn comes: one query each."""
    for start in range(1, size + 1, _PIECE):
        piece = Func(F("content"), Value(start), Value(_PIECE), function="substr", output_field=BinaryField())
        yield bytes(JobFile.objects.filter(pk=pk).annotate(piece=piece).values_list("piece", flat=True).get())


def _of(user_id: int) -> QuerySet[Job]:
    size = Func(F("file__content"), function="octet_length", output_field=IntegerField())
    theirs = Job.objects.filter(kind__in=KINDS, created_by=user_id).exclude(result__has_key="discarded")
    return theirs.annotate(file_name=F("file__name"), size=size)


def _own(job: Job) -> Own:
    return Own(job, job.finished_at + KEPT if job.finished_at and job.size is not None else None)
