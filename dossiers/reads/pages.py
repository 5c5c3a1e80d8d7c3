"""Keyset pages: the next page begins after the last row seen, however deep, at the price of the first."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q

SIZE = 50  # rows
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def after(cursor: str, field: str) -> Q:
    """What lies after this cursor in the order (field, null last; id). A cursor that means nothing is the start."""
    at, pk = _read(cursor)
    if pk is None:
        return Q()
    if at is None:
        return Q(**{f"{field}__isnull": True, "pk__gt": pk})
    return Q(**{f"{field}__gt": at}) | Q(**{field: at, "pk__gt": pk}) | Q(**{f"{field}__isnull": True})


def before(cursor: str, field: str) -> Q:
    """What lies after this cursor in the opposite order (field descending, never null; id descending)."""
    at, pk = _read(cursor)
    if pk is None or at is None:
        return Q()
    return Q(**{f"{field}__lt": at}) | Q(**{field: at, "pk__lt": pk})


def cursor_of(row, field: str) -> str:
    """The cursor after this row: microseconds since 1970 (or a dash) and the id."""
    at = getattr(row, field)
    return f"{'-' if at is None else (at - _EPOCH) // timedelta(microseconds=1)}.{row.pk}"


def number(text: str, digits: int = 18) -> int | None:
    """What somebody typed or an address carries, as a number; None for anything else, and for what is too long.

    digits: 18 fit a column of ids, 9 one of small numbers.

    >>> number("0012"), number("-1"), number("٣"), number(""), number("9" * 19), number("1234", 3)
    (12, None, None, None, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def _read(cursor: str) -> tuple[datetime | None, int | None]:
    at, _, pk = cursor.partition(".")
    try:
        number = int(pk)
        if not cursor.isascii() or not 0 <= number < 2**63:
            return None, None
        return (None if at == "-" else _EPOCH + timedelta(microseconds=int(at))), number
    except (ValueError, OverflowError):
        return None, None
