"""What browser tests do on every page: be signed in, check the floor of accessibility and weight."""

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from django.conf import settings
from django.contrib.auth.models import User
from django.templatetags.static import static
from django.test import Client

PASSWORD = "mat-khau-cho-kiem-thu"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # the others are not looked at, and most of its time goes into them
}
JUDGE = "options => axe.run(document, options).then(found => found.violations.map(v => `${v.id}: ${v.nodes[0].html}`))"
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def sign_in(page, user: User) -> None:
    """As if this person had typed their name and password; that people can is seen in test_journeys."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    page.goto("/can-bo/")


def type_in(page, user: User) -> None:
    """Signs this person in as people do."""
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
    """axe's violations in what this page shows, and sideways scrolling. axe is a script: it judges the same text, its
    own scripts taken out, written into a page with JavaScript on.
    """
    copy = in_glass(page, chromium)
    copy.set_viewport_size(page.viewport_size)
    faults = [fault[:200] for fault in copy.evaluate(JUDGE, RULES)]
    if copy.evaluate(IS_WIDE):
        faults.append("scrolls sideways")
    if (headings := copy.locator("h1").count()) != 1:
        faults.append(f"{headings} h1")
    return faults


def in_glass(page, chromium):
    """The glass, showing what this page shows, as wide as it was before."""
    page.wait_for_load_state()
    copy = glass(chromium, "{0.scheme}://{0.netloc}".format(urlsplit(page.url)))
    copy.set_content(SCRIPT.sub("", page.content()))
    return copy


@lru_cache(maxsize=1)
def glass(chromium, site: str):
    """The page through which all that is opened on other pages is judged: axe comes once, styles from their site."""
    context = chromium.new_context(bypass_csp=True)
    context.add_init_script(path=AXE)
    opened = context.new_page()
    opened.goto(site + static("portal.css"))
    return opened
