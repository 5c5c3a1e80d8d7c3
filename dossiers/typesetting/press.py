"""Typst with our own fonts and nothing else: the same facts at the same moment give the same bytes."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from dossiers.typesetting.glyphs import FONTS, showable

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
_one_at_a_time = Lock()  # a compiler keeps what it has read between two letters


def typeset(letters: Sequence[dict[str, Any]], at: datetime) -> bytes:
    """One PDF/A-2b of these letters, one after another, each on pages of its own. at: for the metadata.

    A letter is what `reads.letters` says of it: {"kind": LetterKind, "title": str, …}, the rest by its template.
    Raises typst.TypstError when a fact that the template needs is missing.
    """
    with _one_at_a_time:
        return _compiler().compile(
            sys_inputs={"letters": json.dumps(showable(letters), ensure_ascii=False)},
            format="pdf",
            pdf_standards="a-2b",
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(FOLDER / "letters.typ"), root=str(FOLDER), font_paths=fonts)
