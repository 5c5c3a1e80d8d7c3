"""The door of the last digits: what they open, for how long, and how often they may be guessed; behind it, letters.

The form carries no CSRF token: see `citizens`.
"""

import re
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from dossiers import codes, limits, wording
from dossiers.models import Dossier
from dossiers.reads import details, lookup
from dossiers.reads.own_letters import OwnLetter, own_letters, pdf_of
from dossiers.reads.words import IN
from dossiers.views.letters import SLUGS
from dossiers.views.public import (
    LONGEST,
    canonical,
    home_page,
    limited,
    posted,
    rendered,
    retry_after,
    see_other,
)

DETAILS_COOKIE = "chi-tiet"
DETAILS_AGE = 900  # seconds
DIGITS_FIRST = "can-so-cuoi"  # in an address: the page says that the digits open what was asked for
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)


def open_details(request, code: str) -> HttpResponse:
    """303 with the cookie that opens the details of this receipt code for a while."""
    _key, refusal = unlocked(request, code, lambda: lookup.key_of(receipt_code=code), "")
    if refusal is not None:
        return refusal
    address = f"/tra-cuu/{code}"
    response = see_other(address, request)
    response.set_signed_cookie(
        DETAILS_COOKIE, "1", salt=code, max_age=DETAILS_AGE, path=address, httponly=True, samesite="Strict",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


def unlocked(request, code: str, find, shown: str) -> tuple[lookup.Key | None, HttpResponse | None]:
    """(key, None) when the digits fit, else (None, the page saying so): for an unknown code the same."""

    def page(error="", code=200):
        return digits_page(shown, error, code)

    if wait := limits.look_up(request.client_address):
        return None, limited(page, wait)
    digits = codes.folded(posted(request, "so_cuoi")[:LONGEST])
    if not _FOUR_DIGITS.fullmatch(digits):
        return None, page(gettext(wording.LOOK_UP["digits"]), 400)
    if wait := limits.guess(code):
        return None, _locked(page, wait)
    key = find()
    if lookup.opens(key, digits) and key is not None:
        limits.guessed_right(code)
        return key, None
    limits.guessed_wrong(code)
    if wait := limits.missed(request.client_address):
        return None, limited(page, wait)
    return None, page(gettext(wording.LOOK_UP["not_found"]), 404)


def details_of(request, code: str) -> details.Details | None:
    """What the page shows to whoever may see it; None for others."""
    if not may_see_details(request, code):
        return None
    try:
        return details.details_of(code, IN[request.language])
    except Dossier.DoesNotExist:  # the code was issued again since the question before
        return None


def may_see_details(request, code: str) -> bool:
    """Whether this browser has typed this code's digits in the last quarter of an hour."""
    if DETAILS_COOKIE not in request.META.get("HTTP_COOKIE", ""):
        return False
    return request.get_signed_cookie(DETAILS_COOKIE, None, salt=code, max_age=DETAILS_AGE) is not None


@login_not_required
@require_safe
def letter(request, typed: str, n: int) -> HttpResponse:
    """A letter of the applicant's own, byte for byte as it was printed first; what was replaced leads to the newest.

    Without the details' cookie, 303 to the form of the digits. No row of `Access`: they are the reader's own data.
    """
    if answer := canonical(request, typed, f"/giay/{n}"):
        return answer
    address = f"/tra-cuu/{typed}"
    if wait := limits.look_up(request.client_address):
        return limited(home_page, wait)
    if not may_see_details(request, typed):
        return _to_digits(address, request)
    standing = lookup.standing(typed)
    if standing is None:  # issued again, or voided, since the digits were typed: the status page says which
        return see_other(address, request)
    for found in own_letters(*standing):
        if found.n == n and not found.is_outdated:
            return _pdf(found)
        if n in found.earlier and not found.is_outdated:
            return see_other(f"{address}/giay/{found.n}", request)
    raise Http404


def _to_digits(address: str, request) -> HttpResponse:
    response = see_other(address, request, **{DIGITS_FIRST: "1"})
    response.headers["Location"] += "#so_cuoi"
    return response


def _pdf(found: OwnLetter) -> HttpResponse:
    content, number = pdf_of(found)
    name = f"{SLUGS[found.kind]}-{number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Content-Length": str(len(content))}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def digits_page(official: str, error: str = "", code: int = 200) -> HttpResponse:
    """The digits alone; the same for every code, known or not. official: the code as typed, "" for a receipt code."""
    return rendered("digits.html", {"official": official, "error": error}, code)


def _locked(page, wait: int) -> HttpResponse:
    until = timezone.now() + timedelta(seconds=wait)
    sentence = gettext(wording.LOOK_UP["locked"]) % {"until": IN[get_language()].hour(until)}
    return retry_after(page(error=sentence, code=429), wait)
