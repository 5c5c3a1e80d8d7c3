"""The page of a delay: a late dossier, why it is so, and what was written of that before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.forms.delays import DelayForm
from dossiers.models import AccessKind, Delay, Dossier
from dossiers.reads import scope
from dossiers.reads.arrays import unpacked
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.reads.supervision import delays
from dossiers.views.guards import staff
from dossiers.wording import REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.READERS)
def explain(request, pk: int):
    """GET: what was written, and for who works on it the form. POST: why it is late.

    400 keeps everything typed; 403 for who only reads it; 409 for a dossier that is not late.
    """
    now = timezone.now()
    readable = scope.readable(request.reader).select_related("rules__procedure", "deciding_agency")
    works = Exists(scope.worked_on(request.reader).filter(pk=OuterRef("pk")))
    found = readable.annotate(rows_of_delays=delays.rows(delays.LISTED), works=works)
    dossier = found.filter(pk=pk).first()
    if dossier is None:
        raise Http404
    if request.method == "POST" and not dossier.works:
        raise PermissionDenied
    if request.method != "POST":
        return _shown(request, dossier, DelayForm(), now=now)
    form = DelayForm(request.POST)
    if not form.is_valid():
        return _shown(request, dossier, form, now=now, status=400)
    try:
        actions.explain_delay(dossier_id=pk, by=request.user, now=now, **form.cleaned_data)
    except actions.Refused as refusal:
        status = 400 if form.refused(refusal.why, str(refusal)) else 409
        return _shown(request, dossier, form, now=now, status=status)
    messages.success(request, f"Đã ghi nguyên nhân chậm của hồ sơ {dossier}.")
    return redirect("dossiers:staff-dossier", pk)


def _shown(request, dossier: Dossier, form: DelayForm, *, now, status: int = 200):
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=dossier,
        what="Nguyên nhân chậm",
    )  # fmt: skip
    is_late = delays.is_late(dossier, now)
    facts = {
        "dossier": dossier, "works": dossier.works, "form": form, "said": unpacked(Delay, dossier.rows_of_delays),
        "deadline": deadline_of(dossier, calendar_of(dossier, dossier.calendar_version), now),
        "turned_away": "" if is_late else REFUSED["delay_not_late"],
    }  # fmt: skip
    return render(request, "staff/delay.html", facts, status=status if is_late else 409)
