"""One page of a list of dossiers as supervisors read it, with its count and whose the dossiers are."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Prefetch

from agencies.models import calendars
from dossiers.models import Dossier, Step
from dossiers.querysets import DossierQuerySet
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.course import course_of
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.supervision.groups import Groups, grouped
from dossiers.reads.supervision.lists import List
from dossiers.reads.supervision.within import Narrowed


@dataclass(frozen=True)
class Row:
    """A dossier, where it is and how it stands to its date. measure: what its list measures (lists.List).

    by: who offered it to another unit, on the list of such.
    """

    dossier: Dossier
    step: Step | None
    deadline: Deadline
    measure: int | None = None
    by: User | None = None


@dataclass(frozen=True)
class Listed:
    rows: list[Row]
    count: int  # at most 1,001
    groups: Groups
    cursor: str | None
    swept_at: datetime | None = None  # when the last whole sweep ended


def listed(each: List, *, by: Narrowed, cursor: str, now: datetime) -> Listed:
    """The page after this cursor. Three queries, one more for who offered, and those of `grouped`."""
    question = each.question(by, now)
    counts, version, swept_at = counted(on_it=question)
    page = list(with_places(question.filter(pages.after(cursor, each.order)))[: pages.SIZE + 1])
    shown = page[: pages.SIZE]
    return Listed(
        rows=rows_of(each, shown, calendars(version), now),
        count=counts["on_it"],
        groups=grouped(question, by, agency_field=each.agency_field),
        cursor=pages.cursor_of(shown[-1], each.order) if len(page) > pages.SIZE else None,
        swept_at=swept_at,
    )


def with_places(dossiers: DossierQuerySet) -> DossierQuerySet:
    """With what a row says of where a dossier is."""
    return dossiers.select_related(
        "rules__procedure", "deciding_agency", "holder_agency", "holder_unit", "assignee", "passing_to__agency"
    ).prefetch_related(Prefetch("steps", Step.objects.select_related("rule_step")))


def rows_of(each: List, dossiers: list[Dossier], found, now: datetime) -> list[Row]:
    """found: the calendars of a version. One query where somebody offered them."""
    users = User.objects.in_bulk({pk for pk in (getattr(one, "offered_by", None) for one in dossiers) if pk})
    return [_row(each, dossier, found, users, now) for dossier in dossiers]


def _row(each: List, dossier: Dossier, found, users: dict[int, User], now: datetime) -> Row:
    calendar = found.of(getattr(dossier, f"{each.agency_field}_id"))
    course = course_of(dossier, list(dossier.steps.all()))
    return Row(
        dossier=dossier,
        step=course.current,
        # The date is the deciding agency's, wherever the dossier lies.
        deadline=deadline_of(
            dossier, found.of(dossier.deciding_agency_id), now, paused_since=getattr(dossier, "paused_since", None)
        ),
        measure=each.measure(dossier, calendar, now) if each.measure else None,
        by=users.get(getattr(dossier, "offered_by", None)),
    )
