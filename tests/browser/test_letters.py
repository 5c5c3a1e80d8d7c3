"""Letters in a real browser, JavaScript off: one press opens one beside the page, which stays."""

from tests.browser.pages import shows, sign_in
from tests.province import receive
from tests.staff.pages import page as page_of


def test_one_press_opens_a_letter_beside_the_page(page, committed_province):
    dossier = receive(committed_province)
    sign_in(page, committed_province.clerk)
    page.goto(page_of(dossier))
    assert _opened(page, "In Giấy tiếp nhận và hẹn trả kết quả").startswith('inline; filename="receipt-1-')

    page.get_by_role("link", name="Chuyển sang bước").click()
    page.get_by_role("button", name="Chuyển bước").click()
    shows(page, "Đã chuyển hồ sơ")
    in_banner = page.get_by_role("status").get_by_role("button")
    assert _opened(page, in_banner).startswith('inline; filename="passing-1-')
    assert page.url.endswith(page_of(dossier))

    page.get_by_role("link", name="Giấy tờ đã in, tin đã gửi").click()
    shows(page, "Giấy bàn giao hồ sơ số 01/GBG-SXD")
    assert page.get_by_role("listitem").filter(has_text="in lần đầu").count() == 2


def _opened(page, button) -> str:
    """How the PDF came that pressing this button, by keyboard, opened in another tab."""
    found = page.get_by_role("button", name=button).first if isinstance(button, str) else button

    def is_pdf(response) -> bool:
        return response.headers.get("content-type") == "application/pdf"

    with page.context.expect_event("response", is_pdf) as coming:
        found.press("Enter")
    assert coming.value.status == 200
    return coming.value.headers["content-disposition"]
