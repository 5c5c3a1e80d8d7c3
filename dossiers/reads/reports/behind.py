"""The dossiers behind a number of a frozen report, as it counted them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from dossiers.models import Dossier, Report
from dossiers.reads import pages, scope
from dossiers.reads.reports import measures
from dossiers.reads.reports.tables import fields, summed
from dossiers.wording.reports import GROUPS, MEASURES

# What an address may narrow a number by: the table that has it, and whose ids its rows carry.
_TABLES = {
    "co-quan": ("progress", "agencies"), "nhom": ("progress", "agencies"),
    "thu-tuc": ("register", "procedures"), "linh-vuc": ("register", "procedures"),
}  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """whose: to what it is narrowed, in words. rows: with is_mine, whether this person may open it."""

    title: str
    whose: str
    n: int
    rows: list[Dossier]
    cursor: int | None


def behind(report: Report, asked: Mapping[str, str], reader: scope.Reader) -> Behind | None:
    """asked: "muc" (a key of MEASURES), and "co-quan", "nhom", "thu-tuc" or "linh-vuc" as the tables name them; None
    for what no table has a number of. Two queries: how many they are was counted when the report was frozen.
    """
    key = asked.get("muc", "")
    by = next((by for by in _TABLES if by in asked), None)
    whose, rows = _rows(report, by, asked[by]) if by else ("", [])
    n = summed(row["n"] for row in rows) if by else report.content["total"]
    if key not in MEASURES or key not in n:
        return None
    narrowed = {_TABLES[by][1]: [row["id"] for row in rows]} if by else {}
    after = pages.number(asked.get("sau", "")) or 0
    ids = measures.behind(report.pk, key, after=after, size=pages.SIZE + 1, **narrowed)
    shown = ids[: pages.SIZE]
    dossiers = (
        Dossier.objects.filter(pk__in=shown)
        .annotate(is_mine=Exists(scope.readable(reader).filter(pk=OuterRef("pk"))))
        .select_related("rules__procedure", "deciding_agency")
        .order_by("pk")
    )
    return Behind(MEASURES[key], whose, n[key], list(dossiers), shown[-1] if len(ids) > pages.SIZE else None)


def _rows(report: Report, by: str, value: str) -> tuple[str, list[dict[str, Any]]]:
    """(whose they are, in words; the rows of their table)."""
    table = report.content[_TABLES[by][0]]
    match by:
        case "nhom":
            return GROUPS.get(value, ""), [row for row in table if row["group"] == value]
        case "linh-vuc":
            n, names = pages.number(value, 4), fields(report)
            name = names[n - 1] if n and n <= len(names) else None
            return name or "", [row for row in table if row["field"] == name]
    rows = [row for row in table if row["id"] == pages.number(value)]
    return "".join(row["name"] for row in rows), rows
