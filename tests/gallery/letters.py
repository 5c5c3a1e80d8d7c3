"""Pictures of letters as they will be printed, for looking at: build/gallery/letters."""

import struct
import zlib
from pathlib import Path

import pypdfium2

DOTS = 110  # an inch


def shoot(pdf: bytes, folder: Path, name: str) -> None:
    """One picture a page, in greys."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        drawn = page.render(scale=DOTS / 72, grayscale=True)
        lines = memoryview(drawn.buffer).cast("B")
        rows = [bytes(lines[y * drawn.stride :][: drawn.width]) for y in range(drawn.height)]
        (folder / f"{name}-{n}.png").write_bytes(_png(drawn.width, drawn.height, rows))


def _png(width: int, height: int, rows: list[bytes]) -> bytes:
    """Eight bits of grey a dot (ISO/IEC 15948)."""
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(b"".join(b"\0" + row for row in rows)),
        b"IEND": b"",
    }
    chunks = (
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
