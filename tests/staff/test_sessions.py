"""Sessions end by the server's clock; what was typed when one ended is not lost."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from agencies.models import Account
from dossiers.models import Dossier, EventKind
from portal import sessions
from tests.province import receive
from tests.staff.pages import page, said, text, version_in
from tests.staff.signing_in import DOOR, PASSWORD, knock, with_password

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REASON = "Đương sự xin hoãn; sẽ bổ sung sau."


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as moved:
        yield moved


@pytest.fixture
def clerk(province, clock):
    """The clerk's browser, signed in by the door."""
    with_password(province.clerk, province.leader)
    client = Client()
    assert knock(client, "motcua").status_code == 302
    return client


def test_half_an_hour_without_a_deed_ends_it(clerk, clock):
    clock.shift(29 * MINUTE)
    assert clerk.get("/can-bo/").status_code == 200
    clock.shift(29 * MINUTE)
    assert clerk.get("/can-bo/").status_code == 200
    clock.shift(31 * MINUTE)
    ended = clerk.get("/can-bo/?loc=qua-han")

    assert ended.url == f"{DOOR}?next=/can-bo/%3Floc%3Dqua-han&het=idle"
    assert "lâu không có thao tác" in said(clerk.get(ended.url))
    assert not Session.objects.exists()
    assert knock(clerk, "motcua", next="/can-bo/?loc=qua-han").url == "/can-bo/?loc=qua-han"


def test_twelve_hours_end_it_whatever_is_done(clerk, clock):
    for _ in range(12 * 3 - 1):
        clock.shift(20 * MINUTE)
        assert clerk.get("/can-bo/tai-khoan").status_code == 200
    clock.shift(20 * MINUTE)
    ended = clerk.get("/can-bo/")

    assert ended.url.endswith("&het=long")
    assert "quá số giờ" in said(clerk.get(ended.url))


def test_the_limits_are_half_an_hour_and_twelve_hours():
    assert (settings.SESSION_IDLE, settings.SESSION_LONGEST) == (30 * 60, 12 * 3600)


def test_the_session_is_written_at_most_once_a_minute(clerk, clock, django_assert_num_queries):
    clerk.get("/can-bo/mat-khau")
    for seconds in (20, 20, 19):
        clock.shift(seconds)
        with django_assert_num_queries(3):
            clerk.get("/can-bo/mat-khau")
    clock.shift(2)
    with django_assert_num_queries(6):  # the mark, within its savepoint
        clerk.get("/can-bo/mat-khau")


def test_a_page_that_calls_itself_keeps_nothing_alive(clerk, clock, monkeypatch):
    monkeypatch.setattr("portal.sessions.QUIET", {"dossiers:account"})
    for _ in range(3):
        clock.shift(9 * MINUTE)
        assert clerk.get("/can-bo/tai-khoan").status_code == 200
    clock.shift(4 * MINUTE)

    assert clerk.get("/can-bo/tai-khoan").url.endswith("&het=idle")


def test_the_pages_that_call_themselves_exist():
    names = {f"dossiers:{name}" for name in get_resolver().namespace_dict["dossiers"][1].reverse_dict}

    assert names >= sessions.QUIET | sessions.BEFORE_NEW_PASSWORD


def test_a_session_without_its_moments_is_none(clerk):
    session = clerk.session
    del session["began"]
    session.save()

    assert clerk.get("/can-bo/").url.endswith("&het=ended")


def test_programs_are_told_that_they_are_signed_out(clerk, clock, province):
    code = receive(province).receipt_code
    clock.shift(31 * MINUTE)

    assert clerk.get(f"/api/v1/dossiers/{code}/clock").status_code == 403


@pytest.fixture
def interrupted(clerk, clock, province):
    """A clerk who wrote a reason for long, and sends it when the session is over: (dossier, the answer)."""
    dossier = receive(province)
    address = page(dossier, "rut-ho-so")
    version = version_in(clerk.get(address))
    clock.shift(31 * MINUTE)
    sent = clerk.post(
        address, {"version": version, "reason_class": "file_again", "reason": REASON, "password": "khong-giu"}
    )
    assert sent.url == f"{DOOR}?next=/can-bo/da-nhap&het=idle"
    return dossier, sent.url


