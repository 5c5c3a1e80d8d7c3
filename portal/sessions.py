"""Three doors of the staff rooms: a session that is over, nobody signed in, something still to be done first.

Whatever somebody typed when a door closed before them is kept, dossiers.forms.kept.
"""

import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseRedirect
from django.urls import reverse

from agencies import accounts
from agencies.models import account_of
from dossiers.forms import kept
from portal import faults

MARK_EVERY = 60  # seconds: no page writes the session more often
# Pages that call themselves again: they do not show that somebody is there.
QUIET = {"dossiers:job"}
# Open while the second factor is still to be given: what is open to all, and the factor's own two pages.
BEFORE_SECOND_FACTOR = {
    "dossiers:sign-in", "dossiers:sign-out", "dossiers:password-set", "dossiers:password-forgotten",
    "dossiers:second-factor", "dossiers:second-factor-new",
}  # fmt: skip
BEFORE_NEW_PASSWORD = {*BEFORE_SECOND_FACTOR, "dossiers:password"}  # what is typed on these is never kept


class Limits:
    """Ends a session after so long without a deed, and after so long at all; the server's clock counts."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.ended = None  # (why, whose session it was)
        session = request.session
        if SESSION_KEY in session:
            why = request.user.is_authenticated and accounts.why_over(session, request.user)
            if why:
                request.ended = why, request.user.pk
                session.flush()
                request.user = AnonymousUser()
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or request.resolver_match.view_name in QUIET:
            return
        now = time.time()
        if now - request.session[accounts.SEEN] >= MARK_EVERY:
            request.session[accounts.SEEN] = now
            kept.of(request.session, request.user)  # what is too old goes


class SignedIn(LoginRequiredMiddleware):
    """Leads to the sign-in, which says why, and from there back to where the person was."""

    def handle_no_permission(self, request, view_func):
        why, whose = request.ended or ("", None)
        is_kept = whose is not None and _keep(request, whose)
        if is_kept:
            request.session.set_expiry(kept.LASTS)  # nobody may ever come back for it
        return _led_to(settings.LOGIN_URL, next=_back(request, is_kept), het=why)


class Gate:
    """Every staff address there is, but the few that are named here, waits for the second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user, name = request.user, request.resolver_match.view_name
        if not user.is_authenticated:
            return None
        if name not in BEFORE_SECOND_FACTOR and accounts.lacks_second_factor(request.session, user):
            return _first(request, "dossiers:second-factor", faults.SECOND_FACTOR)
        if name not in BEFORE_NEW_PASSWORD and account_of(user).must_change_password:
            return _first(request, "dossiers:password", faults.NEW_PASSWORD)
        return None


def csrf_failure(request, reason=""):
    """A form from before the last sign-in carries an old token. Sent from our own page, it is asked once more."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and _is_from_here(request) and _keep(request, user.pk):
        return HttpResponseRedirect(reverse("dossiers:kept"))
    return faults.csrf_failure(request, reason)


def _first(request, page: str, fault: faults.Fault):
    if request.path_info.startswith("/api/"):
        return faults.answer(request, fault)
    return _led_to(reverse(page), next=_back(request, _keep(request, request.user.pk)))


def _back(request, is_kept: bool) -> str:
    """Where to go on to afterwards; "" for a press that is not kept: its address may take nothing but a press."""
    if is_kept:
        return reverse("dossiers:kept")
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


def _led_to(page: str, **asked: str):
    query = urlencode({name: value for name, value in asked.items() if value}, safe="/")
    return HttpResponseRedirect(f"{page}?{query}" if query else page)


def _keep(request, user_id: int) -> bool:
    if request.method != "POST" or request.resolver_match.view_name in BEFORE_NEW_PASSWORD:
        return False
    return kept.keep(request, user_id)


def _is_from_here(request) -> bool:
    """Whether the browser says that one of our own pages sent this."""
    said = urlsplit(request.headers.get("origin") or request.headers.get("referer") or "")
    return (said.scheme, said.netloc) == (request.scheme, request.get_host())
