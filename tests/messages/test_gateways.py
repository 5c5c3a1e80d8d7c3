"""What leaves by each way out, and what becomes of every kind of answer."""

import socket
import uuid
from time import monotonic

import pytest

from dossiers import gateways
from dossiers.actions import delivering
from dossiers.gateways import Outgoing, PerhapsSent, Undelivered, Unreachable, http, mail_patience, patience
from portal.env import Gateway
from tests.messages.catcher import Catcher
from tests.messages.gateway import LocalGateway

PHONE, ADDRESS = "+84912345678", "nguyen.thi.doan@hop-thu.example"


@pytest.fixture
def gateway(settings, monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    settings.MESSAGE_WAYS = {"sms": "http", "zalo": "http"}
    with LocalGateway() as local:
        settings.MESSAGE_GATEWAYS = {"sms": local.settings, "zalo": local.settings}
        yield local


@pytest.fixture
def catcher(settings):
    settings.MESSAGE_WAYS = {"email": "smtp"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with Catcher() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def sms(**changes) -> Outgoing:
    return Outgoing(**{"id": uuid.uuid4(), "channel": "sms", "to": PHONE, "text": "Ho so da co ket qua.", **changes})


def letter(**changes) -> Outgoing:
    facts = {"id": uuid.uuid4(), "channel": "email", "to": ADDRESS, "subject": "Hồ sơ 7K4C", "text": "Kính gửi Ông/Bà,"}
    return Outgoing(**{**facts, **changes})


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# ── SMS and Zalo ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_signed_request_carries_the_message_and_brings_a_reference(gateway):
    message = sms(channel="zalo", template="351234", params={"ma_ho_so": "7K4C"}, subject="Đã có kết quả")

    assert gateways.send(message) == "ref-1"

    assert gateway.unsigned == []
    assert gateway.taken == [
        {
            "id": str(message.id), "channel": "zalo", "to": PHONE, "text": message.text, "subject": "Đã có kết quả",
            "template": "351234", "params": {"ma_ho_so": "7K4C"},
        }
    ]  # fmt: skip
    assert gateway.seen == {str(message.id): 1}


def test_a_request_that_somebody_else_signed_is_known_as_such(gateway, settings):
    settings.MESSAGE_GATEWAYS = {"sms": Gateway(gateway.url, b"another key of thirty-two bytes!")}

    with pytest.raises(Undelivered):
        gateways.send(sms())
    assert len(gateway.unsigned) == 1


def test_whatever_a_gateway_answers_is_a_sentence_without_the_number(gateway):
    expected = {
        "refuse": (Undelivered, "(mã 422)"), "busy": (Unreachable, "(mã 503)"), "nonsense": (Undelivered, "đọc"),
        "unsure": (Undelivered, "xác nhận"), "deep": (Undelivered, "đọc"), "huge": (Undelivered, "dài"),
        "redirect": (Undelivered, "(mã 307)"), "slow": (PerhapsSent, "thời gian"), "drip": (PerhapsSent, "thời gian"),
    }  # fmt: skip
    for mode, (kind, words) in expected.items():
        gateway.mode, begun = mode, monotonic()
        with pytest.raises(Undelivered) as refusal:
            gateways.send(sms())
        assert monotonic() - begun < 4, mode  # the drip lasts six seconds
        said = str(refusal.value)
        assert type(refusal.value) is kind and words in said, (mode, said)
        assert PHONE not in said and "912345678" not in said
    assert gateway.taken == []
    assert set(gateway.seen.values()) == {1}  # a redirect was not followed, nothing was tried twice


def test_after_a_bad_answer_the_next_message_goes_out(gateway):
    for mode in ("huge", "drip", "ok"):
        gateway.mode = mode
        if mode == "ok":
            assert gateways.send(sms()) == "ref-1"
        else:
            with pytest.raises(Undelivered):
                gateways.send(sms())


def test_nobody_at_the_address_is_a_sentence_too(settings):
    settings.MESSAGE_WAYS = {"sms": "http"}
    settings.MESSAGE_GATEWAYS = {"sms": Gateway(f"http://127.0.0.1:{closed_port()}/", b"x" * 24)}

    with pytest.raises(Unreachable, match="không trả lời") as refusal:
        gateways.send(sms())
    assert type(refusal.value) is Unreachable  # nobody had it


def test_zalo_goes_by_the_templates_that_it_has_approved(settings):
    settings.MESSAGE_TEMPLATES = {"zalo": {"ready.vi": {"id": "351234", "params": {"ma_ho_so": "ma"}}}}

    assert gateways.template_of("zalo", "ready", "vi") == ("351234", {"ma_ho_so": "ma"})
    assert gateways.template_of("zalo", "ready", "en") is gateways.template_of("sms", "ready", "vi") is None


# ── E-mail ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_arrives_with_its_headers(catcher):
    message = letter(text="Kính gửi Ông/Bà,\n\nHồ sơ đã có kết quả.", unsubscribe="https://cong.example/thoi?k=1:2")

    reference = gateways.send(message)

    (got,) = catcher.letters
    assert got.get_content().replace("\r\n", "\n").strip() == message.text
    assert (got["To"], got["Subject"], got["Message-ID"]) == (ADDRESS, "Hồ sơ 7K4C", reference)
    assert str(message.id) in reference
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] == "<https://cong.example/thoi?k=1:2>"
    assert got.get_content_type() == "text/plain"


def test_the_same_message_has_the_same_message_id_on_every_try(catcher):
    message = letter()

    assert gateways.send(message) == gateways.send(message)
    assert list(catcher.ids.values()) == [2]


def test_nobody_can_smuggle_in_a_header_or_a_second_reader(catcher):
    for bad in (
        {"subject": "Hồ sơ\nBcc: ai-do@noi-khac.example"},
        {"to": f"{ADDRESS}\r\nBcc: ai-do@noi-khac.example"},
        {"to": f"{ADDRESS}, ai-do@noi-khac.example"},
        {"to": "khong-phai-dia-chi"},
    ):
        with pytest.raises(Undelivered, match="không hợp lệ"):
            gateways.send(letter(**bad))
    assert catcher.letters == []


def test_what_a_mail_server_refuses_is_a_sentence_without_the_address(catcher):
    for verb, answer, words in (
        ("RCPT", f"550 {ADDRESS} unknown", "từ chối người nhận (550)"),
        ("DATA", f"451 not now, {ADDRESS}", "từ chối bức thư (451)"),
    ):
        catcher.no = {verb: answer}
        with pytest.raises(Undelivered) as refusal:
            gateways.send(letter())
        assert words in str(refusal.value) and ADDRESS not in str(refusal.value)


def test_a_mail_server_that_is_down_cannot_be_reached(settings):
    settings.MESSAGE_WAYS = {"email": "smtp"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()

    with pytest.raises(Unreachable, match="Máy chủ thư không trả lời") as refusal:
        gateways.send(letter())
    assert type(refusal.value) is Unreachable


def test_a_server_that_looks_into_a_letter_for_long_is_waited_for(catcher, settings):
    settings.EMAIL_TIMEOUT = 0.5
    catcher.late["DATA"] = 0.7

    gateways.send(letter())

    assert len(catcher.letters) == 1


def test_a_letter_that_nobody_confirms_may_have_been_sent(catcher, monkeypatch):
    monkeypatch.setattr(mail_patience, "TAKING", 0.2)
    catcher.late["DATA"] = 0.5

    with pytest.raises(PerhapsSent, match="không xác nhận") as refusal:
        gateways.send(letter())

    assert len(catcher.letters) == 1 and not refusal.value.is_known_again


def test_a_server_that_is_slow_before_the_letter_is_left_in_time_with_nothing(catcher, monkeypatch):
    monkeypatch.setattr(mail_patience, "COMMANDS", 0.4)
    catcher.late["RCPT"], begun = 0.8, monotonic()

    with pytest.raises(Unreachable) as refusal:
        gateways.send(letter())

    assert type(refusal.value) is Unreachable and monotonic() - begun < 0.8
    assert catcher.letters == []


def test_the_slowest_gateway_is_faster_than_a_lease_and_a_turn(settings):
    mail = mail_patience.COMMANDS + settings.EMAIL_TIMEOUT + mail_patience.TAKING + mail_patience.GOODBYE
    slowest = max(mail, http.CONNECT + patience.SECONDS)

    assert slowest < delivering.LEASE and delivering.SECONDS + slowest < delivering.TURN


def test_the_demo_writes_each_message_for_its_keeper_alone(settings, tmp_path, caplog):
    settings.MESSAGE_WAYS, settings.MESSAGES_ROOT = {"email": "folder"}, tmp_path / "tin" / "main"
    message = letter()

    kept = settings.MESSAGES_ROOT / gateways.send(message)

    assert message.to in kept.read_text() and message.subject in kept.read_text() and message.text in kept.read_text()
    assert (kept.stat().st_mode & 0o077, kept.parent.stat().st_mode & 0o077) == (0, 0)
    assert message.to not in caplog.text and message.text not in caplog.text

    settings.MESSAGES_ROOT = kept / "nowhere"
    with pytest.raises(Undelivered):
        gateways.send(message)


def test_the_demo_sends_nothing_and_tells_neither_address_nor_words(settings, caplog):
    settings.MESSAGE_WAYS = {"sms": "console"}
    message = sms()

    assert gateways.send(message) == "console"
    assert str(message.id) in caplog.text and str(len(message.text)) in caplog.text
    assert "Ho so" not in caplog.text and "912345678" not in caplog.text
