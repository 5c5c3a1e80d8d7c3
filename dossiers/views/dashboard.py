"""The dashboard of those who answer for others, and its table of agencies in full."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.forms.figures import DashboardFilter
from dossiers.reads import pages, scope
from dossiers.reads.supervision import dashboard, period, within
from dossiers.views.guards import staff

AGENCIES = 30  # on a page: each has ten numbers, most with a link


@require_safe
@staff(*scope.OVERSEERS)
def board(request):
    """What is open now, what came in and ended in a period, who holds how much, what has waited longest."""
    now = timezone.now()
    form, by = _asked(request, now)
    if by is None:
        return render(request, "staff/dashboard.html", {"form": form, "found": None}, status=400)
    found = dashboard.dashboard(by, form.cleaned_data["period"], now)
    return render(request, "staff/dashboard.html", {"form": form, "found": found, "by": by, "now": now})


@require_safe
@staff(*scope.OVERSEERS)
def agencies(request):
    """Every agency of the area with its figures, the worst first."""
    now = timezone.now()
    form, by = _asked(request, now)
    if by is None:
        return render(request, "staff/figures_by_agency.html", {"form": form, "found": None}, status=400)
    found = dashboard.by_agency(by, form.cleaned_data["period"], now)
    begun = min(pages.number(request.GET.get("sau", ""), 4) or 0, len(found.agencies))
    facts = {
        "form": form, "found": found, "by": by, "now": now, "rows": found.agencies[begun : begun + AGENCIES],
        "cursor": begun + AGENCIES if begun + AGENCIES < len(found.agencies) else None,
    }  # fmt: skip
    return render(request, "staff/figures_by_agency.html", facts)


def _asked(request, now):
    """(the form; what the figures are narrowed to, None when the address means nothing)."""
    choices = within.choices(request.reader)
    form = DashboardFilter(request.GET, agencies=choices.agencies, months=period.months(now))
    if not form.is_valid():
        return form, None
    return form, within.Narrowed(choices, form.cleaned_data["agency"], is_alone=form.cleaned_data["is_alone"])
