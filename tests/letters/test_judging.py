"""The judge of letters sees what is wrong: a page with every fault, and facts that it does not tell."""

from datetime import UTC, datetime

import typst

from dossiers.models import Letter
from dossiers.typesetting.glyphs import FONTS
from tests.letters.judging import faults_of

PAGE = """
#set page(width: 148mm, height: 210mm, margin: 9mm)
#set text(font: "Libertinus Serif")
#place(dx: -7mm)[Lệch trái] #link("https://example.vn")[Bấm vào đây] □
"""


def test_a_page_with_every_fault_is_seen_through(tmp_path):
    page = tmp_path / "page.typ"
    page.write_text(PAGE)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    pdf = typst.Compiler(str(page), font_paths=fonts).compile(format="pdf")
    told = {"name": "Lệch trái", "reason": "Không ai thấy", "papers": [{"name": "Đơn"}], "form": "Mẫu số 01"}
    letter = Letter(kind="receipt", facts=told, pdf=pdf, made_at=datetime(2026, 4, 20, tzinfo=UTC))

    found = faults_of(letter)

    assert found[0].startswith("page 1: [2.")
    assert found[1:4] == ["not printed: Không ai thấy", "not printed: Đơn", "'□' on the page"]
    assert any(fault.startswith("font ") and "Libertinus" in fault for fault in found)
    assert {"part 2 is not claimed", "conformance B is not claimed", "no colour profile", "no title", "no language",
            "/URI in it"} <= set(found)  # fmt: skip
    assert any(fault.startswith("made at") for fault in found)
