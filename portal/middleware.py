"""The door that every request passes: who is asking, in which language, and what headers the answer carries."""

import threading
from time import perf_counter

from csp.utils import build_policy
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.utils import translation

from portal import faults, logs, timing
from portal.staff import STAFF_PATHS

_thread = threading.local()
LANGUAGES = {code for code, _ in settings.LANGUAGES}
LANGUAGE_COOKIE = "lang"
YEAR = 365 * 86400  # seconds
LONGEST_QUERY = 2000  # characters
MOST_PARAMETERS = 100

PUBLIC_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": build_policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}
if settings.SECURE_HSTS_SECONDS:
    PUBLIC_HEADERS["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"

# Headers as Django keeps them after its checks, which would cost a public page more than the limiter does.
_CONVERTED = HttpResponse(headers=PUBLIC_HEADERS).headers._store
_CONVERTED.pop("content-type")


class Door:
    """Outermost, because nothing behind it may fail before it knows how to answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        begun = perf_counter()
        logs.current.request = request
        path, query = request.path_info, request.META["QUERY_STRING"]
        request.is_public = not path.startswith(STAFF_PATHS)
        request.client_address = _address(request.META)
        if _is_too_large(request.META, query):
            language, chosen, refusal = "vi", False, faults.too_large
        else:
            language, chosen = _language(request)
            refusal = faults.bad_request if "\x00" in path or "%00" in query else None
        request.language = language
        if getattr(_thread, "language", None) != language:
            translation.activate(language)  # nobody else does, so it lasts until the next reader of this thread
            _thread.language = language
        response = refusal(request) if refusal else self.get_response(request)
        if response.status_code == 405 and not response.content:
            response = faults.not_allowed(request, response)
        if not request.is_public:
            response.headers.setdefault("Cache-Control", "no-store")
        elif not path.startswith("/static/"):
            response.headers._store.update(_CONVERTED)
        if chosen:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="Lax", secure=settings.PRODUCTION)
        logs.current.request = None
        timing.seen(path, response.status_code, perf_counter() - begun)
        return response

    def process_exception(self, request, fault):
        """A reader does not see that PostgreSQL was restarted: a GET is tried once more on a new connection."""
        # Closed: what was merely too slow is not asked again, that would double the load just when there is too much.
        lost = (
            isinstance(fault, (OperationalError, InterfaceError))
            and connection.connection
            and connection.connection.closed
        )
        if not lost or request.method != "GET" or getattr(request, "tried_again", False):
            return None
        request.tried_again = True
        connection.close()
        found = request.resolver_match
        return found.func(request, *found.args, **found.kwargs)


def _is_too_large(meta, query: str) -> bool:
    """Nobody reads on after the bytes that a body says it has, and of one that says nothing nobody reads any."""
    said = meta.get("CONTENT_LENGTH") or ""
    body = int(said[:20]) if said.isascii() and said.isdecimal() else 0
    return body > settings.LARGEST_BODY or len(query) > LONGEST_QUERY or query.count("&") > MOST_PARAMETERS


def _address(meta) -> str:
    """The asker's address: the socket's, or what the one trusted proxy appended last."""
    if settings.TRUSTED_PROXIES:
        forwarded = meta.get("HTTP_X_FORWARDED_FOR")
        if forwarded:
            return forwarded.rpartition(",")[2].strip()[:45]
    return meta.get("REMOTE_ADDR") or "unknown"


def _language(request) -> tuple[str, bool]:
    """(language, whether it was chosen just now). The staff rooms speak Vietnamese."""
    if not request.is_public:
        return "vi", False
    if "lang=" in request.META["QUERY_STRING"]:
        wanted = request.GET.get("lang", "")
        if wanted in LANGUAGES:
            return wanted, True
    if "HTTP_COOKIE" in request.META:
        kept = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if kept in LANGUAGES:
            return kept, False
    return "vi", False
