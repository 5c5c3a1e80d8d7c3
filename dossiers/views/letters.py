"""Letters at the places where they are needed: one press makes the letter and opens it, ready to print."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.models import AccessKind, Dossier, Letter, LetterKind
from dossiers.reads import contents, desk, pages, scope
from dossiers.reads.letters.handing import is_handed_on
from dossiers.reads.letters.offers import offers_of
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
    kind = KINDS[slug]
    which = pages.number(request.POST.get("which", ""), 4) if kind is LetterKind.SUPPLEMENT else None
    try:
        letter = actions.print_letter(kind=kind, dossier_id=pk, by=request.user, now=timezone.now(), which=which)
    except Dossier.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:staff-dossier", pk)
    return redirect("dossiers:letter", letter.pk)


@require_safe
@staff(*scope.READERS)
def letters_of(request, pk: int):
    """What can be printed of a dossier now, what was printed of it, and what its applicant was told outside."""
    now = timezone.now()
    try:
        here = desk.desk_of(pk=pk, reader=request.reader, now=now)
    except Dossier.DoesNotExist:
        raise Http404 from None
    works = request.reader.has(*scope.WORKERS)
    title = "Giấy tờ đã in, tin đã gửi"
    saw(by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=here.dossier, what=title)
    facts = {
        "dossier": here.dossier,
        "title": title,
        "offers": offers_of(here, handed_on=is_handed_on(here.dossier)) if works else [],
        "letter_slugs": SLUGS,
        "letters": contents.letters(here.dossier, request.GET.get("giay", "")),
        "messages_sent": contents.messages(here.dossier, request.GET.get("tin", "")),
    }
    return render(request, "staff/letters.html", facts)


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
    overseen = {pk for pk, *_ in scope.overseen(reader)}
    return found.agency_id in reader.agencies(*scope.WORKERS) or found.agency_id in overseen
