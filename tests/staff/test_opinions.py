"""Another agency is asked on one page and answers on another; the dossier's own clock goes on."""

import re
from datetime import timedelta

import pytest

from agencies.models import Agency
from dossiers.models import Dossier, Opinion
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import at_field, page, press, preview, said, text

ASK, ANSWER = "lay-y-kien", "tra-loi-y-kien"
QUESTION = "Thửa đất có nằm trong quy hoạch giao thông không?"


@pytest.fixture
def dossier(province, advance, moments):
    return advance(receive(province), province.clerk)


@pytest.fixture
def asked(province, enter, dossier):
    """The commune is asked on Monday, to answer by Thursday."""
    done = press(enter(province.officer), dossier, ASK, agency=province.commune.pk, question=QUESTION,
                 answer_by="12/03/2026")  # fmt: skip
    assert done.status_code == 302
    return Opinion.objects.get()


def test_the_page_offers_every_other_agency_by_kind_and_a_day_in_three(province, enter, dossier):
    Agency.objects.filter(pk=province.other.pk).update(is_active=False)
    opened = text(enter(province.officer).get(page(dossier, ASK)))
    choices = re.search(r'<select name="agency".*?</select>', opened, re.S)[0]
    assert '<optgroup label="Xã, phường">' in choices
    assert "UBND phường Mỹ Tho" in choices
    assert "UBND phường Cao Lãnh" not in choices  # works no more
    assert "Sở Xây dựng" not in choices  # decides itself
    assert 'value="12/03/2026"' in opened
    assert "Lấy ý kiến …, hẹn trả lời ngày …/…/……." in preview(enter(province.officer).get(page(dossier, ASK)))


def test_what_is_asked_stands_on_the_page_and_no_date_moves(province, enter, dossier, asked):
    due_at = dossier.due_at
    shown = said(enter(province.officer).get(page(dossier)))
    assert "UBND phường Mỹ Tho Đang chờ trả lời" in shown
    assert QUESTION in shown
    assert "hẹn trả lời 17:00 12/03/2026" in shown
    assert "Lấy ý kiến UBND phường Mỹ Tho, hẹn trả lời ngày 12/03/2026" in shown
    assert Dossier.objects.get().due_at == due_at


def test_the_asked_read_the_dossier_answer_and_do_nothing_else(province, enter, advance, dossier, asked):
    asked_officer = enter(province.officer_b)
    opened = asked_officer.get(page(dossier))
    assert opened.status_code == 200
    assert f'class="button" href="{page(dossier, ANSWER)}"' in text(opened)
    links = set(re.findall(rf'href="{page(dossier)}/([a-z-]+)"', text(opened)))
    assert links <= {ANSWER, "thoi-han", "giay-to", "dien-bien", "ghi-chu", "tep"}
    for slug in ("chuyen-buoc", ASK, "tam-dung", "tu-choi-giai-quyet", "yeu-cau-bo-sung"):
        assert asked_officer.get(page(dossier, slug)).status_code == 403, slug
    assert enter(province.clerk_b).get(page(dossier, ANSWER)).status_code == 403

    form = asked_officer.get(page(dossier, ANSWER))
    assert QUESTION in said(form)
    assert "UBND phường Mỹ Tho đã trả lời ý kiến." in preview(form)
    assert f'value="{asked.pk}" selected' in text(form)
    empty = press(asked_officer, dossier, ANSWER, opinion=asked.pk, answer="")
    assert (empty.status_code, at_field(empty, "answer")) == (400, "Ghi nội dung trả lời.")
    assert (
        press(asked_officer, dossier, ANSWER, opinion=asked.pk, answer="Không nằm trong quy hoạch.").status_code == 302
    )

    shown = said(enter(province.officer).get(page(dossier)))
    assert "Đã trả lời" in shown
    assert "Không nằm trong quy hoạch." in shown
    assert "Võ Thành Tâm" in shown
    again = asked_officer.get(page(dossier, ANSWER))
    assert again.status_code == 409
    assert "Không có ý kiến nào đang chờ trả lời." in said(again)


def test_who_asked_may_write_it_down_with_the_paper_it_came_by(province, enter, dossier, asked):
    officer = enter(province.officer)
    bare = press(officer, dossier, ANSWER, opinion=asked.pk, answer="Thống nhất.")
    assert (bare.status_code, at_field(bare, "document")) == (400, "Ghi số và ngày văn bản trả lời.")
    assert "Thống nhất." in text(bare)
    done = press(officer, dossier, ANSWER, opinion=asked.pk, answer="Thống nhất.", document="12/UBND ngày 11/03/2026")
    assert done.status_code == 302
    assert "theo văn bản 12/UBND ngày 11/03/2026" in said(officer.get(page(dossier)))


