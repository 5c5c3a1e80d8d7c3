"""Public pages and files read back: as people read them, and as programs do."""

import csv
import html
import io
import re


def text(answer) -> str:
    """What is read, without tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def lines(answer) -> list[dict[str, str]]:
    """A CSV file as programs read it: by its heads."""
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    head = next(n for n, row in enumerate(rows) if len(row) > 1)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
