"""Nothing personal leaves the details: not on a page, in an address, a file, a message or the log."""

import logging
import re
from datetime import timedelta
from urllib.parse import unquote_plus

import pytest
import structlog
from django.test import Client
from django.utils import timezone

from dossiers import actions, codes
from dossiers.models import Dossier, Follower, Message, Note, Supplement
from tests.citizens.everywhere import addresses, filled

PHONE, IDENTITY, ANOTHER_IDENTITY = "0934567891", "087190246813", "087190135792"
# A word of its own for every field in which somebody writes about somebody.
APPLICANT = {
    "name": "Chimtennguoi Đoan", "identity": IDENTITY, "phone": PHONE, "email": "chimthu@vi.du",
    "address": "Chimdiachi 3", "representative_name": "Chimdaidien Bé", "representative_identity": ANOTHER_IDENTITY,
}  # fmt: skip
PAPER, NOTE, REASON, WANTED = "Chimgiayto", "Chimghichu", "Chimlydo", "Chimbosung"
FOLLOWER = "chimtheodoi@vi.du"
PEOPLE = ("Bích Ngọc", "Minh Khôi", "Quốc Dũng")  # who works there is nobody's business without the digits
NUMBERS = (PHONE, IDENTITY, ANOTHER_IDENTITY, PHONE[-9:])
CANARY = re.compile("|".join(["chim[a-z]+", *map(re.escape, NUMBERS), *PEOPLE]), re.IGNORECASE)
# What the last digits may show: what the office asks for and says, never who it is about.
OF_THE_DETAILS = {PAPER, REASON, WANTED, *PEOPLE}


def said(answer) -> str:
    """Everything that an answer says, headers and all."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unquote_plus("\n".join([body.decode(errors="replace"), *map(str, answer.headers.items())]))


def act(dossier: Dossier, verb, by, **more) -> None:
    fresh = Dossier.objects.get(pk=dossier.pk)
    verb(dossier_id=fresh.pk, by=by, now=timezone.now(), version=fresh.version, **more)


@pytest.fixture
def logged(caplog):
    """Every line that the portal logs, by structlog or the standard library."""
    caplog.set_level(logging.DEBUG)
    lines = []

    def keep(_logger, _method, event):
        lines.append(repr(event))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[keep], cache_logger_on_first_use=False)
    yield lambda: "\n".join([*lines, caplog.text])
    structlog.configure(**before)


@pytest.fixture
def dossier(province, settings):
    settings.MESSAGE_WAYS = {"email": "console"}
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"
    p = province
    made = filled(
        p, applicant=actions.Applicant(**APPLICANT), papers=[{"name": PAPER, "kind": "original", "copies": 1}]
    )
    actions.add_note(dossier_id=made.pk, by=p.officer, text=NOTE, now=timezone.now())
    actions.ask_to_follow(code=made.receipt_code, channel="email", address=FOLLOWER, language="vi")
    actions.confirm_following(follower_id=Follower.objects.get(dossier=made).pk)
    more = {"papers": [WANTED], "answer_by": timezone.localdate() + timedelta(days=9)}
    act(made, actions.request_supplement, p.officer, reason=REASON, **more)
    return Dossier.objects.get(pk=made.pk)


def every_address(dossier: Dossier) -> list[str]:
    return [*addresses(dossier), f"/?ma={dossier.receipt_code}", f"/tra-cuu?ma={codes.grouped(dossier.receipt_code)}"]


def test_no_public_page_file_or_log_line_says_anything_personal(client, province, dossier, logged):
    for language in ("vi", "en"):
        client.cookies["lang"] = language
        for address in every_address(dossier):
            assert not CANARY.search(unquote_plus(address))
            found = CANARY.search(said(client.get(address)))
            assert found is None, (address, found)
    wrong = client.post(f"/tra-cuu/{dossier.receipt_code}", {"so_cuoi": "0000"})
    assert CANARY.search(said(wrong)) is None
    official = client.post(f"/tra-cuu/ma-so/{dossier.official_code}", {"so_cuoi": PHONE[-4:]})
    assert official.status_code == 200
    assert CANARY.search(said(official)) is None
    assert CANARY.search(logged()) is None


def test_the_details_say_what_is_asked_and_who_handles_it_but_not_who_it_is_about(client, province, dossier, logged):
    address = f"/tra-cuu/{dossier.receipt_code}"
    opened = client.post(address, {"so_cuoi": PHONE[-4:]})
    assert CANARY.search(said(opened) + str(opened.cookies)) is None

    text = said(client.get(address))

    found = set(CANARY.findall(text))
    assert {PAPER, REASON, WANTED} <= found <= OF_THE_DETAILS
    assert "C.Đ." in text  # the name, masked
    for path in dict.fromkeys(re.findall(rf'(?:href|action)="({address}[^"#]*)"', text)):
        assert not CANARY.search(unquote_plus(path))
        answer = client.get(path)
        assert CANARY.search(unquote_plus(str(dict(answer.headers)))) is None, path  # file names are headers
    assert CANARY.search(logged()) is None


def test_who_follows_is_told_nothing_personal_and_is_nowhere_to_be_seen(province, dossier):
    actions.relay()
    actions.deliver("email")

    told = list(Message.objects.filter(dossier=dossier, follower__isnull=False))
    assert any("https://motcua.dongthap.gov.vn/" in message.text for message in told), told
    for message in told:
        assert CANARY.search(f"{message.subject} {message.text} {message.facts} {message.recipient}") is None
    page = said(Client().get(f"/tra-cuu/{dossier.receipt_code}/theo-doi"))
    assert "vi.du" not in page


def test_these_canaries_are_really_written_down(province, dossier):
    kept = str(Dossier.objects.filter(pk=dossier.pk).values())
    for value in (*APPLICANT.values(), PAPER):
        assert value in kept
    assert Supplement.objects.get(dossier=dossier).reason == REASON
    assert Note.objects.get(dossier=dossier).text == NOTE
    assert Follower.objects.get(dossier=dossier).address == FOLLOWER
