"""One bad row stops nobody else: what cannot be done for many at once is done for each by itself."""

import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, transaction

log = structlog.get_logger("dossiers.singly")

T = TypeVar("T")


def whole_or_singly(rows: Sequence[T], act: Callable[[Sequence[T]], None], name: Callable[[T], str]) -> list[T]:
    """Act on these rows, all or nothing; where that breaks on each by itself. Those that broke, undone and logged.

    name: a row as the log may know it, without personal data. The database's own trouble is no row's and goes up.
    """
    if not rows:
        return []
    try:
        with transaction.atomic():
            act(rows)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        if len(rows) > 1:
            return [broken for row in rows for broken in whole_or_singly([row], act, name)]
        # Its own words may quote a person; where it broke is enough to find out why.
        where = traceback.extract_tb(fault.__traceback__)[-1]
        log.error("row_broke", row=name(rows[0]), fault=type(fault).__name__, at=f"{where.filename}:{where.lineno}")
        return list(rows)
    return []
