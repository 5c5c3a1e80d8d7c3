"""A dossier with everything that is written down about it, and the fault that an auditor may find."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from agencies.models import ProcedureRules, RuleStep
from dossiers.models import (
    Apology,
    Collection,
    Correction,
    Dossier,
    Event,
    EventKind,
    Mark,
    Opinion,
    Pause,
    Payment,
    RetiredCode,
    Step,
    Supplement,
    SupplementPermission,
)
from dossiers.workflow import Status


class Cached(NamedTuple):
    """What cached columns should hold, for the version of the dossier that was judged: {attribute: value}."""

    dossier_id: int
    version: int
    right: dict[str, Any]


class Broken(NamedTuple):
    """One thing that does not follow. cached: where it is only a cached column. dossier_id: None for a counter."""

    dossier: str
    what: str
    cached: Cached | None = None
    dossier_id: int | None = None


@dataclass
class Book:
    """One dossier with everything that is written down about it. rule_steps: by their number."""

    dossier: Dossier
    rule_steps: dict[int, RuleStep]
    events: list[Event] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    supplements: list[Supplement] = field(default_factory=list)
    permissions: list[SupplementPermission] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    apologies: list[Apology] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    retired: list[RetiredCode] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def is_thin(self) -> bool:
        return not self.events and not self.steps and self.dossier.status in (Status.DONE, Status.RETURNED)

    @property
    def was_refused(self) -> bool:
        """At the counter: no clock ever ran."""
        return bool(self.events) and self.events[0].kind == EventKind.REFUSED


def books(ids: Sequence[int]) -> dict[int, Book]:
    """The books of these dossiers, in their order of ids. Fifteen queries."""
    dossiers = list(Dossier.objects.filter(pk__in=ids).order_by("pk"))
    rules = {
        version.pk: version
        for version in ProcedureRules.objects.filter(pk__in={d.rules_id for d in dossiers}).prefetch_related("steps")
    }
    laid_down = {pk: {step.n: step for step in version.steps.all()} for pk, version in rules.items()}
    found = {}
    for dossier in dossiers:
        dossier.rules = rules[dossier.rules_id]
        found[dossier.pk] = Book(dossier, laid_down[dossier.rules_id])
    within = {"dossier__in": ids}
    parts: list[tuple[str, Any]] = [
        ("events", Event.objects.filter(**within).order_by("dossier_id", "seq").defer("previous", "hash")),
        ("steps", Step.objects.filter(**within).order_by("dossier_id", "n")),
        ("pauses", Pause.objects.filter(**within).order_by("dossier_id", "span")),
        ("supplements", Supplement.objects.filter(**within).order_by("dossier_id", "round")),
        ("permissions", SupplementPermission.objects.filter(**within).order_by("dossier_id", "permitted_at")),
        ("payments", Payment.objects.filter(**within).order_by("dossier_id", "requested_at")),
        ("apologies", Apology.objects.filter(**within)),
        ("collections", Collection.objects.filter(**within).order_by("dossier_id", "at")),
        ("opinions", Opinion.objects.filter(**within).order_by("dossier_id", "pk")),
        ("retired", RetiredCode.objects.filter(**within)),
        ("marks", Mark.objects.filter(**within).order_by("dossier_id", "kind", "key")),
    ]
    for name, rows in parts:
        grouped = defaultdict(list)
        for row in rows:
            grouped[row.dossier_id].append(row)
        for pk, of_one in grouped.items():
            setattr(found[pk], name, of_one)
    for correction in Correction.objects.filter(event__dossier__in=ids).select_related("event"):
        found[correction.event.dossier_id].corrections.append(correction)
    return found
