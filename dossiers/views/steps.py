"""Where working time goes and where lateness rises: the pages behind the numbers of the dashboard."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.forms.figures import SpotFilter
from dossiers.forms.lists import AgencyFilter
from dossiers.forms.steps import StepFilter
from dossiers.models import Count
from dossiers.reads import pages, scope
from dossiers.reads.supervision import hot_spots, step_times, within
from dossiers.views.guards import staff

SPOTS = 20  # on a page: each is a sentence
PILES = {
    hot_spots.Pile.MISSED: "Trễ hẹn, 28 ngày qua",
    hot_spots.Pile.DUE: "Đến hạn, 28 ngày qua",
    hot_spots.Pile.PAST_MISSED: "Trễ hẹn, 12 tuần trước đó",
    hot_spots.Pile.PAST_DUE: "Đến hạn, 12 tuần trước đó",
}


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
    lines, after, start = _part(found.steps, request.GET.get("sau", ""), pages.SIZE)
    facts = {"form": form, "found": found, "lines": lines, "after": after, "is_first": not start}
    return render(request, "staff/steps.html", facts)


@require_safe
@staff(*scope.OVERSEERS)
def finished(request):
    """Exactly the finished steps that one line counts, longest first."""
    choices = within.choices(request.reader)
    form = StepFilter(request.GET, agencies=choices.agencies)
    if not form.is_valid():
        is_wrong = "agency" in form.errors or "party" in request.GET  # without one, a step has still to be chosen
        return render(request, "staff/step.html", {"form": form, "is_wrong": is_wrong}, status=400 if is_wrong else 200)
    asked = form.cleaned_data
    by = within.Narrowed(choices, asked["agency"])
    found = step_times.behind(by, asked["party"], asked["step"], request.GET.get("sau", ""), request.reader)
    return render(request, "staff/step.html", {"form": form, "found": found, "asked": asked})


@require_safe
@staff(*scope.OVERSEERS)
def hot_spot(request):
    """Where lateness rises; of one procedure at one agency exactly the dossiers that fell due or missed their date."""
    choices = within.choices(request.reader)
    form = SpotFilter(request.GET, agencies=choices.agencies, procedures=choices.procedures)
    if not form.is_valid():
        return render(request, "staff/hot_spot.html", {"form": form}, status=400)
    by, cursor = within.Narrowed(choices, **form.cleaned_data), request.GET.get("sau", "")
    if by.agency is not None and by.procedure is not None:
        found = hot_spots.pair(by.agency, by.procedure, request.GET.get("loc", ""), cursor, request.reader)
        if found is not None:
            return render(request, "staff/hot_spot.html", {"form": form, "found": found, "piles": PILES})
    every = hot_spots.hot_spots(by, Count.objects.first())
    rows, after, _start = _part(every.rows, cursor, SPOTS)
    facts = {"form": form, "by": by, "every": every, "rows": rows, "after": after}
    return render(request, "staff/hot_spot.html", facts)


def _part(rows: list, cursor: str, size: int) -> tuple[list, int | None, int]:
    """(one page of what is in memory, where the next begins, where this one does)."""
    start = pages.number(cursor, 6) or 0
    after = start + size
    return rows[start:after], after if after < len(rows) else None, start
