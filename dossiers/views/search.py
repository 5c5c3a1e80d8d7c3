"""The search box of every staff page: a code opens its dossier; a person is looked for with a reason, which is kept."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from dossiers import codes, wording
from dossiers.actions.accesses import saw
from dossiers.forms.search import BoxForm, WhyForm
from dossiers.models import AccessKind
from dossiers.reads import pages, scope, search
from dossiers.views.guards import staff

KEPT_FOR = timedelta(minutes=10)  # a reason counts for the searches that follow it
_IN_SESSION = "search_reason"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.READERS)
def find(request: HttpRequest) -> HttpResponse:
    """One box. People only by POST: what is known of them stays out of addresses, histories and logs."""
    asked = request.POST if request.method == "POST" else request.GET
    if "ma" not in request.GET and request.method != "POST":
        return _page(request)
    sent = asked.get("ma", "")
    box = BoxForm({"ma": sent.strip()})  # scanners end their line
    if not box.is_valid():
        return _page(request, 400, typed=sent[:300], fault=box.errors["ma"][0])
    typed = box.cleaned_data["ma"]
    try:
        hit = search.found_by_code(reader=request.reader, typed=typed)
    except codes.BadCode as bad:
        person = search.person_in(typed)
        if person is not None:
            return _person(request, typed, person)
        fault = gettext(wording.LOOK_UP[bad.kind]) % {"example": codes.EXAMPLE, "found": bad.found}
        return _page(request, 400, typed=typed, fault=fault)
    if hit is None:
        fault = f"Không có hồ sơ nào khớp “{typed}” trong phạm vi của Ông/Bà."
        return _page(request, 404, typed=typed, fault=fault)
    if hit.is_retired:
        messages.warning(request, "Mã này đã được cấp lại; giấy cũ không còn dùng được.")
    answer = redirect("dossiers:staff-dossier", hit.pk)
    answer.status_code = 303  # whatever was sent, the dossier is opened with GET
    return answer


def _person(request: HttpRequest, typed: str, person: search.Person) -> HttpResponse:
    now = timezone.now()
    kept = _kept(request, now)
    if request.method != "POST" or "change" in request.POST or not (kept or "why" in request.POST):
        return _page(request, typed=typed, form=WhyForm(initial=kept))
    if "why" in request.POST:
        form = WhyForm(request.POST)
        if not form.is_valid():
            return _page(request, 400, typed=typed, form=form)
        until = now + KEPT_FOR
        kept = {**form.cleaned_data, "reason": form.reason, "until": until.isoformat()}
        request.session[_IN_SESSION] = kept
    found = search.people(
        reader=request.reader, person=person, after=pages.number(request.POST.get("sau", "")), now=now
    )
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.SEARCHED, now=now, what=typed, reason=kept["reason"],
        found=found.count,
    )  # fmt: skip
    until = datetime.fromisoformat(kept["until"])
    return _page(request, typed=typed, found=found, reason=kept["reason"], until=until)


def _kept(request: HttpRequest, now: datetime) -> dict | None:
    """The reason of the searches before, while it counts."""
    kept = request.session.get(_IN_SESSION)
    return kept if kept and now < datetime.fromisoformat(kept["until"]) else None


def _page(request: HttpRequest, status: int = 200, **facts) -> HttpResponse:
    return render(request, "staff/search.html", facts, status=status)
