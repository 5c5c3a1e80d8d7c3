"""Lists as files: put down as a job, read in portions, then written as one file that only its giver fetches.

A portion's lines are kept as a part of the job: a worker that is killed costs one portion, and the file appears in
the transaction in which the job is done, or not at all.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.timezone import localtime

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers.actions.accesses import saw, saw_each
from dossiers.actions.bulk import counts, put_down
from dossiers.actions.refused import Refused
from dossiers.actions.workshop import sweep_workshops, workshop
from dossiers.models import AccessKind, Job, JobFile, JobKind, JobPart, JobState
from dossiers.reads import scope
from dossiers.reads.exports import TABLES, Asked, Table, filters, own
from dossiers.reads.moments import database_now, unhurried
from dossiers.reads.printing import KEPT
from dossiers.reads.supervision import within
from dossiers.spreadsheets import WRITERS, Cell, Form, Head

log = structlog.get_logger("dossiers.actions.exporting")

MOST = 200_000  # lines of a file
PORTION = 2_000  # lines read in one transaction; whoever calls their job off waits for no more
_PIECE = 1 << 22  # bytes of a file on their way to the database, which holds them several times over

_APPEND = "UPDATE dossiers_jobfile SET content = content || %s WHERE job_id = %s"


@transaction.atomic
def queue_export(*, by: User, now: datetime, key: UUID, what: str, query: dict, form: str) -> Job:
    """Put down a list as a file, at most one unfinished of each person. The same key twice is one job.

    what: a slug of `reads.exports.TABLES`. query: by what its reader narrowed it, as its form made it of the address.
    form: "xlsx" or "csv". Raises Refused.
    """
    if not scope.reader_of(by).has(*scope.OVERSEERS):
        raise Refused("export_role")
    facts = {"what": TABLES[what].slug, "query": query, "form": Form(form).value}
    job, is_new = put_down(JobKind.EXPORT, by, now, key, facts)
    if is_new and is_busy(by, but=job):
        raise Refused("export_one")
    return job


def is_busy(by: User, *, but: Job) -> bool:
    """Whether another file of this person's waits or runs."""
    theirs = Job.objects.filter(kind=JobKind.EXPORT, created_by=by, finished_at=None).exclude(state=JobState.FAILED)
    return theirs.exclude(pk=but.pk).exists()


def export_portion(job: Job) -> bool:
    """Read the next lines of a job, in the caller's transaction; once all are there, write the file. False: finished,
    or it failed, and says why.

    Whether its giver may have it is judged in each portion, as they are then.
    """
    unhurried()
    now, by = database_now(), job.created_by
    assert by is not None  # noqa: S101 - it is always somebody's
    reader, table = scope.reader_of(by), TABLES[job.facts["what"]]
    asked = Asked(within.choices(reader), job.facts["query"], now)
    if not counts(by, now) or not reader.has(*scope.OVERSEERS):
        return _failed(job, "account_ended")
    if not filters.is_offered(asked) or not own.may_have(job, reader):
        return _failed(job, "export_scope")
    if "at" not in job.result:
        return _begin(job, table, asked)
    if job.done < job.total:
        _read(job, table, by, reader, asked)
        return True
    return _finish(job, table, by, reader, now)


def purge_exported(*, now: datetime) -> int:
    """Take away what broken exports had read, KEPT after they were asked for, and what killed workers left lying about;
    how many parts and directories. Whole files go with `purge_printed`.
    """
    broken = JobPart.objects.filter(job__state=JobState.FAILED, job__created_at__lt=now - KEPT)
    gone, _each = broken.delete()
    return gone + sweep_workshops()


