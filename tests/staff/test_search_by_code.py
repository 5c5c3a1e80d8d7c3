"""One box on every page: a code opens its dossier, however it was typed, scanned or printed long ago."""

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access
from tests.province import receive
from tests.staff.pages import said, text

FIND = "/can-bo/tim"


def test_one_box_takes_both_codes_however_they_were_typed(province, enter):
    dossier = receive(province)
    clerk = enter(province.clerk)
    code = dossier.receipt_code
    for typed in (
        dossier.official_code, dossier.official_code.lower().replace("-", " "), code,
        f"{code[:4]}-{code[4:8]}-{code[8:]}",
        code.lower(), f"https://hoso.example/tra-cuu/{code}", f"http://x/tra-cuu/{code}?lang=en", f" {code}\n",
    ):  # fmt: skip
        for answer in (clerk.post(FIND, {"ma": typed}), clerk.get(FIND, {"ma": typed})):
            assert (answer.status_code, answer.url) == (303, f"/can-bo/ho-so/{dossier.pk}"), typed
    assert not Access.objects.exists()  # its page writes down that it was opened


def test_a_code_that_was_issued_anew_finds_its_dossier_and_the_old_paper_is_told_of(province, enter):
    dossier = receive(province)
    old = dossier.receipt_code
    actions.reissue_code(
        dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), version=dossier.version, reason="Mất giấy"
    )
    clerk = enter(province.clerk)
    told = "Mã này đã được cấp lại; giấy cũ không còn dùng được."
    for typed in (old, f"https://hoso.example/tra-cuu/{old}"):
        answer = clerk.post(FIND, {"ma": typed})
        assert (answer.status_code, answer.url) == (303, f"/can-bo/ho-so/{dossier.pk}")
        assert told in said(clerk.get(answer.url))
    dossier.refresh_from_db()
    assert told not in said(clerk.post(FIND, {"ma": dossier.receipt_code}, follow=True))
    assert enter(province.clerk_b).post(FIND, {"ma": old}).status_code == 404
    assert enter(province.leader).get("/giam-sat/truy-cap", {"code": old}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence", "status"),
    [
        ("", "Nhập mã, tên, số điện thoại hoặc số giấy tờ cần tìm.", 400),
        ("123", "Mã biên nhận có 12 ký tự", 400),
        ("H20.6-260101-9999", "Không có hồ sơ nào khớp", 404),
        ("7K4C-92MX-H3TP", "Mã biên nhận chưa đúng", 400),
        ("7K4C 92MX", "Mã biên nhận có 12 ký tự", 400),
        ("A", "Mã biên nhận có 12 ký tự", 400),
        ("<>", "Mã biên nhận", 400),
        ("a\x00b", "ký tự không đọc được", 400),
        ("x" * 301, "dài quá 300 ký tự", 400),
    ],
)
def test_what_is_neither_code_nor_person_is_told_in_one_sentence(province, enter, typed, sentence, status):
    answer = enter(province.clerk).post(FIND, {"ma": typed})
    assert answer.status_code == status
    assert sentence in said(answer)
    assert not Access.objects.exists()


def test_another_agencys_dossier_is_not_found_by_either_code(province, enter):
    dossier = receive(province)
    clerk = enter(province.clerk_b)
    for typed in (dossier.official_code, dossier.receipt_code):
        answer = clerk.post(FIND, {"ma": typed})
        assert answer.status_code == 404
        assert "Không có hồ sơ nào khớp" in text(answer)


def test_the_box_is_on_every_page_and_takes_enter_from_a_scanner(province, enter):
    dossier = receive(province)
    for address in ("/can-bo/", f"/can-bo/ho-so/{dossier.pk}", FIND):
        page = text(enter(province.clerk).get(address))
        assert 'method="post" role="search"' in page
        assert 'name="ma"' in page
    assert said(enter(province.clerk).get(FIND)).count("Tìm hồ sơ") == 2  # title and heading
