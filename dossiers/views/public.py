"""What all public doors share: reading a code, counting who asks, the answers that say why nothing is shown."""

import re
import unicodedata
from functools import cache
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template import engines
from django.utils.translation import get_language, gettext

from agencies.models import look_again
from dossiers import codes, limits, wording
from dossiers.reads import gone
from dossiers.reads.words import IN

LONGEST = 200  # characters; no code is near it
LONGEST_FORM = 4096  # bytes
OTHER_LANGUAGE = {"vi": "en", "en": "vi"}
_OFFICIAL_AS_PRINTED = re.compile(r"[A-Z0-9.]+-\d{6}-\d{4,5}", re.ASCII)


def address_of(typed: str) -> str:
    """The page of a code. Raises BadCode."""
    if len(typed) > LONGEST:
        raise codes.BadCode("length", len(typed))
    if not codes.is_official(typed):
        return "/tra-cuu/" + codes.read_receipt_code(typed)
    printed = unicodedata.normalize("NFKC", typed).strip().upper()
    return "/tra-cuu/ma-so/" + (printed if _OFFICIAL_AS_PRINTED.fullmatch(printed) else codes.folded(typed))


def canonical(request, typed: str, tail: str = "") -> HttpResponse | None:
    """None where a receipt code is written as in its own address; else the answer to give.

    That is 303 to that address and its tail, or to the page of an official code, or the form that says what is wrong.
    """
    try:
        address = address_of(typed)
    except codes.BadCode as bad:
        return mistyped(typed, bad)
    if address == f"/tra-cuu/{typed}":
        return None
    return see_other(address if address.startswith("/tra-cuu/ma-so/") else address + tail, request)


def counted(request, code: str, find) -> tuple:
    """(what was found, None), or (None, the page that says why nothing is shown); every look-up is counted."""
    look_up = limits.LookUp(request.client_address)
    found = None if look_up.is_refused else find(code)
    if wait := look_up.wait():
        return None, limited(home_page, wait)
    if found is None:
        if (left := gone.gone(code)) is not None:  # no miss: whoever asks holds a receipt
            return None, _gone(request, code, left)
        if wait := limits.missed(request.client_address):
            return None, limited(home_page, wait)
        return None, home_page(typed=codes.grouped(code), error=gettext(wording.LOOK_UP["not_found"]), code=404)
    return found, None


def posted(request, name: str) -> str:
    """A field of a small form; "" when it was not sent."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_FORM:
        raise RequestDataTooBig
    return request.POST.get(name, "")


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────


def rendered(template: str, context: dict, code: int = 200) -> HttpResponse:
    body = drawn(template, context).encode()
    return HttpResponse(body, status=code, headers={"Content-Length": str(len(body))})


def drawn(template: str, context: dict) -> str:
    look_again()  # a page that has just read the names has looked; of the others one a minute asks
    # Straight from the engine: Django's own wrapper would add a CSRF token and a request that no public page needs.
    return _templates().get_template(template).render(context)


@cache
def _templates():
    return engines["public"].env


def home_page(typed: str = "", error: str = "", code: int = 200) -> HttpResponse:
    context = {"typed": typed, "error": error, "is_field_wrong": code in (400, 404)}
    if code == 400:
        context["language_link"] = "/tra-cuu?" + urlencode({"ma": typed, "lang": OTHER_LANGUAGE[get_language()]})
    return rendered("home.html", context, code)


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
    return retry_after(page(error=gettext(wording.LOOK_UP["limited"]) % {"minutes": minutes}, code=429), wait)


def retry_after(response: HttpResponse, wait: int) -> HttpResponse:
    response.headers["Retry-After"] = str(wait)
    return response


def see_other(address: str, request, **asked: str) -> HttpResponse:
    """303, in the language that the address asked for. asked: what the new address asks."""
    language = request.GET.get("lang")
    query = urlencode(asked | ({"lang": language} if language in IN else {}))
    return HttpResponse(status=303, headers={"Location": f"{address}?{query}" if query else address})
