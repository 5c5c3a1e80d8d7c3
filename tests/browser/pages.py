"""What browser tests do on every page: sign in, check the floor of accessibility and weight."""

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

PASSWORD = "mat-khau-cho-kiem-thu"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # the others are not looked at, and most of its time goes into them
}


def sign_in(page, user: User) -> None:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    page.goto("/can-bo/")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/can-bo/")


def shows(page, text: str) -> None:
    """Waits until the page that a click leads to shows this text; fails when it never does."""
    page.get_by_text(text).first.wait_for()


def has_focus(page, which: str) -> None:
    """Waits until what this selector names has the focus: a browser gives it after it has drawn the page."""
    page.locator(f"{which}:focus").wait_for()


def faults_of(page, chromium) -> list[str]:
    """axe's violations on a copy of this page with JavaScript on (axe is a script), and sideways scrolling."""
    context = chromium.new_context(
        viewport=page.viewport_size, bypass_csp=True, storage_state=page.context.storage_state()
    )
    copy = context.new_page()
    copy.goto(page.url)
    found = Axe().run(copy, options=RULES).response["violations"]
    wide = copy.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    headings = copy.locator("h1").count()
    context.close()
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found]
    if wide:
        faults.append("scrolls sideways")
    if headings != 1:
        faults.append(f"{headings} h1")
    return faults
