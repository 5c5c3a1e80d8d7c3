"""CSV as Excel opens it by a double click on a computer set to Vietnamese.

There the decimal sign is a comma, so Excel parts cells at semicolons; it knows UTF-8 by the mark at the beginning.
Days and moments are written year first, which every setting reads alike.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from dossiers.spreadsheets.cells import FORMULA, Cell, Column, Head, Kind, harmless

# On a computer that parts cells at another sign, what follows that sign would begin a cell of its own.
_HIDDEN = re.compile(rf"""([,;|]["'\s]*)(?=[{re.escape(FORMULA)}])""")


def write_csv(path: Path, head: Head, rows: Iterable[Sequence[Cell]]) -> None:
    """Write the head and the rows, one after the other. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_head(file, head)
        write_rows(file, head.columns, rows)


def write_head(file: TextIO, head: Head) -> None:
    """What stands above the rows. file: opened with newline=""."""
    writer = _writer(file)
    for line in (head.title, *head.sentences):
        writer.writerow([_text(line)])
    writer.writerow([])
    writer.writerow([_text(column.title) for column in head.columns])


def write_rows(file: TextIO, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """file: opened with newline=""."""
    _writer(file).writerows([_written(column, cell) for column, cell in zip(columns, row, strict=True)] for row in rows)


def _writer(file: TextIO):
    return csv.writer(file, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")


def _written(column: Column, cell: Cell) -> str | int:
    """A number stays one, with a comma before its decimals; a text never becomes one."""
    if cell is None:
        return ""
    if column.kind is Kind.MOMENT:
        return f"{datetime.fromisoformat(str(cell)):%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return f"{cell}".replace(".", ",")
    return cell if isinstance(cell, int) else _text(cell)


def _text(text: str) -> str:
    return _HIDDEN.sub(r"\1'", harmless(text))
