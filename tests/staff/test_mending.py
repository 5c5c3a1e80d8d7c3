"""Mistakes set right, as people at desks do it."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dossiers import actions, wording
from dossiers.models import Correction, Dossier, RetiredCode
from dossiers.workflow import UNDOABLE, Move, Status
from tests.dossiers.working import FETCHED
from tests.letters.reading import words_of
from tests.province import receive
from tests.staff.pages import at_field, on_top, page, press, preview, reads, said, solid, text, version_in
from tests.staff.plants import VOIDED, WHO, act

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def with_result(province, advance):
    dossier = advance(receive(province), province.clerk, province.officer)
    return act(actions.finish, dossier, province.leader, timezone.now())


# ── Taking back ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_banner_offers_to_take_it_back_and_says_until_when(province, enter, at_office):
    officer = enter(province.officer)
    done = press(officer, at_office, "chuyen-buoc")
    until = Dossier.objects.get().updated_at + timedelta(minutes=15)

    shown = text(officer.get(done.url))

    assert f'<a href="{page(at_office, "hoan-tac")}">Hoàn tác</a> được đến {timezone.localtime(until):%H:%M}.' in shown
    assert f"Hoàn tác “Hoàn thành bước “Thẩm định”” (được đến {timezone.localtime(until):%H:%M})" in html.unescape(
        " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    )


def test_a_step_is_taken_back_after_seeing_what_it_means(province, enter, client, at_office):
    officer = enter(province.officer)
    before = reads(client, at_office)
    press(officer, at_office, "chuyen-buoc")

    opened = officer.get(page(at_office, "hoan-tac"))
    assert "Việc sẽ hoàn tác Hoàn thành bước “Thẩm định”" in said(opened)
    assert "Hồ sơ trở lại Bước “Thẩm định”, Phòng Chuyên môn, Sở Xây dựng" in said(opened)
    foretold = {language: preview(opened, language) for language in ("vi", "en")}
    assert press(officer, at_office, "hoan-tac").status_code == 302

    dossier = Dossier.objects.get()
    assert (dossier.current_step, Status(dossier.status)) == (3, Status.PROCESSING)
    for language, sentences in foretold.items():
        assert len(sentences) >= 3
        for sentence in sentences:
            assert solid(sentence).rstrip(".") in reads(client, dossier, language), (language, sentence)
    assert "đang ở bước 3/5" in before
    assert (
        "Hoàn tác" not in re.search(r'<div class="answer.*?</div>\s*</div>', text(officer.get(page(dossier))), re.S)[0]
    )


def test_only_who_made_it_and_their_leader_are_offered_it_and_only_for_a_while(province, enter, at_office):
    press(enter(province.officer), at_office, "chuyen-buoc")
    address, link = page(at_office, "hoan-tac"), f'href="{page(at_office, "hoan-tac")}"'

    for person, offered in ((province.officer, True), (province.leader, True), (province.clerk, False)):
        browser = enter(person)
        browser.get("/can-bo/")  # the green line is another's
        assert (link in text(browser.get(page(at_office)))) == offered, person
    refused = enter(province.clerk).get(address)
    assert refused.status_code == 409
    assert wording.REFUSED["undo_not_yours"] in said(refused)
    with time_machine.travel(timezone.now() + 16 * MINUTE, tick=False):
        officer = enter(province.officer)
        assert link not in text(officer.get(page(at_office)))
        late = officer.get(address)
        assert (late.status_code, wording.REFUSED["undo_late"] in said(late)) == (409, True)
        posted = officer.post(address, {"version": Dossier.objects.get().version})
        assert (posted.status_code, on_top(posted)) == (409, wording.REFUSED["undo_late"])
    assert Dossier.objects.get().current_step == 4


def test_a_result_handed_to_the_wrong_person_is_taken_back(province, enter, client, with_result):
    clerk = enter(province.clerk)
    before = reads(client, with_result)
    press(clerk, with_result, "tra-ket-qua", **FETCHED)
    foretold = preview(clerk.get(page(with_result, "hoan-tac")))
    press(clerk, with_result, "hoan-tac")

    after = reads(client, with_result)
    assert all(solid(sentence).rstrip(".") in after for sentence in foretold)
    assert "Đã xử lý xong" in after
    assert "Kết quả đã được trả" not in after
    assert "Đã xử lý xong" in before


def test_every_move_that_can_be_taken_back_has_its_words():
    assert {Move.UNDO, *UNDOABLE} <= set(wording.MOVE)


# ── The applicant's data ─────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_number_is_corrected_beside_what_stands_there(province, enter, client, at_office):
    clerk = enter(province.clerk)
    opened = clerk.get(page(at_office, "sua-nguoi-nop"))
    for stands in ("Nguyễn Thị Đoan", "087190001234", "0900000123"):
        assert f'value="{stands}"' in text(opened)
        assert f"Đang ghi: {stands}" in text(opened)
    assert "Đang ghi: để trống" in text(opened)

    done = press(clerk, at_office, "sua-nguoi-nop", **{**WHO, "phone": "0977 777 888"}, reason="Người nộp báo lại.")

    assert done.status_code == 302
    assert Dossier.objects.get().applicant_phone == "0977777888"
    assert Correction.objects.get().before == {"applicant_phone": "0900000123"}
    code = Dossier.objects.get().receipt_code
    assert client.post(f"/tra-cuu/{code}", {"so_cuoi": "7888"}).status_code == 303
    assert client.post(f"/tra-cuu/{code}", {"so_cuoi": "0123"}).status_code == 404
    assert "Sửa thông tin người nộp" in reads(client, at_office)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"phone": "12"}, "phone", "Số điện thoại có 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678."),
        ({"name": ""}, "name", "Nhập họ và tên người nộp hồ sơ."),
        ({"reason": " "}, "reason", "Ghi lý do để lãnh đạo xem lại được."),
        ({"representative_identity": "087190001235"}, "representative_name", "Nhập họ và tên người được ủy quyền."),
        ({"name": "x" * 201}, "name", "Nội dung dài quá 200 ký tự (đang có 201)."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(province, enter, at_office, typed, field, sentence):
    clerk = enter(province.clerk)
    answer = press(clerk, at_office, "sua-nguoi-nop", **{**WHO, "address": "Ấp 4", "reason": "Nhầm", **typed})
    assert (answer.status_code, at_field(answer, field)) == (400, sentence)
    assert 'value="Ấp 4"' in text(answer)


def test_nothing_changed_is_said_and_another_persons_change_is_not_lost(province, enter, at_office):
    clerk = enter(province.clerk)
    same = press(clerk, at_office, "sua-nguoi-nop", **WHO, reason="Nhầm")
    assert (same.status_code, on_top(same)) == (409, "Chưa có thông tin nào thay đổi.")

    version = version_in(clerk.get(page(at_office, "sua-nguoi-nop")))
    act(actions.complete_step, at_office, province.officer, timezone.now())
    typed = {**WHO, "name": "Nguyễn Thị Đoàn", "reason": "Nhầm", "version": version}
    stale = clerk.post(page(at_office, "sua-nguoi-nop"), typed)
    assert stale.status_code == 409
    assert 'value="Nguyễn Thị Đoàn"' in text(stale)
    again = clerk.post(page(at_office, "sua-nguoi-nop"), {**typed, "version": version_in(stale)})
    assert again.status_code == 302
    assert Dossier.objects.get().applicant_name == "Nguyễn Thị Đoàn"


# ── A lost receipt ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_code_leads_to_the_new_receipt(province, enter, client, at_office):
    clerk, old = enter(province.clerk), at_office.receipt_code
    opened = clerk.get(page(at_office, "cap-lai-ma"))
    foretold = {language: preview(opened, language) for language in ("vi", "en")}
    assert press(clerk, at_office, "cap-lai-ma", reason="").status_code == 400

    done = press(clerk, at_office, "cap-lai-ma", reason="Mất giấy; đã xem căn cước")

    assert done.url == f"/can-bo/ho-so/{at_office.pk}/giay-tiep-nhan"
    new = Dossier.objects.get().receipt_code
    receipt = text(clerk.get(done.url))
    assert f"{new[:4]}-{new[4:8]}-{new[8:]}" in receipt
    printed = clerk.post(page(at_office, "in/giay-tiep-nhan"), follow=True)
    assert f"{new[:4]}-{new[4:8]}-{new[8:]}" in words_of(printed.content)
    assert "mã cũ không còn dùng được" in receipt
    for language, sentences in foretold.items():
        there = said(client.get(f"/tra-cuu/{old}?lang={language}"))
        assert sentences
        assert all(solid(sentence) in there for sentence in sentences)
    assert RetiredCode.objects.get().code == old


# ── A mistaken intake ────────────────────────────────────────────────────────────────────────────────────────


def test_voiding_asks_again_and_says_word_for_word_what_will_be_read(province, enter, client, at_office):
    clerk = enter(province.clerk)
    opened = clerk.get(page(at_office, "huy-tiep-nhan"))
    assert "không phục hồi được" in said(opened)
    assert "Lý do: …" in preview(opened)  # not typed yet

    asked = press(clerk, at_office, "huy-tiep-nhan", **VOIDED)

    assert asked.status_code == 200
    assert Dossier.objects.get().voided_at is None
    assert "Ông/Bà có chắc chắn không?" in said(asked)
    assert "Tập huấn nhân viên mới" in text(asked)
    foretold = {language: preview(asked, language) for language in ("vi", "en")}
    assert "Lý do: Nhập thử, không có hồ sơ thật." in foretold["vi"]

    typed = {"version": version_in(asked), **VOIDED, "sure": "1"}
    done = clerk.post(page(at_office, "huy-tiep-nhan"), typed)
    assert done.status_code == 302
    assert Dossier.objects.get().voided_at is not None
    for language, sentences in foretold.items():
        there = reads(client, at_office, language)
        assert all(solid(sentence) in there for sentence in sentences), (language, sentences, there)
    after = text(clerk.get(page(at_office)))
    assert 'class="button" href' not in after
    assert page(at_office, "huy-tiep-nhan") not in after
    again = clerk.post(page(at_office, "huy-tiep-nhan"), typed)
    assert again.status_code == 409


def test_what_is_late_is_offered_neither_voiding_nor_another_agency(province, enter, advance, late):
    dossier = advance(late(), province.clerk)
    for person, slug in ((province.clerk, "huy-tiep-nhan"), (province.leader, "chuyen-co-quan")):
        browser = enter(person)
        assert f"/{slug}" not in text(browser.get(page(dossier)))
        answer = browser.get(page(dossier, slug))
        assert answer.status_code == 409
        assert "Hồ sơ đã quá hạn" in said(answer)
    posted = enter(province.clerk).post(
        page(dossier, "huy-tiep-nhan"), {"version": dossier.version, **VOIDED, "sure": "1"}
    )
    assert (posted.status_code, on_top(posted)) == (409, wording.REFUSED["void_overdue"])
    assert Dossier.objects.get().voided_at is None


def test_no_page_of_mending_asks_more_than_fifteen_questions(
    province, enter, with_result, django_assert_max_num_queries
):
    clerk = enter(province.clerk)
    fresh = receive(province)
    for dossier, slug in (
        (with_result, "tra-ket-qua"), (with_result, "sua-nguoi-nop"), (with_result, "cap-lai-ma"),
        (fresh, "huy-tiep-nhan"),
    ):  # fmt: skip
        clerk.get(page(dossier, slug))
        with django_assert_max_num_queries(15):
            answer = clerk.get(page(dossier, slug))
        assert (answer.status_code, len(answer.content) < 60_000, answer.content.count(b"<h1")) == (200, True, 1)
    leader = enter(province.leader)
    for dossier, slug in ((with_result, "hoan-tac"), (fresh, "chuyen-co-quan")):
        with django_assert_max_num_queries(15):
            assert leader.get(page(dossier, slug)).status_code == 200
