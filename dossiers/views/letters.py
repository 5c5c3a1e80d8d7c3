"""Letters at the places where they are needed: one press makes the letter and opens it, ready to print."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.models import AccessKind, Dossier, Letter, LetterKind
from dossiers.reads import scope
from dossiers.views.guards import staff

KINDS = {
    "giay-tiep-nhan": LetterKind.RECEIPT,
    "phieu-bo-sung": LetterKind.SUPPLEMENT,
    "phieu-tu-choi": LetterKind.REFUSAL,
    "van-ban-xin-loi": LetterKind.APOLOGY,
    "thong-bao-dung": LetterKind.STOPPING,
    "phieu-kiem-soat": LetterKind.CONTROL,
    "giay-ban-giao": LetterKind.PASSING,
    "bien-nhan-ket-qua": LetterKind.RESULT,
}
SLUGS = {kind: slug for slug, kind in KINDS.items()}


@require_POST
@staff(*scope.WORKERS)
def issue(request, pk: int, slug: str):
    """Make the dossier's letter, or find the one made before, and open it. 404 for kinds that do not exist."""
    if slug not in KINDS:
        raise Http404
    try:
        letter = actions.print_letter(kind=KINDS[slug], dossier_id=pk, by=request.user, now=timezone.now())
    except Dossier.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:staff-dossier", pk)
    return redirect("dossiers:letter", letter.pk)


@require_safe
@staff(*scope.READERS)
def letter(request, pk: int):
    """The bytes as they were made; that they were printed is written before."""
    found = Letter.objects.select_related("dossier").filter(pk=pk).first()
    if found is None or not _is_readable(request.reader, found):
        raise Http404
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.PRINTED, now=timezone.now(), dossier=found.dossier,
        what=str(found),
    )  # fmt: skip
    answer = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.kind}-{found.number}-{found.year}.pdf"'
    add_never_cache_headers(answer)
    return answer


def _is_readable(reader: scope.Reader, found: Letter) -> bool:
    """Whoever may read the dossier; a letter about several: whoever works at its agency, or oversees it."""
    if found.dossier_id is not None:
        return scope.readable(reader).filter(pk=found.dossier_id).exists()
    return found.agency_id in reader.agencies(*scope.WORKERS) or found.agency_id in dict(scope.overseen(reader))
