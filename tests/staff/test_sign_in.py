"""The staff door: one sentence for every wrong try, and a lock after five."""

import pytest
from django.conf import settings
from django.test import Client

PASSWORD = "dong-thap-2026"


def text(response) -> str:
    return response.content.decode()


def knock(client, username, password=PASSWORD, **more):
    return client.post("/can-bo/dang-nhap", {"username": username, "password": password, **more})


@pytest.fixture
def people(province):
    for person in (province.clerk, province.auditor, province.leader):
        person.set_password(PASSWORD)
        person.save()
    return province


def test_everyone_is_led_to_their_own_room(people):
    assert knock(Client(), "motcua").url == "/can-bo/"
    assert knock(Client(), "lanhdao").url == "/can-bo/"
    assert knock(Client(), "giamsat").url == "/giam-sat/"
    assert knock(Client(), "motcua", next="/can-bo/tiep-nhan").url == "/can-bo/tiep-nhan"
    assert knock(Client(), "motcua", next="https://example.com/").url == "/can-bo/"


@pytest.mark.parametrize(
    "wanted", ["abc", "dossiers:account", "http://testserver/can-bo/", "//example.com/", "/can-bo/dang-nhap",
               "/can-bo/dang-nhap?next=/can-bo/dang-nhap", "/can-bo/ma-xac-thuc"],
)  # fmt: skip
def test_what_leads_nowhere_leads_to_their_own_room(people, enter, wanted):
    """Also who has signed in already, and who is asked for no code."""
    clerk = enter(people.clerk)

    assert knock(Client(), "motcua", next=wanted).url == "/can-bo/"
    for door in ("/can-bo/dang-nhap", "/can-bo/ma-xac-thuc"):
        assert clerk.get(door, {"next": wanted}).url == "/can-bo/"


def test_a_wrong_name_and_a_wrong_password_read_the_same(people):
    people.auditor.is_active = False
    people.auditor.save()
    answers = [knock(Client(), "motcua", "wrong"), knock(Client(), "nobody"), knock(Client(), "giamsat")]
    for answer in answers:
        assert answer.status_code == 200
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in text(answer)


@pytest.mark.parametrize(
    ("name", "password"), [("a\x00b", "x"), ("motcua", "x\x00"), ("", ""), ("x" * 5000, "y" * 5000)]
)
def test_nonsense_is_answered_like_any_wrong_try(people, name, password):
    answer = knock(Client(), name, password)
    assert answer.status_code == 200
    assert "Có chỗ cần sửa" in text(answer)


def test_five_wrong_tries_lock_the_door_also_for_the_right_password(people):
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = knock(client, "motcua", "wrong")
    assert last.status_code == 429
    assert "Đăng nhập tạm khóa 15 phút vì sai nhiều lần" in text(last)
    assert knock(client, "motcua").status_code == 429
    unknown = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        same = knock(unknown, "nobody", "wrong")
    assert same.status_code == 429
    assert text(same) == text(last)


def test_signing_out_takes_a_post(people, enter):
    client = enter(people.clerk)
    assert client.get("/can-bo/dang-xuat").status_code == 405
    assert client.post("/can-bo/dang-xuat").url == "/can-bo/dang-nhap"
    assert client.get("/can-bo/").url.startswith("/can-bo/dang-nhap")
    assert client.post("/can-bo/dang-xuat").url == "/can-bo/dang-nhap"  # a second tab


def test_the_door_asks_for_a_token_against_forgery(people):
    client = Client(enforce_csrf_checks=True)
    assert knock(client, "motcua").status_code == 403


@pytest.mark.parametrize("forwarded", ["not an address", "1.2.3.4.5", "::1%eth0; DROP", "9" * 400])
def test_a_forged_address_is_no_fault_of_the_server(people, settings, forwarded):
    settings.TRUSTED_PROXIES = 1
    client = Client(headers={"x-forwarded-for": forwarded})
    assert knock(client, "motcua", "wrong").status_code == 200
    assert knock(client, "motcua").status_code == 302


def test_the_log_keeps_no_code_that_was_searched_for(people, enter, caplog):
    caplog.set_level("INFO")
    enter(people.clerk).get("/can-bo/tim", {"ma": "1C2F3H4K5M6P"})
    assert "can-bo/tim" in caplog.text
    assert "1C2F3H4K5M6P" not in caplog.text
