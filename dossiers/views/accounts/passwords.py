"""One's own password: changed by who knows the old one, set anew by who holds a link that counts once.

Links carry their key in the query, which no log keeps, and leave it on the first page.
"""

import threading

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agencies import links
from agencies.models import Account, account_of
from dossiers import limits
from dossiers.forms.accounts import ChangePasswordForm, ForgottenForm, NewPasswordForm
from dossiers.views.accounts.entrance import asked_next
from dossiers.views.guards import signed_in

log = structlog.get_logger("dossiers.views.accounts")
_KEY = "password_link"
LETTER = """Kính gửi Ông/Bà {name},

Có người yêu cầu đặt lại mật khẩu của tài khoản {username} trên Cổng hồ sơ Đồng Tháp.
Nếu đó là Ông/Bà, mở đường dẫn sau trong vòng 24 giờ; đường dẫn chỉ dùng được một lần:

{link}

Nếu không phải, Ông/Bà không cần làm gì: mật khẩu giữ nguyên.
"""


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request):
    """Asks the old one; all other sessions of this person end."""
    form = ChangePasswordForm(request.POST or None, user=request.user)
    guesses = f"password {request.user.pk}"
    wait = limits.guess(guesses) if request.method == "POST" else 0
    if wait:
        form = ChangePasswordForm(user=request.user)
    elif form.is_valid():
        limits.guessed_right(guesses)
        _set(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Đã đổi mật khẩu. Các phiên làm việc khác của Ông/Bà đã kết thúc.")
        return redirect(asked_next(request) or "dossiers:account")
    elif form.is_bound:
        limits.guessed_wrong(guesses) if form.is_guess else limits.guessed_right(guesses)
    must = account_of(request.user).must_change_password
    if must:
        del request.reader  # and with it the menu, which would lead back here
    facts = {"form": form, "must": must, "next": asked_next(request), "minutes": -(-wait // 60)}
    return render(request, "staff/password.html", facts, status=429 if wait else 400 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request):
    """The same answer for every name. Without a server for letters: whom to ask."""
    form = ForgottenForm(request.POST or None)
    if not settings.EMAIL_CONFIGURED or not form.is_valid():
        facts = {"form": form, "by_mail": settings.EMAIL_CONFIGURED}
        return render(request, "staff/password_forgotten.html", facts, status=400 if form.errors else 200)
    name = form.cleaned_data["username"]
    if limits.guess(f"forgotten {name.lower()}") or limits.guess(f"forgotten from {request.client_address}"):
        return render(
            request, "staff/password_forgotten.html", {"form": form, "by_mail": True, "wait": True}, status=429
        )
    person = User.objects.filter(username=name, is_active=True).exclude(email="").first()
    if person is not None:
        _send(person, links.link_to_set(person, request.build_absolute_uri(reverse("dossiers:password-set"))))
    return render(request, "staff/password_forgotten.html", {"sent": name})


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_anew(request):
    """From a link; a link that was used, or is older than a day, says so."""
    if "k" in request.GET:
        request.session[_KEY] = request.GET["k"][:300]
        return redirect("dossiers:password-set")
    person = links.person_of(request.session.get(_KEY, ""))
    if person is None:
        return render(request, "staff/password_link_over.html", status=404)
    form = NewPasswordForm(request.POST or None, user=person)
    if not form.is_valid():
        facts = {"form": form, "person": person}
        return render(request, "staff/password_set.html", facts, status=400 if form.errors else 200)
    _set(person, form.cleaned_data["new_password1"])
    request.session.flush()
    messages.success(request, "Đã đặt mật khẩu mới. Ông/Bà đăng nhập bằng mật khẩu đó.")
    return redirect("dossiers:sign-in")


def _set(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    Account.objects.update_or_create(user=user, defaults={"must_change_password": False})


def _send(person: User, link: str) -> None:
    """Beside this answer, which must not take longer for a name that exists."""
    text = LETTER.format(name=person.get_full_name(), username=person.get_username(), link=link)
    letter = EmailMessage("Đặt lại mật khẩu – Cổng hồ sơ Đồng Tháp", text, to=[person.email])
    threading.Thread(target=_deliver, args=[letter]).start()


def _deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as fault:  # SMTP's own faults are of this kind; the letter itself is a secret
        log.warning("password_letter_not_sent", error=type(fault).__name__)
