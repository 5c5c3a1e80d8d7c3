"""The citizens' doors: a code in, where the dossier is out.

The forms carry no CSRF token: they change nothing of anybody's, and under `Referrer-Policy: no-referrer` browsers
send `Origin: null`, which the check would have to refuse.
"""

import re
import unicodedata
from datetime import timedelta
from functools import cache
from urllib.parse import quote, urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template import engines
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import codes, limits, wording
from dossiers.models import Dossier
from dossiers.reads import clockwork, gone, happened, lookup
from dossiers.reads import status as reads
from dossiers.reads.words import IN, day, local_day, minute
from dossiers.workflow import Status

LONGEST = 200  # characters; no code is near it
LONGEST_FORM = 4096  # bytes
DETAILS_COOKIE = "chi-tiet"
DETAILS_AGE = 900  # seconds
_OFFICIAL_AS_PRINTED = re.compile(r"[A-Z0-9.]+-\d{6}-\d{4,5}", re.ASCII)
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)


@login_not_required
@require_safe
def home(request) -> HttpResponse:
    """The look-up form; with `ma`, as /tra-cuu."""
    return look_up(request) if "ma" in request.GET else home_page()


@login_not_required
@require_safe
def look_up(request) -> HttpResponse:
    """303 to the page of the code typed into `ma`; the form again when it cannot be a code."""
    typed = request.GET.get("ma")
    if typed is None:
        return home_page()
    try:
        return see_other(address_of(typed), request)
    except codes.BadCode as bad:
        return mistyped(typed, bad)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request, typed: str) -> HttpResponse:
    """The status page of a receipt code; POST of the last digits opens the details for a while."""
    try:
        address = address_of(typed)
    except codes.BadCode as bad:
        return mistyped(typed, bad)
    if address != f"/tra-cuu/{typed}":
        return see_other(address, request)
    if request.method == "POST":
        return _open_details(request, typed)
    found, refusal = _counted(request, typed, lookup.by_receipt_code)
    if refusal is not None:
        return refusal
    details = _details(typed) if may_see_details(request, typed) else None
    return _status_page(request, found, codes.grouped(typed), details=details, has_details_form=True)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def official(request, typed: str) -> HttpResponse:
    """Asks the last digits for an official code, then shows the status only, never the receipt code."""
    try:
        address = address_of(typed)
    except codes.BadCode as bad:
        return mistyped(typed, bad)
    if not address.startswith("/tra-cuu/ma-so/"):
        return see_other(address, request)
    shown = address.removeprefix("/tra-cuu/ma-so/")
    if request.method != "POST":
        return _digits(shown)
    plain = codes.folded(typed)
    key, refusal = _unlocked(request, plain, lambda: lookup.key_of_official(plain), shown)
    if refusal is not None:
        return refusal
    found = lookup.by_receipt_code(key.receipt_code)
    if found is None:  # voided, or its code issued again, between the two questions
        return _digits(shown, gettext(wording.LOOK_UP["not_found"]), 404)
    return _status_page(request, found, shown)


@login_not_required
@require_safe
def clock(request, typed: str) -> HttpResponse:
    """How the return date was counted, what moved it, who had the time. By the receipt code alone."""
    try:
        address = address_of(typed)
    except codes.BadCode as bad:
        return mistyped(typed, bad)
    if address != f"/tra-cuu/{typed}":
        is_official = address.startswith("/tra-cuu/ma-so/")
        return see_other(address if is_official else f"{address}/thoi-han", request)
    now = timezone.now()
    found, refusal = _counted(request, typed, lambda code: clockwork.for_public(code, now))
    if refusal is not None:
        return refusal
    context = {
        "code": codes.grouped(typed), "back": address, "work": found, "words": IN[request.language],
        "wording": wording, "minute": minute, "day": local_day, "calendar_day": day, "now": minute(now),
    }  # fmt: skip
    return rendered("clock.html", context)


def _counted(request, code: str, find) -> tuple:
    """(what was found, None), or (None, the page that says why nothing is shown); every look-up is counted."""
    counted = limits.LookUp(request.client_address)
    found = None if counted.is_refused else find(code)
    if wait := counted.wait():
        return None, limited(home_page, wait)
    if found is None:
        if (left := gone.gone(code)) is not None:  # no miss: whoever asks holds a receipt
            return None, _gone(request, code, left)
        if wait := limits.missed(request.client_address):
            return None, limited(home_page, wait)
        return None, home_page(typed=codes.grouped(code), error=gettext(wording.LOOK_UP["not_found"]), code=404)
    return found, None


def address_of(typed: str) -> str:
    """The page of a code. Raises BadCode."""
    if len(typed) > LONGEST:
        raise codes.BadCode("length", len(typed))
    if not codes.is_official(typed):
        return "/tra-cuu/" + codes.read_receipt_code(typed)
    printed = unicodedata.normalize("NFKC", typed).strip().upper()
    return "/tra-cuu/ma-so/" + (printed if _OFFICIAL_AS_PRINTED.fullmatch(printed) else codes.folded(typed))


