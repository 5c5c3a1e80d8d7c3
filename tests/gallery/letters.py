"""Pictures of letters as they will be printed, for looking at: build/gallery/letters."""

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import pypdfium2

DOTS = 110  # an inch
# A contact sheet, in dots: A4 beside A4, with smaller pages enlarged to the same height.
_WIDE, _HIGH, _GAP = 2340, 640, 12
_TABLE = 176  # the grey that they lie on
_GREYS = bytes(min(255, (n + 8) // 16 * 17) for n in range(256))  # sixteen do, and take half the room


def shoot(pdf: bytes, folder: Path, name: str) -> None:
    """One picture a page, in greys."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        wide, rows = _drawn(page, DOTS / 72)
        (folder / f"{name}-{n}.png").write_bytes(_png(wide, len(rows), rows))


def sheet(letters: Iterable[bytes], path: Path) -> None:
    """The first page of each PDF, side by side on one picture; those that lie come last, where they leave no holes."""
    pages = [pypdfium2.PdfDocument(pdf)[0] for pdf in letters]
    lines: list[list[tuple[int, list[bytes]]]] = [[]]
    for page in sorted(pages, key=lambda page: page.get_width() > page.get_height()):
        drawn = _drawn(page, _HIGH / page.get_height())
        if sum(wide + _GAP for wide, _rows in [*lines[-1], drawn]) + _GAP > _WIDE:
            lines.append([])
        lines[-1].append(drawn)
    gap = bytes([_TABLE]) * _GAP
    rows = [gap * (_WIDE // _GAP)] * _GAP
    for line in lines:
        beside = (
            b"".join(gap + part for part in parts) for parts in zip(*(rows for _wide, rows in line), strict=False)
        )
        rows += [row.ljust(_WIDE, gap[:1]).translate(_GREYS) for row in beside]
        rows += rows[:_GAP]
    path.write_bytes(_png(_WIDE, len(rows), rows))


def _drawn(page: pypdfium2.PdfPage, scale: float) -> tuple[int, list[bytes]]:
    """Its width in dots, and its rows of one byte a dot."""
    drawn = page.render(scale=scale, grayscale=True)
    lines = memoryview(drawn.buffer).cast("B")
    return drawn.width, [bytes(lines[y * drawn.stride :][: drawn.width]) for y in range(drawn.height)]


def _png(width: int, height: int, rows: list[bytes]) -> bytes:
    """Eight bits of grey a dot (ISO/IEC 15948)."""
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(b"".join(b"\0" + row for row in rows), 9),
        b"IEND": b"",
    }
    chunks = (
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
