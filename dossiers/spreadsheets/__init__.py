"""Lines as files that spreadsheet programs open: XLSX and CSV. No database, no wall clock.

What people typed stays text: no cell becomes a formula, a link or a number by how it looks.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from dossiers.spreadsheets.cells import Cell, Column, Head, Kind, harmless
from dossiers.spreadsheets.separated import write_csv, write_head, write_rows
from dossiers.spreadsheets.workbook import write_xlsx


class Form(StrEnum):
    """A file's form, as its name ends."""

    XLSX = "xlsx"
    CSV = "csv"


WRITERS: dict[Form, Callable[[Path, Head, Iterable[Sequence[Cell]]], None]] = {
    Form.XLSX: write_xlsx,
    Form.CSV: write_csv,
}

__all__ = [
    "WRITERS",
    "Cell",
    "Column",
    "Form",
    "Head",
    "Kind",
    "harmless",
    "write_csv",
    "write_head",
    "write_rows",
    "write_xlsx",
]
