"""The status page in every legal state, on contact sheets: one for each status, and the few that the README shows."""

import html
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser

from dossiers.workflow import Status
from tests.citizens.states import STATUS

ROOT = Path(__file__).resolve().parents[2]
SHOWN = (Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT)
COLUMN, FEW = 300, 6  # pixels; pictures on a sheet of the README
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 16px; font: 15px sans-serif; background: #e9e9e9; display: flex; flex-wrap: wrap; gap: 16px }}
figure {{ margin: 0; width: {width}px }} img {{ width: 100%; border: 1px solid #777; display: block }}
figcaption {{ padding: 4px 0 }} figure.cut {{ height: 520px; overflow: hidden }}
</style>{figures}"""
FIGURE = '<figure class="{cut}"><figcaption>{name}</figcaption><img src="{address}"></figure>'


def take(out: Path) -> None:
    """The pictures that the test of all states leaves, into this folder: status/deadline/situation-width.png."""
    judged = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "soak or not soak"]
    judged += ["tests/browser/test_every_state.py::test_nothing_is_wrong_in_any_state"]
    subprocess.run(judged, cwd=ROOT, env={**os.environ, "GALLERY": str(out)}, check=True)


def sheets(browser: Browser, out: Path, here: Path) -> None:
    """Contact sheets of the pictures in `out`, beside them; those of the README into `here`."""
    for status, slug in STATUS.items():
        pictures = sorted((out / slug).rglob("*-360.png"))
        _sheet(browser, out, out / f"{slug}.png", pictures)
        if status in SHOWN:
            few = pictures[:: max(1, len(pictures) // FEW)][:FEW]
            _sheet(browser, out, out / f"status-{slug}.png", few, cut="cut")
            shutil.copy(out / f"status-{slug}.png", here)


def _sheet(browser: Browser, out: Path, path: Path, pictures: list[Path], cut: str = "") -> None:
    figures = (
        FIGURE.format(
            cut=cut, address=picture.as_uri(), name=html.escape(str(picture.relative_to(out)).removesuffix("-360.png"))
        )
        for picture in pictures
    )
    page = browser.new_page(viewport={"width": (COLUMN + 16) * FEW + 16, "height": 600})
    sheet = path.with_suffix(".html")  # a page of a file may show other files
    sheet.write_text(SHEET.format(width=COLUMN, figures="".join(figures)))
    page.goto(sheet.as_uri())
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=True)
    page.close()
    sheet.unlink()
