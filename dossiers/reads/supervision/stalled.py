"""What stands still: since when, at which step, with whom, and why."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from agencies.models import calendars
from dossiers.models import QUIET, Dossier, Event, Pause, Step
from dossiers.querysets import noticed
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.course import course_of
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.supervision.within import Choices, decided_within


@dataclass(frozen=True)
class Row:
    """since: when something happened last. days: working days from then on.

    ground: of the pause that lasts, a key of wording.PAUSE_GROUND.
    """

    dossier: Dossier
    step: Step | None
    deadline: Deadline
    since: datetime
    days: int
    ground: str | None
    paused_since: datetime | None


@dataclass(frozen=True)
class Stalled:
    rows: list[Row]
    count: int  # at most 1,001
    cursor: str | None


def stalled(*, within: Choices, agency: int | None, procedure: int | None, cursor: str, now: datetime) -> Stalled:
    """One page of open dossiers that stand still, longest first, by deciding agency. Four queries."""
    # Also of all agencies by their names: the index of what stands still begins with the agency.
    question = decided_within(replace(within, is_all=False), agency, procedure).stalled(now=now)
    counts, version, _swept_at = counted(still=question)
    found = calendars(version)
    # A date that the calendar moved is nothing that happened to the dossier.
    happened = Event.objects.filter(dossier=OuterRef("pk")).exclude(kind__in=QUIET).order_by("-seq")
    page = list(
        question.filter(pages.after(cursor, "stalls_at"))
        .annotate(since=Subquery(happened.annotate(noticed=noticed()).values("noticed")[:1]))
        .select_related(
            "rules__procedure", "deciding_agency", "holder_agency", "holder_unit", "assignee", "passing_to__agency"
        )
        .prefetch_related(
            Prefetch("steps", Step.objects.select_related("rule_step")),
            Prefetch("pauses", Pause.objects.filter(span__upper_inf=True), to_attr="open_pauses"),
        )
        .in_order("stalls_at")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Stalled(
        rows=[_row(dossier, found.of(dossier.deciding_agency_id), now) for dossier in shown],
        count=counts["still"],
        cursor=pages.cursor_of(shown[-1], "stalls_at") if len(page) > pages.SIZE else None,
    )


def _row(dossier: Dossier, calendar, now: datetime) -> Row:
    course = course_of(dossier, list(dossier.steps.all()))
    pause = next(iter(dossier.open_pauses), None)
    paused_since = pause.span.lower if pause else None
    since = dossier.since or dossier.updated_at  # thin dossiers have no events
    return Row(
        dossier=dossier,
        step=course.current,
        deadline=deadline_of(dossier, calendar, now, paused_since=paused_since),
        since=since,
        days=calendar.working_days_between(timezone.localdate(since), timezone.localdate(now)),
        ground=pause.ground if pause else None,
        paused_since=paused_since,
    )
