"""Freezing a report: every dossier of a period as it was at its end, counted once, numbered, never changed again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Max, Q

from agencies.models import Agency
from agencies.worktime import local_day
from dossiers.actions.bulk import counts, put_down
from dossiers.actions.refused import Refused
from dossiers.models import Job, JobKind, JobState, Report, ReportSpan
from dossiers.reads import scope
from dossiers.reads.moments import database_now, unhurried
from dossiers.reads.reports import comparing, shelf
from dossiers.reads.reports.asof import COLUMNS, as_of
from dossiers.reads.reports.content import content
from dossiers.reads.reports.periods import Stretch, holding, over
from dossiers.wording.reports import DEFINITIONS

_KEEP = f"""
INSERT INTO dossiers_reported (report_id, {", ".join(COLUMNS)})
SELECT %(report)s, {", ".join(COLUMNS)} FROM ({{rows}}) AS seen
"""  # noqa: S608 - our own words
_KEPT = "SELECT * FROM dossiers_reported WHERE report_id = %(report)s"


@transaction.atomic
def queue_report(*, by: User, now: datetime, key: UUID, agency_id: int, span: str, start: date) -> Job:
    """Put down the freezing of a period that is over, for an agency and all that belongs to it: one unfinished of each
    person, and one of each agency and period.

    start: the period's first local day. The same key twice is one job. Raises Refused.
    """
    stretch = holding(ReportSpan(span), start)
    if not _supervises(by, agency_id):
        raise Refused("report_agency")
    if stretch.start != start or stretch not in over(stretch.span, local_day(now)):
        raise Refused("report_not_over")
    facts = {"agency": agency_id, "span": stretch.span.value, "start": start.isoformat()}
    job, is_new = put_down(JobKind.REPORT, by, now, key, facts)
    if is_new:
        others = Job.objects.filter(kind=JobKind.REPORT, finished_at=None)
        others = others.exclude(state=JobState.FAILED).exclude(pk=job.pk)
        if others.filter(Q(created_by=by) | Q(facts__contains=facts)).exists():
            raise Refused("report_one")
        job.total = 1
        job.save(update_fields=["total"])
    return job


def report_portion(job: Job) -> bool:
    """Freeze it, or write a file of what is frozen, in the caller's transaction: all of it or nothing. Always the last.

    result: {"report": id}, or {"said": why not}.
    """
    unhurried()  # over all dossiers of a period, with nobody waiting
    now, by = database_now(), job.created_by
    assert by is not None  # noqa: S101 - it is always somebody's
    agency_id = job.facts["agency"]
    stretch = holding(ReportSpan(job.facts["span"]), date.fromisoformat(job.facts["start"]))
    if not counts(by, now):
        job.result = {"said": str(Refused("account_ended"))}
    elif not _supervises(by, agency_id):
        job.result = {"said": str(Refused("report_agency"))}
    else:
        job.result = {"report": _frozen(agency_id, stretch, by, now).pk}
    job.done = job.total
    job.state, job.finished_at = JobState.DONE, now
    return False


def _frozen(agency_id: int, stretch: Stretch, by: User, now: datetime) -> Report:
    # Held until the commit: numbers have no gaps, and what is frozen again names the one before it.
    Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    agencies = list(Agency.objects.below([agency_id]).values_list("pk", flat=True))
    rows, asked = as_of(stretch, agencies)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('dossiers_report', 'id'))")
        pk = cursor.fetchone()[0]
        cursor.execute(_KEEP.format(rows=rows), {**asked, "report": pk})
    said: dict[str, Any] = content(
        _KEPT, {"report": pk}, agencies,
        before=comparing.before(agency_id, stretch, agencies), again=comparing.again(agency_id, stretch),
    )  # fmt: skip
    year = local_day(now).year
    last = Report.objects.filter(agency=agency_id, year=year).aggregate(n=Max("number"))["n"] or 0
    return Report.objects.create(
        pk=pk, agency_id=agency_id, year=year, number=last + 1, span=stretch.span, start=stretch.start, end=stretch.end,
        content=said, definitions=DEFINITIONS, made_at=now, made_by=by,
    )  # fmt: skip


def _supervises(by: User, agency_id: int) -> bool:
    return agency_id in dict(shelf.areas(scope.reader_of(by)))
