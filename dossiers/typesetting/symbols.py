"""What machines read on a letter or a screen: the QR of an address, and Code 128 for scanners that know no QR."""

from io import BytesIO

import segno
from barcode.codex import Code128

# Any of the eight masks is read alike; trying all of them for the prettiest takes four times as long.
_MASK = 3


def qr(address: str) -> list[int]:
    """The address as the bytes of a PNG (level M), one pixel a module, with two modules of quiet around it.

    A picture, because Typst draws the same modules as a curve in a quarter more time for the whole receipt.
    """
    picture = BytesIO()
    segno.make(address, error="m", micro=False, mask=_MASK).save(picture, kind="png", border=2)
    return list(picture.getvalue())


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
