"""What those who answer for others see: what is late, and whether anybody still looks."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.forms.lists import OverdueFilter
from dossiers.reads import overdue, scope
from dossiers.views.guards import staff


@require_safe
@staff(*scope.OVERSEERS)
def late(request):
    """Open dossiers past their due date, by deciding agency, most late first."""
    within = overdue.choices(request.reader)
    form = OverdueFilter(request.GET, agencies=within.agencies, procedures=within.procedures)
    if not form.is_valid():
        return render(request, "staff/overdue.html", {"form": form, "found": None}, status=400)
    found = overdue.overdue(
        reader=request.reader, within=within, **form.cleaned_data,
        cursor=request.GET.get("sau", ""), now=timezone.now(),
    )  # fmt: skip
    return render(request, "staff/overdue.html", {"form": form, "found": found, "now": timezone.now()})
