"""Accounts in the configuration: links instead of passwords, validity, and somebody who can always get in."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies import second_factor
from agencies.admin.lockout import LAST, ONESELF, is_last_administrator
from agencies.models import Account, Membership, Role

DAY = timedelta(days=1)


@pytest.fixture
def quantri(province, client):
    client.force_login(province.administrator)
    return client


@pytest.fixture
def second(province):
    """Another administrator."""
    user = User.objects.create(username="quantri.hai")
    Membership.objects.create(user=user, agency=province.root, role=Role.ADMINISTRATOR)
    return user


def page(user, more: str = "change") -> str:
    return f"/quan-tri/auth/user/{user.pk}/{more}/"


def said(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def posted(response, **changes) -> dict:
    """What a browser would send back from this page's forms, with some fields changed; None: a box not ticked."""
    context = response.context
    forms = [context["adminform"].form, *(f for s in context["inline_admin_formsets"] for f in s.formset.forms)]
    forms += [s.formset.management_form for s in context["inline_admin_formsets"]]
    shown = {bound.html_name: bound.field.widget.format_value(bound.value()) for form in forms for bound in form}
    typed = {**{name: value for name, value in shown.items() if value not in (None, False)}, **changes}
    return {name: value for name, value in typed.items() if value is not None}


def vietnamese(day) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_new_person_has_an_account_and_no_password(quantri):
    blank = quantri.get("/quan-tri/auth/user/add/")
    typed = {"username": "moi", "last_name": "Lê Văn", "first_name": "Mới", "email": "moi@dongthap.gov.vn"}

    saved = quantri.post("/quan-tri/auth/user/add/", posted(blank, **typed))

    person = User.objects.get(username="moi")
    assert saved.status_code == 302, said(saved)
    assert not person.has_usable_password()
    assert Account.objects.filter(user=person).exists()
    assert 'type="password"' not in blank.content.decode()


def test_nobody_types_the_password_of_another(quantri, province):
    assert quantri.get(page(province.clerk, "password")).status_code in (302, 404)
    assert 'type="password"' not in quantri.get(page(province.clerk)).content.decode()
    assert quantri.get("/quan-tri/password_change/").url == "/can-bo/mat-khau"


def test_a_link_is_shown_once_and_logged_without_itself(quantri, province):
    asked = quantri.get(page(province.clerk, "duong-dan"))
    made = quantri.post(page(province.clerk, "duong-dan"))

    link = re.search(r"http://testserver/can-bo/dat-mat-khau\?k=([^<\s]+)", html.unescape(made.content.decode()))
    entry = LogEntry.objects.get()
    assert "dat-mat-khau" not in asked.content.decode()
    assert link
    assert entry.user == province.administrator
    assert entry.get_change_message() == "Đã tạo đường dẫn đặt mật khẩu."
    assert link[1] not in str(list(LogEntry.objects.values()))
    assert Account.objects.get(user=province.clerk).must_change_password


def test_no_link_for_a_closed_account(quantri, province):
    User.objects.filter(pk=province.clerk.pk).update(is_active=False)

    made = quantri.post(page(province.clerk, "duong-dan"))

    assert "Tài khoản đang khóa" in said(made)
    assert "k=" not in made.content.decode()


@pytest.mark.parametrize("door", ["duong-dan", "ma-xac-thuc"])
def test_these_doors_are_the_administrators_alone_and_never_for_oneself(door, quantri, province):
    for person in (province.clerk, province.leader, province.auditor):
        other = Client()
        other.force_login(person)
        assert other.post(page(province.officer, door)).status_code == 302  # to the site's sign-in, which refuses
        assert other.post(page(province.officer, door), follow=True).status_code == 403
    oneself = quantri.post(page(province.administrator, door), follow=True)

    assert ONESELF in said(oneself)
    assert quantri.get(page(province.clerk, door).replace(str(province.clerk.pk), "999999")).status_code == 404
    assert not LogEntry.objects.exists()


def test_resetting_a_second_factor_takes_its_devices_away(quantri, province):
    TOTPDevice.objects.create(user=province.leader, key=second_factor.new_key())
    before = timezone.now()

    quantri.get(page(province.leader, "ma-xac-thuc"))
    assert second_factor.is_enrolled(province.leader)
    quantri.post(page(province.leader, "ma-xac-thuc"))

    assert not second_factor.is_enrolled(province.leader)
    assert Account.objects.get(user=province.leader).second_factor_since > before
    assert LogEntry.objects.get().get_change_message() == "Đã đặt lại mã xác thực."


