"""Whose the dossiers of a list are: by agency, within one agency by unit and by person, with a number at each."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import Count, OuterRef

from agencies.models import Agency, Unit, full_name
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads.bounded import MOST, count_of
from dossiers.reads.supervision.within import NOBODY, Narrowed, Share


@dataclass(frozen=True)
class Branch(Share):
    """A unit with its people. n is at most 1,001."""

    people: list[Share] = field(default_factory=list)


@dataclass(frozen=True)
class Groups:
    """agencies: where the list is of several, most first, each n at most 1,001; units: where it is of one.

    is_part: the units are those of the first thousand only.
    """

    agencies: list[Share] = field(default_factory=list)
    units: list[Branch] = field(default_factory=list)
    is_part: bool = False


def grouped(question: DossierQuerySet, by: Narrowed, *, agency_field: str = "deciding_agency") -> Groups:
    """Of a list, in its order. agency_field: by which agency the list goes. One query for several agencies, three for
    one.
    """
    ids = by.within.ids(by.agency)
    if len(ids) > 1:
        theirs = question.filter(**{agency_field: OuterRef("pk")})
        rows = Agency.objects.filter(pk__in=ids).annotate(n=count_of(theirs)).filter(n__gt=0)
        return Groups(agencies=[Share(*row) for row in rows.order_by("-n", "name").values_list("pk", "name", "n")])
    return _units(question)


def _units(question: DossierQuerySet) -> Groups:
    firsts = question.values("pk")[: MOST + 1]
    rows = list(
        Dossier.objects.filter(pk__in=firsts).order_by().values("holder_unit", "assignee").annotate(n=Count("pk"))
    )
    units = {unit.pk: str(unit) for unit in Unit.objects.select_related("agency").filter(
        pk__in={row["holder_unit"] for row in rows})}  # fmt: skip
    people = User.objects.in_bulk({row["assignee"] for row in rows if row["assignee"]})
    found: dict[int, list[Share]] = {}
    for row in rows:
        person = people.get(row["assignee"])
        share = Share(row["assignee"] or NOBODY, full_name(person) if person else "Chưa phân công", row["n"])
        found.setdefault(row["holder_unit"] or NOBODY, []).append(share)
    branches = [
        Branch(
            pk, units.get(pk, "Cơ quan ngoài, không có đơn vị"), sum(share.n for share in shares),
            sorted(shares, key=lambda share: (-share.n, share.name)),
        )
        for pk, shares in found.items()
    ]  # fmt: skip
    branches.sort(key=lambda branch: (-branch.n, branch.name))
    return Groups(units=branches, is_part=sum(branch.n for branch in branches) > MOST)
