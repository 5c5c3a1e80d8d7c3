"""The page of an urge slip: an overdue dossier, what is asked of whoever holds it, one press."""

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.forms.bulk import key_in
from dossiers.forms.urging import UrgeForm, key_after, usual
from dossiers.models import AccessKind, Dossier
from dossiers.reads import scope
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.reads.letters.urge import latest_urged, nth_after, urging_agency
from dossiers.views.guards import staff
from dossiers.wording import REFUSED
from dossiers.workflow import LEADERS

_WITH = ("rules__procedure", "deciding_agency", "holder_agency", "holder_unit__agency", "assignee")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*LEADERS)
def urge(request, pk: int):
    """GET: the form, filled in as usual. POST with `key`: one slip for each key, and on to its pages (303).

    400 keeps everything typed; 403 for leaders of other agencies; 409 for a dossier that is not late.
    """
    now = timezone.now()
    dossier = scope.worked_on(request.reader).select_related(*_WITH).filter(pk=pk).first()
    if dossier is None:
        raise Http404
    if urging_agency(request.reader, dossier) is None:
        raise PermissionDenied
    if request.method != "POST":
        return _shown(request, dossier, UrgeForm(initial=usual(now)), key=uuid4(), now=now)
    form, key = UrgeForm(request.POST), key_in(request.POST.get("key", ""))
    if not form.is_valid():
        return _shown(request, dossier, form, key=key, now=now, status=400)
    try:
        letter = actions.urge(key=key, dossier_id=pk, by=request.user, now=now, **form.values())
    except actions.Refused as refusal:
        status = 400 if form.refused(refusal.why, str(refusal)) else 409
        return _shown(request, dossier, form, key=key_after(refusal.why, key), now=now, status=status)
    return HttpResponseRedirect(reverse("dossiers:letter", args=[letter.pk]), status=303)


def _shown(request, dossier: Dossier, form: UrgeForm, *, key: UUID, now, status: int = 200):
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=dossier,
        what="Đôn đốc giải quyết hồ sơ",
    )  # fmt: skip
    is_late, slips = dossier.is_overdue(now=now), latest_urged(dossier)
    facts = {
        "dossier": dossier, "form": form, "key": key, "slips": slips, "nth": nth_after(slips),
        "deadline": deadline_of(dossier, calendar_of(dossier, dossier.calendar_version), now),
        "turned_away": "" if is_late else REFUSED["urge_not_late"],
    }  # fmt: skip
    return render(request, "staff/urge.html", facts, status=status if is_late else 409)
