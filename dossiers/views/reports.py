"""Reports: what may be frozen, what was, its tables, and exactly the dossiers behind each number."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Role
from dossiers import actions
from dossiers.forms.bulk import key_after, key_in
from dossiers.forms.lists import AgencyFilter
from dossiers.forms.reports import Freezing
from dossiers.models import Job, Report
from dossiers.reads import pages, scope
from dossiers.reads.reports import behind, candour, quality, sheets, shelf, tables
from dossiers.reads.reports.periods import Stretch
from dossiers.spreadsheets import Form
from dossiers.views.guards import staff
from dossiers.wording import reports as words


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.OVERSEERS)
def reports(request):
    """GET: those that were frozen, and the form to freeze one. POST, of supervisors only: the job. 400 keeps all."""
    areas, today = shelf.areas(request.reader), timezone.localdate()
    key, form = uuid4(), Freezing(agencies=areas, today=today)
    if request.method == "POST":
        if not request.reader.has(Role.SUPERVISOR):
            raise PermissionDenied
        key, form = key_in(request.POST.get("key", "")), Freezing(request.POST, agencies=areas, today=today)
        if form.is_valid():
            asked: Stretch = form.cleaned_data["period"]
            given = {"agency_id": form.cleaned_data["agency"], "span": asked.span, "start": asked.start}
            try:
                last = shelf.latest(given["agency_id"], asked)
                if last is not None and not form.cleaned_data["again"]:
                    raise actions.Refused("report_again", n=last.number, year=last.year)
                job = actions.queue_report(by=request.user, now=timezone.now(), key=key, **given)
            except actions.Refused as refusal:
                form.refused(refusal.why, str(refusal))
                key = key_after(refusal.why, key)
            else:
                return redirect("dossiers:report-job", job.pk)
    agencies = [(pk, name) for pk, name, *_ in scope.overseen(request.reader)]
    narrowed = AgencyFilter(request.GET, agencies=agencies)
    agency = narrowed.cleaned_data["agency"] if narrowed.is_valid() else None
    found = shelf.shelf(request.reader, agency=agency, cursor=request.GET.get("sau", ""))
    facts = {
        "form": form, "key": key, "may": bool(areas), "found": found, "filter": narrowed,
        "rows": [(report, _named(report)) for report in found.rows],
    }  # fmt: skip
    status = 400 if form.errors or not narrowed.is_valid() else 200
    return render(request, "staff/reports.html", facts, status=status)


@require_safe
@staff(*scope.OVERSEERS)
def job(request, pk: int):
    """How one's own freezing gets on; 404 for others'. Once it is done, the report."""
    try:
        found = shelf.job(request.user.pk, pk)
    except Job.DoesNotExist:
        raise Http404 from None
    if "report" in found.result:
        return redirect("dossiers:report", found.result["report"])
    return render(request, "staff/report_job.html", {"job": found})


@require_safe
@staff(*scope.OVERSEERS)
def progress(request, pk: int):
    """The progress report (QĐ 766/QĐ-TTg), by the date that stood and by the first one; `co-quan`: of one agency;
    `ngay`: by which of the two each agency has its line, while the other one stands beside it in sums.
    """
    report = _report(request, pk)
    agency = None
    if "co-quan" in request.GET:
        agency = pages.number(request.GET["co-quan"])
        if agency is None:
            raise Http404
    whole = request.GET.get("ngay", "now")
    found = {date: tables.progress(report, keys, agency=agency) for date, keys in tables.BY_DATE.items()}
    if not all(found.values()) or whole not in found:
        raise Http404
    parts = [
        (date, lines if agency or date == whole else [line for line in lines if line.is_sum])
        for date, lines in found.items()
    ]
    facts = {"parts": parts, "agency": agency, "whole": whole, "definitions": words.PROGRESS}
    return _rendered(request, report, "staff/report.html", **facts)


@require_safe
@staff(*scope.OVERSEERS)
def register(request, pk: int):
    """Figures of the register by field; `linh-vuc`: by the procedures of one field."""
    report = _report(request, pk)
    field = None
    if "linh-vuc" in request.GET:
        field = pages.number(request.GET["linh-vuc"], 4)
        if not field or field > len(tables.fields(report)):
            raise Http404
    name = tables.fields(report)[field - 1] if field else ""
    facts = {"lines": tables.register(report, field=field), "field": name}
    return _rendered(request, report, "staff/report_register.html", **facts)


@require_safe
@staff(*scope.OVERSEERS)
def judged(request, pk: int):
    """The groups of QĐ 766/QĐ-TTg and the nine indices of TT 01/2018/TT-VPCP, as far as the data support them."""
    report = _report(request, pk)
    total = report.content["total"]
    facts = {"groups": quality.quality(total), "indices": quality.indices(total), "words": words.MEASURES}
    return _rendered(request, report, "staff/report_quality.html", **facts)


@require_safe
@staff(*scope.OVERSEERS)
def candid(request, pk: int):
    """What hides lateness elsewhere; the same figures in the period before and in an earlier report of this one."""
    report = _report(request, pk)
    content = report.content
    facts = {
        "facts": candour.candour(content["total"]),
        "before": content["before"], "compared": candour.differences(content["total"], content["before"]["n"]),
        "before_named": str(_stretch(report).before), "again": content["again"],
        "changed": content["again"]
        and candour.differences(content["total"], content["again"]["n"], only_changed=True),
    }  # fmt: skip
    return _rendered(request, report, "staff/report_candour.html", **facts)


@require_safe
@staff(*scope.OVERSEERS)
def dossiers(request, pk: int):
    """Exactly the dossiers that one number of a report counts. 404 for what no table names."""
    report = _report(request, pk)
    found = behind.behind(report, request.GET.dict(), request.reader)
    if found is None:
        raise Http404
    return _rendered(request, report, "staff/report_dossiers.html", found=found)


@require_POST
@staff(*scope.OVERSEERS)
def file(request, pk: int):
    """Put one table down as a file: 303 to its progress. 400 for what is no table; one at a time."""
    _report(request, pk)
    part, form = request.POST.get("phan", ""), request.POST.get("dang", "")
    if part not in sheets.PARTS or form not in list(Form):
        return HttpResponseBadRequest("Chọn lại bảng và dạng tệp.")
    given = {"report_id": pk, "part": part, "form": form}
    try:
        job = actions.queue_report_file(
            by=request.user, now=timezone.now(), key=key_in(request.POST.get("key", "")), **given
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:own-files")
    answer = redirect("dossiers:own-file-job", job.pk)
    answer.status_code = 303
    return answer


def _report(request, pk: int) -> Report:
    try:
        return shelf.report(request.reader, pk)
    except Report.DoesNotExist:
        raise Http404 from None


def _rendered(request, report: Report, template: str, **facts):
    return render(request, template, {"report": report, "period": _named(report), **facts})


def _stretch(report: Report) -> Stretch:
    return Stretch(report.span, report.start, report.end)


def _named(report: Report) -> str:
    return str(_stretch(report))
