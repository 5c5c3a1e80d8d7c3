"""What a report is held against: the period before, and what was frozen of the same period earlier."""

from collections.abc import Sequence
from typing import Any

from dossiers.models import Report
from dossiers.reads.reports.asof import as_of
from dossiers.reads.reports.content import COMPARED, total_of
from dossiers.reads.reports.periods import Stretch


def frozen(agency_id: int, stretch: Stretch) -> Report | None:
    """The last report of this agency about this stretch. One query."""
    same = Report.objects.filter(agency=agency_id, span=stretch.span, start=stretch.start, end=stretch.end)
    return same.order_by("-pk").first()


def again(agency_id: int, stretch: Stretch) -> dict[str, Any] | None:
    """The report of the same period that was frozen before, None for the first one. One query."""
    report = frozen(agency_id, stretch)
    return report and _of(report)


def before(agency_id: int, stretch: Stretch, agencies: Sequence[int]) -> dict[str, Any]:
    """The period before, as it was frozen; counted now where it never was, with "report" None."""
    report = frozen(agency_id, stretch.before)
    if report is not None:
        return _of(report)
    return {"report": None, "n": _some(total_of(*as_of(stretch.before, agencies)))}


def _of(report: Report) -> dict[str, Any]:
    return {
        "report": report.pk, "number": report.number, "year": report.year, "n": _some(report.content["total"]),
    }  # fmt: skip


def _some(total: dict[str, Any]) -> dict[str, Any]:
    return {key: total.get(key) for key in COMPARED}
