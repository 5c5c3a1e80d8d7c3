"""A frozen report's tables as files, made in the background for whoever may read the report."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from agencies.worktime import local_day
from dossiers.actions.accesses import saw
from dossiers.actions.bulk import counts, put_down
from dossiers.actions.exporting import is_busy
from dossiers.actions.refused import Refused
from dossiers.actions.workshop import workshop
from dossiers.models import AccessKind, Job, JobFile, JobKind, JobState, Report
from dossiers.reads import scope
from dossiers.reads.moments import database_now
from dossiers.reads.reports import shelf
from dossiers.reads.reports.sheets import numbered, sheet
from dossiers.spreadsheets import WRITERS, Form


@transaction.atomic
def queue_report_file(*, by: User, now: datetime, key: UUID, report_id: int, part: str, form: str) -> Job:
    """Put down one table of a report as a file, at most one unfinished of each person. The same key twice is one job.

    part: one of `reads.reports.sheets.PARTS`. form: "xlsx" or "csv". Raises Refused, and Report.DoesNotExist for those
    that this person may not read.
    """
    report = shelf.report(scope.reader_of(by), report_id)
    facts = {"report": report.pk, "named": numbered(report), "part": part, "form": Form(form).value}
    job, is_new = put_down(JobKind.EXPORT, by, now, key, facts)
    if is_new and is_busy(by, but=job):
        raise Refused("export_one")
    return job


def report_file_portion(job: Job) -> bool:
    """Write the file, in the caller's transaction. Whether its giver may have it is judged as they are now."""
    now, by = database_now(), job.created_by
    assert by is not None  # noqa: S101 - it is always somebody's
    reader = scope.reader_of(by)
    try:
        report = shelf.report(reader, job.facts["report"])
    except Report.DoesNotExist:
        return _failed(job, "export_scope")
    if not counts(by, now) or not reader.has(*scope.OVERSEERS):
        return _failed(job, "account_ended")
    head, rows = sheet(report, job.facts["part"])
    form = Form(job.facts["form"])
    name = f"bao-cao-{report.number}-{report.year}-{local_day(now):%Y%m%d}-{job.pk}.{form.value}"
    try:
        with workshop() as place:
            WRITERS[form](place / name, head, rows)
            content = (place / name).read_bytes()  # a hundred agencies, not a hundred thousand dossiers
    except OSError:  # the disk is full, or it is gone
        return _failed(job, "export_disk")
    JobFile.objects.create(job=job, name=name, content=content)
    saw(by=by, reader=reader, kind=AccessKind.EXPORTED, now=now, what=name, found=0)
    job.done = job.total = len(rows)
    job.state, job.finished_at = JobState.DONE, now
    return False


def _failed(job: Job, why: str) -> bool:
    job.state = JobState.FAILED
    job.result["said"] = str(Refused(why))
    return False
