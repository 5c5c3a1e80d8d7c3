"""Rows of other tables brought along as arrays of one row: one query instead of one for each table."""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)
PERSON = ("id", "last_name", "first_name", "username")


def fields(*names: str, people: tuple[str, ...] = (), **related: tuple[str, ...]) -> tuple[str, ...]:
    """The names of columns to bring: a table's own, those of the people and of the rows that it points at.

    >>> fields("at", agency=("id", "name"))
    ('at', 'agency__id', 'agency__name')
    """
    of = {**dict.fromkeys(people, PERSON), **related}
    return (*names, *(f"{relation}__{name}" for relation, wanted in of.items() for name in wanted))


def array(rows: QuerySet, names: tuple[str, ...]) -> ArraySubquery:
    """For annotate(): these rows, of the outer query's row, as an array of objects."""
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in names})))


def unpacked(model: type[M], rows: list[dict[str, Any]]) -> list[M]:
    """The rows as unsaved instances, with what they point at; what is no column of theirs becomes an attribute."""
    return [_instance(model, row) for row in rows]


def _instance(model: type[M], row: dict[str, Any]) -> M:
    found, related = model(), {}
    columns = {field.name: field for field in model._meta.concrete_fields}
    for name, value in row.items():
        relation, _, inner = name.partition("__")
        if inner:
            related.setdefault(relation, {})[inner] = value
        elif name in columns and not columns[name].is_relation:
            setattr(found, name, columns[name].to_python(value))
        else:
            setattr(found, name, value)
    for relation, values in related.items():
        there = columns[relation].related_model
        setattr(found, relation, None if values["id"] is None else there(**values))
    return found
