"""The published figures and what they mean, as lines of a file. Keys of figures head the columns, for programs."""

from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import groupby

from dossiers.models import Published
from dossiers.reads.published.asked import By, Question
from dossiers.reads.published.catalogue import Named, Names
from dossiers.reads.published.definitions import ALL
from dossiers.reads.published.hiding import Member, Numbers, added
from dossiers.reads.published.page import Shown, Version
from dossiers.reads.published.told import Told, reached
from dossiers.reads.words import Words, minute
from dossiers.spreadsheets import Cell, Column, Head, Kind, write_head, write_rows
from dossiers.wording import published as wording


def of_month(asked: Question, version: Version, names: Names) -> Iterator[list[Cell]]:
    """Every line of one month: the province, agencies, fields, procedures, fields and procedures of agencies."""
    rows = Published.objects.filter(month=asked.month).order_by("agency_id", "field", "procedure_id")
    told = rows.values_list("agency_id", "field", "procedure_id", "figures")
    for agency_id, of_agency in groupby(told, key=lambda row: row[0]):
        agency = names.agency(agency_id) if agency_id else None
        if agency_id and agency is None:
            continue
        together: dict[tuple[tuple[str, ...], tuple[Member, ...]], list[Numbers]] = {}
        for _agency, field, procedure, figures in of_agency:
            fields = names.groups.fields.get(field) if field else ()
            procedures = names.groups.procedures.get(procedure) if procedure else ()
            if fields is not None and procedures is not None:
                together.setdefault((fields, procedures), []).append(figures)
        for (fields, procedures), parts in together.items():
            of = Question(asked.month, agency, fields, procedures)
            yield _line(of, added(parts), version)


def as_shown(shown: Shown, version: Version) -> Iterator[list[Cell]]:
    """What is asked for, and each line of its table."""
    if shown.figures:
        yield _line(shown.asked, shown.figures, version)
    parts = shown.months if shown.asked.by is By.MONTH else [line for each in shown.lines.values() for line in each]
    for line in parts:
        yield _line(line.asked, line.figures, version)


def _line(of: Question, figures: Numbers, version: Version) -> list[Cell]:
    agency: Named | None = of.agency
    fields = of.fields or tuple(dict.fromkeys(each.field for each in of.procedures))
    return [
        of.key, agency.code if agency else "", agency.name if agency else "", "; ".join(fields),
        " ".join(each.code for each in of.procedures), "; ".join(each.name for each in of.procedures),
        *(figures[figure.key] for figure in ALL),
        reached(of.month, version.through).isoformat(), minute(version.counted_at), version.calendar_version,
        version.definitions,
    ]  # fmt: skip


_COLUMNS = (
    *(Column(key) for key, _label, _definition in wording.COLUMNS_BEFORE),
    *(Column(figure.key, Kind.NUMBER) for figure in ALL),
    *(Column(key) for key, _label, _definition in wording.COLUMNS_AFTER),
)


def written(rows: Iterable[list[Cell]]) -> bytes:
    """Lines as a file holds them, in every language."""
    file = StringIO(newline="")
    write_rows(file, _COLUMNS, rows)
    return file.getvalue().encode()


def file_of(asked: Question, lines: bytes, version: Version, words: Words) -> bytes:
    """CSV. lines: as `written` gives them."""
    told = Told(words)
    until = told.until(asked.month, version.through)
    sentences = (
        words.say(wording.FILE["month"]) % {"month": told.month(asked.month), "day": until},
        words.say(wording.FILE["counted"]) % facts(version),
        words.say(wording.TOGETHER[0]),
        words.say(wording.FILE["dictionary"]),
    )
    return _above(Head(words.say(wording.FILE["title"]), sentences, _COLUMNS)) + lines


def facts(version: Version) -> dict[str, str | int]:
    """For sentences that say what the figures rest on."""
    return {
        "at": minute(version.counted_at), "calendar": version.calendar_version,
        "definitions": version.definitions,
    }  # fmt: skip


def dictionary(version: int, words: Words) -> bytes:
    """CSV: each column of the figures' files, what it is called, in what it is counted, what it means."""
    columns = (
        *((key, label, "", definition) for key, label, definition in wording.COLUMNS_BEFORE),
        *((figure.key, figure.label, figure.unit, figure.definition) for figure in ALL),
        *((key, label, "", definition) for key, label, definition in wording.COLUMNS_AFTER),
    )
    head = Head(
        words.say(wording.FILE["definitions"]),
        (words.say(wording.FILE["version"]) % {"definitions": version},),
        tuple(Column(key) for key in ("column", "label", "unit", "definition")),
    )
    file = StringIO(newline="")
    write_rows(file, head.columns, ([key, *(said and words.say(said) for said in told)] for key, *told in columns))
    return _above(head) + file.getvalue().encode()


def _above(head: Head) -> bytes:
    file = StringIO(newline="")
    write_head(file, head)
    return file.getvalue().encode("utf-8-sig")
