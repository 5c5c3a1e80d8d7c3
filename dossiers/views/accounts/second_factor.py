"""The second step of signing in, taking a telephone into use, and the recovery codes, shown once.

The first two show no menu: it would lead nowhere yet.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agencies import accounts, second_factor
from dossiers.forms.accounts import CodeForm
from dossiers.typesetting import qr_on_page
from dossiers.views.accounts.entrance import asked_next, onward
from dossiers.views.guards import signed_in

WRONG = "Mã chưa đúng hoặc đã dùng rồi. Ông/Bà chờ mã kế tiếp rồi nhập lại."
_KEY = "second_factor_key"  # of a telephone that is being taken into use


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """Asks for the code; who has no telephone in use yet is led to take one."""
    if not settings.SECOND_FACTOR or accounts.is_fresh(request.session, request.user):
        return onward(request)
    if not second_factor.is_enrolled(request.user):
        return _to("dossiers:second-factor-new", request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        wait = second_factor.judge(user=request.user, code=form.cleaned_data["code"])
        if wait == 0:
            request.session.cycle_key()
            accounts.second_factor_given(request.session, timezone.now())
            return onward(request)
        form.add_error("code", _waits(wait) if wait else WRONG)
    facts = {"form": form, "next": asked_next(request)}
    return render(request, "staff/second_factor.html", facts, status=400 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Take a telephone into use. In place of another only just after that one, or a recovery code, was shown."""
    if not settings.SECOND_FACTOR:
        raise Http404
    if second_factor.is_enrolled(request.user) and not accounts.is_fresh(request.session, request.user):
        return _to("dossiers:second-factor", request, request.get_full_path())
    if request.method == "POST" and _KEY not in request.session:
        return _to("dossiers:second-factor-new", request)
    key = request.session.setdefault(_KEY, second_factor.new_key())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        codes = second_factor.enrol(user=request.user, key=key, code=form.cleaned_data["code"], now=now)
        if codes:
            del request.session[_KEY]
            request.session.cycle_key()
            accounts.second_factor_given(request.session, now)
            messages.success(request, "Đã bật mã xác thực.")
            return _shown_once(request, codes)
        form.add_error("code", "Mã chưa khớp. Ông/Bà xem giờ của điện thoại có đúng không rồi nhập mã đang hiện.")
    facts = {"form": form, "next": asked_next(request), "typed": second_factor.to_type(key)}
    facts |= {"qr": qr_on_page(second_factor.address(key, request.user))}
    facts |= {"must": accounts.must_have_second_factor(request.user)}
    return render(request, "staff/second_factor_new.html", facts, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def recovery_codes(request):
    """Ten new ones, by a press of a button; the old ones no longer count."""
    if not settings.SECOND_FACTOR or not second_factor.is_enrolled(request.user):
        raise Http404
    if not accounts.is_fresh(request.session, request.user):
        return _to("dossiers:second-factor", request, request.path)
    if request.method == "POST":
        return _shown_once(request, second_factor.renew_recovery_codes(request.user))
    left = second_factor.recovery_codes_left(request.user)
    return render(request, "staff/recovery_codes_new.html", {"left": left})


def _shown_once(request, codes: list[str]):
    return render(request, "staff/recovery_codes.html", {"codes": codes, "next": asked_next(request)})


def _to(page: str, request, there: str = ""):
    there = there or asked_next(request)
    return redirect(f"{reverse(page)}?{urlencode({'next': there}, safe='/')}" if there else page)


def _waits(seconds: int) -> str:
    shown = f"{seconds} giây" if seconds < 120 else f"{-(-seconds // 60)} phút"
    return f"Nhập sai nhiều lần. Ông/Bà chờ {shown} rồi nhập lại."