def sent_again(client, shown):
    """Press the button of the page that kept what was typed."""
    form = re.search(r'<form action="([^"]+)" method="post">(.*?)</form>', text(shown), re.S)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
    return form[1], fields, client.post(form[1], fields)


def test_what_was_typed_is_there_after_signing_in_again(clerk, interrupted):
    dossier, door = interrupted
    asked = clerk.get(door)
    assert "được giữ lại" in said(asked)
    assert REASON not in text(asked)  # not before it is the same person
    assert knock(clerk, "motcua", "sai").status_code == 200
    shown = clerk.get(knock(clerk, "motcua", next="/can-bo/da-nhap").url)

    assert "Nội dung Ông/Bà đã nhập còn đây" in said(shown)
    assert REASON in said(shown)
    where, fields, done = sent_again(clerk, shown)
    assert where == page(dossier, "rut-ho-so")
    assert "password" not in fields
    assert done.status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).events.filter(kind=EventKind.WITHDRAWN).exists()


def test_it_is_sent_again_with_a_fresh_token(province, clock):
    with_password(province.clerk)
    dossier = receive(province)
    client = Client(enforce_csrf_checks=True)

    def token(shown) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(shown))[1]

    first = {"username": "motcua", "password": PASSWORD, "csrfmiddlewaretoken": token(client.get(DOOR))}
    client.post(DOOR, first)
    opened = client.get(page(dossier, "rut-ho-so"))
    clock.shift(31 * MINUTE)
    typed = {"version": version_in(opened), "reason_class": "file_again", "reason": REASON}
    typed |= {"csrfmiddlewaretoken": token(opened)}
    door = client.post(page(dossier, "rut-ho-so"), typed).url
    there = {**first, "next": "/can-bo/da-nhap", "csrfmiddlewaretoken": token(client.get(door))}
    shown = client.get(client.post(door, there).url)

    assert sent_again(client, shown)[2].status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).closed_at


def test_another_person_does_not_see_it(clerk, interrupted):
    done = knock(clerk, "lanhdao", next="/can-bo/da-nhap")

    assert done.url == "/can-bo/"
    assert clerk.get("/can-bo/da-nhap").url == "/can-bo/"
    assert "kept" not in clerk.session


def test_it_is_not_kept_for_ever(clerk, interrupted, clock):
    shown = clerk.get(knock(clerk, "motcua", next="/can-bo/da-nhap").url)
    clock.shift(25 * MINUTE)
    clerk.get("/can-bo/")
    clock.shift(25 * MINUTE)
    clerk.get("/can-bo/")
    assert "kept" in clerk.session
    clock.shift(25 * MINUTE)
    clerk.get("/can-bo/")

    assert REASON in text(shown)
    assert "kept" not in clerk.session


def test_it_can_be_let_go(clerk, interrupted):
    knock(clerk, "motcua")

    assert clerk.post("/can-bo/da-nhap").status_code == 302
    assert "kept" not in clerk.session


def test_too_much_is_not_kept(clerk, clock, province):
    dossier = receive(province)
    clock.shift(31 * MINUTE)

    sent = clerk.post(page(dossier, "rut-ho-so"), {"version": "1", "reason": "x" * 300_000})

    assert sent.url == f"{DOOR}?het=idle"
    assert not Session.objects.exists()


def test_strangers_leave_nothing_here(province):
    sent = Client().post("/can-bo/tiep-nhan", {"rules": "1", "note": "x" * 1000})

    assert sent.url == DOOR
    assert not Session.objects.exists()


