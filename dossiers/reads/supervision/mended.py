"""Mistakes that were set right: when, by whom, what exactly, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from agencies.models import Role
from dossiers.models import MENDINGS, Correction, Event, EventKind
from dossiers.reads import pages, scope
from dossiers.reads.supervision.period import Period
from dossiers.reads.supervision.within import Choices


@dataclass(frozen=True)
class Change:
    """One field of a correction. field: a key of wording.APPLICANT. after: as the next correction found it, or as it
    still stands.
    """

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """is_mine: this person may open the dossier. changes: empty for who may not see what was corrected."""

    event: Event  # with dossier, actor, agency, reason
    is_mine: bool
    changes: list[Change]


@dataclass(frozen=True)
class Mended:
    """The latest first. kind: of the list, empty for all. counts: of each kind in the period."""

    rows: list[Row]
    kind: str
    counts: dict[str, int]
    n: int  # of the list
    cursor: str | None


def mended(
    *, within: Choices, agency: int | None, procedure: int | None, period: Period, kind: str, cursor: str,
    reader: scope.Reader,
) -> Mended:  # fmt: skip
    """One page. Four queries, and one more of supervisors.

    What was corrected in an applicant's data is for those who answer for the agency, not for whoever audits it.
    """
    during = Event.objects.filter(
        kind__in=MENDINGS, agency__in=within.ids(agency), at__gte=period.start, at__lt=period.end
    )
    if procedure is not None:
        during = during.filter(dossier__rules__procedure=procedure)
    found = dict(during.order_by().values_list("kind").annotate(n=Count("pk")))
    counts = {str(key): found.get(key, 0) for key in MENDINGS}
    kind = kind if kind in counts else ""
    page = list(
        (during.filter(kind=kind) if kind else during)
        .filter(pages.before(cursor, "at"))
        .annotate(is_mine=Exists(scope.readable(reader).filter(pk=OuterRef("dossier"))))
        .select_related("dossier", "actor", "agency", "reason")
        .order_by("-at", "-pk")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    leads = reader.has(Role.SUPERVISOR) and not reader.has(Role.AUDITOR)
    changes = _changes(shown) if leads else {}
    return Mended(
        rows=[Row(event, event.is_mine, changes.get(event.pk, [])) for event in shown],
        kind=kind,
        counts=counts,
        n=counts[kind] if kind else sum(counts.values()),
        cursor=pages.cursor_of(shown[-1], "at") if len(page) > pages.SIZE else None,
    )


def _changes(events: Sequence[Event]) -> dict[int, list[Change]]:
    """What the corrections among these events changed, by event. One query, none without a correction."""
    corrected = [event for event in events if event.kind == EventKind.CORRECTED]
    if not corrected:
        return {}
    dossiers = {event.dossier_id for event in corrected}
    every: dict[int, list[Correction]] = defaultdict(list)
    for correction in Correction.objects.filter(event__dossier__in=dossiers).select_related("event"):
        every[correction.event.dossier_id].append(correction)
    told = {}
    for event in corrected:
        later = sorted((c for c in every[event.dossier_id] if c.event.seq > event.seq), key=lambda c: c.event.seq)
        before = next((c.before for c in every[event.dossier_id] if c.event_id == event.pk), {})
        told[event.pk] = [Change(field, before.get(field, ""), _after(event, field, later)) for field in before]
    return told


def _after(event: Event, field: str, later: Sequence[Correction]) -> str:
    """What a field held from this correction on."""
    return next((c.before[field] for c in later if field in c.before), getattr(event.dossier, field))
