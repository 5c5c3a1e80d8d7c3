"""Keyset pages: the next page begins after the last row seen, however deep, at the price of the first."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Q

SIZE = 50  # rows
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# How a cursor's number is read, by what pages are ordered by.
_VALUE: Mapping[type, Callable[[int], Any]] = MappingProxyType({
    datetime: lambda n: _EPOCH + timedelta(microseconds=n), date: date.fromordinal, int: int,
})  # fmt: skip


def after(cursor: str, field: str) -> Q:
    """What lies after this cursor in the order (instant, null last; id). A cursor that means nothing is the start."""
    at, _, last = cursor.partition(".")
    pk = number(last)
    if at == "-" and pk is not None:
        return Q(**{f"{field}__isnull": True, "pk__gt": pk})
    found = _read(cursor, datetime, int)
    if found is None:
        return Q()
    value, pk = found
    return Q(**{f"{field}__gt": value}) | Q(**{field: value, "pk__gt": pk}) | Q(**{f"{field}__isnull": True})


def before(cursor: str, field: str, of: type = datetime, key: type = int) -> Q:
    """What lies after this cursor in the opposite order (field descending, never null; id descending).

    of: what the field holds: instants, days or whole numbers. key: what ids are, numbers or UUIDs.
    """
    found = _read(cursor, of, key)
    if found is None:
        return Q()
    value, pk = found
    return Q(**{f"{field}__lt": value}) | Q(**{field: value, "pk__lt": pk})


def cursor_of(row, field: str) -> str:
    """The cursor after this row: microseconds since 1970, the day's ordinal or the number (or a dash), and the id."""
    value = getattr(row, field)
    if isinstance(value, datetime):
        value = (value - _EPOCH) // timedelta(microseconds=1)
    elif isinstance(value, date):
        value = value.toordinal()
    return f"{'-' if value is None else value}.{row.pk}"


def number(text: str, digits: int = 18) -> int | None:
    """What somebody typed or an address carries, as a number; None for anything else, and for what is too long.

    digits: 18 fit a column of ids, 9 one of small numbers.

    >>> number("0012"), number("-1"), number("٣"), number(""), number("9" * 19), number("1234", 3)
    (12, None, None, None, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def _read(cursor: str, of: type, key: type) -> tuple[Any, int | UUID] | None:
    text, _, last = cursor.partition(".")
    n = number(text)
    try:
        pk = UUID(last) if key is UUID else number(last)
        return None if n is None or pk is None else (_VALUE[of](n), pk)
    except (ValueError, OverflowError):
        return None
