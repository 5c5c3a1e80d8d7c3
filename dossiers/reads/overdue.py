"""What is late, most late first, for those who answer for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from agencies.models import calendars
from dossiers.models import Dossier, Step
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.course import course_of
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.supervision.within import Choices, decided_within

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


def overdue(*, within: Choices, agency: int | None, procedure: int | None, cursor: str, now: datetime) -> Overdue:
    """One page of overdue dossiers by deciding agency. agency, procedure: ids that `within` offers. Three queries."""
    question = decided_within(within, agency, procedure).overdue(now=now)
    counts, version, swept_at = counted(late=question)
    found = calendars(version)
    page = list(
        question.filter(pages.after(cursor, "due_at"))
        .select_related("rules__procedure", "deciding_agency", "holder_agency", "holder_unit")
        .prefetch_related(Prefetch("steps", Step.objects.select_related("rule_step")))
        .in_order("due_at")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Overdue(
        rows=[row_of(dossier, found, now) for dossier in shown],
        count=counts["late"],
        cursor=pages.cursor_of(shown[-1], "due_at") if len(page) > pages.SIZE else None,
        swept_at=swept_at,
        sweep_is_late=swept_at is None or now - swept_at > SWEEP_IS_LATE_AFTER,
    )


def row_of(dossier: Dossier, found, now: datetime) -> Row:
    """A line of a list: where the dossier is and how late. found: the calendars of a version."""
    course = course_of(dossier, list(dossier.steps.all()))
    return Row(dossier, course.current, deadline_of(dossier, found.of(dossier.deciding_agency_id), now))
