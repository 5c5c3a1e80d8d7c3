"""How fast a receipt is set, against the same kept press setting an empty page with the same fonts.

The value is the whole way from facts to bytes as a press of the button takes it: QR and bars made anew, another dossier
each time, PDF/A-2b. The limit is an A5 page with one letter of each face that the receipt embeds: the faces are loaded,
subset and embedded, and nothing else stands on it. Beside it, in the row's name, the ratio to a page without any text,
on which no font is embedded at all.
"""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import typst
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.reads.letters.content import status_address
from dossiers.reads.letters.receipt import receipt
from dossiers.typesetting import barcode, qr, typeset
from dossiers.typesetting.glyphs import FONTS
from tests.bench.database import Database
from tests.bench.intake import receiving

DOSSIERS, ROUNDS, BOUND = 20, 100, 5
_FACE = re.compile(rb"/FontName\s*/[A-Z]{6}\+(\S+?)[/\s>]")
_PAGE = "#set page(width: 148mm, height: 210mm)\n"
_FACES = '#set text(font: "Liberation Serif", lang: "vi", fallback: false)\na *a* _a_'


def measure(copy: Database) -> dict[str, Any]:
    """One row of the bench: milliseconds, medians. copy: written to."""
    copy.connect()
    now = timezone.now().replace(microsecond=0)
    facts = [(dossier, receipt(dossier).numbered(n)) for n, dossier in enumerate(_dossiers(), start=1)]
    setting = iter([facts[n % DOSSIERS] for n in range(ROUNDS + 1)])

    def one() -> bytes:
        dossier, said = next(setting)
        symbols = {"qr": qr(status_address(dossier)), "barcode": barcode(dossier.receipt_code)}
        return typeset([{**said, **symbols}], now)

    with tempfile.TemporaryDirectory() as folder:
        empty, blank = (_kept(Path(folder) / name, text, now) for name, text in (("e", _FACES), ("b", "")))
        faces = {*_FACE.findall(one())}
        if faces != {*_FACE.findall(empty())}:
            raise RuntimeError(f"the empty page embeds other faces than the receipt: {faces}")
        rounds = [
            tuple(map(_ms, (one, empty, blank))) for _ in range(ROUNDS)
        ]  # in turn: a busy machine slows all alike
    value, limit, _blank = (median(times) for times in zip(*rounds, strict=True))
    to_bare = median(ours / none for ours, _empty, none in rounds)
    return {
        "name": f"receipt PDF, ms, against an empty page with the same fonts ({to_bare:.1f} x one without any)",
        "value": round(value, 1), "limit": round(limit, 1),
        "ratio": round(median(ours / none for ours, none, _bare in rounds), 2), "bound": f"<={BOUND}",
    }  # fmt: skip


def _dossiers() -> list[Dossier]:
    receive = receiving()
    made = [receive().pk for _ in range(DOSSIERS)]
    agencies = ("receiving_agency__parent", "deciding_agency", "return_agency")
    return list(Dossier.objects.filter(pk__in=made).select_related("rules__procedure", *agencies))


def _kept(path: Path, text: str, now) -> Callable[[], bytes]:
    """A page as the press sets it, with other inputs each time, as it has."""
    path.write_text(_PAGE + text)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(str(path), root=str(path.parent), font_paths=fonts)
    turns = iter(range(10**6))

    def one() -> bytes:
        inputs = {"n": str(next(turns))}
        return compiler.compile(sys_inputs=inputs, format="pdf", pdf_standards="a-2b", timestamp=now)

    one()
    return one


def _ms(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)
