"""A dossier with everything that is written down about it, and the fault that an auditor may find."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from agencies.models import ProcedureRules
from dossiers.models import Dossier, Event, EventKind, Mark, Pause, Step, Supplement
from dossiers.workflow import Status


class Cached(NamedTuple):
    """What cached columns should hold, for the version of the dossier that was judged: {attribute: value}."""

    dossier_id: int
    version: int
    right: dict[str, Any]


class Broken(NamedTuple):
    """One thing that does not follow. cached: where it is only a cached column."""

    dossier: str
    what: str
    cached: Cached | None = None


@dataclass
class Book:
    """One dossier with everything that is written down about it."""

    dossier: Dossier
    rules: ProcedureRules
    events: list[Event] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    supplements: list[Supplement] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def is_thin(self) -> bool:
        return not self.events and not self.steps and self.dossier.status in (Status.DONE, Status.RETURNED)

    @property
    def was_refused(self) -> bool:
        """At the counter: no clock ever ran."""
        return bool(self.events) and self.events[0].kind == EventKind.REFUSED


def books(after: int, size: int) -> dict[int, Book]:
    """The next books by the id of their dossier. Seven queries."""
    rules = {version.pk: version for version in ProcedureRules.objects.all()}
    dossiers = Dossier.objects.filter(pk__gt=after).order_by("pk")[:size]
    found = {dossier.pk: Book(dossier, rules[dossier.rules_id]) for dossier in dossiers}
    for book in found.values():
        book.dossier.rules = book.rules
    if found:
        within = {"dossier__gte": min(found), "dossier__lte": max(found)}
        parts: list[tuple[str, Any]] = [
            ("events", Event.objects.filter(**within).order_by("dossier_id", "seq").defer("previous", "hash")),
            ("steps", Step.objects.filter(**within).order_by("dossier_id", "n")),
            ("pauses", Pause.objects.filter(**within).order_by("dossier_id", "span")),
            ("supplements", Supplement.objects.filter(**within).order_by("dossier_id", "asked_at")),
            ("marks", Mark.objects.filter(**within).order_by("dossier_id", "kind", "key")),
        ]
        for name, rows in parts:
            grouped = defaultdict(list)
            for row in rows:
                grouped[row.dossier_id].append(row)
            for pk, of_one in grouped.items():
                setattr(found[pk], name, of_one)
    return found
