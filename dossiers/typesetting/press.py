"""Typst with our own fonts and nothing else: the same facts at the same moment give the same bytes."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from dossiers.typesetting.glyphs import FONTS, showable

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates" / "letters"
# Letters in one document, as JSON: up to here each cell and line of it is tagged for those who do not see. Beyond, in
# registers and whole days of receipts, the tags would be five sixths of the file.
_TAGGED = 100_000
# From here on a process of its own sets them: the press keeps a megabyte for every page that it has seen.
_LONG = 200_000
_SECONDS = 150  # of that process; a worker's task is stopped after 200
# What is longer than a line may be, without a place to break it. Breaking such words wherever the line ends takes time.
_UNBROKEN = re.compile(r'[^\s"/-]{28,}')
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_one_at_a_time = Lock()  # a compiler keeps what it has read between two letters


def typeset(letters: Sequence[dict[str, Any]], at: datetime) -> bytes:
    """One PDF/A-2b of these letters, one after another, each on pages of its own. at: for the metadata.

    A letter is what `reads.letters` says of it: {"kind": LetterKind, "title": str, …}, the rest by its template.
    Raises typst.TypstError when a fact that the template needs is missing; subprocess.SubprocessError for that and for
    what takes too long, where they are many.
    """
    asked = json.dumps(showable(letters), ensure_ascii=False)
    if len(asked) < _LONG:
        return typeset_here(asked, len(letters), at)
    command = [sys.executable, "-m", "dossiers.typesetting", str(len(letters)), at.isoformat()]
    done = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, cwd=ROOT, check=True, timeout=_SECONDS)
    return done.stdout


def typeset_here(asked: str, n: int, at: datetime) -> bytes:
    """The same in this process, however many they are. asked: n letters as JSON, with nothing that no font can show."""
    inputs = {"letters": asked}
    if _UNBROKEN.search(asked):
        inputs["long"] = "yes"
    with _one_at_a_time:
        pdf = _pressed(inputs, at)
        # To count pages takes twice as long, and most letters have one.
        return pdf if pages_in(pdf) == n else _pressed({**inputs, "counted": "yes"}, at)


def pages_in(pdf: bytes) -> int:
    """How many pages a PDF of this press has."""
    return len(_PAGE.findall(pdf))


def _pressed(inputs: dict[str, str], at: datetime) -> bytes:
    return _compiler().compile(
        sys_inputs=inputs, format="pdf", pdf_standards="a-2b", timestamp=at.astimezone(UTC).replace(microsecond=0),
        pdf_tags=len(inputs["letters"]) < _TAGGED,
    )  # fmt: skip


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(FOLDER / "letters.typ"), root=str(FOLDER), font_paths=fonts)
