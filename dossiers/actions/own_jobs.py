"""What somebody does with their own work in the background: have it done again, call it off, take its file away."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import OperationalError, transaction

from dossiers.actions.exporting import is_busy
from dossiers.actions.refused import Refused
from dossiers.models import Job, JobFile, JobKind, JobState
from dossiers.reads.exports.own import KINDS


@transaction.atomic
def do_again(*, by: User, job_id: int) -> Job:
    """Have what failed done again: a file from its beginning, so that it says how things are now; of anything else
    what is left. Raises Refused, and Job.DoesNotExist also for others' jobs.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one press at a time, as of `bulk.put_down`
    job = _locked(by, job_id)
    if job.state != JobState.FAILED:
        raise Refused("job_not_failed")
    if job.kind == JobKind.EXPORT:
        if is_busy(by, but=job):
            raise Refused("export_one")
        job.parts.all().delete()
        job.total = job.done = job.cursor = 0
        job.result = {}
    job.state, job.error = JobState.WAITING, ""
    job.save(update_fields=["state", "error", "total", "done", "cursor", "result"])
    return job


@transaction.atomic
def discard_job(*, by: User, job_id: int, now: datetime) -> None:
    """Call an export off, or take away what a job made. The job's own row stays, without a place among one's files:
    letters keep their numbers, and it stays written who saw what. Raises Refused, and Job.DoesNotExist also for others'
    jobs.
    """
    job = _locked(by, job_id)
    if job.finished_at is None and job.state != JobState.FAILED and job.kind != JobKind.EXPORT:
        raise Refused("job_runs")
    JobFile.objects.filter(job=job).delete()
    job.parts.all().delete()
    job.facts["key"] = ""  # the same press again is a new job
    job.result["discarded"] = True
    job.state, job.finished_at = JobState.DONE, job.finished_at or now
    job.save(update_fields=["facts", "result", "state", "finished_at"])


def _locked(by: User, job_id: int) -> Job:
    """Waits for a portion that is under way, as long as a page may."""
    try:
        with transaction.atomic():
            return Job.objects.select_for_update().get(pk=job_id, created_by=by, kind__in=KINDS)
    except OperationalError as fault:
        if getattr(fault.__cause__, "pgcode", None) != "55P03":  # lock_not_available
            raise
        raise Refused("job_busy") from None
