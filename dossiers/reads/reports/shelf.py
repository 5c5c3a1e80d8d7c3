"""Frozen reports: which there are, and who may read and freeze which."""

from dataclasses import dataclass

from agencies.models import Role
from dossiers.models import Job, JobKind, Report
from dossiers.reads import pages, scope
from dossiers.reads.reports.periods import Stretch


@dataclass(frozen=True)
class Shelf:
    """One page of reports, the newest first. Their content is not read."""

    rows: list[Report]
    cursor: int | None


def areas(reader: scope.Reader) -> list[tuple[int, str]]:
    """The agencies that somebody may freeze a report of, each with all that belongs to it: (id, name); the province
    first, then those that they lead themselves. Two queries.
    """
    theirs = reader.agencies(Role.SUPERVISOR)
    found = scope.supervised_from(theirs).filter(on_province_clock=True)
    rows = sorted(
        found.values_list("pk", "name", "kind"), key=lambda row: (row[2] != "province", row[0] not in theirs, row[1])
    )
    return [(pk, name) for pk, name, _kind in rows]


def shelf(reader: scope.Reader, *, agency: int | None, cursor: str) -> Shelf:
    """The reports that somebody may read: of agencies that they oversee. agency: only its own. Two queries."""
    theirs = [pk for pk, *_ in scope.overseen(reader)]
    wanted = Report.objects.filter(agency__in=[agency] if agency in theirs else theirs)
    last = pages.number(cursor)
    wanted = wanted.filter(pk__lt=last) if last else wanted
    page = list(wanted.select_related("agency", "made_by").defer("content").order_by("-pk")[: pages.SIZE + 1])
    shown = page[: pages.SIZE]
    return Shelf(shown, shown[-1].pk if len(page) > pages.SIZE else None)


def latest(agency: int, stretch: Stretch) -> Report | None:
    """The last report of this agency and period, without its content. One query."""
    same = Report.objects.filter(agency=agency, start=stretch.start, end=stretch.end)
    return same.select_related("made_by").defer("content").order_by("-pk").first()


def report(reader: scope.Reader, pk: int) -> Report:
    """Two queries. Raises Report.DoesNotExist also for those of agencies that this person does not oversee."""
    theirs = [agency for agency, *_ in scope.overseen(reader)]
    return Report.objects.select_related("agency__parent", "made_by").get(pk=pk, agency__in=theirs)


def job(user_id: int, pk: int) -> Job:
    """Somebody's own freezing. One query. Raises Job.DoesNotExist for others'."""
    return Job.objects.get(pk=pk, kind=JobKind.REPORT, created_by=user_id)
