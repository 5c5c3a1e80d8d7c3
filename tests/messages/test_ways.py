"""How the ways out are chosen: what is half said, or unsafe, stops the start with one sentence."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env
from portal.celery import app

KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
NAMES = ("EMAIL", "SMS", "ZALO", "SMS_URL", "SMS_SECRET", "ZALO_URL", "ZALO_SECRET", "ZALO_TEMPLATES")


@pytest.fixture
def said(monkeypatch):
    """said(**environment): the ways and the gateways by this environment alone, names without MESSAGES_."""

    def chosen(*, production=False, mail="", **environment):
        monkeypatch.setattr(env, "PRODUCTION", production)
        monkeypatch.setenv("EMAIL_URL", mail)
        for name in NAMES:
            monkeypatch.setenv(f"MESSAGES_{name}", environment.get(name, ""))
            if name not in environment:
                monkeypatch.delenv(f"MESSAGES_{name}")
        ways = env.message_ways()
        return ways, env.message_gateways(ways)

    return chosen


def test_the_demo_sends_nothing_and_production_sends_nothing_unless_told(said):
    assert said() == ({"email": "console", "sms": "console", "zalo": "console"}, {})
    assert said(production=True) == ({}, {})


def test_a_gateway_has_an_address_and_a_secret_that_is_not_shown(said):
    ways, gateways = said(production=True, SMS="http", SMS_URL="https://tin.example/sms", SMS_SECRET=SECRET)

    assert ways == {"sms": "http"}
    assert (gateways["sms"].url, gateways["sms"].secret) == ("https://tin.example/sms", KEY)
    assert "secret" not in repr(gateways)


def test_what_is_half_said_or_unsafe_is_one_sentence(said):
    whole = {"SMS": "http", "SMS_URL": "https://tin.example/sms", "SMS_SECRET": SECRET}
    for changes, words in (
        ({"SMS_URL": ""}, "Thiếu MESSAGES_SMS_URL"),
        ({"SMS_SECRET": ""}, "Thiếu MESSAGES_SMS_SECRET"),
        ({"SMS_URL": "http://tin.example/sms"}, "MESSAGES_SMS_URL có dạng https://"),
        ({"SMS_URL": "https://ai:mat-khau@tin.example/sms"}, "MESSAGES_SMS_URL có dạng https://"),
        ({"SMS_URL": "https://[::1"}, "MESSAGES_SMS_URL có dạng https://"),
        ({"SMS_URL": "http://127.0.0.1/sms", "production": True}, "MESSAGES_SMS_URL có dạng https://"),
        ({"SMS_SECRET": KEY.hex()}, "MESSAGES_SMS_SECRET có dạng whsec_"),
        ({"SMS_SECRET": "whsec_bmfn"}, "MESSAGES_SMS_SECRET có dạng whsec_"),
        ({"SMS": "console"}, "MESSAGES_SMS_URL chỉ có tác dụng khi MESSAGES_SMS=http"),
        ({"ZALO_SECRET": SECRET}, "MESSAGES_ZALO_SECRET chỉ có tác dụng khi MESSAGES_ZALO=http"),
        ({"EMAIL": "smtp"}, "Thiếu EMAIL_URL"),
        ({"EMAIL": "http"}, "MESSAGES_EMAIL chỉ nhận console, folder, smtp"),
        ({"EMAIL": "console", "production": True}, "MESSAGES_EMAIL chỉ nhận smtp, không nhận “console”"),
        ({"SMS": "console", "production": True}, "MESSAGES_SMS chỉ nhận http, không nhận “console”"),
        ({"EMAIL": "folder", "production": True}, "MESSAGES_EMAIL chỉ nhận smtp, không nhận “folder”"),
    ):
        with pytest.raises(ImproperlyConfigured) as refusal:
            said(**{**whole, **changes})
        assert words in str(refusal.value), changes
        assert "mat-khau" not in str(refusal.value)
    assert said(**whole, EMAIL="smtp", mail="smtp://thu.example:25")[0]["email"] == "smtp"
    assert said(**{**whole, "SMS_URL": "http://127.0.0.1:9000/"})[1]["sms"].url == "http://127.0.0.1:9000/"


def test_templates_of_zalo_are_read_from_a_file(said, monkeypatch, tmp_path):
    kept = tmp_path / "zns.json"
    monkeypatch.setenv("MESSAGES_ZALO_TEMPLATES", str(kept))
    kept.write_text('{"ready.vi": {"id": "351234", "params": {"ma_ho_so": "ma"}}}')
    assert env.message_templates() == {"zalo": {"ready.vi": {"id": "351234", "params": {"ma_ho_so": "ma"}}}}

    for bad in (
        "",
        "[]",
        "[1]",
        '{"a": 1}',
        '{"a": {"id": 3, "params": {}}}',
        '{"a": {"id": "3", "params": {"b": 1}}}',
    ):
        kept.write_text(bad)
        with pytest.raises(ImproperlyConfigured, match="MESSAGES_ZALO_TEMPLATES"):
            env.message_templates()


def test_every_way_has_its_own_entry_in_the_timetable(settings):
    entries = [e for e in app.conf.beat_schedule.values() if e["task"] == "dossiers.tasks.deliver"]

    assert [entry["args"] for entry in entries] == [[channel] for channel in settings.MESSAGE_WAYS]
    assert all(entry["options"]["expires"] <= entry["schedule"] for entry in entries)
