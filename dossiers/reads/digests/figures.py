"""How every agency stands this morning, for those who answer for its lateness."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from agencies.models import Calendars
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope
from dossiers.reads.digests.lists import Item, item_of


@dataclass(frozen=True)
class Figures:
    """One agency: how many in each of DIGEST_PARTS, those with none left out, and the most late of what it decides."""

    agency: str
    counts: dict[str, int]
    oldest: Item | None


class Province:
    """Counted once for all letters of a morning, exactly. Four queries; what is offered counts where it is offered."""

    def __init__(self, found: Calendars, now: datetime):
        dossiers, at = Dossier.objects, {"now": now}
        self._counts = {
            "overdue": _by(dossiers.overdue(**at), "deciding_agency"),
            "today": _by(dossiers.due_today(**at), "deciding_agency"),
            "risk": _by(dossiers.at_risk(**at), "deciding_agency"),
            "offered": _by(dossiers.open().filter(passing_to__isnull=False), "passing_to__agency"),
        }
        oldest = dossiers.overdue(**at).order_by("deciding_agency", "due_at", "pk").distinct("deciding_agency")
        self._oldest = {
            dossier.deciding_agency_id: item_of(dossier, found, now)
            for dossier in oldest.select_related("rules__procedure")
        }

    def of(self, reader: scope.Reader) -> list[Figures]:
        """The agencies that this person oversees and that have something, the one with most overdue first. One query.

        A supervisor's are those on the province's clock at and below their own; an auditor's are all.
        """
        found = [
            Figures(name, {part: n[pk] for part, n in self._counts.items() if pk in n}, self._oldest.get(pk))
            for pk, name, *_ in scope.overseen(reader)
        ]
        return sorted((one for one in found if one.counts), key=lambda one: (-one.counts.get("overdue", 0), one.agency))


def _by(dossiers: DossierQuerySet, agency: str) -> dict[int, int]:
    return dict(dossiers.order_by().values_list(agency).annotate(n=Count("pk")))
