"""The fee at the counter, several dossiers of one person in one go, and their receipts on paper."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from dossiers.models import Access, Dossier, Letter
from tests.letters.reading import words_of
from tests.province import receive
from tests.staff.pages import at_field, said, text

TICK = {"other": "on"}


# The fee.


def test_the_fee_is_shown_noted_checked_and_printed(province, begin):
    province.building.fee = 150_000
    province.building.save()
    draft = begin(province.clerk, province.building)
    draft.who()
    assert "Mức thu theo quy định: 150.000 đ" in said(draft.client.get(draft.page("giay-to")))
    draft.what(fee_paid=" 150.000 đ ", fee_receipt="AA/26-0012345")

    assert "Đã thu 150.000 đ, biên lai số AA/26-0012345." in draft.shown("kiem-tra")
    draft.send()

    dossier = Dossier.objects.get()
    receipt = draft.client.post(f"/can-bo/ho-so/{dossier.pk}/in/giay-tiep-nhan", follow=True)
    assert (dossier.fee_paid, dossier.fee_receipt) == (150_000, "AA/26-0012345")
    assert "đã thu 150.000 đ, biên lai số AA/26-0012345" in words_of(receipt.content)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"fee_paid": "120.000"}, "fee_receipt", "Nhập số biên lai của số tiền đã thu."),
        ({"fee_receipt": "12"}, "fee_paid", "Nhập số tiền đã thu theo biên lai này."),
        ({"fee_paid": "12.00", "fee_receipt": "1"}, "fee_paid", "Nhập số tiền bằng đồng, ví dụ 1.200.000."),
        ({"fee_paid": "-5", "fee_receipt": "1"}, "fee_paid", "Nhập số tiền bằng đồng, ví dụ 1.200.000."),
        ({"fee_paid": "9" * 25, "fee_receipt": "1"}, "fee_paid", "Số tiền phải lớn hơn 0"),
        ({"fee_paid": "1", "fee_receipt": "x" * 61}, "fee_receipt", "Nội dung dài quá 60 ký tự"),
    ],
)
def test_a_fee_that_cannot_be_is_said_at_its_field_and_everything_stays(province, begin, typed, field, sentence):
    draft = begin(province.clerk, province.building)

    answer = draft.what(**typed)

    assert answer.status_code == 400
    assert sentence in at_field(answer, field)
    assert 'value="Đơn đề nghị"' in text(answer)


def test_nothing_is_taken_for_what_costs_nothing(province, begin):
    province.building.fee = 0
    province.building.save()

    answer = begin(province.clerk, province.building).what(fee_paid="8.000", fee_receipt="12")

    assert answer.status_code == 400
    assert "Thủ tục này không thu phí, lệ phí." in at_field(answer, "fee_paid")


def test_what_costs_money_is_not_refused_before_it_is_given_back(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what(fee_paid="120000", fee_receipt="12")

    answer = draft.send(do="refuse", refusal="Không thuộc thẩm quyền.")

    assert answer.status_code == 400
    assert "Trả lại tiền, xóa phần phí" in text(answer)
    assert "Không thuộc thẩm quyền." in text(answer)
    assert not Dossier.objects.exists()


# Several dossiers of one person.


def test_several_dossiers_of_one_person_are_typed_once_and_printed_together(province, ready):
    draft = ready()
    client = draft.client
    for rules in (province.pausing, province.sensitive):
        more = draft.send(do="more")
        assert more.url.startswith("/can-bo/tiep-nhan?luot=")
        assert "Nhập thêm hồ sơ cho Nguyễn Thị Đoan" in said(client.get(more.url))
        draft = draft.following(rules, more.url.split("=")[1])
        assert "Nguyễn Thị Đoan" in draft.shown("giay-to")
        draft.what()
    receipt = client.get(draft.send().url)
    dossiers = list(Dossier.objects.order_by("pk"))

    assert len({dossier.receipt_code for dossier in dossiers}) == len({d.official_code for d in dossiers}) == 3
    assert {dossier.applicant_identity for dossier in dossiers} == {"087190001234"}
    for dossier in dossiers:
        assert str(dossier) in text(receipt)
    address = re.search(r'<form method="post" action="([^"]+/phieu)" target="_blank">', text(receipt))[1]
    together, again = client.post(address), client.post(address)
    pages = [page.extract_text() for page in PdfReader(BytesIO(together.content)).pages]
    assert [dossier.official_code in page for dossier, page in zip(dossiers, pages, strict=True)] == [True] * 3
    assert again.content == together.content
    assert Letter.objects.count() == 3
    printed = Access.objects.filter(kind="printed", user=province.clerk)
    assert sorted(printed.values_list("dossier", flat=True)) == sorted(2 * [d.pk for d in dossiers])


def test_a_double_press_of_more_makes_one_dossier_and_the_same_way_on(province, ready):
    draft = ready()
    sent = {**draft.held(), "do": "more"}

    assert draft.press(**sent).url == draft.press(**sent).url
    assert Dossier.objects.count() == 1


def test_a_visit_can_be_printed_before_the_next_dossier_is_typed(province, ready):
    draft = ready()
    choose = draft.client.get(draft.send(do="more").url)

    address = re.search(r'<form method="post" action="([^"]+/phieu)" target="_blank">', text(choose))[1]

    assert Dossier.objects.get().official_code in words_of(draft.client.post(address).content)


def test_what_was_refused_or_annulled_has_no_receipt_among_the_others(province, ready):
    draft = ready()
    group = draft.send(do="more").url.split("=")[1]
    Dossier.objects.update(voided_at=timezone.now())

    assert draft.client.post(f"/can-bo/tiep-nhan/{group}/phieu").status_code == 404


def test_a_visit_is_printed_by_its_own_clerk_alone(province, ready, enter):
    group = ready().send(do="more").url.split("=")[1]

    for who in (province.leader, province.clerk_b):
        assert enter(who).post(f"/can-bo/tiep-nhan/{group}/phieu").status_code == 404
    assert not Letter.objects.exists()


def test_printing_a_receipt_is_written_down(province, enter):
    dossier = receive(province)

    enter(province.officer).post(f"/can-bo/ho-so/{dossier.pk}/in/giay-tiep-nhan", follow=True)

    seen = Access.objects.get()
    assert (seen.user, seen.kind, seen.dossier, seen.agency) == (
        province.officer, "printed", dossier, province.department
    )  # fmt: skip
