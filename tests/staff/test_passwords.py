"""Passwords: changed by who knows them, set anew by a link that counts once, never seen by anybody else."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone
from redis import Redis

from agencies import links
from agencies.models import Account
from dossiers import limits
from tests.staff.pages import at_field, on_top, said, text
from tests.staff.signing_in import PASSWORD, knock, with_password

CHANGE = "/can-bo/mat-khau"
NEW = "phu-my-nuoc-noi-88"
SET = "/can-bo/dat-mat-khau"


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Guesses of the tests before are forgotten."""
    Redis.from_url(settings.REDIS_URL).flushdb()


@pytest.fixture
def clerk(province, enter):
    with_password(province.clerk)
    return enter(province.clerk)


def change(client, old=PASSWORD, new=NEW, again=None, **more):
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": again or new, **more})


def link_for(user) -> str:
    return links.link_to_set(user, SET)


def test_changing_it_ends_the_other_sessions(province, clerk, enter):
    elsewhere = enter(province.clerk)

    assert change(clerk).url == "/can-bo/tai-khoan"

    assert clerk.get("/can-bo/").status_code == 200
    assert elsewhere.get("/can-bo/").url.startswith("/can-bo/dang-nhap")
    assert knock(Client(), "motcua", NEW).status_code == 302
    assert knock(Client(), "motcua").status_code == 200


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"old": "sai"}, "old_password", "Mật khẩu đang dùng chưa đúng."),
        ({"old": ""}, "old_password", "Nhập mật khẩu đang dùng."),
        ({"new": "ngan"}, "new_password1", "Mật khẩu cần ít nhất 10 ký tự."),
        ({"new": "motcua1234"}, "new_password1", "Mật khẩu quá giống tên đăng nhập"),
        ({"new": "1234567890"}, "new_password1", "Mật khẩu này có quá nhiều người dùng."),
        ({"new": PASSWORD}, "new_password1", "Mật khẩu mới phải khác mật khẩu đang dùng."),
        ({"new": "x" * 5000}, "new_password1", "Mật khẩu dài quá 200 ký tự"),
        ({"new": "nuoc-noi-\x00-88"}, "new_password1", "ký tự không đọc được"),
        ({"again": "khac-han-nhau"}, "new_password2", "Hai lần nhập chưa giống nhau."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed, field, sentence, clerk):
    refused = change(clerk, **typed)

    assert refused.status_code == 400
    assert sentence in at_field(refused, field)
    assert NEW not in text(refused)
    assert knock(Client(), "motcua").status_code == 302


def test_guessing_the_old_one_is_stopped(clerk):
    for _ in range(limits.GUESSES):
        assert change(clerk, old="doan-mo").status_code == 400
    refused = change(clerk)

    assert refused.status_code == 429
    assert "thử lại sau" in said(refused)
    assert knock(Client(), "motcua").status_code == 302


def test_who_must_change_it_does_nothing_else_before(province, clerk):
    Account.objects.filter(user=province.clerk).update(must_change_password=True)

    assert clerk.get("/can-bo/?loc=qua-han").url == f"{CHANGE}?next=/can-bo/%3Floc%3Dqua-han"
    assert clerk.get("/can-bo/tai-khoan").url.startswith(CHANGE)
    assert "trước khi làm việc tiếp" in said(clerk.get(CHANGE))
    assert change(clerk, next="/can-bo/?loc=qua-han").url == "/can-bo/?loc=qua-han"
    assert clerk.get("/can-bo/tai-khoan").status_code == 200


def test_programs_of_who_must_change_it_are_told(province, clerk):
    Account.objects.filter(user=province.clerk).update(must_change_password=True)

    assert clerk.get("/api/v1/dossiers/1C2F3H4K5M6P/clock").json()["type"] == "/problems/new-password"


def test_a_link_sets_it_once(province):
    client = Client()
    link = link_for(province.clerk)
    Account.objects.filter(user=province.clerk).update(must_change_password=True)

    opened = client.get(link)
    assert opened.url == SET  # the key leaves the address
    assert "motcua" in said(client.get(SET))
    assert client.post(SET, {"new_password1": "ngan", "new_password2": "ngan"}).status_code == 400
    assert client.post(SET, {"new_password1": NEW, "new_password2": NEW}).url == "/can-bo/dang-nhap"

    assert knock(Client(), "motcua", NEW).status_code == 302
    assert not Account.objects.get(user=province.clerk).must_change_password
    assert client.get(SET).status_code == 404
    assert Client().get(link, follow=True).status_code == 404


