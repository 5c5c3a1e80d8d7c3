"""A real Chromium on the real pages. Without one these tests are skipped; with REQUIRE_BROWSER=1 they fail instead."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.pages import glass

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# No phoning home: the machine may have no network, and Chromium waits for what it cannot reach.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))  # one file, one browser
            if CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium"))


@pytest.fixture(scope="session")
def chromium():
    # Playwright's loop runs in this thread, and Django would take our own set-up queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(autouse=True)
def _no_page_stays_open(chromium, live_server):
    """An open page keeps its line to the server, and the server's thread behind it a line to the database. The glass
    asks for no more than styles.
    """
    judge = glass(chromium, live_server.url).context
    yield
    for context in chromium.contexts:
        if context != judge:
            context.close()


# On a telephone's width among the long proofs: the same pages, the same presses.
@pytest.fixture(params=[pytest.param(1280, id="wide"), pytest.param(360, id="phone", marks=pytest.mark.soak)])
def page(request, chromium, live_server):
    """A fresh page of this width, without JavaScript, that fails the test when anything on it is refused or missing."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": request.param, "height": 900}, java_script_enabled=False
    )
    opened = context.new_page()
    faults = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    # Aborted: the page was left before its icon came.
    opened.on("requestfailed", lambda failed: "ABORTED" in failed.failure or faults.append(failed.url))
    yield opened
    context.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []
