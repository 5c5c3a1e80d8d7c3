"""The dossiers behind a closed figure: those rows of the night's count that its sums counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.db.models import Exists, OuterRef, Q, QuerySet

from dossiers.models import Counted, Kept
from dossiers.reads import pages, scope
from dossiers.reads.supervision.figures import Stretch
from dossiers.reads.supervision.within import Narrowed

_KEPT = (Kept.EARLY, Kept.ON_TIME)
# How an ended dossier stands to its dates, as addresses name it.
CLASSES: Mapping[str, tuple[str, Q]] = MappingProxyType({
    "dau-kip": ("Trước hạn, đúng hạn theo hẹn đầu tiên", Q(by_first__in=_KEPT)),
    "dau-som": ("Trước hạn theo hẹn đầu tiên", Q(by_first=Kept.EARLY)),
    "dau-dung": ("Đúng hạn theo hẹn đầu tiên", Q(by_first=Kept.ON_TIME)),
    "dau-tre": ("Trễ hạn theo hẹn đầu tiên", Q(by_first=Kept.LATE)),
    "dau-co": ("Có hẹn đầu tiên", ~Q(by_first=Kept.NONE)),
    "nay-kip": ("Trước hạn, đúng hạn theo hẹn hiện nay", Q(by_now__in=_KEPT)),
    "nay-som": ("Trước hạn theo hẹn hiện nay", Q(by_now=Kept.EARLY)),
    "nay-dung": ("Đúng hạn theo hẹn hiện nay", Q(by_now=Kept.ON_TIME)),
    "nay-tre": ("Trễ hạn theo hẹn hiện nay", Q(by_now=Kept.LATE)),
    "nay-co": ("Có hẹn hiện nay", ~Q(by_now=Kept.NONE)),
})  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """slug: how an address names it. title: what is counted. day: of which day, a field of Counted.

    is_ended: its dossiers have ended, and so may be narrowed by `CLASSES`.
    """

    slug: str
    title: str
    why: str
    day: str
    which: Q = field(default_factory=Q)
    is_ended: bool = False


RECEIVED = Figure("tiep-nhan", "Hồ sơ tiếp nhận", "Hồ sơ được tiếp nhận trong những ngày này.", "received_on")
ENDED = Figure(
    "ket-thuc", "Hồ sơ kết thúc",
    "Hồ sơ có kết quả, bị từ chối giải quyết, được rút hoặc dừng giải quyết trong những ngày này.",
    "ended_on", is_ended=True,
)  # fmt: skip
DUE = Figure(
    "den-han", "Hồ sơ đến hạn theo hẹn đầu tiên",
    "Hồ sơ có ngày hẹn trả đầu tiên rơi vào những ngày này, đã kết thúc hay chưa.", "due_on",
)  # fmt: skip
MISSED = Figure(
    "tre-hen", "Hồ sơ trễ hẹn đầu tiên",
    "Hồ sơ có ngày hẹn trả đầu tiên rơi vào những ngày này mà không kịp, đã kết thúc hay chưa.",
    "due_on", Q(is_missed=True),
)  # fmt: skip
CARRIED = Figure(
    "ky-truoc", "Hồ sơ kỳ trước chuyển sang",
    "Hồ sơ tiếp nhận trước ngày đầu tiên mà đến ngày ấy chưa kết thúc.", "received_on",
)  # fmt: skip
FIGURES = (RECEIVED, ENDED, DUE, MISSED, CARRIED)
BY_SLUG = {figure.slug: figure for figure in FIGURES}


@dataclass(frozen=True)
class Behind:
    """One page of the rows, with dossier, rules__procedure, agency, and is_mine: this person may read the dossier."""

    rows: list[Counted]
    count: int  # exact
    cursor: str | None


def question(figure: Figure, by: Narrowed, during: Stretch, kept: str = "") -> QuerySet[Counted]:
    """What the figure counts of these agencies (and procedure), the latest first. kept: of `CLASSES`, or all."""
    day = figure.day
    inside = Q(**{f"{day}__gte": during.first, f"{day}__lte": during.last})
    if figure is CARRIED:
        inside = Q(received_on__lt=during.first) & (Q(ended_on=None) | Q(ended_on__gte=during.first))
    rows = Counted.objects.filter(inside, figure.which)
    if kept and figure.is_ended:
        rows = rows.filter(CLASSES[kept][1])
    if by.agency is not None or not by.within.is_all:
        rows = rows.filter(agency__in=by.agencies)
    if by.procedure is not None:
        rows = rows.filter(procedure=by.procedure)
    return rows.order_by(f"-{day}", "-dossier")


def behind(figure: Figure, by: Narrowed, during: Stretch, kept: str, cursor: str, reader: scope.Reader) -> Behind:
    """Two queries, and one of supervisors."""
    rows = question(figure, by, during, kept)
    page = list(
        rows.filter(pages.before(cursor, figure.day, date))
        .annotate(is_mine=Exists(scope.readable(reader).filter(pk=OuterRef("dossier"))))
        .select_related("dossier", "procedure", "agency")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    more = pages.cursor_of(shown[-1], figure.day) if len(page) > pages.SIZE else None
    return Behind(rows=shown, count=rows.count(), cursor=more)
