"""A clerk receives a dossier in pages; nothing typed is lost, nothing is received twice."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions, codes
from dossiers.models import Access, Dossier
from dossiers.reads.words import minute
from dossiers.workflow import Status
from tests.letters.reading import words_of
from tests.staff.pages import at_field, said, text


def test_a_dossier_goes_from_procedure_to_receipt(province, begin):
    draft = begin(province.clerk, province.building)
    assert draft.who().url == draft.page("giay-to")
    assert draft.what().url == draft.page("kiem-tra")

    check = text(draft.client.get(draft.page("kiem-tra")))
    assert "Nguyễn Thị Đoan" in check
    assert "0912345678" in check
    assert "20 ngày làm việc" in check
    assert "Vì sao là ngày này" in check
    assert "17:00" in check

    sent = draft.send()
    dossier = Dossier.objects.get()
    assert sent.url == f"/can-bo/ho-so/{dossier.pk}/giay-tiep-nhan"
    done = said(draft.client.get(sent.url))
    for shown in (codes.grouped(dossier.receipt_code), dossier.official_code, "Nguyễn Thị Đoan", "Hẹn trả 17:00",
                  f"20 ngày làm việc, tính từ {minute(dossier.received_at)}."):  # fmt: skip
        assert shown in done, shown


def test_the_page_after_an_intake_prints_form_01_with_one_press_and_stays(province, ready):
    draft = ready()
    done = draft.client.get(draft.send().url)
    dossier = Dossier.objects.get()
    action, target = re.search(r'<form method="post" action="([^"]+/in/[^"]+)" target="([^"]+)"', text(done)).groups()

    pdf = draft.client.post(action, follow=True)

    assert target == "_blank"
    assert pdf["Content-Type"] == "application/pdf"
    for shown in (codes.grouped(dossier.receipt_code), dossier.official_code, "1 Đơn đề nghị Bản chính 1"):
        assert shown in words_of(pdf.content), shown
    assert list(Access.objects.filter(kind="printed").values_list("dossier", flat=True)) == [dossier.pk]


def test_a_double_click_and_the_back_button_make_one_dossier(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    first, second = draft.send(), draft.send()
    assert first.url == second.url
    assert Dossier.objects.count() == 1


def test_what_was_sent_is_changed_on_the_dossier_and_no_longer_here(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    draft.send()
    dossier = Dossier.objects.get()

    for answer in (draft.who(name="Người khác"), draft.what(name_0="Khác"), draft.client.get(draft.page("kiem-tra"))):
        assert answer.url == f"/can-bo/ho-so/{dossier.pk}"
    assert "Phiếu này đã gửi rồi" in text(draft.client.get(answer.url))
    assert draft.send().url.endswith("/giay-tiep-nhan")
    assert Dossier.objects.get().applicant_name == "Nguyễn Thị Đoan"


def test_a_press_that_says_something_else_than_the_first_is_refused_with_the_reason(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    draft.send()
    actions.keep_answers(
        key=draft.key, by=province.clerk, now=timezone.now(), part="applicant", typed=draft.WHO | {"name": "Người khác"}
    )

    again = draft.send()

    assert again.status_code == 409
    assert "Phiếu này đã được gửi với nội dung khác" in text(again)
    assert "Người khác" in text(again)
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Nhập họ và tên người nộp hồ sơ."),
        ({"name": "Nguyễn\x00Văn A"}, "Nội dung có ký tự không đọc được"),
        ({"name": "Nguyễn\x07Văn A"}, "Nội dung có ký tự không đọc được"),
        ({"name": "A\u202eB"}, "Nội dung có ký tự không đọc được"),
        ({"name": "A" * 201}, "Nội dung dài quá 200 ký tự"),
        ({"identity": "12345"}, "Số giấy tờ gồm 9 hoặc 12 chữ số"),
        ({"identity": "٠٨٧١٩٠٠٠١٢٣٤"}, "Số giấy tờ gồm 9 hoặc 12 chữ số"),
        ({"phone": "12"}, "Số điện thoại có 10 chữ số"),
        ({"email": "khong-phai"}, "Thư điện tử chưa đúng dạng"),
        ({"identity": "", "phone": ""}, "người nộp cần 4 số cuối"),
    ],
)
def test_a_bad_answer_is_named_in_one_sentence_and_the_rest_stays(province, begin, changes, sentence):
    draft = begin(province.clerk, province.building)
    answer = draft.who(**changes)
    page = text(answer)
    assert answer.status_code == 400
    assert "Có chỗ cần sửa" in page
    assert sentence in page
    assert "<title>Lỗi:" in page
    assert "Ấp 3" in page
    assert page.count("<h1") == 1


def test_phones_and_numbers_are_read_as_people_write_them(province, begin):
    draft = begin(province.clerk, province.building)
    assert draft.who(phone="+84 912.345.678", identity="087 190 001 234").status_code == 302
    draft.what()
    draft.send()
    dossier = Dossier.objects.get()
    assert (dossier.applicant_phone, dossier.applicant_identity) == ("0912345678", "087190001234")


def test_a_dossier_without_any_paper_is_sent_back(province, begin):
    draft = begin(province.clerk, province.building)
    answer = draft.what(name_0="")
    assert answer.status_code == 400
    assert "Đánh dấu ít nhất một giấy tờ" in text(answer)


def test_the_checklist_of_the_procedure_is_offered(province, begin):
    province.building.papers = ["Bản vẽ", "Giấy chứng nhận"]
    province.building.save()
    draft = begin(province.clerk, province.building)
    draft.who()
    assert "Bản vẽ" in text(draft.client.get(draft.page("giay-to")))
    draft.what(has_1="on", kind_1="certified", copies_1="2", name_0="", kind_3="copy", kind_4="copy")
    draft.send()
    assert Dossier.objects.get().papers == [{"name": "Giấy chứng nhận", "kind": "certified", "copies": 2}]


def test_not_accepting_is_recorded_with_its_reason(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    silent = draft.send(do="refuse", refusal=" ")
    assert silent.status_code == 400
    assert "Ghi lý do cụ thể của việc không tiếp nhận" in text(silent)
    refused = draft.send(do="refuse", refusal="Không thuộc thẩm quyền.")
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.official_code) == (Status.NOT_ACCEPTED, None)
    page = draft.client.get(refused.url)
    assert page.status_code == 200
    assert "Không thuộc thẩm quyền." in text(page)
    assert draft.client.get(f"/can-bo/ho-so/{dossier.pk}/giay-tiep-nhan").status_code == 404


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ({"day": "31/02/2026", "hour": "08:00", "reason": "x"}, "Không có ngày 31/02/2026."),
        ({"day": "hôm qua", "hour": "08:00", "reason": "x"}, "Nhập ngày theo dạng ngày/tháng/năm"),
        ({"day": "05/02/2026", "hour": "25:00", "reason": "x"}, "Nhập giờ theo dạng giờ:phút"),
        ({"day": "05/02/2026", "hour": "", "reason": "x"}, "Nhập giờ nhận"),
        ({"day": "05/02/2026", "hour": "8h30", "reason": ""}, "Ghi lý do khi thời điểm tiếp nhận sớm hơn"),
        ({"day": "05/02/2999", "hour": "08:00", "reason": "x"}, "Thời điểm tiếp nhận không được ở tương lai."),
    ],
)
def test_a_bad_moment_of_post_has_one_clear_sentence(province, begin, moment, sentence):
    answer = begin(province.clerk, province.post).who(**moment)
    assert answer.status_code == 400
    assert text(answer).count(sentence) == 2  # in the summary and at the field
    assert moment["day"] in text(answer)


def test_post_may_have_come_earlier_with_a_reason(province, begin):
    before = timezone.localtime(timezone.now() - timedelta(days=3)).replace(second=0, microsecond=0)
    draft = begin(province.clerk, province.post)
    draft.who(day=f"{before:%d/%m/%Y}", hour=f"{before:%Hh%M}", reason="Bưu tá giao hôm trước")
    draft.what()
    assert f"{before:%H:%M %d/%m/%Y}" in text(draft.client.get(draft.page("kiem-tra")))
    draft.send()
    assert Dossier.objects.get().received_at == before


def test_rules_that_ended_since_the_choice_are_refused_and_everything_typed_stays(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    province.building.valid_to = timezone.localdate() - timedelta(days=1)
    province.building.save()
    answer = draft.send()
    assert answer.status_code == 409
    assert "không có quy định nào có hiệu lực" in text(answer)
    assert "Nguyễn Thị Đoan" in text(answer)


def test_skipping_a_page_leads_to_it(province, begin):
    draft = begin(province.clerk, province.building)
    assert draft.client.get(draft.page("kiem-tra")).url == draft.page("nguoi-nop")
    draft.who()
    assert draft.send().url == draft.page("giay-to")
    draft.who(name="")
    answer = draft.client.get(draft.page("kiem-tra"), follow=True)
    assert "Trang này còn chỗ cần điền hoặc cần sửa" in text(answer)
    assert not Dossier.objects.exists()


def test_an_attack_in_a_name_is_only_text(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who(name='<script>alert("1")</script>')
    draft.what(name_0="{{ 7|add:7 }}<img src=x onerror=1>")
    page = text(draft.client.get(draft.send().url))
    assert "<script" not in page
    assert "<img src=x" not in page


def test_a_change_from_the_check_page_comes_back_to_it(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()

    assert f'href="{draft.page("nguoi-nop")}?sua=1"' in draft.shown("kiem-tra")
    answer = draft.client.post(draft.page("nguoi-nop") + "?sua=1", {**draft.WHO, "name": "Trần Văn Bé"})

    assert answer.url == draft.page("kiem-tra")
    assert "Trần Văn Bé" in draft.shown("kiem-tra")


def test_a_representative_comes_with_the_paper_that_stands_for_it(province, begin):
    draft = begin(province.clerk, province.building)
    alone = draft.who(representative_name="Lê Văn Tư", representative_identity="087 190 005 678")
    assert alone.status_code == 400
    assert at_field(alone, "authority") == "Nhập giấy tờ ủy quyền mà người được ủy quyền đã nộp."
    assert (
        at_field(draft.who(authority="Giấy ủy quyền"), "representative_name") == "Nhập họ và tên người được ủy quyền."
    )

    draft.who(representative_name="Lê Văn Tư", representative_identity="087190005678", authority="Giấy ủy quyền số 15")
    draft.what()
    draft.send()

    dossier = Dossier.objects.get()
    assert (dossier.representative_name, dossier.representative_identity) == ("Lê Văn Tư", "087190005678")
    assert dossier.papers[-1] == {"name": "Giấy tờ ủy quyền: Giấy ủy quyền số 15", "kind": "original", "copies": 1}


def test_the_cursor_waits_in_the_first_field_until_there_is_something_to_mend(province, begin):
    draft = begin(province.clerk, province.building)
    page, wrong = draft.shown("nguoi-nop"), text(draft.who(name=""))

    assert next(line for line in page.split("<") if "autofocus" in line).startswith('input type="text" name="identity"')
    assert wrong.count("autofocus") == 1
    assert 'class="problem" role="alert" tabindex="-1" autofocus' in wrong
    assert draft.shown("giay-to").count("autofocus") == 1
    assert text(draft.client.get("/can-bo/tiep-nhan")).count("autofocus") == 1


def test_a_scanner_that_ends_with_enter_presses_nothing(province, begin):
    """The first button of each form is what Enter presses: a disabled one."""
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    for name in ("nguoi-nop", "giay-to", "kiem-tra"):
        form = draft.shown(name).split("<main")[1].split('<form method="post"')[1]
        assert form.split("<button")[1].startswith(' class="away" disabled hidden>'), name
