"""Which agencies and procedures a supervisor's list may be narrowed to, and which dossiers that leaves."""

from dataclasses import dataclass

from agencies.models import Procedure, Role
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed to, as (id, name)."""

    agencies: list[tuple[int, str]]
    procedures: list[tuple[int, str]]
    is_all: bool  # the reader oversees every agency

    def ids(self, agency: int | None) -> list[int]:
        """The agencies that a list is about: one, or all that are overseen."""
        return [agency] if agency is not None else [pk for pk, _name in self.agencies]


@dataclass(frozen=True)
class Share:
    """Whose part of a number it is. id: what an address narrows the list by."""

    id: int
    name: str
    n: int


def choices(reader: scope.Reader) -> Choices:
    """Two queries."""
    procedures = Procedure.objects.order_by("name").values_list("pk", "name")
    return Choices(scope.overseen(reader), list(procedures), reader.has(Role.AUDITOR))


def decided_within(within: Choices, agency: int | None, procedure: int | None) -> DossierQuerySet:
    """The dossiers that these agencies decide. agency, procedure: ids that `within` offers."""
    if agency is None and within.is_all:
        found = Dossier.objects.all()  # rides the province's index, not a list of a hundred agencies
    else:
        found = Dossier.objects.decided_by(within.ids(agency))
    return found if procedure is None else found.filter(rules__procedure=procedure)
