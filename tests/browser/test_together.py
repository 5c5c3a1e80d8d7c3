"""Many dossiers at once, absences, handing work on: in a real browser, at both widths."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import Membership
from dossiers import actions
from dossiers.models import Dossier
from tests.browser.pages import AXE, JUDGE, RULES, faults_of, has_focus, shows, sign_in
from tests.dossiers.working import received


@pytest.fixture
def leader(committed_province):
    return committed_province.leader


@pytest.fixture
def dossiers(committed_province) -> list[Dossier]:
    return received(committed_province, 3)


def tick_all(page) -> None:
    page.goto("/can-bo/?chon=het")
    page.get_by_role("button", name="Xử lý hàng loạt").first.click()


@pytest.mark.soak
def test_a_leader_shares_out_ticked_dossiers_and_one_that_changed_meanwhile_is_named(
    page, committed_province, dossiers, leader, chromium
):
    sign_in(page, leader)
    tick_all(page)
    shows(page, "Xử lý hàng loạt 3 hồ sơ")
    page.get_by_role("button", name=re.compile("Chọn việc này.*Phân công")).click()

    page.get_by_role("button", name="Phân công 3 hồ sơ").click()
    shows(page, "Có chỗ cần sửa")
    has_focus(page, ".problem")
    page.get_by_label("Trần Minh Khôi").check()
    page.get_by_label("Lê Thị Bích Ngọc").check()
    page.get_by_role("button", name="Phân công 3 hồ sơ").click()
    page.wait_for_url("**/can-bo/viec/*")
    shows(page, "Đang chờ bắt đầu")
    assert faults_of(page, chromium) == []
    first = dossiers[0]
    actions.complete_step(dossier_id=first.pk, by=committed_province.clerk, now=timezone.now(), version=first.version)
    actions.work()
    page.get_by_role("link", name="Xem lại tiến độ").click()

    shows(page, "2 hồ sơ đã xong, 1 hồ sơ không thực hiện.")
    shows(page, "Lê Thị Bích Ngọc đã cập nhật hồ sơ này")
    assert faults_of(page, chromium) == []
    page.get_by_role("link", name="Các việc xử lý hàng loạt").click()
    shows(page, "Phân công người thụ lý: 3 hồ sơ")
    assert faults_of(page, chromium) == []


@pytest.mark.soak
def test_everything_of_somebody_who_left_is_handed_on(page, committed_province, dossiers, leader, chromium):
    for dossier in dossiers:
        actions.assign(
            dossier_id=dossier.pk, by=leader, now=timezone.now(), version=dossier.version, to=committed_province.officer
        )
    committed_province.officer.is_active = False
    committed_province.officer.save()
    sign_in(page, leader)
    page.get_by_role("link", name="Bàn giao việc").click()
    shows(page, "Đã ngừng tài khoản")
    assert faults_of(page, chromium) == []
    page.get_by_role("link", name="Bàn giao việc của Trần Minh Khôi").click()
    shows(page, "đang giữ 3 hồ sơ")
    assert faults_of(page, chromium) == []
    page.get_by_label("Lê Thị Bích Ngọc").check()
    page.get_by_role("button", name="Bàn giao toàn bộ").click()
    page.wait_for_url("**/can-bo/viec/*")
    actions.work()

    page.reload()
    shows(page, "3 hồ sơ đã xong, 0 hồ sơ không thực hiện.")
    assert {dossier.assignee for dossier in Dossier.objects.all()} == {committed_province.clerk}


@pytest.mark.soak
def test_an_officer_notes_an_absence_and_is_back_early(page, committed_province, chromium):
    p = committed_province
    second = type(p.officer).objects.create(username="hoa", last_name="Đỗ Thị", first_name="Hoa")
    Membership.objects.create(user=second, agency=p.department, role="officer")
    sign_in(page, p.officer)
    page.get_by_role("link", name="Vắng mặt và người thay").click()
    page.get_by_role("button", name="Ghi lịch vắng").click()
    shows(page, "Nhập ngày bắt đầu vắng.")
    assert faults_of(page, chromium) == []
    today = timezone.localdate()
    page.get_by_label("Vắng từ ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Đến hết ngày").fill(f"{today + timedelta(days=4):%d/%m/%Y}")
    page.get_by_label("Người thay").select_option(label="Đỗ Thị Hoa")
    page.get_by_role("button", name="Ghi lịch vắng").click()

    shows(page, "Đang vắng")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name=re.compile("Kết thúc, đã đi làm lại")).click()
    shows(page, "Đã kết thúc lịch vắng của Trần Minh Khôi.")
    shows(page, "Không có ai vắng mặt.")


def violations(page) -> list[str]:
    """axe's on the page itself: what a form answered cannot be opened again by its address."""
    page.evaluate(AXE.read_text())
    return page.evaluate(JUDGE, RULES)


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.soak)])
def test_with_javascript_the_progress_shows_itself(committed_province, dossiers, chromium, live_server, width):
    """Nothing is pressed: the page looks again until the work is done, and then no more."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    sign_in(page, committed_province.clerk)
    tick_all(page)
    shows(page, "Xử lý hàng loạt 3 hồ sơ")
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("Chọn việc này.*Chuyển sang")).click()
    shows(page, "“Chuyển hồ sơ” xong, chuyển đến “Thẩm định”")
    assert violations(page) == []
    page.get_by_role("button", name="Chuyển bước 3 hồ sơ").click()
    page.wait_for_url("**/can-bo/viec/*")
    assert page.locator("progress").count() == 1
    actions.work()

    shows(page, "3 hồ sơ đã xong, 0 hồ sơ không thực hiện.")
    assert page.locator("progress").count() == 0
    context.close()
