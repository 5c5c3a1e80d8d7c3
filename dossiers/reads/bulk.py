"""What can be done with many chosen dossiers, each judged before anything is asked; and how such a job gets on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext

from agencies.models import Membership, Role
from dossiers import wording
from dossiers.models import Dossier, Job, JobItem, JobItemState, JobKind, Step
from dossiers.reads import pages, scope
from dossiers.reads.course import Course, against, course_of
from dossiers.workflow import Move, Status

MOVES = (Move.ASSIGN, Move.COMPLETE_STEP, Move.HAND_OVER)
LATEST = 20  # jobs of one person on their page


@dataclass(frozen=True)
class Row:
    """One chosen dossier. version: as it was chosen. not_because: the sentence why, by move; none: it can be made."""

    dossier: Dossier
    version: int
    course: Course
    not_because: dict[Move, str]

    @property
    def chosen(self) -> str:
        """As forms carry it."""
        return f"{self.dossier.pk}.{self.version}"

    @property
    def is_theirs(self) -> bool:
        """This person has something to do with it, and sees whose it is as in their work list. Of what they may only
        read the code is named: looking into it is written down, and this page is not.
        """
        return len(self.not_because) < len(MOVES)


@dataclass(frozen=True)
class Choice:
    """The chosen dossiers that this person may read, as they are now, in the order in which they were chosen."""

    rows: list[Row]

    def able(self, move: Move) -> list[Row]:
        return [row for row in self.rows if move not in row.not_because]

    def unable(self, move: Move) -> dict[str, list[Row]]:
        """By the sentence why."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            if move in row.not_because:
                found.setdefault(row.not_because[move], []).append(row)
        return found

    def ways(self) -> list[tuple[Step, Step, int]]:
        """For completing steps: (from which step, to which, how many), the most frequent first."""
        found: dict[tuple, list[Course]] = {}
        for row in self.able(Move.COMPLETE_STEP):
            here, there = row.course.current, row.course.following
            found.setdefault((here.rule_step.name, there.rule_step.name, there.unit_id), []).append(row.course)
        sorts = sorted(found.values(), key=len, reverse=True)
        return [(courses[0].current, courses[0].following, len(courses)) for courses in sorts]


@dataclass(frozen=True)
class Progress:
    """A job as its page shows it: one page of its dossiers in one state."""

    job: Job
    state: JobItemState
    items: list[JobItem]
    counts: dict[JobItemState, int]
    cursor: str | None  # of the next page


def choice(*, reader: scope.Reader, chosen: Sequence[tuple[int, int]]) -> Choice:
    """chosen: (id, version as the list showed it). What this person may not read is left out. Three queries."""
    steps = Step.objects.select_related("rule_step", "unit__agency", "agency")
    found = (
        scope.readable(reader)
        .filter(pk__in=[pk for pk, _version in chosen])
        .select_related("rules__procedure", "holder_agency", "passing_to")
        .prefetch_related(Prefetch("steps", steps))
        .in_bulk()
    )
    return Choice([_row(found[pk], version, reader) for pk, version in chosen if pk in found])


def _row(dossier: Dossier, version: int, reader: scope.Reader) -> Row:
    course = course_of(dossier, list(dossier.steps.all()))
    if dossier.version != version:
        return Row(dossier, version, course, dict.fromkeys(MOVES, gettext(wording.REFUSED["changed_since"])))
    judged = {move: against(dossier, course, reader, move) for move in MOVES}
    said = {move: _said(why, move, dossier) for move, why in judged.items() if why is not None}
    return Row(dossier, version, course, said)


def _said(why: str, move: Move, dossier: Dossier) -> str:
    status = gettext(wording.STATUS[Status(dossier.status)].label)
    return gettext(wording.REFUSED[why]) % {"status": status, "move": gettext(wording.MOVE[move])}


def latest(user_id: int) -> list[Job]:
    """What this person has put down last, the newest first. One query."""
    return list(Job.objects.filter(kind=JobKind.BULK, created_by=user_id).order_by("-pk")[:LATEST])


def progress(*, reader: scope.Reader, pk: int, asked: str, cursor: str) -> Progress:
    """How a job gets on, for whoever put it down and who leads them. Three queries.

    asked: a state; of anything else, what was refused once there is any. Raises Job.DoesNotExist also for others' jobs.
    """
    job = Job.objects.select_related("created_by").get(pk=pk, kind=JobKind.BULK)
    if job.created_by_id != reader.user_id and not _leads(reader, job.created_by_id):
        raise Job.DoesNotExist
    return progress_of(job, asked, cursor)


def progress_of(job: Job, asked: str, cursor: str) -> Progress:
    """The same for a job that was found. One query."""
    refused = job.result.get("refused", 0)
    counts = {
        JobItemState.DONE: job.done - refused,
        JobItemState.REFUSED: refused,
        JobItemState.WAITING: job.total - job.done,
    }
    state = JobItemState(asked) if asked in JobItemState else _most_telling(counts)
    after = pages.number(cursor, 5) or 0
    items = list(
        JobItem.objects.filter(job=job, state=state, n__gt=min(after, 2**15 - 1))
        .select_related("dossier")
        .order_by("n")[: pages.SIZE + 1]
    )
    shown = items[: pages.SIZE]
    return Progress(job, state, shown, counts, str(shown[-1].n) if len(items) > pages.SIZE else None)


def _most_telling(counts: dict[JobItemState, int]) -> JobItemState:
    if counts[JobItemState.REFUSED]:
        return JobItemState.REFUSED
    return JobItemState.WAITING if counts[JobItemState.WAITING] else JobItemState.DONE


def _leads(reader: scope.Reader, user_id: int | None) -> bool:
    """Whether this person supervises an agency that the other works in, or one above it. One query."""
    above = reader.agencies(Role.SUPERVISOR)
    if not above:
        return False
    posts = Membership.objects.filter(user=user_id, agency=OuterRef("pk"))
    return scope.supervised_from(above).filter(Exists(posts)).exists()
