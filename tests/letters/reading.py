"""What a letter's pages say, as a reader of the PDF gets it."""

from io import BytesIO

from pypdf import PdfReader

from dossiers.models import Letter


def text_of(letter: Letter) -> str:
    """All pages, white space of any kind as one blank."""
    return " ".join(" ".join(page.extract_text() for page in pages_of(letter)).split())


def pages_of(letter: Letter) -> list:
    return PdfReader(BytesIO(bytes(letter.pdf))).pages
