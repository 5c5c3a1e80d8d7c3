"""One dossier: everything that staff may know of it, and the one normal next step."""

from collections.abc import Callable

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.actions.accesses import saw
from dossiers.forms.contents import FileForm, NoteForm
from dossiers.models import AccessKind, Dossier
from dossiers.reads import contents, desk, scope
from dossiers.reads.letters.handing import is_handed_on
from dossiers.reads.letters.offers import offers_of
from dossiers.reads.sheet import sheet_of
from dossiers.views.guards import staff
from dossiers.views.letters import SLUGS as LETTER_SLUGS
from dossiers.views.moves import SLUGS


@require_safe
@staff(*scope.READERS)
def dossier(request, pk: int):
    return shown(request, pk)


@require_safe
@staff(*scope.READERS)
def history(request, pk: int):
    """All that ever happened to it, and all that people wrote about that."""
    return contained(request, pk, contents.history, "staff/history.html", "Toàn bộ diễn biến")


def shown(request, pk: int, *, status: int = 200, **typed):
    """The page; that it was seen is written before. typed: note_form or file_form, where there is something to mend."""
    now = timezone.now()
    try:
        here = desk.desk_of(pk=pk, reader=request.reader, now=now)
    except Dossier.DoesNotExist:
        raise Http404 from None
    saw(by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=here.dossier)
    works = request.reader.has(*scope.WORKERS)
    facts = {
        "desk": here,
        "sheet": sheet_of(here),
        "slugs": SLUGS,
        "works": works,
        "offers": offers_of(here, handed_on=is_handed_on(here.dossier)) if works else [],
        "letter_slugs": LETTER_SLUGS,
        "oversees": request.reader.has(*scope.OVERSEERS),
        "may_urge": here.dossier.is_overdue(now=now)
        and scope.oversees(request.reader, here.dossier.deciding_agency_id),
        "note_form": NoteForm(),
        "file_form": FileForm(),
        "wrong": next(iter(typed.values()), None),
    }
    return render(request, "staff/dossier.html", facts | typed, status=status)


def contained(request, pk: int, read: Callable[[Dossier, str], contents.Pageful], template: str, title: str):
    """One page of what lies in a dossier; that it was seen is written before."""
    try:
        found = contents.dossier_of(pk=pk, reader=request.reader)
    except Dossier.DoesNotExist:
        raise Http404 from None
    who = {"by": request.user, "reader": request.reader}
    saw(**who, kind=AccessKind.VIEWED, now=timezone.now(), dossier=found, what=title)
    facts = {"dossier": found, "list": read(found, request.GET.get("sau", "")), "title": title}
    facts["works"] = request.reader.has(*scope.WORKERS)
    return render(request, template, facts)
