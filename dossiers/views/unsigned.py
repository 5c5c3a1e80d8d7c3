"""A letter looked at before it is signed: stored nowhere, numbered nowhere."""

from contextlib import suppress

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from agencies.worktime import local_day
from dossiers.actions.accesses import saw
from dossiers.models import AccessKind, Dossier
from dossiers.reads import desk
from dossiers.reads.letters import NothingToPrint
from dossiers.reads.letters.apology import unsigned_apology
from dossiers.typesetting import typeset
from dossiers.views.guards import staff
from dossiers.workflow import LEADERS, Move


@require_safe
@staff(*LEADERS)
def apology(request, pk: int):
    """The apology as whoever may sign it would sign it today; where they may not, the page of signing says why."""
    now = timezone.now()
    try:
        here = desk.desk_of(pk=pk, reader=request.reader, now=now)
    except Dossier.DoesNotExist:
        raise Http404 from None
    content = None
    if desk.why_not(here, request.reader, Move.APPROVE_APOLOGY) is None:
        with suppress(NothingToPrint):  # signed just now
            content = unsigned_apology(here.dossier, by=request.user, day=local_day(now))
    if content is None:
        return redirect("dossiers:move-ky-xin-loi", pk)
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=here.dossier,
        what="Dự thảo văn bản xin lỗi",
    )  # fmt: skip
    answer = HttpResponse(typeset([content.unsigned()], now), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="du-thao-xin-loi.pdf"'
    add_never_cache_headers(answer)
    return answer