@pytest.mark.parametrize("button", ["/can-bo/tai-khoan/ket-thuc-phien", f"/can-bo/tiep-nhan/{UUID(int=1)}/bo"])
def test_a_button_pressed_too_late_leads_to_no_page_that_only_takes_a_press(clerk, clock, button):
    clock.shift(31 * MINUTE)

    sent = clerk.post(button)

    assert sent.url == f"{DOOR}?het=idle"
    assert clerk.get(knock(clerk, "motcua").url).status_code == 200


def test_signing_out_too_late_is_signing_out(clerk, clock):
    clock.shift(31 * MINUTE)

    assert clerk.post("/can-bo/dang-xuat").url == DOOR
    assert not Session.objects.exists()


def test_what_is_kept_for_an_hour_lies_in_the_database_for_an_hour(clerk, interrupted, clock):
    (kept,) = Session.objects.all()
    assert kept.expire_date == timezone.now() + HOUR

    knock(clerk, "motcua", next="/can-bo/da-nhap")

    assert Session.objects.get().expire_date == timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    clock.shift(29 * MINUTE)
    assert REASON in text(clerk.get("/can-bo/da-nhap"))


def test_a_form_from_before_the_sign_in_is_asked_once_more(province, enter):
    """Two tabs: the session ended in one of them, and the other's form carries the old token."""
    dossier = receive(province)
    client = Client(enforce_csrf_checks=True)
    client.force_login(province.clerk)
    version = version_in(client.get(page(dossier, "rut-ho-so")))
    typed = {"version": version, "reason_class": "file_again", "reason": REASON, "csrfmiddlewaretoken": "x" * 64}
    here, elsewhere = {"origin": "http://testserver"}, {"origin": "https://example.com"}

    forged = client.post(page(dossier, "rut-ho-so"), typed, headers=elsewhere)
    unknown = client.post(page(dossier, "rut-ho-so"), typed)
    assert (forged.status_code, unknown.status_code) == (403, 403)
    assert "kept" not in client.session
    asked = client.post(page(dossier, "rut-ho-so"), typed, headers=here)
    assert asked.url == "/can-bo/da-nhap"
    assert sent_again(client, client.get(asked.url))[2].status_code == 302


def test_one_button_ends_all_other_sessions(province, enter):
    here, there = enter(province.clerk), enter(province.clerk)

    assert here.post("/can-bo/tai-khoan/ket-thuc-phien").url == "/can-bo/tai-khoan"

    assert here.get("/can-bo/").status_code == 200
    assert there.get("/can-bo/").url.endswith("&het=ended")


def test_and_does_not_make_this_one_last_longer(clerk, clock):
    for _ in range(12 * 3 - 1):
        clock.shift(20 * MINUTE)
        assert clerk.post("/can-bo/tai-khoan/ket-thuc-phien").status_code == 302
    clock.shift(20 * MINUTE)

    assert clerk.get("/can-bo/").url.endswith("&het=long")


def test_signing_out_ends_it_on_the_server(clerk):
    stolen = Client()
    stolen.cookies["sessionid"] = clerk.cookies["sessionid"].value
    assert stolen.get("/can-bo/").status_code == 200

    clerk.post("/can-bo/dang-xuat")

    assert stolen.get("/can-bo/").url.startswith(DOOR)


def test_the_account_page_tells_who_and_since_when(province, clerk, django_assert_max_num_queries):
    Account.objects.filter(user=province.clerk).update(valid_to=timezone.localdate() + DAY)
    with django_assert_max_num_queries(8):
        shown = clerk.get("/can-bo/tai-khoan")

    ours = "Cán bộ một cửa, Bộ phận Một cửa, Sở Xây dựng"
    warned = "Nếu có lần đăng nhập không phải do Ông/Bà thực hiện, Ông/Bà đổi mật khẩu ngay và báo quản trị viên."
    for words in ("Lê Thị Bích Ngọc", ours, "Đến hết", "127.0.0.1", warned):
        assert words in said(shown)
    assert len(shown.content) < 60_000


def test_somebody_without_a_post_has_an_account_page(db, enter):
    shown = enter(User.objects.create(username="moi")).get("/can-bo/tai-khoan")

    assert "Chưa được phân công" in said(shown)
