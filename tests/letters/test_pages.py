"""Where letters are printed from: one press on the page where each is needed, and the page that lists them all."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access, AccessKind, Letter, LetterKind, Message, MessageState
from tests import busy
from tests.province import receive
from tests.staff.conftest import advance, enter  # noqa: F401 - fixtures
from tests.staff.pages import page, press, said, text
from tests.staff.plants import act, asked, at_office

ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ.", "papers": "Bản vẽ"}


def forms_on(response) -> dict[str, str]:
    """Its name → the letter that it presses, of each printing form."""
    found = re.findall(r'<form class="print no-print" id="in-([^"]+)" method="post" action="([^"]+)"', text(response))
    return {name: address.rpartition("/")[2] for name, address in found}


def buttons_in_banner(response) -> list[str]:
    banner = re.search(r'<p class="banner banner--success".*?</p>', text(response), re.S)[0]
    return re.findall(r'form="in-([^"]+)"', banner)


@pytest.fixture
def made(province, settings, tmp_path):
    settings.ATTACHMENTS_ROOT = tmp_path
    return busy.department(province)


def test_each_letter_has_its_button_where_it_is_needed(province, enter, made):  # noqa: F811
    officer, names = enter(province.officer), ("asked", "voided")  # test_offers has every state
    found = {name: set(forms_on(officer.get(page(getattr(made, name))))) for name in names}
    assert found == {"asked": {"receipt", "control", "passing", "supplement-1"}, "voided": {"control"}}
    for name in found:  # the page that lists them offers the same, and none twice
        listed = officer.get(page(getattr(made, name), "giay-to"))
        assert set(forms_on(listed)) == found[name]
        assert text(listed).count("/in/") == len(found[name])
        assert not forms_on(enter(province.auditor).get(page(getattr(made, name))))


def test_the_move_that_makes_a_letter_due_offers_it_in_its_banner(province, enter):  # noqa: F811
    """The button presses a form that is on the page. Which letter is due after which move: test_offers."""
    p = province
    answer_by = f"{timezone.localdate() + timedelta(days=20):%d/%m/%Y}"
    for who, dossier, slug, typed, due in (
        (p.officer, at_office(p), "yeu-cau-bo-sung", {**ASKED, "answer_by": answer_by}, ["supplement-1"]),
        (p.leader, at_office(p), "phan-cong", {"to": p.officer.pk}, []),
    ):
        client = enter(who)
        answer = press(client, dossier, slug, **typed)
        assert answer.status_code == 302, (slug, said(answer))
        shown = client.get(answer.url)
        assert buttons_in_banner(shown) == due, slug
        assert set(due) <= set(forms_on(shown)), slug


def test_one_press_makes_the_letter_and_opens_it(province, enter):  # noqa: F811
    dossier, clerk = receive(province), enter(province.clerk)

    pressed = clerk.post(page(dossier, "in/giay-tiep-nhan"))

    letter = Letter.objects.get(dossier=dossier)
    opened = clerk.get(pressed.url)
    assert (opened["Content-Type"], opened.content) == ("application/pdf", bytes(letter.pdf))
    assert opened["Content-Disposition"] == f'inline; filename="receipt-1-{letter.year}.pdf"'
    assert "no-store" in opened["Cache-Control"]
    row = Access.objects.latest("pk")
    assert (row.kind, row.dossier_id, row.user, row.what) == (
        AccessKind.PRINTED, dossier.pk, province.clerk, str(letter),
    )  # fmt: skip
    assert clerk.post(page(dossier, "in/giay-tiep-nhan")).url == pressed.url


def test_each_round_of_asking_has_its_own_slip(province, enter):  # noqa: F811
    p, now = province, timezone.now()
    dossier = act(actions.receive_supplement, asked(p, at_office(p), now), p.clerk, now)
    asked(p, act(actions.permit_supplement, dossier, p.leader, now, reason="Bản vẽ sai"), now)
    clerk = enter(p.clerk)

    for which in ("1", "2", ""):
        clerk.post(page(dossier, "in/phieu-bo-sung"), {"which": which})

    assert [letter.facts["round"] for letter in Letter.objects.order_by("pk")] == [1, 2]  # without: the last, again
    assert {"supplement-1", "supplement-2"} <= set(forms_on(clerk.get(page(dossier))))


def test_a_press_too_early_or_astray_is_told_and_prints_nothing(province, enter):  # noqa: F811
    dossier = act(actions.void, receive(province), province.clerk, timezone.now(), reason_class="trial", reason="Thử")
    clerk = enter(province.clerk)
    astray = [("phieu-bo-sung", which) for which in ("7", "-1", "x" * 500)]
    for slug, which in [("giay-tiep-nhan", "1"), *astray]:
        answer = clerk.post(page(dossier, f"in/{slug}"), {"which": which}, follow=True)
        assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, page(dossier)), slug
        assert 'class="banner banner--error"' in text(answer), slug
    assert clerk.post(page(dossier, "in/so-do")).status_code == 404
    assert not Letter.objects.exists()


def test_who_may_make_a_letter_and_who_may_read_it(province, enter):  # noqa: F811
    p, dossier = province, receive(province)
    letter = actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=p.clerk, now=timezone.now())
    rows = Access.objects.count()
    wrong = {}
    for who, makes, reads in (
        ("clerk", 302, 200), ("officer", 302, 200), ("leader", 302, 200), ("clerk_b", 404, 404),
        ("leader_b", 404, 404), ("auditor", 403, 200), ("administrator", 403, 403),
    ):  # fmt: skip
        client = enter(getattr(p, who))
        rows += reads == 200
        found = (client.post(page(dossier, "in/giay-tiep-nhan")).status_code,
                 client.get(f"/can-bo/giay/{letter.pk}").status_code)  # fmt: skip
        if found != (makes, reads) or Access.objects.count() != rows:
            wrong[who] = found
    assert wrong == {}
    assert Letter.objects.count() == 1


def test_a_letter_about_several_is_for_whoever_works_at_its_agency_or_oversees_it(province, enter):  # noqa: F811
    p = province
    of = {"kind": LetterKind.REGISTER, "agency": p.commune, "year": 2026, "number": 1, "basis": "TT 03/2025/TT-VPCP"}
    now = timezone.now()
    letter = Letter.objects.create(
        **of, subject="register:1", facts={}, pdf=b"%PDF-1.7", made_at=now, made_by=p.clerk_b
    )
    people = ("clerk", "officer", "leader", "clerk_b", "officer_b", "leader_b", "auditor", "administrator")
    found = {who: enter(getattr(p, who)).get(f"/can-bo/giay/{letter.pk}").status_code for who in people}
    assert found == {
        "clerk": 404, "officer": 404, "leader": 404, "clerk_b": 200, "officer_b": 200, "leader_b": 200,
        "auditor": 200, "administrator": 403,
    }  # fmt: skip
    assert enter(p.auditor).get(f"/can-bo/giay/{letter.pk + 1}").status_code == 404
    assert Access.objects.filter(kind=AccessKind.PRINTED, dossier=None).count() == 4


def test_the_page_lists_what_was_printed_and_what_was_told(province, enter):  # noqa: F811
    p, dossier = province, receive(province)
    now = timezone.now()
    letter = actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=p.clerk, now=now)
    of = {"dossier": dossier, "agency": p.department, "created_at": now, "next_at": now, "channel": "sms"}
    for n, (state, more) in enumerate((
        (MessageState.SENT, {"sent_at": now, "text": "Ho so {x} <b>da</b> tiep nhan.", "recipient": "0900***123",
                             "interruptions": 1, "attempts": 2}),
        (MessageState.DEAD, {"error": "Cổng tin nhắn không trả lời.", "attempts": 5}),
        (MessageState.DROPPED, {"error": "Hồ sơ đã hủy."}), (MessageState.PENDING, {}), (MessageState.SENDING, {}),
    )):  # fmt: skip
        Message.objects.create(**of, dedup_key=f"m{n}", occasion="accepted", state=state, **more)

    shown = enter(p.auditor).get(page(dossier, "giay-to"))

    words = said(shown)
    assert f"Giấy tiếp nhận và hẹn trả kết quả số {letter.facts['number']}" in words
    assert f'href="/can-bo/giay/{letter.pk}"' in text(shown)
    for told in (
        "Đã tiếp nhận Đã gửi Có thể đã gửi hai lần Tin nhắn SMS đến 0900***123", "đã thử 2 lần",
        "Ho so {x} <b>da</b> tiep nhan.", "Cổng tin nhắn không trả lời.", "Không gửi được", "Không gửi nữa",
        "Hồ sơ đã hủy.", "Chờ gửi", "Đang gửi", "Lê Thị Bích Ngọc in lần đầu",
    ):  # fmt: skip
        assert told in words, told
    assert "0900000123" not in words
    row = Access.objects.latest("pk")
    assert (row.user, row.kind, row.what) == (p.auditor, AccessKind.VIEWED, "Giấy tờ đã in, tin đã gửi")
    assert f'href="{page(dossier, "giay-to")}"' in text(enter(p.auditor).get(page(dossier)))


def test_long_lists_go_on_page_by_page_with_the_same_few_queries(province, enter, made):  # noqa: F811
    busy.told(province, made.full, 20)
    client, seen, address = enter(province.leader), [], page(made.full, "giay-to")
    while address:
        with CaptureQueriesContext(connection) as queries:
            shown = text(client.get(address))
        assert len(queries) <= 15
        seen.append((len(re.findall('href="/can-bo/giay/', shown)), shown.count("<summary>Lời tin")))
        link = re.search(r'href="(\?[^"]*tin=[^"]*)">Tin trước', shown)
        address = link and page(made.full, "giay-to") + link[1].replace("&amp;", "&")
    assert seen == [(15, 8), (15, 8), (15, 4)]
    older = re.search(r'href="(\?giay=\d+)">Giấy tờ in trước', text(client.get(page(made.full, "giay-to"))))[1]
    assert text(client.get(page(made.full, "giay-to") + older)).count('href="/can-bo/giay/') == 6
    assert client.get(page(made.full, "giay-to") + "?giay=abc&tin=-3").status_code == 200
