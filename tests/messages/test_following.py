"""Following a dossier without an account: asked, proved, told, left; and nobody learns who else follows."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from dossiers import actions, codes, limits
from dossiers.actions.following import MOST
from dossiers.actions.telling import tell
from dossiers.models import Dossier, Follower, Message
from dossiers.reads.following import confirm_key, leave_key
from tests.citizens.conftest import counters  # noqa: F401 - a fixture
from tests.dossiers.working import at_office, press, taken_in
from tests.messages.catcher import Catcher
from tests.province import receive
from tests.staff.pages import text

pytestmark = pytest.mark.usefixtures("counters")
MAIL = "ba.tu@vi.du"
NAMELESS = {"name": "Canary Họ Tên", "identity": "087111222333", "phone": "0955666777", "email": "canary@canary.vn"}


@pytest.fixture(autouse=True)
def _ways(settings):
    settings.MESSAGE_WAYS = {"email": "console"}
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"


def page(dossier) -> str:
    return f"/tra-cuu/{dossier.receipt_code}/theo-doi"


def ask(dossier, email: str = MAIL, *, client: Client | None = None, **more):
    return (client or Client()).post(page(dossier), {"email": email, **more})


def confirm(follower: Follower):
    return Client().post("/theo-doi/xac-nhan", {"k": confirm_key(follower.pk)})


def followed(dossier, email: str = MAIL, channel: str = "email", language: str = "vi") -> Follower:
    """By somebody who has confirmed."""
    actions.ask_to_follow(code=dossier.receipt_code, channel=channel, address=email, language=language)
    follower = Follower.objects.get(dossier=dossier, address=email)
    assert actions.confirm_following(follower_id=follower.pk)
    Message.objects.filter(occasion="follow_confirm").delete()
    follower.refresh_from_db()
    return follower


def link(letter: str, page: str) -> str:
    """The address of this page in a letter, as a path."""
    found = urlsplit(re.search(rf"https://\S+/theo-doi/{page}\S+", letter)[0])
    return f"{found.path}?{found.query}"


def told(dossier) -> list[Message]:
    tell()
    found = Message.objects.filter(dossier=dossier, follower__isnull=False)
    return list(found.exclude(occasion="follow_confirm").order_by("created_at", "facts__seq"))


# ── A whole life ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_follows_confirms_is_told_leaves_and_is_told_no_more(province, settings, language):
    settings.MESSAGE_WAYS = {"email": "smtp"}
    applicant = actions.Applicant(**NAMELESS, address="Ấp Canary")
    with Catcher() as server:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = server.port, False, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        dossier = taken_in(province, "2026-03-02 09:00", province.sensitive, applicant=applicant, told_in="")
        client = Client()
        client.cookies["lang"] = language

        assert ask(dossier, "Ba.Tu@vi.du", client=client).status_code == 200
        press(dossier, actions.complete_step, province.clerk, "2026-03-02 09:05")
        actions.relay()
        assert (actions.deliver("email"), len(server.letters)) == (1, 1)
        first = server.letters[0]
        where = link(first.get_content(), "xac-nhan")
        shown = text(client.get(where))
        assert 'method="post"' in shown
        assert client.post(where).status_code == 200
        actions.relay()
        assert actions.deliver("email") == 0  # of what was before

        wanted = {"papers": ["Canary giấy"], "reason": "Canary lý do", "answer_by": date(2026, 3, 20)}
        press(dossier, actions.request_supplement, province.officer, "2026-03-02 09:30", **wanted)
        actions.relay()
        assert actions.deliver("email") == 1
        letter = server.letters[1]
        said = letter.get_content()
        assert codes.grouped(dossier.receipt_code) in said
        assert letter["To"] == MAIL
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert letter["List-Unsubscribe"].strip(" <>") in said
        expected = {
            "vi": ("Yêu cầu bổ sung giấy tờ", "Hồ sơ còn thiếu giấy tờ nên chưa thể giải quyết tiếp.", "20/03/2026"),
            "en": ("More documents needed", "Documents are missing, so processing cannot continue yet.", "20/03/2026"),
        }  # fmt: skip
        for words in expected[language]:
            assert words in f"{letter['Subject']}\n{said}", words
        assert ("Ông/Bà" in said, "Kính gửi" in said) == (language == "vi",) * 2

        gone = link(said, "thoi")
        assert 'name="k"' in text(client.get(gone))
        assert Follower.objects.count() == 1
        assert client.post(gone, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not Follower.objects.exists()
        press(dossier, actions.stop, province.leader, "2026-03-02 10:00", reason="Trùng", reason_class="other")
        actions.relay()
        assert actions.deliver("email") == 0
        everything = "\n".join(letter.as_string() + letter.get_content() for letter in server.letters)
    for datum in (*NAMELESS.values(), "Canary", "canary", "lý lịch tư pháp", dossier.receipt_code):
        assert datum not in everything, datum
    for message in Message.objects.all():
        assert (message.recipient, MAIL in f"{message.facts}{message.text}{message.dedup_key}") == ("b***@vi.du", False)
    assert not Message.objects.get(occasion="follow_confirm").text  # nobody reads there how to confirm


# ── Nobody learns who follows; nobody confirms for another ───────────────────────────────────────────────────


def test_the_answer_is_the_same_whoever_follows_already(province):
    new, known, full = (receive(province) for _ in range(3))
    followed(known)
    asked_twice = receive(province)
    ask(asked_twice)
    Follower.objects.bulk_create(
        Follower(dossier=full, channel="email", address=f"{n}@vi.du", code=full.receipt_code, asked_at=timezone.now())
        for n in range(MOST)
    )
    bodies = set()
    for dossier in (new, known, full, asked_twice):
        answer = ask(dossier)
        code = dossier.receipt_code
        body = text(answer).replace(codes.grouped(code), "CODE").replace(code, "CODE")
        bodies.add((answer.status_code, body, answer.headers["Content-Length"], bool(answer.cookies)))
    assert len(bodies) == 1
    assert "Nếu địa chỉ đúng, một thư xác nhận đã được gửi." in body
    assert not Follower.objects.filter(dossier=full, address=MAIL).exists()
    assert Message.objects.filter(occasion="follow_confirm", dossier=known).count() == 1  # it too is written to
    assert Follower.objects.get(dossier=known).confirmed_at is not None  # and goes on following


def test_programs_that_look_into_letters_confirm_and_leave_nothing(province):
    dossier = receive(province)
    ask(dossier)
    follower = Follower.objects.get()
    for method in ("get", "head"):
        for where in (f"/theo-doi/xac-nhan?k={confirm_key(follower.pk)}", f"/theo-doi/thoi?k={leave_key(follower.pk)}"):
            assert getattr(Client(), method)(where).status_code == 200
    follower.refresh_from_db()
    assert follower.confirmed_at is None
    assert confirm(follower).status_code == confirm(follower).status_code == 200
    follower.refresh_from_db()
    assert follower.confirmed_at is not None


def test_links_that_are_old_used_up_or_not_ours_say_so(province):
    dossier = receive(province)
    ask(dossier)
    follower = Follower.objects.get()
    key = confirm_key(follower.pk)
    Follower.objects.update(asked_at=timezone.now() - timedelta(hours=24, minutes=1))
    Message.objects.all().delete()
    for answer in (confirm(follower), Client().get("/theo-doi/xac-nhan", {"k": key})):
        assert answer.status_code == 404
        assert "Liên kết này không còn dùng được." in text(answer)
    ask(dossier)  # once more
    assert confirm(follower).status_code == 200

    for _press in range(2):
        assert Client().post("/theo-doi/thoi", {"k": leave_key(follower.pk)}).status_code == 200
    assert confirm(follower).status_code == 404
    for wrong in ("", "x", leave_key(follower.pk), "\x01", "é" * 300, confirm_key(10**30)):
        answer = Client().post("/theo-doi/xac-nhan", {"k": wrong})
        assert (answer.status_code, "Liên kết này không" in text(answer)) == (404, True), wrong
    assert Client().post("/theo-doi/thoi", {"k": key}).status_code == 404


def test_nobody_is_bombed_with_letters(province, monkeypatch):
    dossier, other = receive(province), receive(province)
    answers = {text(ask(dossier)) for _ in range(limits.SAME_LETTERS + 2)}
    assert len(answers) == 1
    assert Message.objects.count() == limits.SAME_LETTERS
    ask(other)
    assert Message.objects.count() == limits.SAME_LETTERS + 1
    monkeypatch.setattr(limits, "STRANGER_S_LETTERS", 9)
    monkeypatch.setattr(limits, "ONE_S_LETTERS", 6)
    assert ask(other).status_code == 200
    assert Message.objects.count() == limits.SAME_LETTERS + 1  # one address, many codes
    refused = ask(other, "khac@vi.du")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)


def test_without_the_limiter_s_server_it_is_stricter(province, monkeypatch):
    dossier = receive(province)
    monkeypatch.setattr(limits, "_ask", lambda *_commands: None)
    for _ in range(limits.SAME_LETTERS):
        ask(dossier)
    assert 0 < Message.objects.count() < limits.SAME_LETTERS


def test_what_was_mistyped_is_said_at_its_field_and_kept(province, settings):
    dossier = receive(province)
    shown = text(Client().get(page(dossier)))
    assert 'name="email"' in shown
    assert 'name="phone"' not in shown
    for wrong in (
        "",
        "ba tu",
        "a@b",
        "x" * 300 + "@vi.du",
        "ba@vi.du\r\nBcc: x@vi.du",
        "bà@vi.du,x@vi.du",
        "<b>@vi.du",
    ):
        answer = ask(dossier, wrong)
        assert answer.status_code == 400, wrong
        assert text(answer).count("địa chỉ thư điện tử") + text(answer).count("Địa chỉ thư điện tử") >= 2
        assert "<b>" not in text(answer)
    assert 'value="ba tu"' in text(ask(dossier, "ba tu"))
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console"}
    assert "hoặc số điện thoại di động" in text(ask(dossier, ""))
    answer = ask(dossier, "", phone="0277 3800 000")
    assert (answer.status_code, 'value="0277 3800 000"' in text(answer)) == (400, True)
    settings.MESSAGE_WAYS = {}
    for answer in (Client().get(page(dossier)), ask(dossier)):
        assert "Cổng chưa gửi được tin." in text(answer)
    assert not Follower.objects.exists()


def test_codes_that_open_nothing_and_dossiers_that_have_ended_are_not_followed(province):
    gone = receive(province)
    Dossier.objects.filter(pk=gone.pk).update(voided_at=gone.received_at)
    ended = at_office(province)
    press(ended, actions.stop, province.officer, "2026-03-03 10:00", reason="Trùng", reason_class="other")
    nothing = codes.new_receipt_code()
    for code, status in {nothing: 404, "H20.6-260302-0001": 303, "x": 400, gone.receipt_code: 410}.items():
        assert Client().post(f"/tra-cuu/{code}/theo-doi", {"email": MAIL}).status_code == status, code
    assert "đã kết thúc" in text(ask(ended))
    assert 'name="email"' not in text(Client().get(page(ended)))
    assert not Follower.objects.exists()
    assert Client().get(f"/tra-cuu/{codes.grouped(ended.receipt_code)}/theo-doi").headers["Location"] == page(ended)


# ── By telephone ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_telephone_proves_itself_by_six_digits_and_leaves_by_them(province, gateway):
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


def _digits_sent(dossier, gateway) -> str:
    assert ask(dossier, "", phone="0912 345 678").status_code == 200
    actions.deliver("sms")
    assert gateway.got[-1].to == "+84912345678"
    return re.search(r"\b\d{6}\b", gateway.got[-1].text)[0]


def _type(dossier, digits: str, **more):
    return Client().post(page(dossier), {"phone": "0912 345 678", "so": digits, **more})
