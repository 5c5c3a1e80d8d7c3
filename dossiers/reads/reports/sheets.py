"""A frozen report's tables as lines of a file."""

from dossiers.models import Report
from dossiers.reads.reports.candour import differences
from dossiers.reads.reports.content import REGISTER
from dossiers.reads.reports.periods import Stretch
from dossiers.reads.reports.tables import BY_DATE
from dossiers.spreadsheets import Cell, Column, Head, Kind
from dossiers.wording.reports import GROUPS, HEADS, MEASURES

PARTS = {
    "progress": "Báo cáo tiến độ giải quyết hồ sơ",
    "register": "Số liệu sổ theo dõi hồ sơ",
    "figures": "Số liệu minh bạch và so sánh",
}
_COLUMNS = tuple(dict.fromkeys(key for keys in BY_DATE.values() for key in keys))


def sheet(report: Report, part: str) -> tuple[Head, list[list[Cell]]]:
    """part: one of PARTS. Nothing is counted again."""
    columns, rows = _SHEETS[part](report)
    period = Stretch(report.span, report.start, report.end)
    sentences = (
        f"{report.agency}, kể cả cơ quan trực thuộc. {period}: "
        f"từ {report.start:%d/%m/%Y} đến hết {report.end:%d/%m/%Y}.",
        f"{numbered(report)}.",
    )
    return Head(PARTS[part], sentences, columns), rows


def numbered(report: Report) -> str:
    return f"Số {report.number}/BC-{report.agency.code} năm {report.year}"


def _progress(report: Report) -> tuple[tuple[Column, ...], list[list[Cell]]]:
    numbers = (Column(MEASURES[key], Kind.NUMBER, 12) for key in _COLUMNS)
    columns = (Column("Nhóm", width=16), Column("Đơn vị", width=36), *numbers)
    rows = report.content["progress"]
    return columns, [[GROUPS[row["group"]], row["name"], *(row["n"][key] for key in _COLUMNS)] for row in rows]


def _register(report: Report) -> tuple[tuple[Column, ...], list[list[Cell]]]:
    numbers = (Column(HEADS[key], Kind.NUMBER, 12) for key in REGISTER)
    columns = (Column("Lĩnh vực", width=24), Column("Mã thủ tục"), Column("Thủ tục", width=60), *numbers)
    return columns, [
        [row["field"], row["code"], row["name"], *(row["n"][key] for key in REGISTER)]
        for row in report.content["register"]
    ]


def _figures(report: Report) -> tuple[tuple[Column, ...], list[list[Cell]]]:
    numbers = (Column(title, Kind.NUMBER) for title in ("Kỳ này", "Kỳ trước", "Chênh lệch"))
    found = differences(report.content["total"], report.content["before"]["n"])
    return (Column("Nội dung", width=60), *numbers), [[each.name, each.now, each.then, each.more] for each in found]


_SHEETS = {"progress": _progress, "register": _register, "figures": _figures}
