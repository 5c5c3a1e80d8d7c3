"""Outside its time, or closed, an account opens nothing, and open sessions end at once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from agencies.models import Account, Membership, Role
from dossiers.actions import assign, note_absence
from tests.dossiers.working import refused
from tests.province import receive
from tests.staff.pages import page, press, said, text
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


@pytest.mark.parametrize(
    ("way", "since", "until"), [("ended", None, -DAY), ("not begun", DAY, None), ("last day", None, 0 * DAY)]
)
def test_nobody_is_offered_work_whose_account_does_not_count_today(way, since, until, province, enter, advance):
    """One dossier, many dossiers, what somebody held, and standing in."""
    p, today = province, timezone.localdate()
    dossier = advance(receive(p), p.clerk)
    assign(dossier_id=dossier.pk, by=p.leader, now=timezone.now(), version=dossier.version, to=p.officer)
    dossier.refresh_from_db()
    hoa = User.objects.create(username="hoa", last_name="Đỗ Thị", first_name="Hoa")
    Membership.objects.create(user=hoa, agency=p.department, role=Role.OFFICER)
    days = {"valid_from": since and today + since, "valid_to": until if until is None else today + until}
    Account.objects.update_or_create(user=hoa, defaults=days)
    leader = enter(p.leader)
    held = f"/can-bo/ban-giao-viec?nguoi={p.officer.pk}&co-quan={p.department.pk}"

    offered = {
        "one": leader.get(page(dossier, "phan-cong")),
        "many": leader.post("/can-bo/nhieu-ho-so", {"chon": f"{dossier.pk}.{dossier.version}", "viec": "phan-cong"}),
        "held": leader.get(held),
        "absence": leader.get("/can-bo/vang-mat", {"nguoi": p.officer.pk}),
    }
    option = re.compile(f'<(option|input)[^>]* value="{hoa.pk}"')
    assert {where for where, shown in offered.items() if option.search(text(shown))} == (
        set(offered) if way == "last day" else set()
    )
    given = press(leader, dossier, "phan-cong", to=hoa.pk)
    assert given.status_code == (302 if way == "last day" else 400)


def test_nobody_whose_account_has_ended_stands_in(province):
    p, today = province, timezone.localdate()
    hoa = User.objects.create(username="hoa")
    Membership.objects.create(user=hoa, agency=p.department, role=Role.OFFICER)
    Account.objects.update_or_create(user=hoa, defaults={"valid_to": today - DAY})

    with refused("stand_in_role"):
        note_absence(by=p.officer, today=today, user=p.officer, stand_in=hoa, since=today, until=today)


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
