"""What our fonts can show of what people type: PDF/A admits no text without a glyph, and one would stop the press."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import Any

FONTS = Path(__file__).resolve().parents[2] / "templates" / "letters" / "fonts"
_UNKNOWN = "□"
_BULLETS = dict.fromkeys("\uf0a7\uf0b7\uf0d8\uf0fc", "•")  # as word processors paste them


def showable(value: Any) -> Any:
    """The same facts with every text as the fonts can show it: composed, and □ for signs that they do not have.

    >>> showable({"name": "Lê\u0323 😀", "papers": ["\uf0b7 Đơn\x07"], "n": 3})
    {'name': 'Lệ □', 'papers': ['• Đơn'], 'n': 3}
    """
    if isinstance(value, str):
        return _unknown().sub(_instead, unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: showable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [showable(part) for part in value]
    return value


def _instead(found: re.Match) -> str:
    sign = found[0]
    plain = unicodedata.normalize("NFKC", sign)
    if not _unknown().search(plain):
        return plain
    match unicodedata.category(sign):
        case "Zl" | "Zp":
            return "\n"
        case "Cc" | "Cf" | "Mn" | "Me":  # neither seen nor missed
            return ""
    return _BULLETS.get(sign, _UNKNOWN)


@cache
def _unknown() -> re.Pattern:
    """Every sign that one of the faces lacks; line ends and tabs are for the press."""
    known = set.intersection(*(_signs_of(face.read_bytes()) for face in sorted(FONTS.glob("*.ttf"))))
    return re.compile("[^\n\t\r" + "".join(map(re.escape, map(chr, sorted(known - set(range(32)))))) + "]")


def _signs_of(font: bytes) -> set[int]:
    """The code points that a TrueType font maps to a glyph, by its table of Unicode's first plane (cmap, format 4)."""
    tables = _records(12, 16, unpack_from(">H", font, 4))
    cmap = next(unpack_from(">I", font, at + 8)[0] for at in tables if font[at : at + 4] == b"cmap")
    for at in _records(cmap + 4, 8, unpack_from(">H", font, cmap + 2)):
        start = cmap + unpack_from(">I", font, at + 4)[0]
        if unpack_from(">HH", font, at) == (3, 1) and unpack_from(">H", font, start)[0] == 4:
            return _segments(font, start)
    raise ValueError("The font has no table of Unicode signs.")


def _records(start: int, size: int, count: tuple[int]) -> range:
    return range(start, start + size * count[0], size)


def _segments(font: bytes, start: int) -> set[int]:
    n = unpack_from(">H", font, start + 6)[0] // 2
    ends = unpack_from(f">{n}H", font, start + 14)
    starts = unpack_from(f">{n}H", font, start + 16 + 2 * n)
    return {sign for first, last in zip(starts, ends, strict=True) for sign in range(first, last + 1)} - {0xFFFF}
