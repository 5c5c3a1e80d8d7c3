"""The status page in every legal state, on contact sheets: one for each status, and the few that the README shows."""

import html
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("dang-giai-quyet", "cho-nop-tien")  # as in tests.citizens.states, which needs Django
COLUMN, BESIDE, FEW = 300, 8, 4  # pixels; pictures in a row of a sheet; pictures on a sheet of the README
QUALITY = 60  # of JPEG: many pictures of text on one sheet weigh half of what they do in PNG
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 16px; font: 15px sans-serif; background: #e9e9e9; display: flex; flex-wrap: wrap; gap: 16px }}
figure {{ margin: 0; width: {width}px }} img {{ width: 100%; border: 1px solid #777; display: block }}
figcaption {{ padding: 4px 0; overflow-wrap: anywhere; height: 40px }}
div {{ height: 600px; overflow: hidden }} img {{ margin-top: -78px }}
</style>{figures}"""
FIGURE = '<figure><figcaption>{name}</figcaption><div><img src="{address}"></div></figure>'


def take(out: Path) -> None:
    """Pictures of all of them into this folder: status/deadline state/situation-width.png."""
    taken = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/browser/pictures.py"]
    subprocess.run(taken, cwd=ROOT, env={**os.environ, "GALLERY": str(out)}, check=True)


def sheets(browser: Browser, out: Path, here: Path) -> None:
    """Contact sheets of what the pictures in `out` answer at a glance, beside them; those of the README into `here`."""
    for status in filter(Path.is_dir, sorted(out.iterdir())):
        pictures = sorted(status.rglob("*-360.png"))
        if pictures:
            _sheet(browser, out, out / f"{status.name}.jpg", pictures, BESIDE)
        if status.name in SHOWN:
            few = pictures[:: max(1, len(pictures) // FEW)][:FEW]
            _sheet(browser, out, here / f"status-{status.name}.jpg", few, FEW)


def _sheet(browser: Browser, out: Path, path: Path, pictures: list[Path], beside: int) -> None:
    names = (html.escape(str(picture.relative_to(out)).removesuffix("-360.png")) for picture in pictures)
    figures = (
        FIGURE.format(address=picture.as_uri(), name=name) for picture, name in zip(pictures, names, strict=True)
    )
    page = browser.new_page(viewport={"width": (COLUMN + 16) * beside + 16, "height": 600})
    sheet = out / "sheet.html"  # a page of a file may show other files
    sheet.write_text(SHEET.format(width=COLUMN, figures="".join(figures)))
    page.goto(sheet.as_uri())
    page.screenshot(path=path, full_page=True, type="jpeg", quality=QUALITY)
    page.close()
    sheet.unlink()
