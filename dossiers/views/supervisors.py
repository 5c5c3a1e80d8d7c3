"""What those who answer for others see: late, standing still, unapologised, bent, broken – and who still looks."""

from dataclasses import replace
from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Role
from dossiers import actions
from dossiers.actions import accesses
from dossiers.forms.lists import ApologyFilter, ListFilter, PeriodFilter, WatchFilter
from dossiers.models import AccessKind
from dossiers.reads import overdue, scope
from dossiers.reads.supervision import (
    apologies,
    audits,
    groups,
    listed,
    lists,
    mended,
    period,
    signs,
    uncollected,
    watch,
    within,
)
from dossiers.reads.supervision.lists import List
from dossiers.views.guards import staff

APOLOGY_PILES = {
    apologies.Pile.LATE: "Quá hạn, chưa xin lỗi",
    apologies.Pile.LAST_DAY: "Hôm nay là ngày cuối để xin lỗi",
    apologies.Pile.DRAFTS: "Dự thảo chờ ký",
}


def _filtered(request, kind, **more):
    """(what the list may be narrowed to, the form that narrows it)."""
    choices = within.choices(request.reader)
    return choices, kind(request.GET, agencies=choices.agencies, procedures=choices.procedures, **more)


def _listed(request, each: List, question):
    """A list of dossiers, narrowed as the address says, as its page."""
    now = timezone.now()
    template = f"staff/{each.name.replace('-', '_')}.html"
    choices, form = _filtered(request, ListFilter)
    if not form.is_valid():
        return render(request, template, {"each": each, "form": form, "found": None}, status=400)
    by = within.Narrowed(choices, **form.cleaned_data)
    found = question(by=by, cursor=request.GET.get("sau", ""), now=now)
    facts = {
        "each": each, "form": form, "found": found, "by": by, "now": now,
        "words": groups.narrowed_words(by, found.groups),
    }  # fmt: skip
    return render(request, template, facts)


@require_safe
@staff(*scope.OVERSEERS)
def late(request):
    """Open dossiers past their due date, by deciding agency, most late first."""
    return _listed(request, lists.OVERDUE, overdue.overdue)


@require_safe
@staff(*scope.OVERSEERS)
def dossiers_of(request, slug: str):
    """The dossiers of a list, worst first."""
    each = lists.BY_SLUG[slug]
    question = uncollected.uncollected if each is lists.UNCOLLECTED else partial(listed.listed, each)
    return _listed(request, each, question)


@require_safe
@staff(*scope.OVERSEERS)
def without_apology(request):
    """Late without a signed apology; who may still be apologised to in time; what waits for a signature."""
    now = timezone.now()
    choices, form = _filtered(request, ApologyFilter, months=period.months(now))
    facts = {"each": lists.UNAPOLOGISED, "form": form, "found": None, "now": now}
    if not form.is_valid():
        return render(request, "staff/unapologised.html", facts, status=400)
    asked = dict(form.cleaned_data)
    during = period.period_of(asked.pop("period"), now)
    by = within.Narrowed(choices, **asked)
    found = apologies.unapologised(by=by, pile=request.GET.get("loc", ""), cursor=request.GET.get("sau", ""), now=now)
    facts |= {
        "found": found, "by": by, "words": groups.narrowed_words(by, found.groups), "piles": APOLOGY_PILES,
        "title": APOLOGY_PILES[found.pile], "period": during,
    }  # fmt: skip
    if by == replace(by, unit=None, person=None, cause=""):  # who signed is not who holds the dossier
        facts["kept"] = apologies.kept(by=by, period=during)
    return render(request, "staff/unapologised.html", facts)


@require_safe
@staff(*scope.OVERSEERS)
def night_watch(request):
    """What looks bent, how often and where, in a period."""
    by, form = _watched(request, PeriodFilter)
    if by is None:
        return render(request, "staff/watch.html", {"form": form}, status=400)
    return render(request, "staff/watch.html", {"form": form, "seen": watch.watch(by), "period": by.period})


@require_safe
@staff(*scope.OVERSEERS)
def behind_a_number(request, slug: str):
    """Exactly the events that one number of the night watch counts."""
    sign = signs.BY_SLUG[slug]
    by, form = _watched(request, WatchFilter)
    if by is None:
        return render(request, "staff/watch_list.html", {"form": form, "sign": sign}, status=400)
    found = watch.behind(sign, by, request.GET.get("sau", ""), request.reader)
    return render(
        request, "staff/watch_list.html", {"form": form, "sign": sign, "found": found, "by": by, "period": by.period}
    )


@require_safe
@staff(*scope.OVERSEERS)
def set_right(request):
    """Mistakes that were set right in a period, the latest first. Whose data it shows is written down."""
    now = timezone.now()
    choices, form = _filtered(request, PeriodFilter, months=period.months(now))
    if not form.is_valid():
        return render(request, "staff/mended.html", {"form": form}, status=400)
    facts = {**form.cleaned_data, "period": period.period_of(form.cleaned_data["period"], now)}
    found = mended.mended(
        within=choices, **facts, kind=request.GET.get("loc", ""), cursor=request.GET.get("sau", ""),
        reader=request.reader,
    )  # fmt: skip
    seen = [row.event.dossier for row in found.rows if row.changes]
    if seen:
        accesses.saw_each(
            seen, by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, what="Danh sách sửa sai sót"
        )
    return render(request, "staff/mended.html", {"form": form, "found": found, "period": facts["period"]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.OVERSEERS)
def audited(request):
    """What the last nightly audit found; a supervisor may ask for one of ended dossiers too."""
    if request.method == "POST":
        if not request.reader.has(Role.SUPERVISOR):
            raise PermissionDenied
        actions.ask_for_audit(by=request.user, now=timezone.now())
        return redirect("dossiers:books")
    now = timezone.now()
    choices, form = _filtered(request, ListFilter)
    facts = {"form": form, "found": None, "may_ask": request.reader.has(Role.SUPERVISOR), "now": now}
    if not form.is_valid():
        return render(request, "staff/books.html", facts, status=400)
    by = within.Narrowed(choices, **form.cleaned_data)
    found = audits.audited(by=by, cursor=request.GET.get("sau", ""), now=now)
    facts |= {"found": found, "by": by, "words": groups.narrowed_words(by, found.groups)}
    return render(request, "staff/books.html", facts)


def _watched(request, kind):
    """(what the night watch is narrowed by, or None when the address means nothing; the form)."""
    now = timezone.now()
    choices, form = _filtered(request, kind, months=period.months(now))
    if not form.is_valid():
        return None, form
    facts = {**form.cleaned_data, "period": period.period_of(form.cleaned_data["period"], now)}
    return watch.Narrowed(within=choices, **facts), form
