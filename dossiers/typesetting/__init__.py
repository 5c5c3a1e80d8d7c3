"""Setting letters: plain values in, the bytes of a PDF/A-2b out. No database, no wall clock, no system font."""

from dossiers.typesetting.press import typeset
from dossiers.typesetting.symbols import barcode, qr, qr_on_page

__all__ = ["barcode", "qr", "qr_on_page", "typeset"]
