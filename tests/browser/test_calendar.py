"""An administrator changes the calendar: propose, look, confirm, watch it applied; on a wide screen and a phone."""

import os

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier
from tests import crowd
from tests.browser.pages import PASSWORD, faults_of, shows
from tests.edits import nth_working_day


@pytest.fixture
def administrator(committed_province):
    user = committed_province.administrator
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.mark.soak
def test_a_day_off_is_proposed_previewed_confirmed_and_applied(page, chromium, administrator, committed_province):
    crowd.lives(committed_province)
    day = nth_working_day(2)
    page.goto("/quan-tri/lich")
    page.get_by_label("Tên đăng nhập").fill(administrator.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    shows(page, "Đang áp dụng năm")
    assert faults_of(page, chromium) == []
    _shot(page, "year")

    page.get_by_role("link", name="Đề xuất một ngày").click()
    page.get_by_label("Ngày", exact=True).fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi đề xuất").click()
    shows(page, "Có chỗ cần sửa")
    assert faults_of(page, chromium) == []
    _shot(page, "day")
    page.get_by_label("Sẽ là").select_option("off")
    page.get_by_label("Lý do, căn cứ").fill("Nghỉ hoán đổi")
    page.get_by_role("button", name="Ghi đề xuất").click()
    shows(page, "đang chờ xác nhận")

    for way in ("Giờ làm việc riêng", "Đọc từ tệp lịch", "Đối chiếu ngày lễ"):
        with page.expect_navigation():
            page.get_by_role("link", name=way).click()
        assert faults_of(page, chromium) == [], way
        _shot(page, way)
        page.get_by_role("link", name="Lịch làm việc", exact=True).last.click()
        shows(page, "Đề xuất chờ xác nhận")

    page.get_by_label(f"{day:%d/%m/%Y}").check()
    page.get_by_role("button", name="Xem trước").click()
    shows(page, "đổi ngày hẹn")
    assert faults_of(page, chromium) == []
    _shot(page, "preview")
    page.get_by_label("Số văn bản làm căn cứ").fill("Thông báo 7366/TB-BNV")
    page.get_by_role("button", name="Xác nhận và áp dụng").click()
    shows(page, "chờ bắt đầu")
    actions.work(seconds=0.0001)
    page.get_by_role("link", name="Xem lại tiến độ").click()
    shows(page, "100 %")
    assert faults_of(page, chromium) == []
    _shot(page, "progress")
    actions.work()
    page.get_by_role("link", name="Xem lại tiến độ").click()
    shows(page, "Đã áp dụng “Thông báo 7366/TB-BNV”")

    moved = Dossier.objects.filter(events__data__because="calendar")
    assert moved.exists()
    assert timezone.now() > moved.latest("updated_at").updated_at


def _shot(page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{page.viewport_size['width']}.png", full_page=True)
