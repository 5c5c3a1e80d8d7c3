"""Which agencies and procedures a supervisor's list may be narrowed to, and which dossiers that leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agencies.models import AgencyKind, Procedure, Role
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope
from dossiers.reads.supervision import delays

NOBODY = 0  # in an address: of no unit, of no person


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed to, as (id, name). above: to what each agency (id) belongs."""

    agencies: list[tuple[int, str]]
    procedures: Iterable[tuple[int, str]]  # asked for when it is looked at
    is_all: bool  # the reader oversees every agency
    above: dict[int, int | None] = field(default_factory=dict)

    def ids(self, agency: int | None, *, is_alone: bool = False) -> list[int]:
        """The agencies that a list is about: one with all that belong to it (is_alone: without), or all that are
        overseen.
        """
        if agency is None:
            return [pk for pk, _name in self.agencies]
        return [pk for pk, _name in self.agencies if agency in ([pk] if is_alone else self._line(pk))]

    def _line(self, agency: int | None) -> list[int]:
        """This agency and what it belongs to, nearest first."""
        line: list[int] = []
        while agency is not None and agency not in line:
            line.append(agency)
            agency = self.above.get(agency)
        return line


@dataclass(frozen=True)
class Share:
    """Whose part of a number it is. id: what an address narrows the list by."""

    id: int
    name: str
    n: int


@dataclass(frozen=True)
class Narrowed:
    """By what a reader narrows a list of dossiers: ids that `within` offers, a unit that holds them, a person who works
    on them (NOBODY: none); None leaves everything. is_alone: the agency without what belongs to it.
    """

    within: Choices
    agency: int | None = None
    procedure: int | None = None
    unit: int | None = None
    person: int | None = None
    is_alone: bool = False
    cause: str = ""  # of its delay: of DelayKind, or `delays.MISSING`

    @property
    def agencies(self) -> list[int]:
        """The agencies (ids) that the list is about."""
        return self.within.ids(self.agency, is_alone=self.is_alone)

    @property
    def leaves_out(self) -> bool:
        """What belongs to the agency is not in it."""
        return self.is_alone and self.agencies != self.within.ids(self.agency)

    def of(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """What it leaves of these, whichever agency they are of."""
        if self.procedure is not None:
            dossiers = dossiers.filter(rules__procedure=self.procedure)
        if self.unit is not None:
            dossiers = dossiers.filter(holder_unit=self.unit or None)
        if self.person is not None:
            dossiers = dossiers.filter(assignee=self.person or None)
        return delays.narrowed(dossiers, self.cause)

    def decided(self) -> DossierQuerySet:
        """The dossiers that these agencies decide."""
        if self.agency is None and self.within.is_all:
            return self.of(Dossier.objects.all())  # rides the province's index, not a list of a hundred agencies
        return self.of(Dossier.objects.decided_by(self.agencies))

    def held(self) -> DossierQuerySet:
        """The dossiers that these agencies hold now. What lies with an outside body is held by none of them."""
        return self.of(Dossier.objects.held_by(self.agencies))


def choices(reader: scope.Reader) -> Choices:
    """One query, and one more when the procedures are looked at."""
    procedures = Procedure.objects.order_by("name").values_list("pk", "name")
    found = scope.overseen(reader)
    above = {pk: parent for pk, _name, parent, _kind in found}
    is_all = reader.has(Role.AUDITOR) or any(kind == AgencyKind.PROVINCE for *_, kind in found)
    return Choices([(pk, name) for pk, name, *_ in found], procedures, is_all, above)
