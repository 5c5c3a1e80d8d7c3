"""Where working time goes: sums of the night's count, and exactly the finished steps behind each of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from dossiers.models import Count, CountedStep, StepTime
from dossiers.reads import pages, scope
from dossiers.reads.step_times import DAYS
from dossiers.reads.supervision.within import NOBODY, Narrowed

MOST = 10  # steps shown beside other figures


@dataclass(frozen=True)
class Line:
    """One step, or all of a party (step ""). total, p50, p90: working minutes. share: per cent of all working time."""

    party: str  # Party
    step: str
    cases: int
    total: int
    p50: int
    p90: int
    share: float


@dataclass(frozen=True)
class WorkingTime:
    """steps, parties: most working time first. agency: of which agency, with what belongs to it; None: of all.

    is_open: whose it is has still to be chosen – medians of several agencies cannot be put together.
    """

    steps: list[Line]
    parties: list[Line]
    cases: int
    total: int  # working minutes
    agency: int | None
    through: date | None  # None before the first count

    @property
    def is_open(self) -> bool:
        return self.agency == NOBODY

    @property
    def since(self) -> date | None:
        return self.through - timedelta(days=DAYS - 1) if self.through else None

    @property
    def worst(self) -> list[Line]:
        """The first ten steps."""
        return self.steps[:MOST]


@dataclass(frozen=True)
class Behind:
    """One page of the finished steps behind a line, longest first. line: None when there are none, or when whose they
    are has still to be chosen (is_open).
    """

    is_open: bool
    line: StepTime | None
    rows: list[CountedStep]  # with step, its dossier, procedure and unit; is_mine: this person may read the dossier
    cursor: str | None


def working_time(by: Narrowed, count: Count | None) -> WorkingTime:
    """Of the agency that `by` names and all that belongs to it. count: how far the figures reach. One query."""
    agency = agency_of(by)
    rows = list(StepTime.objects.filter(agency=agency).order_by("-total", "party", "step"))
    parties = [row for row in rows if not row.step]
    whole = sum(row.total for row in parties)
    return WorkingTime(
        steps=[_line(row, whole) for row in rows if row.step],
        parties=[_line(row, whole) for row in parties],
        cases=sum(row.cases for row in parties),
        total=whole,
        agency=agency,
        through=count.through if count else None,
    )


def behind(by: Narrowed, party: str, step: str, cursor: str, reader: scope.Reader) -> Behind:
    """The steps of a party that make a line's number; step "": all of them. Two queries, three of supervisors."""
    agency = agency_of(by)
    question = _steps(by, agency).filter(party=party)
    if step:
        question = question.filter(name=step)
    page = list(
        question.filter(pages.before(cursor, "minutes", int))
        .annotate(is_mine=Exists(scope.readable(reader).filter(pk=OuterRef("step__dossier"))))
        .select_related("step__dossier__rules__procedure", "step__unit", "step__agency", "agency")
        .order_by("-minutes", "-step")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Behind(
        is_open=agency == NOBODY,
        line=StepTime.objects.filter(agency=agency, party=party, step=step).first(),
        rows=shown,
        cursor=pages.cursor_of(shown[-1], "minutes") if len(page) > pages.SIZE else None,
    )


def agency_of(by: Narrowed) -> int | None:
    """Whose sums answer: the agency asked for, the only one above all others overseen, None for all there are.

    NOBODY where several stand side by side.
    """
    if by.agency is not None:
        return by.agency
    if by.within.is_all:
        return None
    overseen = {pk for pk, _name in by.within.agencies}
    tops = [pk for pk in overseen if by.within.above.get(pk) not in overseen]
    return tops[0] if len(tops) == 1 else NOBODY


def _steps(by: Narrowed, agency: int | None) -> QuerySet[CountedStep]:
    every = CountedStep.objects.all()
    return every if agency is None else every.filter(agency__in=[] if agency == NOBODY else by.within.ids(agency))


def _line(row: StepTime, whole: int) -> Line:
    share = 100 * row.total / whole if whole else 0.0
    return Line(row.party, row.step, row.cases, row.total, row.p50, row.p90, share)