def _begin(job: Job, table: Table, asked: Asked) -> bool:
    """Fix which lines the file has, and in which order. A part holds its ids first, then their lines."""
    ids = list(table.ids(asked).values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        return _failed(job, "export_many", most=f"{MOST:,}".replace(",", "."))
    ids = ids if not ids or isinstance(ids[0], int) else [str(pk) for pk in ids]
    JobPart.objects.bulk_create(
        (JobPart(job=job, n=n, content=ids[start : start + PORTION])
         for n, start in enumerate(range(0, len(ids), PORTION), start=1)), batch_size=10,
    )  # fmt: skip
    job.result = {
        "at": asked.now.isoformat(), "read": asked.now.isoformat(), "filter": filters.in_words(asked, table.piles),
        "agencies": [pk for pk, _name in asked.within.agencies],
    }  # fmt: skip
    job.total, job.done, job.cursor = len(ids), 0, 0
    return True


def _read(job: Job, table: Table, by: User, reader: scope.Reader, asked: Asked) -> None:
    """What has left the list since its lines were fixed, or the reader's agencies, is left out."""
    part = JobPart.objects.get(job=job, n=job.cursor + 1)
    fixed, at = part.content, datetime.fromisoformat(job.result["at"])
    still = table.ids(replace(asked, now=at)).filter(pk__in=fixed).order_by()
    there = {str(pk) for pk in still.values_list("pk", flat=True)}
    lines = table.lines([pk for pk in fixed if str(pk) in there], at)
    saw_each(lines.dossiers, by=by, reader=reader, kind=AccessKind.EXPORTED, now=asked.now, what=table.title)
    part.content = lines.rows
    part.save(update_fields=["content"])
    job.done += len(fixed)
    job.cursor = part.n
    job.result = {**job.result, "read": asked.now.isoformat(), "lines": job.result.get("lines", 0) + len(lines.rows)}


def _finish(job: Job, table: Table, by: User, reader: scope.Reader, now: datetime) -> bool:
    """The file, and that it is there, in one transaction."""
    job.done = job.total = job.result.get("lines", 0)
    name = f"{table.slug}-{local_day(now):%Y%m%d}-{job.pk}.{job.facts['form']}"
    try:
        with workshop() as place, transaction.atomic():  # a file that breaks off leaves no row either
            path = place / name
            WRITERS[Form(job.facts["form"])](path, _head(job, table, by), _rows(job))
            _keep(job, path)
    except OSError as fault:  # the disk is full, or it is gone
        log.error("export_not_written", job=job.pk, fault=type(fault).__name__, errno=fault.errno)
        return _failed(job, "export_disk")
    saw(by=by, reader=reader, kind=AccessKind.EXPORTED, now=now, what=name, found=job.total)
    job.parts.all().delete()
    job.state, job.finished_at = JobState.DONE, now
    return False


def _head(job: Job, table: Table, by: User) -> Head:
    since, until = (localtime(datetime.fromisoformat(job.result[at])) for at in ("at", "read"))
    sentences = (
        f"{job.result['filter']}.",
        f"Số liệu đọc từ {since:%H:%M} đến {until:%H:%M %d/%m/%Y}: {job.total} dòng.",
        f"Người xuất: {full_name(by)} ({by.get_username()}).",
    )
    return Head(table.title, sentences, table.columns)


def _rows(job: Job) -> Iterator[list[Cell]]:
    """One part in memory at a time."""
    for n in range(1, job.cursor + 1):
        yield from JobPart.objects.values_list("content", flat=True).get(job=job, n=n)


def _keep(job: Job, path: Path) -> None:
    """In pieces: the whole of a large file would be in memory five times on its way."""
    JobFile.objects.create(job=job, name=path.name, content=b"")
    with path.open("rb") as made, connection.cursor() as cursor:
        while piece := made.read(_PIECE):
            cursor.execute(_APPEND, [piece, job.pk])


def _failed(job: Job, why: str, **facts: str) -> bool:
    """Ended without a file; what was read of it goes too."""
    job.state = JobState.FAILED
    job.result["said"] = str(Refused(why, **facts))
    job.parts.all().delete()
    return False
