"""What stands in a cell, and how what people typed is kept from doing anything there."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

# A text, a number, nothing; a day or a moment as ISO says it, in local time: "2026-03-02", "2026-03-02T09:30".
Cell = str | int | float | None


class Kind(Enum):
    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True)
class Column:
    """width: in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True)
class Head:
    """What stands above the lines: the title, what the file is of in sentences, the columns."""

    title: str
    sentences: tuple[str, ...]
    columns: tuple[Column, ...]


# What a spreadsheet takes for the beginning of a formula, also as East Asian keyboards type it.
FORMULA = "=+-@＝＋－＠"
# A control character stands for no letter; these part words.
_PARTS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = ("Cc", "Cf", "Cs", "Cn")


def harmless(text: str) -> str:
    """A text without control and unseen characters, that no program takes for a formula.

    >>> harmless(" =1+1"), harmless("Nguyễn\\tVăn\\x00 A"), harmless("－5")
    ("'=1+1", 'Nguyễn Văn A', "'－5")
    """
    if not text.isprintable():
        text = _PARTS.sub(" ", text)
        text = "".join(letter for letter in text if unicodedata.category(letter) not in _UNSEEN)
    text = " ".join(text.split())
    return f"'{text}" if text.startswith(tuple(FORMULA)) else text
