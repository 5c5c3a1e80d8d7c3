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
from dossiers.reads.supervision.groups import Groups, grouped
from dossiers.reads.supervision.lists import OVERDUE
from dossiers.reads.supervision.within import Narrowed

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
    groups: Groups
    cursor: str | None
    swept_at: datetime | None
    sweep_is_late: bool


def overdue(*, by: Narrowed, cursor: str, now: datetime) -> Overdue:
    """One page of them, and whose they are. Three queries, and those of `grouped`."""
    late = OVERDUE.question(by, now)
    counts, version, swept_at = counted(late=late)
    found = calendars(version)
    page = list(
        late.filter(pages.after(cursor, "due_at"))
        .select_related("rules__procedure", "deciding_agency", "holder_agency", "holder_unit")
        .prefetch_related(Prefetch("steps", Step.objects.select_related("rule_step")))[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Overdue(
        rows=[row_of(dossier, found, now) for dossier in shown],
        count=counts["late"],
        groups=grouped(late, by),
        cursor=pages.cursor_of(shown[-1], "due_at") if len(page) > pages.SIZE else None,
        swept_at=swept_at,
        sweep_is_late=swept_at is None or now - swept_at > SWEEP_IS_LATE_AFTER,
    )


def row_of(dossier: Dossier, found, now: datetime) -> Row:
    """A line of a list: where the dossier is and how late. found: the calendars of a version."""
    course = course_of(dossier, list(dossier.steps.all()))
    return Row(dossier, course.current, deadline_of(dossier, found.of(dossier.deciding_agency_id), now))
