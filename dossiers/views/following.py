"""Following a dossier without an account: by its receipt code in, by what proves the address on, by one link out.

No CSRF token, as in `citizens`: asking needs the code, everything else a signed key or digits that only the address
got. Whoever asks reads the same whether or not an address follows already.
"""

import re
from collections.abc import Collection
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from dossiers import actions, codes, limits
from dossiers.forms.following import FollowForm
from dossiers.reads import lookup
from dossiers.reads.following import follower_of_key, may_confirm
from dossiers.views.public import (
    LONGEST,
    OTHER_LANGUAGE,
    canonical,
    counted,
    home_page,
    limited,
    posted,
    rendered,
    retry_after,
)
from dossiers.wording.following import FOLLOW
from dossiers.workflow import NEXT, Status

_SPACES = re.compile(r"\s")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, typed: str) -> HttpResponse:
    """Where to be told. POST asks the address to confirm; with `so`, the digits that a telephone got, confirms it."""
    if answer := canonical(request, typed, "/theo-doi"):
        return answer
    found, refusal = counted(request, typed, lookup.by_receipt_code)
    if refusal is not None:
        return refusal
    is_over = not NEXT[Status(found.status)]
    if request.method != "POST" or is_over or not FollowForm().fields:
        return _form_page(typed, FollowForm(), is_over=is_over)
    return _prove(request, typed) if posted(request, "so") else _ask(request, typed)


def _ask(request, code: str) -> HttpResponse:
    form = _read(request)
    if not form.is_valid():
        return _form_page(code, form)
    if wait := limits.stranger_s_letter(request.client_address):
        return retry_after(_form_page(code, form, too_often=_often(wait)), wait)
    waits = {channel: limits.letter_to(code, address) for channel, address in form.asked}
    for channel, address in form.asked:
        if not waits[channel]:
            actions.ask_to_follow(code=code, channel=channel, address=address, language=request.language)
    held = {channel for channel, wait in waits.items() if wait}
    if len(held) < len(waits):
        return _asked_page(code, form, held=held)
    return retry_after(_asked_page(code, form, held=held, status=429), min(waits.values()))


def _prove(request, code: str) -> HttpResponse:
    """`do`: "thoi" to leave; otherwise it confirms."""
    form = _read(request)
    asked = next((one for one in form.asked if one.channel != "email"), None) if form.is_valid() else None
    digits = _SPACES.sub("", posted(request, "so"))[:LONGEST]
    pk = asked and actions.prove_phone(code=code, channel=asked.channel, address=asked.address, digits=digits)
    is_leaving = posted(request, "do") == "thoi"
    act = actions.stop_following if is_leaving else actions.confirm_following
    if pk and act(follower_id=pk):
        return _link_page(is_leaving, is_done=True)
    wait = limits.missed(request.client_address)
    too_often = _often(wait) if wait else ""
    if asked:
        wrong = too_often or gettext(FOLLOW["digits"])
        answer = _asked_page(code, form, error=wrong, status=429 if wait else 400)
    else:
        answer = _form_page(code, form, too_often=too_often)
    return retry_after(answer, wait) if wait else answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request) -> HttpResponse:
    """By the link in the first e-mail. GET only asks: programs that look into e-mails confirm nothing."""
    return _by_link(request, is_leaving=False)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request) -> HttpResponse:
    """By the link in every e-mail; POST is also the one click of RFC 8058. Once more says that it is done."""
    return _by_link(request, is_leaving=True)


def _by_link(request, *, is_leaving: bool) -> HttpResponse:
    if wait := limits.look_up(request.client_address):
        return limited(home_page, wait)
    key = (request.GET.get("k") or (posted(request, "k") if request.method == "POST" else ""))[:LONGEST]
    pk = follower_of_key(key, leaving=is_leaving)
    if pk is None:
        if wait := limits.missed(request.client_address):
            return limited(home_page, wait)
        return _link_page(is_leaving, error=gettext(FOLLOW["unknown"]))
    other = {"language_link": "?" + urlencode({"k": key, "lang": OTHER_LANGUAGE[request.language]})}
    if request.method != "POST":
        if is_leaving or may_confirm(pk, timezone.now()):
            return _link_page(is_leaving, key=key, **other)
    elif is_leaving:
        actions.stop_following(follower_id=pk)
        return _link_page(is_leaving, is_done=True, **other)
    elif actions.confirm_following(follower_id=pk):
        return _link_page(is_leaving, is_done=True, **other)
    return _link_page(is_leaving, error=gettext(FOLLOW["link"]), **other)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(request) -> FollowForm:
    return FollowForm({name: posted(request, name)[: LONGEST * 2] for name in ("email", "phone")})


def _often(wait: int) -> str:
    return gettext(FOLLOW["often"]) % {"minutes": -(-wait // 60)}


def _form_page(code: str, form: FollowForm, *, is_over: bool = False, too_often: str = "") -> HttpResponse:
    wrong = {name: errors[0] for name, errors in form.errors.items()} if form.is_bound else {}
    context = {
        "code": codes.grouped(code), "back": f"/tra-cuu/{code}", "is_over": is_over, "fields": list(form.fields),
        "typed": {name: form.data.get(name, "") for name in form.fields}, "wrong": wrong,
        "error": too_often or next(iter(wrong.values()), ""), "field": "" if too_often else next(iter(wrong), ""),
    }  # fmt: skip
    return rendered("follow.html", context, 429 if too_often else 400 if wrong else 200)


def _asked_page(
    code: str, form: FollowForm, *, held: Collection[str] = (), error: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    """held: the channels by which it was written too often to be written again. error: of the digits."""
    channels = [one.channel for one in form.asked]
    context = {
        "code": codes.grouped(code), "back": f"/tra-cuu/{code}", "by_email": "email" in channels and not error,
        "phone": form.data.get("phone", "") if channels != ["email"] else "", "error": error,
        "is_email_held": "email" in held, "is_phone_held": bool({*held} - {"email"}),
    }  # fmt: skip
    return rendered("follow_asked.html", context, status)


def _link_page(is_leaving: bool, *, key: str = "", is_done: bool = False, error: str = "", **more) -> HttpResponse:
    context = {"is_leaving": is_leaving, "key": key, "is_done": is_done, "error": error, **more}
    return rendered("follow_link.html", context, 404 if error else 200)
