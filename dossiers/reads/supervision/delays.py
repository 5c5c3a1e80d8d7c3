"""Why dossiers are late, as people wrote it down: of one dossier all of it, of a list the last of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery

from dossiers.models import Delay, DelayKind, Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads.arrays import array, fields
from dossiers.reads.bounded import MOST

MISSING = "chua"  # in an address: nobody has said why
LISTED = 20  # on the page of one dossier
_COLUMNS = fields("id", "at", "kind", "text", people=("by",), agency=("id", "name"))


@dataclass(frozen=True)
class Cause:
    """How many of a list are late for this. key: of DelayKind or MISSING, as an address names it."""

    key: str
    label: str
    n: int


@dataclass(frozen=True)
class Causes:
    """Every cause that the list has, what nobody explained first, then the most frequent. is_part: of its first
    thousand dossiers only.
    """

    shares: list[Cause]
    is_part: bool = False


def is_late(dossier: Dossier, now: datetime) -> bool:
    """Overdue, or ended after the date that it had."""
    if dossier.is_open or dossier.due_at is None or dossier.voided_at is not None:
        return dossier.is_overdue(now=now)
    return dossier.closed_at > dossier.due_at


def is_missing(dossier: Dossier, now: datetime) -> bool:
    """Overdue, and nobody has said why. One query, of overdue ones only."""
    return dossier.is_overdue(now=now) and not Delay.objects.filter(dossier=dossier).exists()


def rows(limit: int) -> ArraySubquery:
    """For annotate() of dossiers: the last of what was written of their delay, the latest first."""
    return array(_latest()[:limit], _COLUMNS)


def narrowed(question: DossierQuerySet, cause: str) -> DossierQuerySet:
    """What a cause leaves of a list. cause: of DelayKind, MISSING, or "" for all."""
    if not cause:
        return question
    if cause == MISSING:
        return question.filter(~Exists(Delay.objects.filter(dossier=OuterRef("pk"))))
    return question.annotate(cause=_kind()).filter(cause=cause)


def causes(question: DossierQuerySet) -> Causes:
    """Of a list, in its order. One query."""
    found = list(question.annotate(cause=_kind()).values_list("cause", flat=True)[: MOST + 1])
    counts = Counter(found[:MOST])
    missing = counts.pop(None, 0)
    shares = [Cause(key, DelayKind(key).label, n) for key, n in sorted(counts.items(), key=lambda row: (-row[1], row))]
    if missing:
        shares.insert(0, Cause(MISSING, "Chưa ghi nguyên nhân", missing))
    return Causes(shares, is_part=len(found) > MOST)


def _latest():
    return Delay.objects.filter(dossier=OuterRef("pk")).order_by("-at", "-pk")


def _kind() -> Subquery:
    return Subquery(_latest().values("kind")[:1])
