"""Following a dossier by telephone: six digits prove whose it is, and that it leaves."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import actions, codes, limits
from dossiers.models import Dossier, Follower, Message
from dossiers.reads.following import digits_of
from tests.citizens.conftest import counters  # noqa: F401 - a fixture
from tests.dossiers.working import press
from tests.messages.test_following import ask, page, told
from tests.province import receive
from tests.staff.pages import text

pytestmark = pytest.mark.usefixtures("counters")


def test_a_telephone_proves_itself_by_six_digits_and_leaves_by_them(province, gateway, monkeypatch):
    dossier = receive(province, told_in="")
    digits = _digits_sent(dossier, gateway)
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    answer = _type(dossier, wrong)
    assert (answer.status_code, "Mã xác nhận không đúng" in text(answer)) == (400, True)
    assert 'value="0912 345 678"' in text(answer)
    assert _type(dossier, f"{digits[:3]} {digits[3:]}").status_code == 200
    assert Follower.objects.get().confirmed_at is not None
    assert Follower.objects.get().address == "+84912345678"

    press(dossier, actions.complete_step, province.clerk, "2027-03-02 09:05")
    assert [message.channel for message in told(dossier)] == ["sms"]
    actions.deliver("sms")
    assert "Dang xu ly" in gateway.got[-1].text

    again = _digits_sent(dossier, gateway)
    assert again != digits
    for _ in range(5):
        assert _type(dossier, wrong).status_code == 400
    assert _type(dossier, again, do="thoi").status_code == 400  # too many tries
    again = _digits_sent(dossier, gateway)
    Message.objects.update(sent_at=timezone.now() - timedelta(minutes=31))
    assert _type(dossier, again, do="thoi").status_code == 400  # too late
    again = _digits_sent(dossier, gateway)
    assert _type(dossier, again, do="thoi").status_code == 200
    assert not Follower.objects.exists()
    monkeypatch.setattr(limits, "missed", lambda _client: 300)
    answer = _type(dossier, wrong)
    assert (answer.status_code, 'value="0912 345 678"' in text(answer)) == (429, True)
    assert "nhập sai nhiều lần" in text(answer)
    assert int(answer.headers["Retry-After"]) > 0


def test_digits_for_a_code_that_is_gone_prove_nothing_and_are_found_by_an_index(province):
    """As when the code is issued again while they are being typed."""
    dossier = receive(province)
    code, phone = dossier.receipt_code, "+84912345678"
    actions.ask_to_follow(code=code, channel="sms", address=phone, language="vi")
    digits = digits_of(Follower.objects.get())
    new = codes.new_receipt_code()
    Dossier.objects.filter(pk=dossier.pk).update(receipt_code=new)
    with CaptureQueriesContext(connection) as asked:
        for each in (code, new):
            assert actions.prove_phone(code=each, channel="sms", address=phone, digits=digits) is None
    found = [sql["sql"] for sql in asked if 'FROM "dossiers_follower"' in sql["sql"]]
    assert found and all(re.search(r'WHERE .*"dossier_id" (=|IS NULL)', sql) for sql in found)
    Dossier.objects.filter(pk=dossier.pk).update(receipt_code=code)
    assert actions.prove_phone(code=code, channel="sms", address=phone, digits=digits)


def _digits_sent(dossier, gateway) -> str:
    assert ask(dossier, "", phone="0912 345 678").status_code == 200
    actions.deliver("sms")
    assert gateway.got[-1].to == "+84912345678"
    return re.search(r"\b\d{6}\b", gateway.got[-1].text)[0]


def _type(dossier, digits: str, **more):
    return Client().post(page(dossier), {"phone": "0912 345 678", "so": digits, **more})
