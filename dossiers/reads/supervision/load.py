"""How much lies with whom now: open dossiers by the agency that holds them, within one agency by unit and person."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q

from agencies.models import full_name
from dossiers.reads.supervision.within import NOBODY, Narrowed

_NAMES = ("last_name", "first_name", "username")


@dataclass(frozen=True)
class Load:
    """What somebody holds. id: an agency, a unit or a person as an address names it."""

    id: int
    name: str
    open: int
    overdue: int
    at_risk: int
    people: list["Load"] = field(default_factory=list)


def load(by: Narrowed, now: datetime) -> list[Load]:
    """Of several agencies by agency, of one by unit with its people; most overdue first, then most open. One query."""
    held = by.held().open().order_by()
    counts = {
        "n": Count("pk"),
        "n_overdue": Count("pk", filter=Q(due_at__lt=now)),
        "n_at_risk": Count("pk", filter=Q(start_by__lt=now, due_at__gte=now)),
    }
    if len(by.agencies) > 1:
        names = dict(by.within.agencies)
        rows = held.values_list("holder_agency").annotate(**counts)
        return _worst_first([Load(agency, names[agency], *row) for agency, *row in rows])
    of = ("holder_unit", "holder_unit__name", "assignee", *(f"assignee__{name}" for name in _NAMES))
    units: dict[tuple[int, str], list[Load]] = {}
    for unit, unit_name, person, *named, n, overdue, at_risk in held.values_list(*of).annotate(**counts):
        name = full_name(User(**dict(zip(_NAMES, named, strict=True)))) if person else "Chưa phân công"
        key = unit or NOBODY, unit_name or "Chưa vào đơn vị nào"
        units.setdefault(key, []).append(Load(person or NOBODY, name, n, overdue, at_risk))
    return _worst_first([_unit(*key, _worst_first(people)) for key, people in units.items()])


def _unit(pk: int, name: str, people: list[Load]) -> Load:
    return Load(
        pk, name, sum(each.open for each in people), sum(each.overdue for each in people),
        sum(each.at_risk for each in people), people,
    )  # fmt: skip


def _worst_first(found: list[Load]) -> list[Load]:
    return sorted(found, key=lambda each: (-each.overdue, -each.open, each.name))
