"""XLSX, row by row: however long a list is, only one row of it is in memory."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from dossiers.spreadsheets.cells import Cell, Column, Head, Kind, harmless

_DATES = {Kind.DAY: "dd/mm/yyyy", Kind.MOMENT: "hh:mm dd/mm/yyyy"}
_LANDSCAPE_A4 = 9

Write = Callable[[int, int, Cell], object]


def write_xlsx(path: Path, head: Head, rows: Iterable[Sequence[Cell]]) -> None:
    """Write the head and the rows, one after the other; what it needs meanwhile lies beside `path`. Raises OSError."""
    book = Workbook(
        str(path),
        {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    sheet = book.add_worksheet("Danh sách")
    try:
        top = _begin(book, sheet, head)
        writes = [_writer(book, sheet, column) for column in head.columns]
        last = top
        for last, row in enumerate(rows, start=top + 1):
            for place, (write, cell) in enumerate(zip(writes, row, strict=True)):
                if cell is not None:
                    write(last, place, cell)
        sheet.autofilter(top, 0, last, len(head.columns) - 1)
        book.close()
    except FileCreateError as fault:
        raise OSError(*fault.args[0].args) from fault
    finally:
        sheet._opt_close()  # what the library leaves open when it cannot go on


def _begin(book: Workbook, sheet: Worksheet, head: Head) -> int:
    """The rows above the lines, and how the sheet is printed; in which row the columns' titles stand."""
    sheet.set_landscape()
    sheet.set_paper(_LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LTrang &P/&N&R&D")
    for place, column in enumerate(head.columns):
        sheet.set_column(place, place, column.width)
    sheet.write_string(0, 0, harmless(head.title), book.add_format({"bold": True, "font_size": 14}))
    for row, sentence in enumerate(head.sentences, start=1):
        sheet.write_string(row, 0, harmless(sentence))
    top = len(head.sentences) + 2
    titled = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"})
    for place, column in enumerate(head.columns):
        sheet.write_string(top, place, harmless(column.title), titled)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    return top


def _writer(book: Workbook, sheet: Worksheet, column: Column) -> Write:
    if column.kind is Kind.NUMBER:
        return sheet.write_number
    if column.kind is Kind.TEXT:
        return lambda row, place, cell: sheet.write_string(row, place, harmless(str(cell)))
    dated = book.add_format({"num_format": _DATES[column.kind], "align": "left"})
    return lambda row, place, cell: sheet.write_datetime(row, place, datetime.fromisoformat(str(cell)), dated)
