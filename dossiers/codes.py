"""The two codes of a dossier: made, read generously, and told apart. Pure."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import date

ALPHABET = "123456789CFHKMNPRTVX"  # no vowel, D, W (Vietnamese keyboards), no look-alike pairs
LENGTH = 12
EXAMPLE = "7K4C-92MX-H3TP"  # fails the check on purpose, so that it can never be issued

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−﹘﹣－_./·•,]+")
_INVISIBLE = {"Cf", "Cc"}
_RECEIPT = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
# Official codes without their separators: today's H20.12-260803-0001 and, before 2025, 000.00.14.H20-200703-0002.
# Thirteen symbols or more, so that neither can be taken for a receipt code.
_OFFICIAL = re.compile(r"(\d{7,9})?[A-Y]\d{12,30}", re.ASCII)


class BadCode(ValueError):
    """What was typed is no code. `kind` is empty, length, symbol or check; `found` how many symbols there were."""

    def __init__(self, kind: str, found: int = 0):
        super().__init__(kind)
        self.kind = kind
        self.found = found


def check_symbol(body: str) -> str:
    """The last symbol of a receipt code: Luhn modulo 20, doubling from the rightmost of the eleven.

    >>> check_symbol("1C2F3H4K5M6")
    'P'
    """
    total = 0
    for place, symbol in enumerate(reversed(body)):
        value = _VALUE[symbol] * (2 if place % 2 == 0 else 1)
        total += value // 20 + value % 20
    return ALPHABET[-total % 20]


def new_receipt_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Twelve symbols, eleven of them random. choose: another source of chance, for repeatable sample data."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_symbol(body)


def folded(typed: str) -> str:
    """Width, case, separators and invisible marks taken away; nothing else is forgiven.

    >>> folded("ｈ20.12－260803 0001")
    'H20122608030001'
    """
    if typed.isascii() and typed.isalnum():
        return typed.upper()
    wide = unicodedata.normalize("NFKC", typed)
    seen = "".join(c for c in wide if unicodedata.category(c) not in _INVISIBLE or c.isspace())
    return _SEPARATORS.sub("", seen).upper()


def is_official(typed: str) -> bool:
    """Whether this reads as an official code: today's shape or the one before 2025, with or without separators."""
    return bool(_OFFICIAL.fullmatch(folded(typed)))


def read_receipt_code(typed: str) -> str:
    """The twelve symbols meant. Raises BadCode when what was typed cannot be a receipt code."""
    stripped = folded(typed)
    if not stripped:
        raise BadCode("empty")
    if len(stripped) != LENGTH:
        raise BadCode("length", len(stripped))
    if not _RECEIPT.fullmatch(stripped):
        raise BadCode("symbol")
    if check_symbol(stripped[:-1]) != stripped[-1]:
        raise BadCode("check")
    return stripped


def grouped(receipt_code: str) -> str:
    """As printed.

    >>> grouped("1C2F3H4K5M6P")
    '1C2F-3H4K-5M6P'
    """
    return "-".join(receipt_code[i : i + 4] for i in range(0, LENGTH, 4))


def official_code(agency_code: str, day: date, number: int) -> str:
    """`<agency>-YYMMDD-NNNN`; the day's 10,000th dossier takes a fifth digit (TT 03/2025/TT-VPCP Art 13).

    >>> official_code("H20.12", date(2026, 8, 3), 7)
    'H20.12-260803-0007'
    """
    return f"{agency_code}-{day:%y%m%d}-{number:04d}"