def test_an_answer_that_comes_late_says_so(province, enter, moments, dossier, asked):
    moments.to(MONDAY + timedelta(days=7))
    officer = enter(province.officer_b)
    assert "Quá hạn trả lời" in said(officer.get(page(dossier)))
    press(officer, dossier, ANSWER, opinion=asked.pk, answer="Thống nhất.")
    assert "Đã trả lời, muộn hơn hẹn" in said(officer.get(page(dossier)))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"agency": ""}, "agency", "Chọn cơ quan được hỏi."),
        ({"agency": "0"}, "agency", "Chọn một cơ quan trong danh sách."),
        ({"agency": "1\x00"}, "agency", "Chọn một cơ quan trong danh sách."),
        ({"agency": "self"}, "agency", "Chọn một cơ quan trong danh sách."),
        ({"question": " "}, "question", "Ghi nội dung cần lấy ý kiến."),
        ({"answer_by": ""}, "answer_by", "Nhập hạn trả lời, ví dụ 05/02/2026."),
        ({"answer_by": "08/03/2026"}, "answer_by", "Hạn trả lời không được trước hôm nay hoặc đã hết giờ làm việc."),
        ({"answer_by": "14/03/2026"}, "answer_by", "Ngày 14/03/2026 là ngày nghỉ. Chọn một ngày làm việc."),
        ({"answer_by": "31/12/9999"}, "answer_by", "Hạn trả lời phải trong vòng một năm. Kiểm tra lại năm đã nhập."),
    ],
)
def test_a_bad_question_is_told_at_its_field_and_kept(province, enter, dossier, changes, field, sentence):
    typed = {"agency": province.commune.pk, "question": QUESTION, "answer_by": "12/03/2026", **changes}
    if typed["agency"] == "self":
        typed["agency"] = province.department.pk
    answer = press(enter(province.officer), dossier, ASK, **typed)
    assert answer.status_code == 400
    assert at_field(answer, field) == sentence or sentence is None
    if "question" not in changes:
        assert QUESTION in text(answer)
    assert not Opinion.objects.exists()


def test_an_agency_is_asked_once_at_a_time(province, enter, dossier, asked):
    again = press(enter(province.officer), dossier, ASK, agency=province.commune.pk, question="Hỏi lại",
                  answer_by="12/03/2026")  # fmt: skip
    assert again.status_code == 400
    assert at_field(again, "agency") == "Đang chờ ý kiến của “UBND phường Mỹ Tho” rồi."


@pytest.mark.parametrize("opinion", ["", "0", "x", "9" * 30, "1\x00"])
def test_only_an_open_question_is_answered(province, enter, dossier, asked, opinion):
    answer = press(enter(province.officer_b), dossier, ANSWER, opinion=opinion, answer="Thống nhất.")
    assert answer.status_code == 400
    assert at_field(answer, "opinion")
    assert Opinion.objects.get().answered_at is None


def test_each_answers_only_what_was_asked_of_them(province, enter, dossier, asked):
    press(enter(province.officer), dossier, ASK, agency=province.other.pk, question="Còn phường bên cạnh?",
          answer_by="12/03/2026")  # fmt: skip
    other = Opinion.objects.get(agency=province.other)
    form = enter(province.officer_b).get(page(dossier, ANSWER))
    assert "Còn phường bên cạnh?" not in said(form)
    refused = press(enter(province.officer_b), dossier, ANSWER, opinion=other.pk, answer="Thay cho bạn.")
    assert (refused.status_code, at_field(refused, "opinion")) == (400, "Chọn một ý kiến trong danh sách.")
    both = enter(province.leader).get(page(dossier, ANSWER))
    assert "UBND phường Mỹ Tho –" in said(both)
    assert "UBND phường Cao Lãnh –" in said(both)


def test_the_applicant_reads_that_an_opinion_is_awaited_and_that_it_came(province, enter, client, dossier, asked):
    public = f"/tra-cuu/{dossier.receipt_code}"
    assert "Lấy ý kiến UBND phường Mỹ Tho, hẹn trả lời ngày 12/03/2026" in said(client.get(public))
    assert QUESTION not in said(client.get(public))
    press(enter(province.officer_b), dossier, ANSWER, opinion=asked.pk, answer="Không nằm trong quy hoạch.")
    assert "UBND phường Mỹ Tho đã trả lời ý kiến" in said(client.get(public))
    assert "Không nằm trong quy hoạch." not in said(client.get(public))
