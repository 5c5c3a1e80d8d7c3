"""What is wrong with the pages of a letter, read from the PDF itself: its margins, its letters, what archives want."""

import re
from bisect import bisect
from datetime import UTC
from io import BytesIO

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from dossiers.models import Letter

# The white around what is printed, in millimetres, by the size of the page: left, top, right, bottom. The foot of a
# page stands in its bottom margin.
MARGINS = {
    (148, 210): (9, 8, 9, 4), (210, 148): (9, 8, 9, 4), (210, 297): (30, 20, 15, 6), (297, 210): (15, 20, 15, 4),
}  # fmt: skip
# What stands out of a line by the rules of setting: punctuation at its end, marks above its capitals.
ASIDE, ABOVE = 1, 2
FACES = re.compile(r"/[A-Z]{6}\+LiberationSerif(-Bold|-Italic|-BoldItalic)?")
# What an archive's reader must not meet, and what would act on whoever opens the page (ISO 19005-2).
FORBIDDEN = {"/JS", "/JavaScript", "/URI", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles", "/Encrypt", "/XFA", "/F"}
# Facts that are read for something else than to be printed as they are; and those that a form has no line for.
UNPRINTED = {"kind", "template", "basis", "form", "qr", "barcode", "channel", "state", "reply_at"}
_CONTACT = {"identity", "phone", "email", "address", "representative", "representative_identity"}
WITHOUT = {
    "supplement": {"identity", "representative_identity"},
    # The counter's is signed by its clerk, the agency's by its head.
    "refusal": {"representative_identity", "clerk", "authority", "copies", "signer"},
    "apology": {*_CONTACT - {"identity"}, "receipt_code"},
    "stopping": {*_CONTACT - {"identity"}, "receipt_code"},
    "result": {"email", "representative", "representative_identity", "address_of_status"},
    "urge": {*_CONTACT, "receipt_code", "address_of_status"},
}


def faults_of(letter: Letter) -> list[str]:
    """All that is wrong, in words; [] when nothing is."""
    pdf = bytes(letter.pdf)
    reader = PdfReader(BytesIO(pdf))
    parts = _parts(reader)
    return [*_beyond(pdf), *_lost(letter), *_of_faces(parts), *_of_archives(reader, letter), *_acting(parts)]


def _beyond(pdf: bytes) -> list[str]:
    """Whatever is drawn nearer to an edge than the margin of its page."""
    found = []
    for n, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        size = tuple(round(side / 72 * 25.4) for side in page.get_size())
        if size not in MARGINS:
            return [f"page {n} is {size} mm"]
        left, top, right, bottom = MARGINS[size]
        allowed = (left - ASIDE, bottom, size[0] - right + ASIDE, size[1] - top + ABOVE)
        for drawn in page.get_objects():
            here = [side / 72 * 25.4 for side in drawn.get_bounds()]
            if here[0] < allowed[0] or here[1] < allowed[1] or here[2] > allowed[2] or here[3] > allowed[3]:
                found.append(f"page {n}: {[round(side, 1) for side in here]} mm")
    return found


def _lost(letter: Letter) -> list[str]:
    """Facts that were read for the letter and stand on none of its pages; signs that came out as something else."""
    # As pypdfium2 reads it: ten times as fast as pypdf, which the tests of each form use.
    pages = pypdfium2.PdfDocument(bytes(letter.pdf))
    said = _plain("".join(page.get_textpage().get_text_bounded() for page in pages))
    wanted = set(_texts(letter.facts, UNPRINTED | WITHOUT.get(letter.kind, set())))
    lost = [f"not printed: {text[:60]}" for text in sorted(wanted) if not _stands_in(_plain(text), said)]
    return lost + [f"{sign!r} on the page" for sign in "\ufffd□" if sign in said]


def _texts(value, without: set[str]) -> list[str]:
    """The words in a fact, line by line."""
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in without for text in _texts(part, without)]
    return [text for part in value for text in _texts(part, without)] if isinstance(value, list) else []


def _stands_in(text: str, said: str) -> bool:
    """Whether the text is there, whole but for the end of a page or two in it."""
    for _ in range(3):
        n = bisect(range(1, len(text) + 1), 0, key=lambda upto: 0 if text[:upto] in said else 1)
        text = text[n:]
        if not text or n == 0:
            break
    return not text


def _plain(text: str) -> str:
    """Without what setting changes: blanks, ends of lines, capitals."""
    return "".join(text.replace("\u200b", "").split()).casefold()


def _of_faces(parts: list[DictionaryObject]) -> list[str]:
    """Fonts that are not ours, not in the file, or without a way back from glyphs to signs."""
    fonts = [part for part in parts if part.get("/Type") == "/Font" and part.get("/Subtype") == "/Type0"]
    found = [] if fonts else ["no fonts"]
    for font in fonts:
        name, inner = font["/BaseFont"], font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        if not FACES.match(name) or not {"/FontFile2", "/FontFile3"} & inner.keys() or "/ToUnicode" not in font:
            found.append(f"font {name}")
    others = {part["/Subtype"] for part in parts if part.get("/Type") == "/Font"}
    return found + [f"a font of {kind}" for kind in others - {"/Type0", "/CIDFontType0", "/CIDFontType2"}]


def _of_archives(reader: PdfReader, letter: Letter) -> list[str]:
    """What PDF/A-2b wants said about the file, and what keeps two files made alike the same."""
    root = reader.trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    profiles = [one.get_object() for one in root.get("/OutputIntents", [])]
    printed_at = letter.made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S")
    wanted = {
        "part 2 is not claimed": re.search(r"pdfaid:part(>|=\")2", said),
        "conformance B is not claimed": re.search(r"pdfaid:conformance(>|=\")B", said),
        "no colour profile": any(one["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in profiles),
        "no /ID": len(reader.trailer.get("/ID", [])) == 2,
        "no title": (reader.metadata or {}).get("/Title"),
        f"made at {(reader.metadata or {}).get('/CreationDate')}": str((reader.metadata or {}).get("/CreationDate"))
        .replace("'", "").startswith(printed_at),
        "no language": root.get("/Lang") == "vi",
    }  # fmt: skip
    return [fault for fault, is_kept in wanted.items() if not is_kept]


def _acting(parts: list[DictionaryObject]) -> list[str]:
    found = {key for part in parts for key in part if key in FORBIDDEN - {"/F"}}
    found |= {"/F" for part in parts if isinstance(part, StreamObject) and "/F" in part}  # a stream kept elsewhere
    return [f"{key} in it" for key in sorted(found)] + [
        "LZW" for part in parts if "/LZWDecode" in str(part.get("/Filter"))
    ]


def _parts(reader: PdfReader) -> list[DictionaryObject]:
    """Every dictionary in the file, also those inside others."""
    found, waiting = [], [reader.trailer]
    waiting += [IndirectObject(n, 0, reader).get_object() for n in range(1, int(reader.trailer["/Size"]))]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            found.append(part)
            waiting += [inner for inner in part.values() if not isinstance(inner, IndirectObject)]
        elif isinstance(part, list):
            waiting += [inner for inner in part if not isinstance(inner, IndirectObject)]
    return found
