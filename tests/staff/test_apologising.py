"""One apology with one new date: drafted by the officer, signed by the head in one click."""

from datetime import timedelta

import pytest

from agencies.worktime import local_day
from dossiers.models import Apology
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import at_field, page, press, preview, said, text

DAY = timedelta(days=1)
DRAFT = {"reason": "Hồ sơ cần lấy thêm ý kiến thẩm định.", "promised_on": "13/04/2026"}


@pytest.fixture
def at_office(province, moments, advance):
    """Due on 06/04/2026 at 17:00."""
    return advance(receive(province), province.clerk)


def test_it_is_drafted_and_signed_and_the_due_date_stays(province, enter, moments, at_office):
    officer, leader = enter(province.officer), enter(province.leader)
    due_at = at_office.due_at
    assert leader.get(page(at_office, "ky-xin-loi")).status_code == 409
    assert press(officer, at_office, "du-thao-xin-loi", **DRAFT).status_code == 302
    assert "Đang chờ ký" in said(officer.get(page(at_office)))
    assert "13/04/2026" in text(officer.get(page(at_office, "du-thao-xin-loi")))  # to be written again
    assert at_office.official_code in text(leader.get("/can-bo/?loc=cho-ky"))
    assert page(at_office, "ky-xin-loi") in text(leader.get("/can-bo/?loc=cho-ky"))
    assert "Chờ ký" not in said(officer.get("/can-bo/"))

    opened = leader.get(page(at_office, "ky-xin-loi"))
    assert "Hồ sơ cần lấy thêm ý kiến thẩm định." in said(opened)
    assert "17:00 13/04/2026" in said(opened)
    assert "Ký hôm nay là đúng quy định" in said(opened)
    assert any("13/04/2026" in sentence for sentence in preview(opened))
    assert press(leader, at_office, "ky-xin-loi").status_code == 302

    at_office.refresh_from_db()
    assert (local_day(at_office.promised_at).isoformat(), at_office.due_at) == ("2026-04-13", due_at)
    shown = said(officer.get(page(at_office)))
    assert "Đúng quy định" in shown
    assert "Đã xin lỗi, hẹn lại 13/04/2026" in shown
    assert page(at_office) not in text(leader.get("/can-bo/?loc=cho-ky"))
    for client, slug in ((officer, "du-thao-xin-loi"), (leader, "ky-xin-loi")):
        again = client.get(page(at_office, slug))
        assert again.status_code == 409
        assert "pháp luật chỉ cho hẹn lại một lần" in said(again)
    second = officer.post(page(at_office, "du-thao-xin-loi"), {"version": at_office.version, **DRAFT})
    assert second.status_code == 409
    assert "pháp luật chỉ cho hẹn lại một lần" in said(second)
    assert Apology.objects.get().approved_at is not None


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"promised_on": "30/04/2026"}, "promised_on", "Ngày 30/04/2026 là ngày nghỉ. Chọn một ngày làm việc."),
        ({"promised_on": "12/04/2026"}, "promised_on", "Ngày 12/04/2026 là ngày nghỉ."),
        ({"promised_on": "06/03/2026"}, "promised_on", "Ngày hẹn mới không được trước hôm nay"),
        ({"promised_on": "01/01/0001"}, "promised_on", "Ngày hẹn mới không được trước hôm nay"),
        ({"promised_on": "06/04/2026"}, "promised_on", "Ngày hẹn mới phải sau ngày hẹn hiện nay (06/04/2026)."),
        ({"promised_on": "31/12/9999"}, "promised_on", ""),
        ({"promised_on": ""}, "promised_on", "Nhập ngày hẹn mới"),
        ({"promised_on": "31/02/2026"}, "promised_on", "Không có ngày 31/02/2026."),
        ({"reason": " \n"}, "reason", "Ghi lý do chậm để người nộp hiểu."),
    ],
)
def test_a_new_date_that_cannot_be_is_told_at_its_field(province, enter, moments, at_office, typed, field, sentence):
    answer = press(enter(province.officer), at_office, "du-thao-xin-loi", **{**DRAFT, **typed})
    if not sentence:
        assert answer.status_code in (302, 400)
        return
    assert answer.status_code == 400
    assert at_field(answer, field).startswith(sentence)
    assert DRAFT["reason"] in text(answer) or "reason" in typed
    assert not Apology.objects.exists()


def test_one_signed_late_says_so_and_the_dossier_stays_late(province, enter, moments, at_office):
    moments.to(MONDAY + 35 * DAY)
    officer, leader = enter(province.officer), enter(province.leader)
    assert "nay đã muộn" in said(officer.get(page(at_office, "du-thao-xin-loi")))
    press(officer, at_office, "du-thao-xin-loi", reason="Chậm", promised_on="20/04/2026")
    assert "ký hôm nay không còn trước hạn" in said(leader.get(page(at_office, "ky-xin-loi")))
    press(leader, at_office, "ky-xin-loi")
    shown = said(officer.get(page(at_office)))
    assert "Muộn quy định là trước hạn ít nhất một ngày" in shown
    assert "Quá hạn" in shown


def test_a_draft_that_has_lain_too_long_is_not_signed(province, enter, moments, at_office):
    press(enter(province.officer), at_office, "du-thao-xin-loi", **DRAFT)
    moments.to(MONDAY + 36 * DAY)
    answer = press(enter(province.leader), at_office, "ky-xin-loi")
    assert answer.status_code == 409
    assert "Lập dự thảo mới rồi ký" in said(answer)
    assert Apology.objects.get().approved_at is None
