"""The way in, with a second factor and without, in a real browser: every page of one's own account."""

import os
import re
from base64 import b32decode
from pathlib import Path

import pytest

from agencies import links
from agencies.models import Account
from tests.browser.pages import PASSWORD, faults_of, has_focus, shows, sign_in
from tests.province import receive
from tests.staff.pages import page as address_of
from tests.staff.signing_in import shown

pytestmark = pytest.mark.soak  # a minute of looking


@pytest.fixture
def looks(page, chromium):
    """looks(name): no fault on this page; a picture of it where PICTURES says."""

    def seen(name: str) -> None:
        if os.environ.get("PICTURES"):
            where = Path(os.environ["PICTURES"]) / f"{name}-{page.viewport_size['width']}.png"
            page.screenshot(path=where, full_page=True)
        assert faults_of(page, chromium) == [], name

    return seen


def fill(page, **typed) -> None:
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_supervisor_takes_a_telephone_into_use(page, committed_province, settings, looks):
    settings.SECOND_FACTOR = True
    leader = committed_province.leader
    leader.set_password(PASSWORD)
    leader.save()
    page.goto("/giam-sat/qua-han")
    looks("sign-in")
    fill(page, username=leader.username, password=PASSWORD)
    press(page, "Đăng nhập")

    shows(page, "Cài mã xác thực")
    page.get_by_text("Không quét được?").click()
    looks("telephone")
    fill(page, code="1")
    press(page, "Xác nhận")
    shows(page, "Mã chưa khớp")
    page.get_by_text("Không quét được?").click()
    key = b32decode(page.locator(".key").inner_text().replace(" ", "")).hex()
    fill(page, code=shown(key))
    press(page, "Xác nhận")
    shows(page, "Các mã này chỉ hiện lúc này")
    codes = re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}", page.locator(".recovery").inner_text())
    assert len(codes) == 10
    if os.environ.get("PICTURES"):
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"codes-{page.viewport_size['width']}.png")
    page.get_by_role("link", name="Đã ghi lại").click()
    page.wait_for_url("**/giam-sat/qua-han")
    page.get_by_role("link", name="Tài khoản").first.click()
    shows(page, "Còn 10 mã dự phòng")
    looks("account")

    press(page, "Đăng xuất")
    fill(page, username=leader.username, password=PASSWORD)
    press(page, "Đăng nhập")
    shows(page, "6 chữ số")
    looks("code")
    fill(page, code=codes[3])
    press(page, "Tiếp tục")
    page.wait_for_url("**/can-bo/")


def test_a_clerk_whose_session_ended_finds_what_was_typed(page, committed_province, settings, looks):
    clerk, dossier = committed_province.clerk, receive(committed_province)
    sign_in(page, clerk)
    page.goto(address_of(dossier, "rut-ho-so"))
    page.locator("[name=reason_class]").first.check() if page.locator("[type=radio]").count() else page.locator(
        "[name=reason_class]"
    ).select_option(index=1)
    fill(page, reason="Người nộp đề nghị rút để bổ sung bản vẽ.")
    settings.SESSION_IDLE = 0
    page.locator("main form button.button:visible").last.click()
    shows(page, "được giữ lại")
    looks("ended")
    settings.SESSION_IDLE = 1800
    fill(page, username=clerk.username, password=PASSWORD)
    press(page, "Đăng nhập")
    shows(page, "Nội dung Ông/Bà đã nhập còn đây")
    looks("kept")
    press(page, "Gửi lại")
    page.wait_for_url(f"**{address_of(dossier)}")


def test_passwords_are_changed_and_set_anew(page, committed_province, looks):
    clerk = committed_province.clerk
    Account.objects.filter(user=clerk).update(must_change_password=True)
    clerk.set_password(PASSWORD)
    clerk.save()
    page.goto("/can-bo/")
    fill(page, username=clerk.username, password=PASSWORD)
    press(page, "Đăng nhập")
    shows(page, "trước khi làm việc tiếp")
    fill(page, old_password="sai", new_password1="ngan", new_password2="ngan")
    press(page, "Đổi mật khẩu")
    shows(page, "Mật khẩu cần ít nhất 10 ký tự.")
    has_focus(page, ".problem")
    looks("password")
    fill(page, old_password=PASSWORD, new_password1="nuoc-noi-2026", new_password2="nuoc-noi-2026")
    press(page, "Đổi mật khẩu")
    page.wait_for_url("**/can-bo/")
    press(page, "Đăng xuất")

    page.get_by_role("link", name="Quên mật khẩu?").click()
    shows(page, "liên hệ quản trị viên")
    looks("forgotten")
    clerk.refresh_from_db()
    page.goto(links.link_to_set(clerk, "/can-bo/dat-mat-khau"))
    looks("set")
    fill(page, new_password1="mua-lu-ve-2026", new_password2="mua-lu-ve-2026")
    press(page, "Đặt mật khẩu")
    shows(page, "Đã đặt mật khẩu mới.")
    page.goto("/can-bo/dat-mat-khau?k=het")
    looks("link-over")


def test_an_administrator_helps_somebody_in(page, committed_province, looks):
    person, administrator = committed_province.clerk, committed_province.administrator
    administrator.set_password(PASSWORD)
    administrator.save()
    page.goto("/quan-tri/")
    fill(page, username=administrator.username, password=PASSWORD)
    press(page, "Đăng nhập")
    page.goto(f"/quan-tri/auth/user/{person.pk}/change/")
    picture(page, "admin-person")
    page.get_by_role("link", name="Tạo đường dẫn đặt mật khẩu").click()
    press(page, "Tạo đường dẫn")
    shows(page, "Đường dẫn chỉ hiện một lần này.")
    picture(page, "admin-link")
    page.goto(f"/quan-tri/auth/user/{administrator.pk}/change/")
    picture(page, "admin-oneself")
    page.goto(f"/quan-tri/auth/user/{person.pk}/ma-xac-thuc/")
    picture(page, "admin-reset")
    press(page, "Đặt lại mã xác thực")
    shows(page, "lần đăng nhập tới sẽ cài mã mới")


def picture(page, name: str) -> None:
    if os.environ.get("PICTURES"):
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
