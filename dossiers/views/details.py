"""The door of the last digits: what they open, for how long, and how often they may be guessed.

The form carries no CSRF token: see `citizens`.
"""

import re
from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from dossiers import codes, limits, wording
from dossiers.models import Dossier
from dossiers.reads import details, lookup
from dossiers.reads.words import IN
from dossiers.views.public import LONGEST, limited, posted, rendered, retry_after, see_other

DETAILS_COOKIE = "chi-tiet"
DETAILS_AGE = 900  # seconds
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


def details_of(code: str) -> details.Details | None:
    try:
        return details.details_of(code)
    except Dossier.DoesNotExist:  # the code was issued again since the question before
        return None


def may_see_details(request, code: str) -> bool:
    if DETAILS_COOKIE not in request.META.get("HTTP_COOKIE", ""):
        return False
    return request.get_signed_cookie(DETAILS_COOKIE, None, salt=code, max_age=DETAILS_AGE) is not None


def digits_page(official: str, error: str = "", code: int = 200) -> HttpResponse:
    return rendered("digits.html", {"official": official, "error": error}, code)


def _locked(page, wait: int) -> HttpResponse:
    until = timezone.now() + timedelta(seconds=wait)
    sentence = gettext(wording.LOOK_UP["locked"]) % {"until": IN[get_language()].hour(until)}
    return retry_after(page(error=sentence, code=429), wait)
