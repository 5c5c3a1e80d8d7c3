"""The books' auditor: does everything that is stored about a dossier follow from what happened to it?

Thin dossiers – ended, with neither events nor steps, made for benchmarks – are checked for what they have: dates,
codes, cached columns.
"""

from datetime import datetime

from agencies.models import working_calendar
from dossiers.reads.books.book import Broken, Cached, books
from dossiers.reads.books.judging import Auditor
from dossiers.reads.books.whole import audit_counters, audit_notices, breaks

__all__ = ["Broken", "Cached", "audit", "audit_counters", "audit_notices"]


def audit(after: int, size: int, now: datetime) -> tuple[int, int, list[Broken]]:
    """Check the next dossiers by id; (how many, the last id, what is broken). Ten queries, in the caller's snapshot."""
    found = books(after, size)
    if not found:
        return 0, after, []
    calendar = working_calendar()
    broken = [fault for book in found.values() for fault in Auditor(book, calendar, now).faults()]
    last = max(found)
    broken += [
        Broken(str(found[pk].dossier), f"Chuỗi sự kiện bị đứt tại sự kiện {seq}") for pk, seq in breaks(after, last)
    ]
    return len(found), last, broken
