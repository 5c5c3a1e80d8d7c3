"""Procedures found with a keyboard as one types, and without JavaScript by the same form."""

import pytest

from dossiers.reads.plain import plain
from tests.browser.pages import AXE, IS_WIDE, JUDGE, RULES

PAGES = ("/thu-tuc", "/thu-tuc?q=x&noi=y", "/thu-tuc/1.001193", "/tinh-ngay-hen?thu_tuc=1.013236&hoi_ngay=x")


@pytest.fixture
def scripted(chromium, live_server):
    """A page on a telephone, with JavaScript, under the portal's own policy."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def shown(page) -> list[str]:
    return page.locator("#thu-tuc li:visible a").all_inner_texts()


def shown_after(page, typed: str) -> list[str]:
    page.locator("#q").fill(typed)
    return shown(page)


def test_the_list_is_filtered_as_one_types(scripted, committed_province):
    requests = []
    scripted.goto("/thu-tuc?noi=commune")
    scripted.on("request", lambda request: requests.append(request.url))
    assert shown(scripted) == ["Chứng thực bản sao từ bản chính", "Đăng ký khai sinh"]
    scripted.locator("#q").focus()
    scripted.keyboard.type("KHAI-sinh")
    assert shown(scripted) == ["Đăng ký khai sinh"]
    scripted.get_by_role("status").get_by_text("Có 1 thủ tục.").wait_for()  # said to who cannot see it
    scripted.keyboard.type(" đất")
    scripted.get_by_text("Không có thủ tục nào khớp").wait_for()
    scripted.locator("#q").fill("xây dựng giấy phép")
    assert shown(scripted) == []  # no commune decides that
    scripted.locator("#noi").select_option("")
    assert shown(scripted) == ["Cấp giấy phép xây dựng"]
    by_name = shown_after(scripted, "")
    assert by_name == sorted(by_name, key=plain)
    assert by_name.index("Cấp giấy phép xây dựng") < by_name.index("Cấp Phiếu lý lịch tư pháp")
    assert shown_after(scripted, "ph")[:2] == ["Cấp Phiếu lý lịch tư pháp", "Cấp giấy phép xây dựng"]  # said earlier
    assert shown_after(scripted, "khai sanh") == ["Đăng ký khai sinh"]
    assert requests == []


def test_the_same_without_javascript_and_nothing_is_wrong_on_any_page(chromium, live_server, committed_province):
    bare = chromium.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    bare.goto("/thu-tuc")
    bare.locator("#q").focus()
    bare.keyboard.type("khai sinh")
    with bare.expect_navigation():
        bare.keyboard.press("Enter")
    assert shown(bare) == ["Đăng ký khai sinh"]
    with bare.expect_navigation():
        bare.get_by_role("link", name="Đăng ký khai sinh").click()
    with bare.expect_navigation():
        bare.get_by_role("link", name="Tính ngày hẹn").last.click()
    assert bare.locator(".when").inner_text().startswith("17 giờ 00, thứ ")

    judge = chromium.new_context(base_url=live_server.url, bypass_csp=True)
    judge.add_init_script(path=AXE)
    page = judge.new_page()
    for address in PAGES:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert page.evaluate(JUDGE, RULES) == [], (address, width)
            assert not page.evaluate(IS_WIDE), (address, width)
