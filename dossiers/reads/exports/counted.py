"""The lists behind closed figures as files: as their pages show them, without what is personal. What the figure counted
may by now be another agency's.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from dossiers import wording
from dossiers.models import Counted
from dossiers.reads.exports.tables import Asked, Lines, Of, Table, day, in_order
from dossiers.reads.supervision.behind import FIGURES, Figure, question
from dossiers.reads.supervision.figures import Stretch
from dossiers.reads.supervision.within import Narrowed
from dossiers.spreadsheets import Column, Kind
from dossiers.workflow import Status

PREFIX = "so-lieu-"
COLUMNS = (
    Column("Cơ quan giải quyết", width=28),
    Column("Mã hồ sơ", width=24),
    Column("Thủ tục", width=40),
    Column("Tiếp nhận", Kind.DAY, 12),
    Column("Hẹn đầu tiên", Kind.DAY, 12),
    Column("Kết thúc", Kind.DAY, 12),
    Column("Kết quả", width=20),
    Column("Theo hẹn đầu tiên", width=16),
    Column("Theo hạn hiện nay", width=16),
)
_OPEN = "Đang giải quyết"


def _table(figure: Figure) -> Table:
    def ids(asked: Asked) -> QuerySet[Counted]:
        query = dict(asked.query)
        during = Stretch(date.fromisoformat(query.pop("since")), date.fromisoformat(query.pop("until")))
        kept = query.pop("kept", "")
        rows = question(figure, Narrowed(asked.within, **query), during, kept)
        return rows.order_by("agency__name", "agency", f"-{figure.day}", "-dossier")

    return Table(f"{PREFIX}{figure.slug}", figure.title, Of.FIGURES, COLUMNS, ids, _lines)


def _lines(ids: Sequence[int], _now: datetime) -> Lines:
    """One query. Nobody's data stand in them, so no dossier is noted as seen."""
    found = in_order(ids, Counted.objects.filter(pk__in=ids).select_related("dossier", "procedure", "agency"))
    return Lines([
        [
            row.agency.name, str(row.dossier), row.procedure.name, day(row.received_on), day(row.due_on),
            day(row.ended_on), wording.STATUS[Status(row.ending)].label if row.ending is not None else _OPEN,
            row.get_by_first_display() if row.ended_on else "Trễ hẹn, chưa xong" if row.is_missed else _OPEN,
            row.get_by_now_display() if row.ended_on else _OPEN,
        ]
        for row in found
    ])  # fmt: skip


TABLES = tuple(_table(figure) for figure in FIGURES)