def _open_details(request, code: str) -> HttpResponse:
    _key, refusal = _unlocked(request, code, lambda: lookup.key_of(receipt_code=code), "")
    if refusal is not None:
        return refusal
    address = f"/tra-cuu/{code}"
    response = see_other(address, request)
    response.set_signed_cookie(
        DETAILS_COOKIE, "1", salt=code, max_age=DETAILS_AGE, path=address, httponly=True, samesite="Strict",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


def _unlocked(request, code: str, find, shown: str) -> tuple[lookup.Key | None, HttpResponse | None]:
    """(key, None) when the digits fit, else (None, the page saying so): for an unknown code the same."""

    def page(error="", code=200):
        return _digits(shown, error, code)

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


def posted(request, name: str) -> str:
    """A field of a small form; "" when it was not sent."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_FORM:
        raise RequestDataTooBig
    return request.POST.get(name, "")


def _details(code: str) -> lookup.Details | None:
    try:
        return lookup.details_of(code)
    except Dossier.DoesNotExist:  # the code was issued again since the question before
        return None


def may_see_details(request, code: str) -> bool:
    if DETAILS_COOKIE not in request.META.get("HTTP_COOKIE", ""):
        return False
    return request.get_signed_cookie(DETAILS_COOKIE, None, salt=code, max_age=DETAILS_AGE) is not None


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────


def rendered(template: str, context: dict, code: int = 200) -> HttpResponse:
    # Straight from the engine: Django's own wrapper would add a CSRF token and a request that no public page needs.
    body = _templates().get_template(template).render(context).encode()
    return HttpResponse(body, status=code, headers={"Content-Length": str(len(body))})


@cache
def _templates():
    return engines["public"].env


def home_page(typed: str = "", error: str = "", code: int = 200) -> HttpResponse:
    context = {"typed": typed, "error": error, "is_field_wrong": code in (400, 404)}
    if code == 400:
        other = "en" if get_language() == "vi" else "vi"
        context["language_link"] = "/tra-cuu?" + urlencode({"ma": typed, "lang": other})
    return rendered("home.html", context, code)


def _digits(official: str, error: str = "", code: int = 200) -> HttpResponse:
    return rendered("digits.html", {"official": official, "error": error}, code)


def _gone(request, code: str, left: gone.Gone) -> HttpResponse:
    """410: the code was right once."""
    told = gone.sentences(left, IN[request.language])
    return rendered("gone.html", {"code": codes.grouped(code), "is_voided": left.is_voided, "told": told}, 410)


def mistyped(typed: str, bad: codes.BadCode) -> HttpResponse:
    kept = "".join(c for c in typed[:60] if c.isprintable())
    sentence = gettext(wording.LOOK_UP[bad.kind]) % {"example": codes.EXAMPLE, "found": bad.found}
    return home_page(typed=kept, error=sentence, code=400)


def limited(page, wait: int) -> HttpResponse:
    minutes = max(1, -(-wait // 60))
    return _retry_after(page(error=gettext(wording.LOOK_UP["limited"]) % {"minutes": minutes}, code=429), wait)


def _locked(page, wait: int) -> HttpResponse:
    until = timezone.now() + timedelta(seconds=wait)
    sentence = gettext(wording.LOOK_UP["locked"]) % {"until": IN[get_language()].hour(until)}
    return _retry_after(page(error=sentence, code=429), wait)


def _retry_after(response: HttpResponse, wait: int) -> HttpResponse:
    response.headers["Retry-After"] = str(wait)
    return response


def see_other(address: str, request) -> HttpResponse:
    language = request.GET.get("lang")
    query = f"?lang={quote(language)}" if language in IN else ""
    return HttpResponse(status=303, headers={"Location": address + query})


def _status_page(
    request, found: lookup.Found, code: str, *, details=None, has_details_form: bool = False
) -> HttpResponse:
    words = IN[request.language]
    now = timezone.now()
    reading = reads.read(found, now)
    answer = reads.answer(found, reading, words, words.name)
    deadline = answer.deadline
    context = {
        "code": code,
        # Not for a reader who came by the official code: the address holds the receipt code.
        "clock_page": f"/tra-cuu/{found.receipt_code}/thoi-han" if has_details_form and found.original_due_at else "",
        "answer": answer,
        "tone": "bad" if deadline and deadline.tone == "bad" else answer.status.tone,
        "is_held": found.status != Status.RETURNED,
        "is_open": found.closed_at is None,
        "steps": reads.progress(found, reading, words, now),
        "events": happened.history(found, words),
        "moved": happened.moved_dates(found, words),
        "facts": reads.facts(found, words),
        "details": details,
        "choice_address": f"/tra-cuu/{found.receipt_code}/nhan-tin" if details else "",
        "minute": minute,
        "has_details_form": has_details_form,
        "now": minute(now),
    }
    return rendered("status.html", context)
