"""What people come for, from the first page to the last, without JavaScript: in both languages, by the keyboard too."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from dossiers import actions, codes
from dossiers.models import Follower
from tests.browser.pages import shows
from tests.citizens.everywhere import filled
from tests.messages.catcher import Catcher

MAIL = "ba.tu@vi.du"
FIELD = re.compile(r"^([A-Z-]+)[^:]*:(.*)$", re.MULTILINE)


@pytest.fixture
def post(settings, live_server):
    """A mail server that only catches, and the portal's own relay to it."""
    with Catcher() as server:
        settings.MESSAGE_WAYS, settings.PUBLIC_URL = {"email": "smtp"}, live_server.url
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = server.port, False, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


def sent(server: Catcher) -> str:
    """The letter that the relay brings next, as its reader sees it."""
    actions.relay()
    before = len(server.letters)
    actions.deliver("email")
    assert len(server.letters) == before + 1
    return server.letters[-1].get_content()


def linked(letter: str, which: str) -> str:
    """The address of this page in a letter, as a path."""
    found = urlsplit(re.search(rf"http\S+{which}\S*", letter)[0])
    return f"{found.path}?{found.query}"


@pytest.fixture(autouse=True)
def _soon(page):
    page.set_default_timeout(20_000)


def test_look_up_details_calendar_follow_told_and_leave(page, committed_province, post):
    p = committed_province
    dossier = filled(p)
    address = f"/tra-cuu/{dossier.receipt_code}"
    page.goto("/")
    page.locator("input[name=ma]").first.fill(codes.grouped(dossier.receipt_code).lower())
    page.keyboard.press("Enter")
    shows(page, "Hồ sơ đến đâu rồi?")

    page.get_by_label("4 số cuối").fill("0123")
    page.get_by_role("button", name="Xem chi tiết").click()
    shows(page, "N.T.Đ.")

    file = page.request.get(f"{address}/hen.ics")
    entry = dict(FIELD.findall(file.text().replace("\r\n ", "")))
    assert entry["DTSTART"].startswith(f"{timezone.localtime(dossier.due_at):%Y%m%d}")
    assert file.headers["content-type"].startswith("text/calendar")

    page.goto(f"{address}/theo-doi")
    page.locator("input[name=email]").fill(MAIL)
    page.locator("main form button").first.click()
    shows(page, "Ông/Bà")
    page.goto(linked(sent(post), "/theo-doi/xac-nhan"))
    with page.expect_navigation():
        page.locator("main form button").first.click()

    actions.request_supplement(
        dossier_id=dossier.pk, by=p.officer, now=timezone.now(), version=dossier.version, reason="Thiếu chữ ký.",
        papers=["Bản vẽ"], answer_by=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    letter = sent(post)
    assert codes.grouped(dossier.receipt_code) in letter
    page.goto(linked(letter, "/theo-doi/thoi"))
    with page.expect_navigation():
        page.locator("main form button").first.click()
    assert not Follower.objects.filter(dossier=dossier, ended_at=None).exists()


def test_from_page_to_page_in_the_other_language(page, committed_province):
    dossier = filled(committed_province)
    page.goto("/?lang=en")
    page.locator("input[name=ma]").fill(dossier.receipt_code)
    page.keyboard.press("Enter")
    shows(page, "Result due")
    page.locator("a[href$='/thoi-han']").first.click()
    page.wait_for_url("**/thoi-han")
    for room in ("/thu-tuc", "/tinh-ngay-hen", "/thong-ke"):
        page.locator(f"nav a[href='{room}']").first.click()
        page.wait_for_url(f"**{room}")
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").count() == 1
    page.goto("/thu-tuc?tim=giay+phep")
    page.locator("main a[href^='/thu-tuc/']").first.click()
    shows(page, "Cấp giấy phép xây dựng")
    page.goto(f"/tinh-ngay-hen?thu_tuc={dossier.rules.procedure.code}&ngay=20/08/2026&gio=9h")
    assert page.locator(".when").count() >= 1


def test_a_reader_of_the_tree_hears_the_answer_before_all_else(page, committed_province):
    """The order in which a screen reader reads: the heading, the state, the four answers, what can be done."""
    page.goto(f"/tra-cuu/{filled(committed_province).receipt_code}")
    heard = page.locator("body").aria_snapshot()

    marks = ["Đến nội dung chính", "banner", "main", "heading", "Hồ sơ đến đâu rồi?", "Bao giờ có kết quả?",
             "Ai đang giữ hồ sơ?", "Ông/Bà cần làm gì?", "Tiến trình", "contentinfo"]  # fmt: skip
    places = [heard.index(mark) for mark in marks]
    assert places == sorted(places)
