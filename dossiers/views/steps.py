"""Where working time goes and where lateness rises: the pages behind the numbers of the dashboard."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.forms.lists import AgencyFilter, OverdueFilter
from dossiers.forms.steps import StepFilter
from dossiers.models import Count
from dossiers.reads import pages, scope
from dossiers.reads.supervision import hot_spots, step_times, within
from dossiers.views.guards import staff


@require_safe
@staff(*scope.OVERSEERS)
def steps(request):
    """Every step with its working time, most first, a page at a time; before them who does the steps."""
    choices = within.choices(request.reader)
    form = AgencyFilter(request.GET, agencies=choices.agencies)
    if not form.is_valid():
        return render(request, "staff/steps.html", {"form": form}, status=400)
    by = within.Narrowed(choices, form.cleaned_data["agency"])
    found = step_times.working_time(by, Count.objects.first())
    start = pages.number(request.GET.get("sau", ""), 6) or 0
    after = start + pages.SIZE if start + pages.SIZE < len(found.steps) else None
    facts = {
        "form": form, "found": found, "lines": found.steps[start : start + pages.SIZE], "after": after,
        "is_first": not start,
    }  # fmt: skip
    return render(request, "staff/steps.html", facts)


@require_safe
@staff(*scope.OVERSEERS)
def finished(request):
    """Exactly the finished steps that one line counts, longest first."""
    choices = within.choices(request.reader)
    form = StepFilter(request.GET, agencies=choices.agencies)
    if not form.is_valid():
        return render(request, "staff/step.html", {"form": form}, status=400 if "agency" in form.errors else 200)
    asked = form.cleaned_data
    by = within.Narrowed(choices, asked["agency"])
    found = step_times.behind(by, asked["party"], asked["step"], request.GET.get("sau", ""), request.reader)
    return render(request, "staff/step.html", {"form": form, "found": found, "asked": asked})


@require_safe
@staff(*scope.OVERSEERS)
def hot_spot(request):
    """Exactly the dossiers of a procedure at an agency that fell due in a stretch, or missed their date in it."""
    choices = within.choices(request.reader)
    form = OverdueFilter(request.GET, agencies=choices.agencies, procedures=choices.procedures)
    if not form.is_valid():
        return render(request, "staff/hot_spot.html", {"form": form}, status=400)
    agency, procedure = form.cleaned_data["agency"], form.cleaned_data["procedure"]
    found = None
    if agency is not None and procedure is not None:
        question = request.GET.get("loc", ""), request.GET.get("sau", "")
        found = hot_spots.pair(agency, procedure, *question, request.reader)
    return render(request, "staff/hot_spot.html", {"form": form, "found": found, "piles": PILES})


PILES = {
    hot_spots.Pile.MISSED: "Trễ hẹn, 28 ngày qua",
    hot_spots.Pile.DUE: "Đến hạn, 28 ngày qua",
    hot_spots.Pile.PAST_MISSED: "Trễ hẹn, 12 tuần trước đó",
    hot_spots.Pile.PAST_DUE: "Đến hạn, 12 tuần trước đó",
}
