"""What an administrator does for somebody who cannot get in: a link that sets a password once, a second factor anew."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from agencies import links, second_factor
from agencies.admin.lockout import ONESELF
from agencies.models import Account, full_name


def password_link(request, pk: int, people):
    """Shown once, on this answer; the log says that it was made, never what it is."""
    person = _somebody_else(request, pk, people)
    if not isinstance(person, User):
        return person
    facts = {**_page(people, request, person), "title": f"Đường dẫn đặt mật khẩu cho {full_name(person)}"}
    if not person.is_active:
        facts["why_not"] = "Tài khoản đang khóa. Mở lại tài khoản trước khi tạo đường dẫn."
    elif request.method == "POST":
        Account.objects.update_or_create(user=person, defaults={"must_change_password": True})
        facts["link"] = links.link_to_set(person, request.build_absolute_uri(reverse("dossiers:password-set")))
        people.log_change(request, person, "Đã tạo đường dẫn đặt mật khẩu.")
    return TemplateResponse(request, "admin/password_link.html", facts)


def second_factor_reset(request, pk: int, people):
    """The telephone and the recovery codes go; the person takes a telephone into use at the next sign-in."""
    person = _somebody_else(request, pk, people)
    if not isinstance(person, User):
        return person
    if request.method == "POST":
        second_factor.forget(person, timezone.now())
        people.log_change(request, person, "Đã đặt lại mã xác thực.")
        messages.success(request, f"Đã đặt lại mã xác thực của {full_name(person)}; lần đăng nhập tới sẽ cài mã mới.")
        return redirect("admin:auth_user_change", pk)
    facts = {**_page(people, request, person), "title": f"Đặt lại mã xác thực của {full_name(person)}"}
    return TemplateResponse(request, "admin/second_factor_reset.html", facts)


PAGES = {"duong-dan": password_link, "ma-xac-thuc": second_factor_reset}


def _somebody_else(request, pk: int, people):
    """The person; an answer when it is oneself. Raises Http404 when there is nobody to find here."""
    person = people.get_object(request, str(pk))
    if person is None:
        raise Http404
    if person == request.user:
        messages.error(request, ONESELF)
        return redirect("admin:auth_user_change", pk)
    return person


def _page(people, request, person: User) -> dict:
    return {**people.admin_site.each_context(request), "opts": people.opts, "person": person}
