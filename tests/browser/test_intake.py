"""A clerk with a queue: somebody known, with two dossiers, one of which looks filed twice."""

import pytest

from agencies.models import ProcedureRules
from dossiers.models import Dossier, Draft
from tests.browser.pages import faults_of, has_focus, shows, sign_in
from tests.province import receive


def choose(page, procedure: str) -> None:
    page.get_by_label("Tên, mã hoặc lĩnh vực").fill(procedure)
    page.locator("form.filter").get_by_role("button", name="Tìm").click()
    page.get_by_role("button", name="Trực tiếp").first.click()


def one_paper(page) -> None:
    page.locator(".checklist input[type=text]").first.fill("Đơn đề nghị")
    page.get_by_role("button", name="Tiếp tục").click()


@pytest.mark.soak
def test_a_known_person_with_two_dossiers(page, committed_province, chromium):
    p = committed_province
    ProcedureRules.objects.filter(pk=p.building.pk).update(fee=150_000)
    first = receive(p)
    sign_in(page, p.clerk)
    page.goto("/can-bo/tiep-nhan")
    has_focus(page, "[name=tim]")

    choose(page, "cap giay phep xay dung")
    has_focus(page, "[name=identity]")
    page.keyboard.type("087190001234")
    page.keyboard.press("Enter")  # as a scanner does
    assert page.get_by_label("Họ và tên hoặc tên tổ chức").input_value() == ""
    page.get_by_role("button", name="Lấy lại thông tin").click()
    shows(page, f"Đã lấy lại thông tin từ hồ sơ {first}")
    assert page.get_by_label("Họ và tên hoặc tên tổ chức").input_value() == "Nguyễn Thị Đoan"
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Tiếp tục").click()

    shows(page, "Nếu tiếp nhận bây giờ")
    shows(page, "Mức thu theo quy định")
    assert faults_of(page, chromium) == []
    page.get_by_label("Số tiền đã thu (đồng)").fill("150.000")
    one_paper(page)
    shows(page, "Nhập số biên lai của số tiền đã thu.")
    page.goto("/can-bo/tiep-nhan")  # the browser is closed, and opened again
    assert faults_of(page, chromium) == []
    page.get_by_role("link", name="Nhập tiếp").click()
    shows(page, "Trang này còn chỗ cần điền hoặc cần sửa")
    assert page.locator(".checklist input[type=text]").first.input_value() == "Đơn đề nghị"
    page.get_by_label("Số biên lai").fill("AA/26-0012345")
    page.get_by_role("button", name="Tiếp tục").click()

    shows(page, "Người này đã nộp thủ tục này")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Tiếp nhận, rồi nhập thêm").click()
    shows(page, "Có chỗ cần sửa")
    assert Dossier.objects.count() == 1
    page.get_by_label("Tôi đã kiểm tra, đây là hồ sơ khác").check()
    page.get_by_role("button", name="Tiếp nhận, rồi nhập thêm").click()

    shows(page, "Nhập thêm hồ sơ cho")
    assert faults_of(page, chromium) == []
    choose(page, "tham dinh thiet ke")
    one_paper(page)
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    shows(page, "2 hồ sơ của lượt này")
    assert faults_of(page, chromium) == []
    with page.context.expect_event("response", lambda answer: answer.url.endswith("/phieu")) as printed:
        page.get_by_role("button", name="In tất cả phiếu của lượt này").click()
    assert printed.value.headers["content-type"] == "application/pdf"
    assert Dossier.objects.count() == 3
    page.goto(f"/can-bo/tiep-nhan/{Draft.objects.first().key}/kiem-tra")
    shows(page, "Phiếu này đã gửi rồi")
