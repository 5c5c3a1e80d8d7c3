"""What is late, most late first, for those who answer for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from agencies.models import Procedure, Role, working_calendar
from dossiers.models import Dossier, Step
from dossiers.querysets import DossierQuerySet
from dossiers.reads import desk, pages, scope
from dossiers.reads.bounded import counted
from dossiers.reads.deadlines import Deadline, deadline_of

SWEEP_IS_LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Row:
    dossier: Dossier
    step: Step | None
    deadline: Deadline


@dataclass(frozen=True)
class Overdue:
    rows: list[Row]
    count: int  # at most 1,001
    cursor: str | None
    swept_at: datetime | None
    sweep_is_late: bool


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed to, as (id, name)."""

    agencies: list[tuple[int, str]]
    procedures: list[tuple[int, str]]


def choices(reader: scope.Reader) -> Choices:
    """Two queries."""
    procedures = Procedure.objects.order_by("name").values_list("pk", "name")
    return Choices(scope.overseen(reader), list(procedures))


def overdue(
    *, reader: scope.Reader, within: Choices, agency: int | None, procedure: int | None, cursor: str, now: datetime
) -> Overdue:
    """One page of overdue dossiers by deciding agency. agency, procedure: ids that `within` offers. Three queries."""
    question = _decided_within(reader, within, agency).overdue(now=now)
    if procedure is not None:
        question = question.filter(rules__procedure=procedure)
    counts, version, swept_at = counted(late=question)
    calendar = working_calendar(version)
    page = list(
        question.filter(pages.after(cursor, "due_at"))
        .select_related("rules__procedure", "deciding_agency", "holder_agency", "holder_unit")
        .prefetch_related(Prefetch("steps", Step.objects.select_related("rule_step")))
        .in_order("due_at")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Overdue(
        rows=[_row(dossier, calendar, now) for dossier in shown],
        count=counts["late"],
        cursor=pages.cursor_of(shown[-1], "due_at") if len(page) > pages.SIZE else None,
        swept_at=swept_at,
        sweep_is_late=swept_at is None or now - swept_at > SWEEP_IS_LATE_AFTER,
    )


def _decided_within(reader: scope.Reader, within: Choices, agency: int | None) -> DossierQuerySet:
    if agency is not None:
        return Dossier.objects.decided_by([agency])
    if reader.has(Role.AUDITOR):
        return Dossier.objects.all()  # rides the province's index, not a list of a hundred agencies
    return Dossier.objects.decided_by([pk for pk, _ in within.agencies])


def _row(dossier: Dossier, calendar, now: datetime) -> Row:
    course = desk.course_of(dossier, list(dossier.steps.all()))
    return Row(dossier, course.current, deadline_of(dossier, calendar, now))
