"""Whose the dossiers of a list are: by agency, within one agency by unit and by person, with a number at each."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import Count, F, OuterRef, QuerySet

from agencies.models import Agency, Unit, full_name
from dossiers.models import DelayKind
from dossiers.querysets import DossierQuerySet
from dossiers.reads.bounded import count_of
from dossiers.reads.supervision.delays import MISSING
from dossiers.reads.supervision.within import NOBODY, Narrowed, Share

MOST_NAMES = 12


@dataclass(frozen=True)
class Branch(Share):
    """A unit with its people. All of them, however many."""

    people: list[Share] = field(default_factory=list)


@dataclass(frozen=True)
class Groups:
    """agencies: where the list is of several, most first, each without what belongs to it, n at most 1,001; units:
    where it is of one.
    """

    agencies: list[Share] = field(default_factory=list)
    units: list[Branch] = field(default_factory=list)

    @property
    def most(self) -> list[Share]:
        """The agencies that a page names at once; of a province there may be more than a hundred."""
        return self.agencies[:MOST_NAMES]

    @property
    def others(self) -> list[Share]:
        return self.agencies[MOST_NAMES:]


def of_agencies(question: QuerySet, by: Narrowed, field: str = "agency") -> Groups:
    """Of any list. field: by which agency it goes. One query."""
    theirs = question.filter(**{field: OuterRef("pk")})
    rows = Agency.objects.filter(pk__in=by.agencies).annotate(n=count_of(theirs)).filter(n__gt=0)
    return Groups(agencies=[Share(*row) for row in rows.order_by("-n", "name").values_list("pk", "name", "n")])


def grouped(question: DossierQuerySet, by: Narrowed, *, agency_field: str = "deciding_agency") -> Groups:
    """Of a list. agency_field: by which agency the list goes. One query for several agencies, three for one."""
    if len(by.agencies) > 1:
        return of_agencies(question, by, agency_field)
    return of_units(question)


def of_units(question: QuerySet, to_dossier: str = "") -> Groups:
    """Of a list of one agency, by who holds the dossiers. to_dossier: how its rows lead to them. Three queries."""
    names = {"holder": F(f"{to_dossier}holder_unit"), "worker": F(f"{to_dossier}assignee")}
    rows = list(question.order_by().values(**names).annotate(n=Count("pk")))
    units = {unit.pk: str(unit) for unit in Unit.objects.select_related("agency").filter(
        pk__in={row["holder"] for row in rows})}  # fmt: skip
    people = User.objects.in_bulk({row["worker"] for row in rows if row["worker"]})
    found: dict[int, list[Share]] = {}
    for row in rows:
        person = people.get(row["worker"])
        share = Share(row["worker"] or NOBODY, full_name(person) if person else "Chưa phân công", row["n"])
        found.setdefault(row["holder"] or NOBODY, []).append(share)
    branches = [
        Branch(
            pk, units.get(pk, "Cơ quan ngoài, không có đơn vị"), sum(share.n for share in shares),
            sorted(shares, key=lambda share: (-share.n, share.name)),
        )
        for pk, shares in found.items()
    ]  # fmt: skip
    return Groups(units=sorted(branches, key=lambda branch: (-branch.n, branch.name)))


def narrowed_words(by: Narrowed, groups: Groups) -> list[str]:
    """By what a list is narrowed, in words. groups: of the narrowed list, which names its unit and its person."""
    words = []
    if by.agency is not None:
        below = len(by.within.ids(by.agency)) > 1 and not by.is_alone
        words.append(dict(by.within.agencies)[by.agency] + (" và các cơ quan trực thuộc" if below else ""))
    if by.procedure is not None:
        words.append(f"thủ tục {dict(by.within.procedures)[by.procedure]}")
    if by.unit is not None:
        words.append(next((unit.name for unit in groups.units if unit.id == by.unit), "đơn vị đã chọn"))
    if by.person is not None:
        people = (person for unit in groups.units for person in unit.people if person.id == by.person)
        words.append("thụ lý: " + next((person.name for person in people), "người đã chọn"))
    if by.cause:
        words.append(
            "chưa ghi nguyên nhân chậm" if by.cause == MISSING else f"nguyên nhân chậm: {DelayKind(by.cause).label}"
        )
    return words
