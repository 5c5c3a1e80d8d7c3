"""The citizens' doors: a code in, where the dossier is out.

The forms carry no CSRF token: they change nothing of anybody's, and under `Referrer-Policy: no-referrer` browsers
send `Origin: null`, which the check would have to refuse.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import codes, wording
from dossiers.reads import appointment, beside, clockwork, happened, lookup
from dossiers.reads import status as reads
from dossiers.reads.progress import progress
from dossiers.reads.words import IN, day, local_day, minute
from dossiers.views.details import DIGITS_FIRST, details_of, digits_page, open_details, unlocked
from dossiers.views.public import address_of, canonical, counted, home_page, mistyped, rendered, see_other
from dossiers.wording.details import DIGITS_FIRST as DIGITS_FIRST_SAID


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
    if answer := canonical(request, typed):
        return answer
    if request.method == "POST":
        return open_details(request, typed)
    found, refusal = counted(request, typed, lookup.by_receipt_code)
    if refusal is not None:
        return refusal
    details = details_of(request, typed)
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
        return digits_page(shown)
    plain = codes.folded(typed)
    key, refusal = unlocked(request, plain, lambda: lookup.key_of_official(plain), shown)
    if refusal is not None:
        return refusal
    found = lookup.by_receipt_code(key.receipt_code)
    if found is None:  # voided, or its code issued again, between the two questions
        return digits_page(shown, gettext(wording.LOOK_UP["not_found"]), 404)
    return _status_page(request, found, shown)


@login_not_required
@require_safe
def clock(request, typed: str) -> HttpResponse:
    """How the return date was counted, what moved it, who had the time. By the receipt code alone."""
    if answer := canonical(request, typed, "/thoi-han"):
        return answer
    now = timezone.now()
    found, refusal = counted(request, typed, lambda code: clockwork.for_public(code, now))
    if refusal is not None:
        return refusal
    context = {
        "code": codes.grouped(typed), "back": f"/tra-cuu/{typed}", "work": found, "words": IN[request.language],
        "wording": wording, "minute": minute, "day": local_day, "calendar_day": day, "now": minute(now),
    }  # fmt: skip
    return rendered("clock.html", context)


def _status_page(
    request, found: lookup.Found, code: str, *, details=None, has_details_form: bool = False
) -> HttpResponse:
    words = IN[request.language]
    now = timezone.now()
    reading = reads.read(found, now)
    answer = reads.answer(found, reading, words, words.name, beside.telephone)
    deadline = answer.deadline
    context = {
        "code": code,
        # Not for a reader who came by the official code: the address holds the receipt code.
        "address": f"/tra-cuu/{found.receipt_code}" if has_details_form else "",
        "has_clock_page": has_details_form and found.original_due_at is not None,
        "calendar_page": appointment.address(found, now) if has_details_form else "",
        "answer": answer,
        "when": answer.when.replace(" giờ ", "\u00a0giờ\u00a0"),
        "tone": "bad" if deadline and deadline.tone == "bad" else answer.status.tone,
        "holder": beside.holder(found, words),
        "what_opens": words.say(wording.WHAT_OPENS),
        "counter": beside.counter(found, words),
        "is_open": found.closed_at is None,
        "steps": progress(found, reading.step_states, reading.is_paused, words, now),
        "events": happened.history(found, words),
        "moved": happened.moved_dates(found, words),
        "facts": beside.facts(found, words),
        "details": details,
        "minute": minute,
        "has_details_form": has_details_form,
        "digits_first": gettext(DIGITS_FIRST_SAID) if DIGITS_FIRST in request.META["QUERY_STRING"] else "",
        "now": minute(now),
    }
    return rendered("status.html", context)
