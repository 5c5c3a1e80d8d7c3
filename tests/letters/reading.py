"""What a letter's pages say: as a reader of the PDF gets it, and as a scanner does."""

from io import BytesIO

import pypdfium2
import zxingcpp
from pypdf import PdfReader

from dossiers.models import Letter


def text_of(letter: Letter) -> str:
    """All pages, white space of any kind as one blank."""
    return words_of(bytes(letter.pdf))


def words_of(pdf: bytes) -> str:
    """The same of a file that came as an answer."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def missing(letter: Letter, *expected: str) -> list[str]:
    """What of this its pages do not say."""
    said = text_of(letter)
    return [words for words in expected if words not in said]


def pages_of(letter: Letter) -> list:
    return PdfReader(BytesIO(bytes(letter.pdf))).pages


def scanned(letter: Letter, page: int = 0) -> dict[str, str]:
    """What the codes on a page say, by the name of their kind, at 300 dots an inch in grey."""
    drawn = pypdfium2.PdfDocument(bytes(letter.pdf))[page].render(scale=300 / 72, grayscale=True)
    shown = memoryview(drawn.buffer).cast("B").cast("B", shape=(drawn.height, drawn.stride))
    return {found.format.name: found.text for found in zxingcpp.read_barcodes(shown)}


def outside(letter: Letter, *, margin: float) -> list[str]:
    """The words that lie nearer to an edge of their page than this many millimetres."""
    found, points = [], margin * 72 / 25.4
    for page in pypdfium2.PdfDocument(bytes(letter.pdf)):
        width, height = page.get_size()
        words = page.get_textpage()
        for n in range(words.count_rects()):
            left, bottom, right, top = words.get_rect(n)
            if min(left, bottom, width - right, height - top) < points:
                found.append(words.get_text_bounded(left, bottom, right, top))
    return found
