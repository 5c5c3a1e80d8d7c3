"""The clock of one dossier as staff read it: what made each date, what moved it and who did, who had the time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.actions.accesses import saw
from dossiers.models import AccessKind, Dossier
from dossiers.reads import clockwork, scope
from dossiers.views.guards import staff


@require_safe
@staff(*scope.READERS)
def staff_clock(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for what does not exist and for what this person may not read alike."""
    now = timezone.now()
    try:
        found = clockwork.for_staff(reader=request.reader, now=now, pk=pk)
    except Dossier.DoesNotExist:
        raise Http404 from None
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=found.dossier, what="Thời hạn"
    )  # fmt: skip
    return render(request, "staff/clock.html", {"work": found, "now": now})
