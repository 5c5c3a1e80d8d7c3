"""Files of a dossier: all of them, one more, one to save, one to take out."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.forms.contents import FileForm, RemovalForm
from dossiers.models import AccessKind, Attachment, Dossier
from dossiers.reads import contents, scope
from dossiers.reads.attachments import is_whole, place_of, why_not_remove
from dossiers.views.dossier import contained, shown
from dossiers.views.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.READERS)
def files(request, pk: int):
    """GET: all of them, page by page. POST: one more; 400 shows the dossier's page with what is wrong with it."""
    if request.method == "POST":
        return _add(request, pk)
    return contained(
        request, pk, lambda dossier, cursor: contents.files(dossier, request.reader, cursor, timezone.now()),
        "staff/files.html", "Tệp đính kèm",
    )  # fmt: skip


@staff(*scope.WORKERS)
def _add(request, pk: int):
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, pk, status=400, file_form=form)
    sent = form.cleaned_data["file"]
    try:
        kept = actions.attach(dossier_id=pk, by=request.user, now=timezone.now(), name=sent.name, file=sent)
    except Dossier.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        form.add_error("file", str(refusal))
        return shown(request, pk, status=400, file_form=form)
    messages.success(request, f"Đã lưu tệp “{kept.name}”.")
    return redirect("dossiers:staff-dossier", pk)


@require_safe
@staff(*scope.READERS)
def download(request, pk: int, attachment: int):
    """The bytes as they were sent, to be saved and never shown in place; 404 with a sentence when they are gone."""
    dossier, kept = _found(request, pk, attachment)
    if kept.removed_at is not None or not is_whole(kept):
        return render(request, "staff/file_missing.html", {"dossier": dossier, "file": kept}, status=404)
    who = {"by": request.user, "reader": request.reader}
    saw(**who, kind=AccessKind.DOWNLOADED, now=timezone.now(), dossier=dossier, what=kept.name)
    stored = place_of(kept.stored_as).open("rb")
    return FileResponse(stored, as_attachment=True, filename=kept.name, content_type=kept.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.WORKERS)
def remove(request, pk: int, attachment: int):
    """A page of its own, because it cannot be taken back."""
    dossier, kept = _found(request, pk, attachment)
    now = timezone.now()
    form = RemovalForm(request.POST if request.method == "POST" else None)
    why_not = why_not_remove(request.reader, dossier, kept, now)
    status = 409 if why_not else 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status = 409
            try:
                actions.remove_attachment(
                    dossier_id=pk, attachment_id=kept.pk, by=request.user, now=now, **form.cleaned_data
                )
            except Dossier.DoesNotExist:
                raise Http404 from None
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Đã gỡ tệp “{kept.name}”.")
                return redirect("dossiers:staff-dossier", pk)
    facts = {"dossier": dossier, "file": kept, "form": form, "why_not": why_not and str(actions.Refused(why_not))}
    return render(request, "staff/file_remove.html", facts, status=status)


def _found(request, pk: int, attachment: int) -> tuple[Dossier, Attachment]:
    try:
        dossier = contents.dossier_of(pk=pk, reader=request.reader)
        return dossier, Attachment.objects.select_related("by", "removed_by").get(pk=attachment, dossier=dossier)
    except (Dossier.DoesNotExist, Attachment.DoesNotExist):
        raise Http404 from None
