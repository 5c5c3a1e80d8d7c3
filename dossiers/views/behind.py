"""The lists behind closed figures."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.forms.figures import BehindFilter, with_days
from dossiers.reads import scope
from dossiers.reads.supervision import behind, figures, within
from dossiers.reads.supervision.freshness import freshness
from dossiers.views.guards import staff


@require_safe
@staff(*scope.OVERSEERS)
def behind_a_figure(request, slug: str):
    """Exactly the dossiers that one figure of the night's count counts, in a stretch of days."""
    figure = behind.BY_SLUG[slug]
    choices = within.choices(request.reader)
    fresh = freshness(choices, timezone.now())
    form = BehindFilter(
        with_days(request.GET, fresh.through),
        agencies=choices.agencies,
        procedures=choices.procedures,
        is_ended=figure.is_ended,
    )
    if not form.is_valid():
        return render(request, "staff/behind.html", {"form": form, "figure": figure}, status=400)
    asked = form.cleaned_data
    if fresh.through is None:
        return render(request, "staff/behind.html", {"form": form, "figure": figure})
    by = within.Narrowed(choices, asked["agency"], asked["procedure"], is_alone=asked["is_alone"])
    # Beyond the last counted day nothing has happened yet, as far as figures go.
    during = figures.Stretch(asked["since"], min(asked["until"], fresh.through))
    kept = asked.get("kept", "")
    found = behind.behind(figure, by, during, kept, request.GET.get("sau", ""), request.reader)
    facts = {"form": form, "figure": figure, "found": found, "by": by, "during": during, "fresh": fresh}
    return render(request, "staff/behind.html", facts)
