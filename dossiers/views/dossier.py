"""One dossier: everything that staff may know of it, and the one normal next step."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.actions.accesses import saw
from dossiers.models import AccessKind, Dossier
from dossiers.reads import desk, scope
from dossiers.reads.sheet import sheet_of
from dossiers.views.guards import staff
from dossiers.views.moves import SLUGS


@require_safe
@staff(*scope.READERS)
def dossier(request, pk: int):
    return shown(request, pk)


def shown(request, pk: int, *, status: int = 200, **typed):
    """The page; that it was seen is written before. typed: forms of the page that are to be mended, by name."""
    now = timezone.now()
    try:
        here = desk.desk_of(pk=pk, reader=request.reader, now=now)
    except Dossier.DoesNotExist:
        raise Http404 from None
    saw(by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=here.dossier)
    facts = {
        "desk": here,
        "sheet": sheet_of(here),
        "slugs": SLUGS,
        "works": request.reader.has(*scope.WORKERS),
        "oversees": request.reader.has(*scope.OVERSEERS),
    }
    return render(request, "staff/dossier.html", facts | typed, status=status)
