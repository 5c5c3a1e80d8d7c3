"""What machines read on a letter or a screen: the QR of an address, and Code 128 for scanners that know no QR."""

from collections.abc import Sequence
from struct import pack
from zlib import compress, crc32

import segno
from barcode.codex import Code128

# Any of the eight masks is read alike; trying all of them for the prettiest takes four times as long.
_MASK = 3
_QUIET = 2  # modules
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def qr(address: str) -> list[int]:
    """The address as the bytes of a PNG (level M), one pixel a module, with two modules of quiet around it."""
    return list(_png(segno.make(address, error="m", micro=False, mask=_MASK).matrix))


def _png(modules: Sequence[Sequence[int]]) -> bytes:
    """Black (1) on white, one bit a pixel. The library's own writer takes five times as long, on every receipt."""
    size = len(modules) + 2 * _QUIET
    rows = ["0" * size] * _QUIET
    rows += ["".join(map(str, row)).center(size, "0") for row in modules]
    rows += rows[:_QUIET]
    wide = -(-size // 8)  # bytes
    lines = (b"\0" + (~(int(row, 2) << 8 * wide - size) & (1 << 8 * wide) - 1).to_bytes(wide) for row in rows)
    head = pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", compress(b"".join(lines))), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", crc32(name + data)) for name, data in parts
    )


def qr_on_page(address: str) -> str:
    """The address as a QR code (level M) for a web page: a data: URI that the content security policy lets through."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)


def barcode(text: str) -> list[list[int]]:
    """ASCII text as the bars of Code 128: [[modules from the left, modules wide], …], without quiet zones."""
    modules = Code128(text).build()[0]
    bars: list[list[int]] = []
    for place, module in enumerate(modules):
        if module != "1":
            continue
        if bars and sum(bars[-1]) == place:
            bars[-1][1] += 1
        else:
            bars.append([place, 1])
    return bars
