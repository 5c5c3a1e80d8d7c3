"""How a work list is narrowed and in which order it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef

from agencies.models import RuleStep
from dossiers.querysets import DossierQuerySet

WAITS_LONG = timedelta(days=30)  # of a result that nobody has fetched


class Sort(StrEnum):
    """The orders of a list, by the name their address carries."""

    SLACK = "con-du"
    DUE = "ngay-hen"
    NEWEST = "moi-nhan"


@dataclass(frozen=True)
class Narrowing:
    """What is left of a list. Ids; None leaves everything.

    step: the name of the step at which it stands. people: to whom it is assigned, () to nobody. waits_long: only
    results that have waited longer than WAITS_LONG; other lists know no such thing.
    """

    procedure: int | None = None
    step: str | None = None
    people: tuple[int, ...] | None = None
    unit: int | None = None
    is_paused: bool | None = None
    waits_long: bool = False

    def of(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """What it leaves of these, by everything but how long a result waits."""
        if self.procedure is not None:
            dossiers = dossiers.filter(rules__procedure=self.procedure)
        if self.step is not None:
            here = RuleStep.objects.filter(rules=OuterRef("rules"), n=OuterRef("current_step"), name=self.step)
            dossiers = dossiers.filter(Exists(here))
        if self.people is not None:
            dossiers = dossiers.filter(assignee__in=self.people) if self.people else dossiers.filter(assignee=None)
        if self.unit is not None:
            dossiers = dossiers.filter(holder_unit=self.unit)
        if self.is_paused is not None:
            dossiers = dossiers.filter(is_paused=self.is_paused)
        return dossiers

    def of_results(self, dossiers: DossierQuerySet, now: datetime) -> DossierQuerySet:
        """What it leaves of results that wait for their applicants."""
        found = self.of(dossiers)
        return found.filter(closed_at__lt=now - WAITS_LONG) if self.waits_long else found


EVERYTHING = Narrowing()
