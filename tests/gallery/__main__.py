"""`make gallery`: a picture of every page of a running demo, wide and on a phone, of every letter, and of the status
page in every legal state.

All of them go to build/gallery, letters to build/gallery/letters, states to build/gallery/states, for looking at; the
few that the README shows replace those beside this file.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.gallery import states

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OUT = ROOT / "build" / "gallery"
WIDTHS = {"wide": 1280, "phone": 360}
READY_WITHIN = 240  # seconds, with everything built from nothing


@dataclass(frozen=True)
class Shot:
    """A page to show. way: what leads there, after its address was opened. shown: in the README, at this width."""

    name: str
    account: str
    path: str
    way: Callable[[Page], None] = lambda page: None
    shown: str = ""


def first(selector: str) -> Callable[[Page], None]:
    """Follow the first link that looks like this."""
    return lambda page: page.locator(selector).first.click()


def then(*ways: Callable[[Page], None]) -> Callable[[Page], None]:
    return lambda page: [way(page) for way in ways] and None


DOSSIER = first("main table a[href*='/can-bo/ho-so/']")
LETTERS = first("main a[href$='/giay-to']")
ACTION = first("main a.button[href*='/can-bo/ho-so/']")

SHOTS = [
    Shot("look-up", "", "/"),
    Shot("status", "", "/tra-cuu/{code}", shown="phone"),
    Shot("status-clock", "", "/tra-cuu/{code}/thoi-han"),
    Shot("follow", "", "/tra-cuu/{code}/theo-doi"),
    Shot("procedures", "", "/thu-tuc"),
    Shot("procedure", "", "/thu-tuc?tim=khai+sinh", first("main a[href^='/thu-tuc/']")),
    Shot("reckoning", "", "/tinh-ngay-hen"),
    Shot("published", "", "/thong-ke", shown="wide"),
    Shot("definitions", "", "/thong-ke/dinh-nghia"),
    Shot("help", "", "/tro-giup"),
    Shot("privacy", "", "/quyen-rieng-tu"),
    Shot("accessibility", "", "/tro-nang"),
    Shot("sign-in", "", "/can-bo/dang-nhap"),
    Shot("work-list", "chuyenvien", "/can-bo/", shown="wide"),
    Shot("at-risk", "chuyenvien", "/can-bo/?loc=nguy-co"),
    Shot("results-waiting", "motcua", "/can-bo/?loc=cho-tra"),
    Shot("dossier", "chuyenvien", "/can-bo/", DOSSIER, shown="wide"),
    Shot("dossier-letters", "chuyenvien", "/can-bo/", then(DOSSIER, LETTERS)),
    Shot("move", "chuyenvien", "/can-bo/", then(DOSSIER, ACTION)),
    Shot("intake-choose", "motcua2", "/can-bo/tiep-nhan?tim=khai+sinh"),
    Shot("search", "motcua", "/can-bo/tim"),
    Shot("account", "chuyenvien", "/can-bo/tai-khoan"),
    Shot("absences", "lanhdao", "/can-bo/vang-mat"),
    Shot("reassign", "lanhdao", "/can-bo/ban-giao-viec"),
    Shot("overdue", "lanhdao", "/giam-sat/qua-han"),
    Shot("stalled", "lanhdao", "/giam-sat/dung-yen"),
    Shot("mended", "lanhdao", "/giam-sat/sua-sai"),
    Shot("accesses", "lanhdao", "/giam-sat/truy-cap"),
    Shot("not-collected", "lanhdao", "/giam-sat/cho-nhan-ket-qua"),
    Shot("calendar", "quantri", "/quan-tri/lich"),
]


def main() -> None:
    if CHROMIUM is None:
        sys.exit("Máy chưa có Chromium: apt-get install chromium")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    port = _free_port()
    demo = subprocess.Popen([sys.executable, "-m", "portal.demo", "--port", str(port), "--dossiers", "800"], cwd=ROOT)
    try:
        _letters()  # while the demo fills its tables
        states.take(OUT / "states")
        base = f"http://127.0.0.1:{port}"
        _wait_until_ready(base, demo)
        printed = subprocess.check_output(
            [sys.executable, "manage.py", "seed_demo", "--print-access"], cwd=ROOT, env=os.environ
        )
        access = json.loads(printed.splitlines()[-1])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            for width in WIDTHS:
                _shoot(browser, base, access, width)
            states.sheets(browser, OUT / "states", HERE)
            browser.close()
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait()


def _letters() -> None:
    """The very letters that the tests judge: every kind, ordinary and heavy."""
    judged = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/letters/test_gallery.py"]
    subprocess.run(judged, cwd=ROOT, env={**os.environ, "GALLERY": str(OUT / "letters")}, check=True)
    for picture in (OUT / "letters").glob("letters-*.png"):
        shutil.copy(picture, HERE)


def _shoot(browser: Browser, base: str, access: dict, width: str) -> None:
    contexts = {}
    for shot in SHOTS:
        if shot.account not in contexts:
            viewport = {"width": WIDTHS[width], "height": 900}
            contexts[shot.account] = browser.new_context(base_url=base, viewport=viewport, locale="vi")
            _sign_in(contexts[shot.account].new_page(), shot.account, access["password"])
        page = contexts[shot.account].new_page()
        page.goto(shot.path.format(code=access["codes"][0]["code"].replace("-", "")))
        shot.way(page)
        page.wait_for_load_state()
        path = OUT / f"{shot.name}-{width}.png"
        page.screenshot(path=path, full_page=True)
        if shot.shown == width:
            page.screenshot(
                path=HERE / f"{shot.name}.png", clip={"x": 0, "y": 0, "width": WIDTHS[width], "height": 760}
            )
        print(f"{path.relative_to(ROOT)}  {page.title()}")
        page.close()


def _sign_in(page: Page, account: str, password: str) -> None:
    if account:
        page.goto("/can-bo/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(account)
        page.get_by_label("Mật khẩu", exact=True).fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state()
    page.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(base: str, demo: subprocess.Popen) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and demo.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/readyz")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    sys.exit("Cổng trình diễn không lên được.")


if __name__ == "__main__":
    main()
