"""Whether and in which language an applicant is told: asked at the counter, changed there, or by the applicant."""

from urllib.parse import quote

import pytest
from django.core import signing

from dossiers import limits
from dossiers.actions.telling import tell
from dossiers.models import Dossier, Intake, Message, Note
from dossiers.reads.messages import dossier_of_key, stop_address, stop_key
from tests.citizens.conftest import counters  # noqa: F401 - a fixture
from tests.dossiers.working import refused
from tests.province import receive
from tests.staff.conftest import begin, enter  # noqa: F401 - fixtures
from tests.staff.pages import at_field, page, said, text

pytestmark = pytest.mark.usefixtures("counters")


def told_in() -> str:
    return Dossier.objects.get().told_in


# ── At the intake ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "words", "kept"),
    [({}, "Tiếng Việt", "vi"), ({"told_in": "en"}, "English", "en"), ({"told_in": "khong"}, "Không nhận tin", "")],
)
def test_it_is_asked_at_the_intake_shown_before_the_press_and_kept(province, begin, typed, words, kept):  # noqa: F811
    draft = begin(province.clerk, province.building)
    draft.who(**typed)
    draft.what()
    assert f"Nhận tin báo về hồ sơ {words}" in said(draft.client.get(draft.page("kiem-tra")))
    draft.send()
    assert told_in() == kept


def test_the_choice_stays_typed(province, begin):  # noqa: F811
    draft = begin(province.clerk, province.building)
    draft.who(told_in="en", name="")
    assert '<option value="en" selected>' in draft.shown("nguoi-nop")
    assert at_field(draft.who(told_in="fr"), "told_in") == "Chọn một cách trong danh sách."
    draft.who(told_in="en")
    draft.what()
    draft.send()
    assert told_in() == "en"


def test_the_same_press_with_another_choice_is_another_press(province):
    first = receive(province, told_in="en")
    key = Intake.objects.get().key
    assert receive(province, told_in="en", key=key) == first
    with refused("other_content"):
        receive(province, told_in="", key=key)


def test_a_refusal_is_told_as_was_chosen_too(province, begin):  # noqa: F811
    draft = begin(province.clerk, province.building)
    draft.who(told_in="khong")
    draft.what()
    draft.press(do="refuse", refusal="Không đủ giấy tờ")
    assert told_in() == ""


# ── At the counter, later ────────────────────────────────────────────────────────────────────────────────────


def test_the_counter_sets_it_and_a_note_says_who(province, enter):  # noqa: F811
    dossier = receive(province)
    clerk = enter(province.clerk)
    shown = text(clerk.get(page(dossier)))
    assert f'action="{page(dossier, "nhan-tin")}"' in shown
    assert "Nhận tin báo về hồ sơ Tiếng Việt" in said(clerk.get(page(dossier)))

    for _press in range(2):
        assert clerk.post(page(dossier, "nhan-tin"), {"told_in": "khong"}).url == page(dossier)

    assert told_in() == ""
    note = Note.objects.get()
    assert (note.by, note.text) == (province.clerk, "Nhận tin báo về hồ sơ, theo lời người nộp: Không nhận tin.")
    assert Dossier.objects.get().version == dossier.version  # nobody's open page became stale


def test_who_may_not_set_it_is_told_so_and_does_not_see_the_button(province, enter):  # noqa: F811
    dossier = receive(province)
    answers = {
        "officer": 409, "clerk_b": 404, "auditor": 403, "leader": 302,
    }  # fmt: skip
    for who, status in answers.items():
        person = enter(getattr(province, who))
        assert person.post(page(dossier, "nhan-tin"), {"told_in": "en"}).status_code == status, who
    assert f'action="{page(dossier, "nhan-tin")}"' not in text(enter(province.officer).get(page(dossier)))
    leader = enter(province.leader)
    for wrong in ({"told_in": "fr"}, {}, {"told_in": "\x00"}):
        answer = leader.post(page(dossier, "nhan-tin"), wrong)
        assert (answer.status_code, told_in()) == (400, "en")
    assert "Chọn một cách trong danh sách." in text(answer)


# ── By the applicant ─────────────────────────────────────────────────────────────────────────────────────────


def choice(dossier) -> str:
    return f"/tra-cuu/{dossier.receipt_code}/nhan-tin"


def opened(client, dossier):
    """With the details open."""
    client.post(f"/tra-cuu/{dossier.receipt_code}", {"so_cuoi": "0123"})
    return client


def test_the_choice_lies_with_the_details_and_nowhere_else(client, province):
    dossier = receive(province)
    address = f"/tra-cuu/{dossier.receipt_code}"
    assert "nhan-tin" not in text(client.get(address))

    shown = text(opened(client, dossier).get(address))
    assert f'action="{choice(dossier)}"' in shown
    assert '<option value="vi" lang="vi" selected>' in shown

    answer = client.post(choice(dossier), {"told_in": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert told_in() == "en"
    assert '<option value="en" lang="en" selected>' in text(client.get(address))
    assert client.post(choice(dossier), {"told_in": "khong"}).status_code == 303
    assert told_in() == ""


def test_without_open_details_nothing_is_changed(client, province):
    dossier = receive(province)
    for address in (choice(dossier), "/tra-cuu/9999-9999-9999/nhan-tin", "/tra-cuu/H20.6-260302-0001/nhan-tin"):
        for answer in (client.post(address, {"told_in": "khong"}), client.get(address)):
            assert answer.status_code in (303, 400), address
    assert told_in() == "vi"

    opened(client, dossier)
    for wrong in ({}, {"told_in": "fr"}, {"told_in": ""}):
        assert client.post(choice(dossier), wrong).status_code == 400
    assert told_in() == "vi"


def test_who_left_nowhere_to_write_to_is_not_asked(client, province):
    dossier = receive(province)
    Dossier.objects.filter(pk=dossier.pk).update(applicant_phone="")
    client.post(f"/tra-cuu/{dossier.receipt_code}", {"so_cuoi": "1234"})
    shown = text(client.get(f"/tra-cuu/{dossier.receipt_code}"))
    assert "Người tiếp nhận" in shown
    assert "told_in" not in shown


def test_the_address_in_an_e_mail_asks_and_its_button_stops(client, province, settings):
    settings.MESSAGE_WAYS = {"sms": "console"}
    dossier = receive(province)
    address = stop_address(Message(dossier=dossier, language="en")).removeprefix(settings.PUBLIC_URL)
    assert dossier.receipt_code not in address

    asked = text(client.get(address))
    assert 'name="k"' in asked
    assert dossier.receipt_code[:4] not in asked
    assert told_in() == "vi"  # programs that look into e-mails stop nothing
    assert (
        f'href="/thoi-nhan-tin?k={quote(stop_key(dossier.pk))}&amp;lang=vi"' in asked
    )  # the address asked for English

    for _press in range(2):
        assert client.post("/thoi-nhan-tin", {"k": stop_key(dossier.pk)}).status_code == 200
    assert told_in() == ""
    tell()
    assert not Message.objects.exists()

    Dossier.objects.update(told_in="vi")
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert told_in() == ""


def test_a_key_that_is_not_ours_stops_nothing_says_so_and_is_counted(client, province, monkeypatch):
    dossier = receive(province)
    mine = stop_key(dossier.pk)
    other = signing.Signer(salt="other").sign_object(dossier.pk)
    keys = ["", "x", "a:b", other, f"{mine}x", "é" * 300, "\x01", stop_key(10**12)]
    monkeypatch.setattr(limits, "MISSES", 2 * len(keys) + 1)
    for key in keys:
        assert client.get("/thoi-nhan-tin", {"k": key}).status_code == (
            404 if dossier_of_key(key[:200]) is None else 200
        )
        answer = client.post("/thoi-nhan-tin", {"k": key})
        assert answer.status_code == 404
        assert "Địa chỉ này không còn dùng được." in text(answer)
    assert told_in() == "vi"

    assert [client.get("/thoi-nhan-tin?k=x").status_code for _try in range(3)][-1] == 429
    assert client.post("/thoi-nhan-tin", {"k": mine}).status_code == 429
    assert told_in() == "vi"


def test_a_voided_dossier_s_address_leads_nowhere(client, province):
    dossier = receive(province)
    Dossier.objects.filter(pk=dossier.pk).update(voided_at=dossier.received_at)
    assert client.post("/thoi-nhan-tin", {"k": stop_key(dossier.pk)}).status_code == 404