def test_validity_is_set_on_the_persons_page(quantri, province):
    until = timezone.localdate() + DAY
    form = quantri.get(page(province.clerk))

    backwards = quantri.post(
        page(province.clerk), posted(form, **{"account-0-valid_from": "02/01/2026", "account-0-valid_to": "01/01/2026"})
    )
    saved = quantri.post(page(province.clerk), posted(form, **{"account-0-valid_to": vietnamese(until)}))

    assert "Ngày hết hiệu lực phải từ ngày bắt đầu trở đi." in said(backwards)
    assert "Có chỗ cần sửa bên dưới." in said(backwards)
    assert saved.status_code == 302, said(saved)
    assert Account.objects.get(user=province.clerk).valid_to == until


def test_an_administrator_cannot_shut_themselves_out(quantri, province, second):
    me = province.administrator
    form = quantri.get(page(me))

    quantri.post(page(me), posted(form, is_active=None, **{"account-0-valid_to": "01/01/2020"}))

    me.refresh_from_db()
    assert me.is_active
    assert Account.objects.get(user=me).valid_to is None
    assert ONESELF in said(form)
    assert quantri.post(page(me, "delete"), {"post": "yes"}).status_code == 403
    assert "Đặt lại mã xác thực" not in form.content.decode()


@pytest.fixture
def by_superuser(province, client):
    """Somebody inside who is no administrator by role: the operators' own."""
    client.force_login(User.objects.create(username="van-hanh", is_superuser=True, is_staff=True))
    return client


def test_the_last_administrator_stays(by_superuser, province):
    last = province.administrator
    form = by_superuser.get(page(last))
    role = last.memberships.get()
    there = f"/quan-tri/agencies/membership/{role.pk}"
    moved = {"user": last.pk, "agency": province.root.pk, "role": Role.AUDITOR}
    removed = {"memberships-0-DELETE": "on"}
    tries = {
        "closed": by_superuser.post(page(last), posted(form, is_active=None)),
        "ended": by_superuser.post(page(last), posted(form, **{"account-0-valid_to": "01/01/2020"})),
        "ends": by_superuser.post(
            page(last), posted(form, **{"account-0-valid_to": vietnamese(timezone.localdate() + 30 * DAY)})
        ),
        "later": by_superuser.post(
            page(last), posted(form, **{"account-0-valid_from": vietnamese(timezone.localdate() + DAY)})
        ),
        "removed": by_superuser.post(page(last), posted(form, **removed)),
        "other role": by_superuser.post(f"{there}/change/", moved),
        "deleted": by_superuser.post(f"{there}/delete/", {"post": "yes"}, follow=True),
    }

    assert {name for name, answer in tries.items() if LAST not in said(answer)} == set()
    last.refresh_from_db()
    assert last.is_active
    assert last.memberships.get().role == Role.ADMINISTRATOR
    assert Account.objects.get(user=last).valid_to is None


def test_with_a_second_one_the_first_may_go(by_superuser, province, second):
    first = province.administrator

    saved = by_superuser.post(page(first), posted(by_superuser.get(page(first)), is_active=None))

    first.refresh_from_db()
    assert saved.status_code == 302, said(saved)
    assert not first.is_active
    assert is_last_administrator(second)


@pytest.mark.parametrize("how", ["closed", "expired", "not begun", "without a password"])
def test_who_cannot_sign_in_is_no_second_administrator(how, province, second):
    today = timezone.localdate()
    if how == "closed":
        second.is_active = False
    elif how == "without a password":
        second.set_unusable_password()
    else:
        span = {"valid_to": today - DAY} if how == "expired" else {"valid_from": today + DAY}
        Account.objects.create(user=second, **span)
    second.save()

    assert is_last_administrator(province.administrator)


def test_keys_of_second_factors_are_not_to_be_seen(by_superuser):
    assert by_superuser.get("/quan-tri/otp_totp/totpdevice/").status_code == 404
    assert by_superuser.get("/quan-tri/otp_static/staticdevice/").status_code == 404
