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
    _others(full, MOST, since=1)
    bodies = set()
    for dossier in (new, known, full, asked_twice):
        answer = ask(dossier)
        code = dossier.receipt_code
        body = text(answer).replace(codes.grouped(code), "CODE").replace(code, "CODE")
        bodies.add((answer.status_code, body, answer.headers["Content-Length"], bool(answer.cookies)))
    assert len(bodies) == 1
    assert "Nếu địa chỉ đúng và hồ sơ còn nhận thêm người theo dõi, một thư xác nhận đã được gửi." in body
    assert not Follower.objects.filter(dossier=full, address=MAIL).exists()
    assert Message.objects.filter(occasion="follow_confirm", dossier=known).count() == 1  # it too is written to
    assert Follower.objects.get(dossier=known).confirmed_at is not None  # and goes on following


def test_who_only_asks_keeps_nobody_out(province):
    dossier = receive(province)
    followed(dossier)
    _others(dossier, MOST - 1)
    ask(dossier, "moi@vi.du")
    found = Follower.objects.filter(dossier=dossier)
    assert (found.count(), found.filter(address="0@vi.du").exists()) == (MOST, False)  # the oldest made room
    assert confirm(found.get(address="moi@vi.du")).status_code == 200
    assert found.get(address=MAIL).confirmed_at is not None


def _others(dossier, n: int, since: int | None = None) -> None:
    """So many who asked, one a minute until now. since: the event after which they confirmed."""
    now = timezone.now()
    Follower.objects.bulk_create(
        Follower(
            dossier=dossier, channel="email", address=f"{i}@vi.du", code=dossier.receipt_code, since=since,
            asked_at=now - timedelta(minutes=n - i), confirmed_at=now if since else None,
        )
        for i in range(n)
    )  # fmt: skip


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
    dossier, other, known = (receive(province) for _ in range(3))
    followed(known)
    held = set()
    for one in (dossier, known):  # the same whoever follows already
        before = Message.objects.count()
        assert len({text(ask(one)) for _ in range(limits.SAME_LETTERS)}) == 1
        assert Message.objects.count() == before + limits.SAME_LETTERS
        answer = ask(one)
        assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
        held.add(text(answer).replace(codes.grouped(one.receipt_code), "CODE").replace(one.receipt_code, "CODE"))
        assert Message.objects.count() == before + limits.SAME_LETTERS
    assert len(held) == 1
    assert "nên lần này cổng chưa gửi thêm" in (said := held.pop())
    assert "đã được gửi" not in said
    Message.objects.all().delete()
    ask(other)
    assert Message.objects.count() == 1
    monkeypatch.setattr(limits, "ONE_S_LETTERS", 2 * limits.SAME_LETTERS + 1)
    assert ask(other).status_code == 429
    assert Message.objects.count() == 1  # one address, many codes
    monkeypatch.setattr(limits, "STRANGER_S_LETTERS", 1)
    refused = ask(other, "khac@vi.du")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert "Ông/Bà đã yêu cầu hoặc nhập sai nhiều lần." in text(refused)
    assert 'value="khac@vi.du"' in text(refused)
    assert page(other).endswith("/theo-doi") and "Theo dõi hồ sơ" in text(refused)


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
        '"ba tu"@vi.du',
        '"ba\x01"@vi.du',
        "ba@[127.0.0.1]",
        "ba@vi\u200b.du",
        "ba@vi\u00ad.du",
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
