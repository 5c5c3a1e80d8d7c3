"""Everything that a report says, as plain values to be frozen. Pure functions of what was counted."""

from collections.abc import Iterable, Sequence
from typing import Any

from agencies.models import Agency, AgencyKind, Procedure
from dossiers.reads.reports import measures
from dossiers.reads.reports.measures import MEASURES, SUMS, Counts

GROUP = {
    AgencyKind.DEPARTMENT: "departments", AgencyKind.CENTRE: "departments", AgencyKind.COMMUNE: "communes",
}  # fmt: skip
PROGRESS = tuple(key for key in MEASURES if key.startswith(("all", "carried", "new", "processed", "working", "paused")))
REGISTER = (
    "new", "ended", "returned", "waiting", "declined", "withdrawn", "stopped", "with_fee", "fees", "mean", "median",
)  # fmt: skip
# What is held against the period before.
COMPARED = (
    *PROGRESS, "stands", "stands_was_late", "times_asked", "times_asked_late", "times_asked_again", "late_unapologised",
    "apologised", "apologised_late", "no_result", "entered_later", "times_moved", "national_on_time", "national_late",
    "mean", "median",
)  # fmt: skip


def content(source: str, asked: dict[str, Any], agencies: Sequence[int], *, before, again) -> dict[str, Any]:
    """By part: "progress", "register", "total" (every figure of all dossiers), "before" and "again" (what they are
    held against, as `comparing` gives it). Four queries.

    source, asked: the dossiers, as of `measures.counted`. agencies: ids that the report is about.
    """
    *by_agency, total = _counted(source, asked, "agency_id")
    *by_procedure, _all = _counted(source, asked, "procedure_id")
    return {
        "progress": progress(by_agency, agencies),
        "register": register(by_procedure),
        "total": total.n,
        "before": before,
        "again": again,
    }


def total_of(source: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Every figure of all these dossiers together. One query."""
    return _counted(source, asked, "agency_id")[-1].n


def _counted(source: str, asked: dict[str, Any], by: str) -> list[Counts]:
    """The sum of nothing is no row; here it is a row of zeros."""
    found = measures.counted(source, asked, by)
    if found and found[-1].id is None:
        return found
    return [*found, Counts(None, {**dict.fromkeys([*MEASURES, *SUMS], 0), "mean": None, "median": None})]


def progress(by_agency: Iterable[Counts], agencies: Sequence[int]) -> list[dict[str, Any]]:
    """Each agency in the order of the table: {"id", "name", "group", "n": {a key of PROGRESS: dossiers}}. One query.

    One that never had a dossier stands there with zeros, unless it decides none at all.
    """
    found = {counts.id: counts.n for counts in by_agency}
    rows = []
    named = Agency.objects.filter(pk__in=agencies).order_by("name")
    for pk, name, kind, decides in named.values_list("pk", "name", "kind", "on_province_clock"):
        if pk in found or (decides and kind in GROUP):
            n = found.get(pk, {})
            figures = {key: n.get(key, 0) for key in PROGRESS}
            rows.append({"id": pk, "name": name, "group": GROUP.get(AgencyKind(kind), "others"), "n": figures})
    order = ("departments", "communes", "others")
    return sorted(rows, key=lambda row: order.index(row["group"]))


def register(by_procedure: Iterable[Counts]) -> list[dict[str, Any]]:
    """Each procedure, by field: {"id", "code", "name", "field", "n": {a key of REGISTER: number}}. One query."""
    found = {counts.id: counts.n for counts in by_procedure}
    named = Procedure.objects.filter(pk__in=found).order_by("field", "name", "pk")
    return [
        {"id": pk, "code": code, "name": name, "field": field, "n": {key: found[pk][key] for key in REGISTER}}
        for pk, code, name, field in named.values_list("pk", "code", "name", "field")
    ]
