"""Whatever people type can be printed: nothing stops the press, and nothing that the fonts have is lost."""

import typst
from django.utils import timezone

from dossiers import actions
from dossiers.models import LetterKind
from dossiers.typesetting import glyphs
from tests.letters.reading import text_of
from tests.province import receive

ODD = (
    "Nguyê\u0303n 😀 中文 \uf0b7 Ａ\u2011B\u3000C \U0001d400 \x07\ufeff👨\u200d👩 \ud7ff \u2028₫ ≥ → ½ #[*_$@<x>\\u0007"
)


def test_signs_without_a_glyph_become_what_can_be_read():
    assert glyphs.showable(ODD) == "Nguyễn □ □□ • A‐B C A □\u200d□ □ \n₫ ≥ → ½ #[*_$@<x>\\u0007"


def test_every_sign_counted_as_known_is_in_every_face(tmp_path):
    """The press itself, which admits no sign without a glyph, is the judge."""
    everything = "".join(map(chr, (*range(33, 0xD800), *range(0xE000, 0x10000))))
    known = "".join(glyphs._unknown().sub("", everything).split()).replace("\\", "")
    assert len(known) > 2000
    page = tmp_path / "page.typ"
    page.write_text(
        '#set document(title: "x")\n#set text(font: "Liberation Serif", size: 6pt, fallback: false)\n'
        "#let all = sys.inputs.all\n#all #strong(all) #emph(all) #strong(emph(all))"
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FONTS)])
    typst.Compiler(str(page), font_paths=fonts).compile(
        sys_inputs={"all": " ".join(known)}, format="pdf", pdf_standards="a-2b"
    )


def test_a_letter_with_such_signs_is_printed(province):
    who = actions.Applicant(name="Quán 😀 中文", address="Ấp \uf0b7 3")
    dossier = receive(province, applicant=who, papers=[{"name": "Đơn ☎️ 😀", "kind": "copy", "copies": 1}])
    letter = actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=province.clerk, now=timezone.now())
    assert letter.facts["name"] == "Quán 😀 中文"  # kept as it was typed
    assert "Quán □ □□" in text_of(letter)