@pytest.mark.parametrize("how", ["old", "used", "signed in since", "closed", "forged", "nonsense", "long"])
def test_a_link_that_no_longer_counts_says_so(how, province):
    link = link_for(province.clerk)
    when = timezone.localtime()
    if how == "old":
        when += timedelta(hours=24, minutes=1)
    elif how == "used":
        with_password(province.clerk)
    elif how == "signed in since":
        province.clerk.last_login = when
        province.clerk.save()
    elif how == "closed":
        province.clerk.is_active = False
        province.clerk.save()
    elif how == "forged":
        link = link[:-1] + ("0" if link[-1] != "0" else "1")
    else:
        link = f"{SET}?k=" + {"nonsense": "%F0%9F.ờ-\x01", "long": "MQ.9" * 400}[how]
    with time_machine.travel(when):
        answer = Client().get(link, follow=True)

    assert answer.status_code == 404
    assert "Đường dẫn không còn dùng được" in said(answer)


def test_the_log_keeps_no_key_and_no_password(province, clerk, caplog):
    caplog.set_level("DEBUG")
    link = link_for(province.clerk)
    Client().get(link, follow=True)
    change(clerk)
    knock(Client(), "motcua", "mot-mat-khau-sai")

    assert "/can-bo/dat-mat-khau" in caplog.text
    for secret in (link.partition("k=")[2], NEW, PASSWORD, "mot-mat-khau-sai"):
        assert secret not in caplog.text


def test_without_a_server_for_letters_it_says_whom_to_ask(province):
    page = Client().get("/can-bo/quen-mat-khau")

    assert "liên hệ quản trị viên" in said(page)
    assert "<input" not in text(page).split("<main")[1]


@pytest.fixture
def letters(settings, monkeypatch):
    """A server for letters; they are there when the answer is."""
    settings.EMAIL_CONFIGURED = True
    monkeypatch.setattr(threading.Thread, "start", lambda thread: thread.run())
    return mail


def test_the_answer_is_the_same_whether_the_name_exists(province, letters):
    province.clerk.email = "ngoc@dongthap.gov.vn"
    province.clerk.save()

    answers = [
        Client().post("/can-bo/quen-mat-khau", {"username": name}) for name in ("motcua", "chuyenvien", "khongai")
    ]
    same = {text(a).replace(n, "") for a, n in zip(answers, ("motcua", "chuyenvien", "khongai"), strict=True)}

    assert len(same) == 1
    assert [letter.to for letter in letters.outbox] == [["ngoc@dongthap.gov.vn"]]
    link = re.search(r"http://testserver(/\S+)", letters.outbox[0].body)[1]
    assert "motcua" in said(Client().get(link, follow=True))


def test_letters_are_not_sent_without_end(province, letters):
    answers = [Client().post("/can-bo/quen-mat-khau", {"username": "motcua"}) for _ in range(limits.GUESSES + 1)]

    assert [answer.status_code for answer in answers] == [200] * limits.GUESSES + [429]
    assert "thử lại sau 15 phút" in said(answers[-1])


def test_the_summary_of_faults_takes_the_focus(clerk):
    assert "autofocus" in text(change(clerk, old="sai"))
    assert "Mật khẩu đang dùng chưa đúng." in said(change(clerk, old="sai"))
    assert on_top(change(clerk, old="sai")) == ""


def test_a_letter_that_does_not_go_is_no_fault_of_the_page(province, letters, monkeypatch, caplog):
    province.clerk.email = "ngoc@dongthap.gov.vn"
    province.clerk.save()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda letter: (_ for _ in ()).throw(OSError("smtp")))

    assert Client().post("/can-bo/quen-mat-khau", {"username": "motcua"}).status_code == 200
    assert "password_letter_not_sent" in caplog.text
    assert not Session.objects.exists()
