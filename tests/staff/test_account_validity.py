"""Outside its time, or closed, an account opens nothing, and open sessions end at once."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from agencies.models import Account
from tests.staff.pages import said
from tests.staff.signing_in import knock, with_password

DAY = timedelta(days=1)
EXPIRED = "Tài khoản đã hết hiệu lực, Ông/Bà liên hệ quản trị viên."
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."


def limit(user, **days) -> None:
    Account.objects.filter(user=user).update(**days)


@pytest.mark.parametrize("way", ["ended", "not begun", "closed"])
def test_an_open_session_ends_at_once(way, province, enter):
    client = enter(province.clerk)
    assert client.get("/can-bo/").status_code == 200
    today = timezone.localdate()
    if way == "closed":
        User.objects.filter(pk=province.clerk.pk).update(is_active=False)
    else:
        limit(province.clerk, **({"valid_to": today - DAY} if way == "ended" else {"valid_from": today + DAY}))

    assert client.get("/can-bo/").url == "/can-bo/dang-nhap?next=/can-bo/"
    assert client.get("/api/v1/dossiers/1C2F3H4K5M6P/clock").status_code == 403


def test_only_who_knows_the_password_is_told_of_the_end(province):
    with_password(province.clerk)
    limit(province.clerk, valid_to=timezone.localdate() - DAY)

    right, wrong = knock(Client(), "motcua"), knock(Client(), "motcua", "sai")

    assert EXPIRED in said(right)
    assert WRONG in said(wrong)
    assert EXPIRED not in said(wrong)


def test_a_closed_account_reads_like_a_wrong_password(province):
    with_password(province.clerk)
    User.objects.filter(pk=province.clerk.pk).update(is_active=False)

    assert WRONG in said(knock(Client(), "motcua"))


def test_the_last_day_counts_until_midnight_in_viet_nam(province, enter):
    last = timezone.localdate() + DAY
    limit(province.clerk, valid_to=last)
    midnight = timezone.make_aware(timezone.datetime(last.year, last.month, last.day)) + DAY

    for at, answer in ((midnight - timedelta(seconds=2), 200), (midnight, 302)):
        with time_machine.travel(at, tick=False):
            assert enter(province.clerk).get("/can-bo/").status_code == answer


def test_who_has_no_account_yet_works_without_a_limit(province, enter):
    Account.objects.filter(user=province.clerk).delete()

    assert enter(province.clerk).get("/can-bo/").status_code == 200
    assert enter(province.clerk).get("/can-bo/tai-khoan").status_code == 200
    assert enter(province.clerk).post("/can-bo/tai-khoan/ket-thuc-phien").status_code == 302
    assert Account.objects.filter(user=province.clerk).exists()


def test_the_account_comes_with_the_person(province, enter, django_assert_num_queries):
    client = enter(province.clerk)
    with django_assert_num_queries(3):  # session, person with account, posts
        client.get("/can-bo/mat-khau")
