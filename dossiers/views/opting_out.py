"""Applicants' own choice of messages: where a dossier's details are open, and by the address under an e-mail.

No CSRF token, as in `citizens`: the first needs the cookie of the details, which no other site's form brings along, the
second a signed key.
"""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from dossiers import actions, limits, wording
from dossiers.forms.applicants import ToldIn
from dossiers.reads import lookup
from dossiers.reads.messages import dossier_of_key
from dossiers.views.details import may_see_details
from dossiers.views.public import (
    LONGEST,
    OTHER_LANGUAGE,
    canonical,
    home_page,
    limited,
    posted,
    rendered,
    see_other,
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request, typed: str) -> HttpResponse:
    """POST: the language of messages, or none, while the details are open; then the status page, as for GET."""
    if answer := canonical(request, typed):
        return answer
    address = f"/tra-cuu/{typed}"
    if request.method != "POST" or not may_see_details(request, typed):
        return see_other(address, request)
    if wait := limits.look_up(request.client_address):
        return limited(home_page, wait)
    try:
        told_in = ToldIn().clean(posted(request, "told_in") or "–")
    except ValidationError:
        raise BadRequest from None
    if (pk := lookup.id_of(typed)) is not None:
        actions.choose_own_messages(dossier_id=pk, told_in=told_in)
    return see_other(address, request)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request) -> HttpResponse:
    """GET asks, POST does, also the one click of RFC 8058. k: as `stop_address` signs it. No dossier is told of."""
    if wait := limits.look_up(request.client_address):
        return limited(home_page, wait)
    key = (request.GET.get("k") or (posted(request, "k") if request.method == "POST" else ""))[:LONGEST]
    pk = dossier_of_key(key)
    is_done = False
    if pk is not None and request.method == "POST":
        is_done = actions.choose_own_messages(dossier_id=pk, told_in="")
        pk = pk if is_done else None
    if pk is None:
        if wait := limits.missed(request.client_address):
            return limited(home_page, wait)
        return rendered("stop.html", {"error": gettext(wording.STOP_UNKNOWN)}, 404)
    other = OTHER_LANGUAGE[request.language]
    context = {"key": key, "is_done": is_done, "error": "", "language_link": _address(key, other)}
    return rendered("stop.html", context)


def _address(key: str, language: str) -> str:
    return "/thoi-nhan-tin?" + urlencode({"k": key, "lang": language})
