"""The tables of a frozen report: rows of figures, each with what it is a number of. Nothing is counted here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dossiers.models import Report
from dossiers.reads.reports.content import REGISTER
from dossiers.wording.reports import GROUPS

_PARTS = (("processed", ("early", "on_time", "late", "none")), *(
    (part, ("on_time", "late", "none")) for part in ("working", "paused")
))  # fmt: skip
# The columns in the order of the layout, by the date that stood; beside it the same by the first date.
RECEIVED = ("all", "carried", "new", "new_online", "new_counter", "new_post")
_KEPT = {
    date: tuple(key for part, hows in _PARTS for key in (part, *(f"{part}_{date}_{how}" for how in hows)))
    for date in ("now", "first")
}
BY_DATE = {"now": (*RECEIVED, *_KEPT["now"]), "first": _KEPT["first"]}


@dataclass(frozen=True)
class Line:
    """cells: (key, number). of: how an address names whose they are, "" for all; name: "" where that is said above.

    is_sum: of the lines around it. n: its place among them.
    """

    name: str
    cells: list[tuple[str, Any]]
    of: str = ""
    is_sum: bool = False
    n: int = 0
    more: str = ""  # how an address names it as the only one


def progress(report: Report, keys: Sequence[str], *, agency: int | None = None) -> list[Line]:
    """All of them, then each group with its agencies; of one agency, that alone."""
    rows = report.content["progress"]
    if agency is not None:
        return [
            Line(row["name"], _cells(row["n"], keys), f"co-quan={row['id']}") for row in rows if row["id"] == agency
        ]
    lines = [Line("Tổng cộng", _cells(summed(row["n"] for row in rows), keys), "", is_sum=True)]
    for group, name in GROUPS.items():
        of_group = [row for row in rows if row["group"] == group]
        if of_group:
            total = summed(row["n"] for row in of_group)
            lines.append(Line(name, _cells(total, keys), f"nhom={group}", is_sum=True))
            lines += [
                Line(
                    row["name"], _cells(row["n"], keys), f"co-quan={row['id']}", n=n, more=f"co-quan={row['id']}",
                )
                for n, row in enumerate(of_group, start=1)
            ]  # fmt: skip
    return lines


def fields(report: Report) -> list[str]:
    """The fields of its procedures, in the order by which addresses number them, from 1."""
    return sorted({row["field"] for row in report.content["register"]})


def register(report: Report, *, field: int | None = None) -> list[Line]:
    """By field; of one field, each of its procedures. Times are of procedures only: means do not add up."""
    rows = report.content["register"]
    names = fields(report)
    if field is not None:
        return [
            Line(f"{row['name']} ({row['code']})", _cells(row["n"], REGISTER), f"thu-tuc={row['id']}", n=n)
            for n, row in enumerate((row for row in rows if row["field"] == names[field - 1]), start=1)
        ]
    total = report.content["total"]
    lines = [Line("Tổng cộng", _cells(total, REGISTER), "", is_sum=True)]
    for n, name in enumerate(names, start=1):
        of_field = summed(row["n"] for row in rows if row["field"] == name)
        lines.append(Line(name, _cells(of_field, REGISTER), f"linh-vuc={n}", n=n, more=f"linh-vuc={n}"))
    return lines


def _cells(n: dict[str, Any], keys: Iterable[str]) -> list[tuple[str, Any]]:
    return [(key, n.get(key)) for key in keys]


def summed(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The figures of several rows together, without those that do not add up."""
    total: dict[str, Any] = {}
    for row in rows:
        for key, n in row.items():
            if key not in ("mean", "median"):
                total[key] = total.get(key, 0) + n
    return total
