"""The dossiers behind a number of a frozen report, as it counted them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from dossiers.models import Dossier, Report
from dossiers.reads import pages, scope
from dossiers.reads.reports import measures
from dossiers.reads.reports.tables import fields
from dossiers.wording.reports import GROUPS, MEASURES


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
    when they mean nothing. Three queries.
    """
    key = asked.get("muc", "")
    if key not in MEASURES:
        return None
    whose, agencies, procedures = "", None, None
    progress, register = report.content["progress"], report.content["register"]
    if "co-quan" in asked:
        found = [row for row in progress if row["id"] == pages.number(asked["co-quan"])]
        agencies, whose = [row["id"] for row in found], found[0]["name"] if found else ""
    elif "nhom" in asked:
        agencies = [row["id"] for row in progress if row["group"] == asked["nhom"]]
        whose = GROUPS.get(asked["nhom"], "")
    elif "thu-tuc" in asked:
        found = [row for row in register if row["id"] == pages.number(asked["thu-tuc"])]
        procedures, whose = [row["id"] for row in found], found[0]["name"] if found else ""
    elif "linh-vuc" in asked:
        n, names = pages.number(asked["linh-vuc"], 4), fields(report)
        whose = names[n - 1] if n and n <= len(names) else ""
        procedures = [row["id"] for row in register if row["field"] == whose]
    if not whose and (agencies is not None or procedures is not None):
        return None
    ids, n = measures.behind(
        report.pk, key, agencies=agencies, procedures=procedures, after=pages.number(asked.get("sau", "")) or 0,
        size=pages.SIZE + 1,
    )  # fmt: skip
    shown = ids[: pages.SIZE]
    rows = (
        Dossier.objects.filter(pk__in=shown)
        .annotate(is_mine=Exists(scope.readable(reader).filter(pk=OuterRef("pk"))))
        .select_related("rules__procedure", "deciding_agency")
        .order_by("pk")
    )
    return Behind(MEASURES[key], whose, n, list(rows), shown[-1] if len(ids) > pages.SIZE else None)
