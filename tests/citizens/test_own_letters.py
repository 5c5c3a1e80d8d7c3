"""The applicant's own letters behind the last digits: only theirs, only for them, byte for byte."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dossiers import actions, codes, limits
from dossiers.models import Access, Dossier, Letter, LetterKind
from tests.citizens.test_details import UNKNOWN, asked_for_papers, post
from tests.province import receive


def printed(dossier, kind, by, **more) -> Letter:
    return actions.print_letter(kind=kind, dossier_id=dossier.pk, by=by, now=timezone.now(), **more)


def opened(client, dossier) -> str:
    """The address of the status page, with its details open to this client."""
    address = f"/tra-cuu/{dossier.receipt_code}"
    assert post(client, address, "0123").status_code == 303
    return address


def test_a_letter_is_read_as_it_was_kept(client, province, django_assert_num_queries):
    dossier = asked_for_papers(province)
    receipt = printed(dossier, LetterKind.RECEIPT, province.clerk)
    printed(dossier, LetterKind.CONTROL, province.clerk)  # between agencies: takes no number among the applicant's own
    slip = printed(dossier, LetterKind.SUPPLEMENT, province.officer)
    address = opened(client, dossier)
    seen = Access.objects.count()

    with django_assert_num_queries(3):
        first = client.get(f"{address}/giay/1")
    second = client.get(f"{address}/giay/2")
    page = client.get(address).content.decode()

    assert (first.content, second.content) == (bytes(receipt.pdf), bytes(slip.pdf))
    assert first.headers["Content-Type"] == "application/pdf"
    named = f'inline; filename="giay-tiep-nhan-{receipt.number}-{receipt.year}.pdf"'
    assert first.headers["Content-Disposition"] == named
    assert first.headers["Cache-Control"] == "no-store"
    assert page.count(f'href="{address}/giay/2"') == 2  # beside the papers that are missing, too
    assert "Phiếu kiểm soát" not in page
    assert Access.objects.count() == seen
    for n in ("0", "3", "99999999999999999999", "x", "1/2"):
        assert client.get(f"{address}/giay/{n}").status_code in (404, 400), n
    assert client.post(f"{address}/giay/1").status_code == 405


def test_without_the_digits_a_letter_leads_to_their_form(client, province):
    mine, other = receive(province), receive(province)
    for dossier in (mine, other):
        printed(dossier, LetterKind.RECEIPT, province.clerk)
    address = f"/tra-cuu/{mine.receipt_code}"
    led = f"{address}?can-so-cuoi=1#so_cuoi"

    assert client.get(f"{address}/giay/1").headers["Location"] == led
    assert client.get(f"/tra-cuu/{UNKNOWN}/giay/1").status_code == 303  # known or not: the status page tells
    client.cookies["chi-tiet"] = "1:abc:def"
    assert client.get(f"{address}/giay/1").headers["Location"] == led
    opened(client, mine)
    assert client.get(f"{address}/giay/1").status_code == 200
    client.cookies["chi-tiet"]["path"] = "/"  # as if a browser sent it along to another code
    assert client.get(f"/tra-cuu/{other.receipt_code}/giay/1").status_code == 303
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=2), tick=False):
        assert client.get(f"{address}/giay/1").headers["Location"] == led
        assert "nhập 4 số cuối ở đây trước" in client.get(led.partition("#")[0]).content.decode()
        assert "nhập 4 số cuối ở đây trước" not in client.get(address).content.decode()


def test_typed_otherwise_it_leads_to_its_own_address(client, province):
    dossier = receive(province)

    for typed in (dossier.receipt_code.lower(), codes.grouped(dossier.receipt_code)):
        led = client.get(f"/tra-cuu/{typed}/giay/1").headers["Location"]
        assert led == f"/tra-cuu/{dossier.receipt_code}/giay/1"
    assert client.get("/tra-cuu/khong-phai-ma/giay/1").status_code == 400


def test_what_was_printed_before_the_applicant_was_mended_is_not_shown(client, province):
    """It may hold the data of the person whom the counter took for the applicant."""
    dossier = receive(province)
    now = timezone.now()
    with time_machine.travel(now - timedelta(minutes=2), tick=False):
        printed(dossier, LetterKind.RECEIPT, province.clerk)
    mended = actions.Applicant(name="Lê Văn Sáu", identity="087190009999", phone="0900000123")
    actions.correct_applicant(
        dossier_id=dossier.pk, by=province.clerk, now=now, version=dossier.version, applicant=mended, reason="Nhầm tên"
    )
    address = opened(client, dossier)

    page = client.get(address).content.decode()
    assert "in trước khi sửa thông tin" in page
    assert "/giay/1" not in page
    assert client.get(f"{address}/giay/1").status_code == 404

    with time_machine.travel(now + timedelta(minutes=2), tick=False):
        again = printed(dossier, LetterKind.RECEIPT, province.clerk)
        page = client.get(address).content.decode()
        assert client.get(f"{address}/giay/2").content == bytes(again.pdf)
        assert client.get(f"{address}/giay/1").headers["Location"] == f"{address}/giay/2"
    assert "Thay bản in ngày" in page
    assert page.count("Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01)") == 1


@pytest.mark.parametrize("what", ["reissued", "voided"])
def test_an_open_page_of_a_code_that_is_gone_opens_nothing_more(client, province, what):
    dossier = receive(province)
    printed(dossier, LetterKind.RECEIPT, province.clerk)
    address = opened(client, dossier)
    common = {"dossier_id": dossier.pk, "by": province.clerk, "now": timezone.now(), "version": dossier.version}
    if what == "reissued":
        actions.reissue_code(**common, reason="Mất giấy")
    else:
        actions.void(**common, reason="Nhập nhầm", reason_class="twice")

    assert client.get(f"{address}/giay/1").headers["Location"] == address
    assert client.get(address).status_code == 410
    assert "N.T.Đ." not in client.get(address).content.decode()


def test_an_end_that_was_taken_back_says_so_on_its_letter(client, province):
    dossier = receive(province)
    now = timezone.now()
    dossier = actions.withdraw(
        dossier_id=dossier.pk, by=province.clerk, now=now, version=dossier.version, reason="Xin rút",
        reason_class="no_need",
    )  # fmt: skip
    printed(dossier, LetterKind.STOPPING, province.clerk)
    address = opened(client, dossier)
    assert "không còn hiệu lực" not in client.get(address).content.decode()

    actions.undo(dossier_id=dossier.pk, by=province.clerk, now=now, version=dossier.version)

    assert "Giấy này không còn hiệu lực" in client.get(address).content.decode()


def test_letters_are_counted_as_look_ups(client, province, counters):
    dossier = receive(province)
    address = opened(client, dossier)
    key, _ = limits._counter("127.0.0.1")
    before = int(counters.get(key))
    client.get(f"{address}/giay/1")
    assert int(counters.get(key)) == before + 1


def test_nothing_of_another_dossier_is_in_the_details(client, province):
    mine = receive(province)
    other = receive(province, applicant=actions.Applicant(name="Bùi Thị Canh", phone="0911999888"))
    printed(other, LetterKind.RECEIPT, province.clerk)
    address = opened(client, mine)

    page = client.get(address).content.decode()

    assert "/giay/" not in page
    assert Dossier.objects.get(pk=other.pk).receipt_code not in page
