"""What is printed for many dossiers at once: which dossiers have a letter of a period, and how the printing gets on."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency
from agencies.worktime import DAY, moment
from dossiers.models import Apology, Dossier, Event, EventKind, Job, JobFile, JobKind, LetterKind, Supplement
from dossiers.reads import bulk, scope
from dossiers.reads.letters.handing import Within
from dossiers.reads.letters.register import taken_in
from dossiers.workflow import Status

LATEST = 10  # of one person, on the page
KEPT = timedelta(days=7)  # a file that was made
_HANDED_ON = (
    EventKind.STEP_COMPLETED, EventKind.STEP_RETURNED, EventKind.PASSED_ON, EventKind.FINISHED, EventKind.REDIRECTED,
)  # fmt: skip
_Span = tuple[datetime, datetime]


def _span(since: date, until: date) -> _Span:
    return moment(since.toordinal() * DAY), moment((until.toordinal() + 1) * DAY)


def _within(field: str, span: _Span, **more) -> Q:
    return Q(**{f"{field}__gte": span[0], f"{field}__lt": span[1]}, **more)


def _some(model, field: str, span: _Span, **which) -> Exists:
    return Exists(model.objects.filter(_within(field, span, **which), dossier=OuterRef("pk")))


# Which dossiers have an agency's letter of a period, of those that it has a part in.
_OF: dict[LetterKind, Callable[[int, _Span], Q | Exists]] = {
    LetterKind.RECEIPT: lambda agency, span: _within("received_at", span, receiving_agency=agency),
    LetterKind.CONTROL: lambda agency, span: _within("received_at", span, receiving_agency=agency),
    LetterKind.SUPPLEMENT: lambda agency, span: _some(Supplement, "asked_at", span),
    LetterKind.REFUSAL: lambda agency, span: _within("closed_at", span, status=Status.NOT_ACCEPTED),
    LetterKind.STOPPING: lambda agency, span: _within("closed_at", span, status__in=[Status.STOPPED, Status.WITHDRAWN]),
    LetterKind.APOLOGY: lambda agency, span: _some(Apology, "approved_at", span),
    LetterKind.PASSING: lambda agency, span: _some(Event, "at", span, agency=agency, kind__in=_HANDED_ON),
    LetterKind.RESULT: lambda agency, span: _within("returned_at", span, return_agency=agency),
}
OF_PERIOD = tuple(_OF)  # letters of one dossier that are printed by period


def printable(agency_id: int, kind: LetterKind, since: date, until: date, most: int) -> list[tuple[int, int]]:
    """Dossiers of an agency with a letter of this kind in the period, as (id, version), the first received first.

    since, until: local days, both included. One more than `most` when there are more. One query.
    """
    span = _span(since, until)
    theirs = Dossier.objects.readable_by([agency_id]).filter(_OF[kind](agency_id, span), updated_at__gte=span[0])
    return list(theirs.order_by("received_at", "pk").values_list("pk", "version")[: most + 1])


def within(facts: dict[str, Any]) -> Within | None:
    """The agency and the period of a job's facts; None where its dossiers were chosen one by one."""
    if "since" not in facts:
        return None
    return Within(facts["agency"], *_span(date.fromisoformat(facts["since"]), date.fromisoformat(facts["until"])))


def rounds_within(dossiers: Sequence[int], period: Within) -> dict[int, list[int]]:
    """Which rounds of these dossiers (ids) began in the period, in order, by dossier. One query."""
    found: dict[int, list[int]] = {pk: [] for pk in dossiers}
    asked = Supplement.objects.filter(_within("asked_at", period[1:]), dossier__in=dossiers).order_by("round")
    for dossier, n in asked.values_list("dossier", "round"):
        found[dossier].append(n)
    return found


def lines(agency_id: int, since: date, until: date) -> int:
    """How many lines the register of a period has. One query."""
    return taken_in(agency_id, since, until).count()


def agencies_of(reader: scope.Reader) -> list[tuple[int, str]]:
    """For which agencies somebody prints many letters: their own, as (id, name), by name. One query."""
    theirs = Agency.objects.filter(pk__in=reader.agencies(*scope.WORKERS))
    return list(theirs.order_by("name").values_list("pk", "name"))


def latest(user_id: int) -> list[Job]:
    """What this person has printed last, the newest first. One query."""
    return list(Job.objects.filter(kind=JobKind.PRINT, created_by=user_id).order_by("-pk")[:LATEST])


def progress(*, user_id: int, pk: int, asked: str, cursor: str) -> bulk.Progress:
    """How somebody's own printing gets on; asked, cursor: as of `bulk.progress`. `job.file_name` is "" without a file.

    Two queries. Raises Job.DoesNotExist also for others' jobs.
    """
    job = Job.objects.select_related("created_by", "file").defer("file__content").get(
        pk=pk, kind=JobKind.PRINT, created_by=user_id
    )  # fmt: skip
    job.file_name = job.file.name if hasattr(job, "file") else ""
    return bulk.progress_of(job, asked, cursor)


def file_of(*, user_id: int, pk: int) -> JobFile:
    """What somebody's own printing made. One query. Raises JobFile.DoesNotExist for others', and once it is gone."""
    return JobFile.objects.get(job=pk, job__kind=JobKind.PRINT, job__created_by=user_id)
