"""The books' auditor: does everything that is stored about a dossier follow from what happened to it?

Thin dossiers – ended, with neither events nor steps, made for benchmarks – are checked for what they have: dates,
codes, cached columns.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from agencies.models import days_and_rules
from dossiers.models import Dossier, Job, JobKind
from dossiers.reads.books.book import Broken, Cached, books
from dossiers.reads.books.judging import Auditor
from dossiers.reads.books.whole import audit_whole, breaks, wrong_links, wrong_readers

__all__ = ["Broken", "Cached", "audit", "audit_whole", "to_audit"]


def to_audit(after: int, size: int, *, only_open: bool = False) -> list[int]:
    """The ids of the next dossiers. One query."""
    dossiers = Dossier.objects.filter(closed_at=None) if only_open else Dossier.objects.all()
    return list(dossiers.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])


def audit(ids: Sequence[int], now: datetime) -> list[Broken]:
    """Check these dossiers: what is broken. Twenty-one queries, which must see one moment of the database."""
    if not ids:
        return []
    found = books(ids)
    newest, laid = days_and_rules()
    under_way = set(Job.objects.filter(finished_at=None).values_list("kind", flat=True))
    is_applied, laid_down = JobKind.CALENDAR not in under_way, None if JobKind.USUAL in under_way else laid
    auditors = [Auditor(book, now, newest.version, is_applied, laid_down) for book in found.values()]
    broken = [fault for auditor in auditors for fault in auditor.faults()]
    for pk, seq in breaks(ids):
        broken.append(Broken(str(found[pk].dossier), f"Chuỗi sự kiện bị đứt tại sự kiện {seq}", None, pk))
    for pk, what in chain(wrong_links(ids), wrong_readers(ids)):
        broken.append(Broken(str(found[pk].dossier), what, None, pk))
    return broken
