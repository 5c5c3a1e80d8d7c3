"""Several letters as one file, to be printed in one go."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from dossiers.actions.accesses import saw_each
from dossiers.models import AccessKind, Dossier, Letter
from dossiers.typesetting import typeset


def together(request, letters: Sequence[Letter], dossiers: Sequence[Dossier], *, name: str, now) -> HttpResponse:
    """These letters one after another; that the dossiers in them were printed is written before, a line each.

    Each is set again from the facts that it was made with, by the template that it names. name: of the file,
    without an ending.
    """
    saw_each(
        dossiers, by=request.user, reader=request.reader, kind=AccessKind.PRINTED, now=now,
        what=letters[0].get_kind_display(),
    )  # fmt: skip
    whole = typeset([letter.facts for letter in letters], max(letter.made_at for letter in letters))
    answer = HttpResponse(whole, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    add_never_cache_headers(answer)
    return answer
