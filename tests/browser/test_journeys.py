"""Whole journeys in a real browser, JavaScript off, wide and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions, codes
from dossiers.models import Dossier
from dossiers.reads.messages import stop_key
from dossiers.workflow import Status
from tests.browser.pages import faults_of, shows, sign_in, type_in
from tests.dossiers.test_life import asked, at_office, done
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.unattended.test_sweep import overdue_by


def test_a_citizen_finds_a_dossier_and_reads_the_four_answers(page, committed_province, chromium):
    dossier = at_office(committed_province)

    page.goto("/")
    assert faults_of(page, chromium) == []
    page.get_by_label("Mã hồ sơ").fill(codes.grouped(dossier.receipt_code).lower())
    page.get_by_role("button", name="Tra cứu").click()

    page.wait_for_url(f"**/tra-cuu/{dossier.receipt_code}")
    text = page.locator("main").inner_text()
    answers = ["Đang xử lý", "Hẹn trả kết quả", "Thẩm định", "chưa cần làm gì"]
    assert [answer for answer in answers if answer not in text] == []
    assert "Đoan" not in page.content()
    assert page.locator("[aria-current=step]").count() == 1
    assert faults_of(page, chromium) == []


def test_a_mistyped_code_is_told_why_and_kept(page, committed_province, chromium):
    page.goto("/")
    page.get_by_label("Mã hồ sơ").fill("7K4C-92MX-H3T")
    page.get_by_role("button", name="Tra cứu").click()

    shows(page, "Có chỗ cần sửa")
    shows(page, "11 ký tự")
    assert page.get_by_label("Mã hồ sơ").input_value() == "7K4C-92MX-H3T"
    assert page.title().startswith("Lỗi")
    assert faults_of(page, chromium) == []


def test_the_last_digits_open_the_details(page, committed_province, chromium):
    dossier = asked(committed_province)
    page.goto(f"/tra-cuu/{dossier.receipt_code}")

    page.locator("input[name=so_cuoi]").fill("0123")
    page.locator("form:has(input[name=so_cuoi]) button").click()

    shows(page, "N.T.Đ.")
    shows(page, "Bản vẽ mặt bằng")
    assert faults_of(page, chromium) == []

    page.get_by_label("Nhận tin báo về hồ sơ này").select_option("English")
    page.get_by_role("button", name="Lưu lựa chọn").click()
    page.wait_for_url(f"**/tra-cuu/{dossier.receipt_code}")
    assert Dossier.objects.get().told_in == "en"

    page.goto(f"/thoi-nhan-tin?k={stop_key(dossier.pk)}")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Thôi nhận tin").click()
    shows(page, "Đã thôi gửi tin về hồ sơ này")
    assert Dossier.objects.get().told_in == ""


@pytest.mark.soak
@pytest.mark.parametrize("situation", ["accepted", "supplement", "overdue", "done", "returned", "termless"])
def test_every_situation_reads_well_to_a_machine(page, committed_province, chromium, situation):
    p = committed_province
    if situation == "accepted":
        dossier = receive(p)
    elif situation == "supplement":
        dossier = asked(p)
    elif situation == "overdue":
        moment = timezone.now() - timedelta(days=90)
        dossier = overdue_by(receive(p, p.post, received_at=moment, reason="Hồ sơ cũ"), timedelta(days=3))
    elif situation == "termless":
        dossier = at_office(p, p.termless)
    else:
        dossier = done(done(at_office(p), actions.complete_step, p.officer), actions.finish, p.leader)
        dossier = done(dossier, actions.hand_over, p.clerk, **FETCHED) if situation == "returned" else dossier

    page.goto(f"/tra-cuu/{dossier.receipt_code}")
    assert faults_of(page, chromium) == []
    page.goto(f"/tra-cuu/{dossier.receipt_code}?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert faults_of(page, chromium) == []


def test_staff_take_a_dossier_from_the_counter_to_the_citizens_hand(page, committed_province, chromium):
    p = committed_province
    type_in(page, p.clerk)
    take_in(page, chromium)
    dossier = Dossier.objects.get()

    ways = [(p.clerk, "Chuyển hồ sơ"), (p.officer, "Thẩm định"), (p.leader, "Phê duyệt"), (p.clerk, "Trả kết quả")]
    for person, step in ways:
        page.context.clear_cookies()
        sign_in(page, person)
        assert dossier.official_code in page.content() or step == "Trả kết quả"
        page.goto(f"/can-bo/ho-so/{dossier.pk}")
        assert step in page.locator("main").inner_text()
        page.locator("main a.button").first.click()
        shows(page, "Người nộp sẽ đọc")
        assert faults_of(page, chromium) == []
        page.locator("main form .button").first.click()
        page.locator(".banner", has_text="Đã ").wait_for()

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED


def take_in(page, chromium):
    """The intake's pages, from the choice of a procedure to the receipt."""
    assert faults_of(page, chromium) == []
    page.goto("/can-bo/tiep-nhan")
    page.get_by_label("Tên, mã hoặc lĩnh vực").fill("cap giay phep xay dung")
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Trực tiếp").first.click()
    page.get_by_label("Họ và tên hoặc tên tổ chức").fill("Nguyễn Thị Đoan")
    page.get_by_label("Số điện thoại", exact=True).fill("0900 000")
    page.get_by_role("button", name="Tiếp tục").click()
    shows(page, "Có chỗ cần sửa")
    assert page.get_by_label("Họ và tên hoặc tên tổ chức").input_value() == "Nguyễn Thị Đoan"
    page.get_by_label("Số điện thoại", exact=True).fill("0900 000 123")
    page.get_by_role("button", name="Tiếp tục").click()
    assert faults_of(page, chromium) == []
    page.locator(".checklist input[type=text]").first.fill("Đơn đề nghị cấp giấy phép")
    page.get_by_role("button", name="Tiếp tục").click()
    shows(page, "Kiểm tra lại")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    shows(page, "In Giấy tiếp nhận")
    assert faults_of(page, chromium) == []


def test_a_supervisor_sees_what_is_overdue(page, committed_province, chromium):
    p = committed_province
    moment = timezone.now() - timedelta(days=90)
    dossier = overdue_by(receive(p, p.post, received_at=moment, reason="Hồ sơ cũ"), timedelta(days=3))
    sign_in(page, p.leader)

    page.goto("/giam-sat/qua-han")

    assert dossier.official_code in page.content()
    assert faults_of(page, chromium) == []
