"""What a work list may be narrowed to: what lies in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import Left

from agencies.models import Membership, Procedure, Role, RuleStep, Unit, full_name
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import bounded, pages, scope
from dossiers.reads.worklist.narrowing import Sort
from dossiers.reads.worklist.ordering import Order
from dossiers.reads.worklist.piles import Pile, piles_of

OFFERED = 20  # procedures, the most frequent: a page is to stay light
LONGEST = 60  # characters of a procedure's name
Named = tuple[int, str]


@dataclass(frozen=True)
class Choices:
    """As (id, name). procedures: the most frequent first; the others by name. units: offered to supervisors only.

    away: for whom the reader stands in today.
    """

    procedures: list[Named]
    steps: list[str]
    people: list[Named]
    units: list[Named]
    away: list[Named]


def choices(*, reader: scope.Reader, pile: Pile, away: list[Named], asked: dict[str, str], now: datetime) -> Choices:
    """What the first thousand of this list have. One query.

    asked: "procedure", "step", "person" and "unit", as the address names them. What the reader may ask for is among
    the choices even when nothing of it lies in the list now: a query more for each that does not.
    """
    parts = piles_of(reader, now, [pk for pk, _name in away]).get(pile)
    rows = list(_found_in(Order(pile, Sort.SLACK, reader).first(parts, "", bounded.MOST))) if parts else []
    procedures: Counter[Named] = Counter()
    people, units = dict(away), {}
    for row in rows:
        procedures[row["procedure"], row["procedure_name"]] += row["n"]
        if row["assignee"] is not None:
            named = {name: row[f"assignee__{name}"] for name in ("last_name", "first_name", "username")}
            people[row["assignee"]] = full_name(User(**named))
        if row["holder_unit"] is not None:
            units[row["holder_unit"]] = row["holder_unit__name"]
    found = Choices(
        procedures=[named for named, _n in procedures.most_common(OFFERED)],
        steps=sorted({row["here__name"] for row in rows if row["here__name"]}),
        people=_by_name(people.items()),
        units=_by_name(units.items()) if reader.has(Role.SUPERVISOR) else [],
        away=away,
    )
    return _and_asked(found, reader, asked)


def _found_in(ids: DossierQuerySet):
    """Each combination of procedure, step, person and unit, and how many dossiers have it."""
    here = FilteredRelation("rules__steps", condition=Q(rules__steps__n=F("current_step")))
    of_them = Dossier.objects.filter(pk__in=ids).annotate(
        procedure=F("rules__procedure"), procedure_name=Left("rules__procedure__name", LONGEST), here=here
    )
    person = ("assignee", "assignee__last_name", "assignee__first_name", "assignee__username")
    unit = ("holder_unit", "holder_unit__name")
    return of_them.values("procedure", "procedure_name", "here__name", *person, *unit).annotate(n=Count("pk"))


def _and_asked(found: Choices, reader: scope.Reader, asked: dict[str, str]) -> Choices:
    """With what was asked for and is real, though the list has nothing of it."""
    procedure, person, unit = (pages.number(asked.get(name, "")) for name in ("procedure", "person", "unit"))
    step = asked.get("step", "")
    if procedure is not None and procedure not in dict(found.procedures):
        real = Procedure.objects.filter(pk=procedure).values_list("pk", Left("name", LONGEST))
        found = replace(found, procedures=[*found.procedures, *real])
    if step and "\x00" not in step and step not in found.steps and RuleStep.objects.filter(name=step).exists():
        found = replace(found, steps=sorted([*found.steps, step]))
    if person is not None and person not in dict(found.people):
        colleagues = Membership.objects.filter(user=person, agency__in=reader.agencies(*scope.WORKERS))
        real = [(row.user_id, full_name(row.user)) for row in colleagues.select_related("user")[:1]]
        found = replace(found, people=_by_name([*found.people, *real]))
    leads = reader.agencies(Role.SUPERVISOR)
    if unit is not None and leads and unit not in dict(found.units):
        real = Unit.objects.filter(pk=unit, agency__in=leads).values_list("pk", "name")
        found = replace(found, units=_by_name([*found.units, *real]))
    return found


def _by_name(named: Iterable[Named]) -> list[Named]:
    return sorted(named, key=lambda one: (one[1], one[0]))
