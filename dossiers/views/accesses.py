"""Who looked at personal data, for those who answer for them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from agencies.models import Role
from dossiers import codes, wording
from dossiers.forms.accesses import AccessFilter
from dossiers.models import Dossier
from dossiers.reads import pages, scope, search
from dossiers.reads.supervision.accesses import Narrowed, accesses
from dossiers.views.guards import staff


@require_safe
@staff(*scope.OVERSEERS)
def looked(request: HttpRequest) -> HttpResponse:
    """Every look at what is theirs, the latest first: by the people of their agencies, or at a dossier of these by
    anybody. ho-so: the id of one dossier, as its own page links here.
    """
    overseen = [(pk, name) for pk, name, *_ in scope.overseen(request.reader)]
    asked, dossier = request.GET.dict(), None
    if "ho-so" in asked:
        dossier = _readable(request, asked.pop("ho-so"))
        asked["code"] = str(dossier)
    form = AccessFilter(asked, agencies=overseen)
    if form.is_valid() and dossier is None and form.cleaned_data["code"]:
        dossier = _by_code(request, form)
    if not form.is_valid():
        return render(request, "staff/accesses.html", {"form": form}, status=400)
    said = {**form.cleaned_data, "dossier": dossier and dossier.pk}
    agency = said.pop("agency")
    del said["code"]
    theirs = None if request.reader.has(Role.AUDITOR) else [pk for pk, _name in overseen]
    if dossier is not None and theirs is not None and not set(theirs).isdisjoint(dossier.readers):
        theirs = None  # of a dossier that they answer for they see everybody, from wherever
    by = Narrowed(agencies=[agency] if agency is not None else theirs, **said)
    facts = {"form": form, "found": accesses(by, request.GET.get("sau", "")), "dossier": dossier}
    return render(request, "staff/accesses.html", facts)


def _readable(request: HttpRequest, pk: str) -> Dossier:
    """The dossier with this id. Raises Http404, also for what this person may not read."""
    found = scope.readable(request.reader).filter(pk=pages.number(pk)).first()
    if found is None:
        raise Http404
    return found


def _by_code(request: HttpRequest, form: AccessFilter) -> Dossier | None:
    """The dossier with the code that was typed; what is wrong with the code is said at its field."""
    try:
        hit = search.found_by_code(reader=request.reader, typed=form.cleaned_data["code"])
    except codes.BadCode as bad:
        form.add_error("code", gettext(wording.LOOK_UP[bad.kind]) % {"example": codes.EXAMPLE, "found": bad.found})
        return None
    if hit is None:
        form.add_error("code", "Không có hồ sơ nào khớp mã này trong phạm vi của Ông/Bà.")
        return None
    return Dossier.objects.get(pk=hit.pk)
