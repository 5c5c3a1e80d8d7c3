"""Internal notes of a dossier: all of them, and a new one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.forms.contents import NoteForm
from dossiers.models import Dossier
from dossiers.reads import contents, scope
from dossiers.views.dossier import contained, shown
from dossiers.views.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.READERS)
def notes(request, pk: int):
    """GET: all of them, page by page. POST: one more; 400 shows the dossier's page with what was typed."""
    if request.method == "POST":
        return _add(request, pk)
    return contained(request, pk, contents.notes, "staff/notes.html", "Ghi chú nội bộ")


@staff(*scope.WORKERS)
def _add(request, pk: int):
    form = NoteForm(request.POST)
    if not form.is_valid():
        return shown(request, pk, status=400, note_form=form)
    try:
        actions.add_note(dossier_id=pk, by=request.user, now=timezone.now(), text=form.cleaned_data["text"])
    except Dossier.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        form.add_error("text", str(refusal))
        return shown(request, pk, status=400, note_form=form)
    messages.success(request, "Đã lưu ghi chú nội bộ.")
    return redirect("dossiers:staff-dossier", pk)
