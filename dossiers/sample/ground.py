"""What stands before any sample dossier: the calendar, who receives what, where each step is done and by whom."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby
from random import Random
from typing import NamedTuple

from agencies.models import (
    Agency,
    AgencyKind,
    Calendars,
    Layout,
    Party,
    ProcedureRules,
    Role,
    StopMode,
    Unit,
    UnitKind,
    days_and_rules,
)
from agencies.worktime import Calendar, Term
from dossiers.actions.intake import UNIT_OF
from dossiers.reads.receivable import CHANNELS, may_receive
from dossiers.reads.scope import PARTY_ROLES
from dossiers.workflow import ROLES, Move

SHARE = {  # of all intakes, by who receives
    AgencyKind.COMMUNE: 0.68,
    AgencyKind.DEPARTMENT: 0.2,
    AgencyKind.LAND_OFFICE: 0.05,
    AgencyKind.CENTRE: 0.05,
    AgencyKind.OUTSIDE: 0.02,
}
FAVOUR = 10  # how much busier the two agencies of the demo accounts are than their like


class Stop(NamedTuple):
    """One step on the way of a dossier: who holds it there, who works on it, what share of the work it is."""

    rule_step: int
    name: str
    party: str
    agency: int
    unit: int | None
    actor: int
    finisher: int  # who ends the work if this is its last step
    weight: float
    stalls_after: int

    @property
    def arrival(self) -> dict:
        """Twin of `actions.changing.arrival`."""
        return {"agency": self.agency, "unit": self.unit, "party": self.party}


@dataclass(frozen=True)
class Case:
    """One version of rules, read once."""

    rules: ProcedureRules
    term: Term | None
    cutoff: str
    restarts: bool
    papers: tuple[str, ...]
    days: list[tuple[float, bool]]  # planned working days of each step, whether on the province's clock

    def is_in_force(self, day: date) -> bool:
        return self.rules.valid_from <= day and (self.rules.valid_to is None or day <= self.rules.valid_to)


@dataclass
class Ground:
    """Everything that a life is drawn from. Asks its queries once, in `survey`."""

    calendars: Calendars
    counters: list[Agency]  # who receives
    weights: list[float]  # cumulative, beside `counters`
    cases: dict[int, list[Case]]  # by receiving agency
    places: list[str]  # "xã Tân Hồng"
    units: dict[int, list[Unit]]  # by agency
    staff: dict[tuple[int, str], int]  # (agency, role) → user
    outside: int | None  # the tax office
    demo: tuple[Agency, Agency]  # department, commune
    laid: Layout
    _routes: dict[tuple[int, int], list[Stop]] = field(default_factory=dict)
    _chances: dict[int, list[float]] = field(default_factory=dict)
    _places: dict[tuple[int, Party, str], int] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The province's."""
        return self.calendars.province

    def draw(self, rng: Random, day: date, agency: Agency | None = None) -> tuple[Agency, Case]:
        """Who receives on this day, and what. Raises IndexError when the agency has no rules in force."""
        for _ in range(50):
            at = (
                agency or self.counters[bisect(self.weights, rng.random() * self.weights[-1], 0, len(self.weights) - 1)]
            )
            chances = self._chances_at(at.id)
            case = self.cases[at.id][bisect(chances, rng.random() * chances[-1], 0, len(chances) - 1)]
            if case.is_in_force(day):
                return at, case
        raise IndexError(f"no rules in force on {day}")

    def _chances_at(self, agency: int) -> list[float]:
        """Cumulative: each procedure is as likely as the next, however many cases and channels it has."""
        if agency not in self._chances:
            offered = Counter(case.rules.procedure_id for case in self.cases[agency])
            self._chances[agency] = list(accumulate(1 / offered[c.rules.procedure_id] for c in self.cases[agency]))
        return self._chances[agency]

    def route(self, receiving: Agency, case: Case) -> list[Stop]:
        """The steps of such a dossier, as receiving it at this counter lays them down."""
        key = (receiving.id, case.rules.id)
        if key not in self._routes:
            self._routes[key] = list(self._lay_down(receiving, case))
        return self._routes[key]

    def unit(self, agency: int, party: Party, subject: str) -> int:
        """The unit that does such a step: one charged with the field before one that takes all."""
        key = (agency, party, subject)
        if key not in self._places:
            units = [unit for unit in self.units[agency] if unit.kind == UNIT_OF[party]]
            charged = [unit for unit in units if subject in unit.fields]
            self._places[key] = (charged or [unit for unit in units if not unit.fields] or units)[0].pk
        return self._places[key]

    def _lay_down(self, receiving: Agency, case: Case) -> Iterator[Stop]:
        procedure = case.rules.procedure
        deciding = procedure.department_id or receiving.pk
        for step in case.rules.steps.all():
            party = Party(step.party)
            agency, worker = deciding, deciding
            if party in (Party.RECEIVING_COUNTER, Party.RETURN_COUNTER):
                agency = worker = receiving.pk
            elif party is Party.OUTSIDE:
                agency = self.outside  # its steps are entered by the deciding agency
            role = PARTY_ROLES[party][0]
            finisher = next((r for r in PARTY_ROLES[party] if r in ROLES[Move.FINISH]), Role.SUPERVISOR)
            yield Stop(
                step.pk, step.name, party, agency,
                None if party is Party.OUTSIDE else self.unit(agency, party, procedure.field),
                self.staff[worker, role], self.staff[deciding, finisher],
                (float(step.days) if step.on_clock else 0) + 0.15, step.stalls_after,
            )  # fmt: skip


def demo_agencies() -> tuple[Agency, Agency]:
    """The department with the most procedures and the commune of the province's seat: where the demo accounts work."""
    busiest: dict[int, int] = defaultdict(int)
    rules = ProcedureRules.objects.filter(procedure__department__kind=AgencyKind.DEPARTMENT)
    for department in rules.values_list("procedure__department_id", flat=True).order_by("procedure_id"):
        busiest[department] += 1
    department = Agency.objects.get(pk=max(busiest, key=lambda pk: (busiest[pk], -pk)))
    communes = Agency.objects.filter(kind=AgencyKind.COMMUNE, is_active=True).order_by("pk")
    return department, communes.filter(name__endswith="Mỹ Tho").first() or communes[0]


def handling_agencies() -> list[Agency]:
    """Who can receive: active, with a counter."""
    counters = Unit.objects.filter(kind=UnitKind.COUNTER).values("agency")
    return list(Agency.objects.filter(is_active=True, pk__in=counters).order_by("pk"))


def survey(staff: dict[tuple[int, str], int]) -> Ground:
    """Read what is there. staff: (agency, role) → user, for every handling agency."""
    cases = [_case(rules) for rules in _rules()]
    demo = demo_agencies()
    counters, weights = [], []
    agencies = handling_agencies()
    offered = {agency.pk: _offered(agency, cases) for agency in agencies}
    agencies = [agency for agency in agencies if offered[agency.pk]]
    for kind, alike in groupby(sorted(agencies, key=lambda a: (a.kind, a.pk)), key=lambda a: a.kind):
        group = list(alike)
        parts = [FAVOUR if agency in demo else 1 for agency in group]
        counters += group
        weights += [SHARE.get(AgencyKind(kind), 0.01) * part / sum(parts) for part in parts]
    units = defaultdict(list)
    for unit in Unit.objects.order_by("pk"):
        units[unit.agency_id].append(unit)
    tax = Agency.objects.tax_office()
    places = [
        name.removeprefix("UBND ").removeprefix("Ủy ban nhân dân ")
        for name in Agency.objects.filter(kind=AgencyKind.COMMUNE).order_by("pk").values_list("name", flat=True)
    ]
    newest, laid = days_and_rules()
    return Ground(
        newest, counters, list(accumulate(weights)), offered,
        [name[:1].lower() + name[1:] for name in places], dict(units), staff, tax and tax.pk, demo, laid,
    )  # fmt: skip


def busy_days(calendar: Calendar, now: datetime, recent: float) -> dict[date, float]:
    """The days of the last twelve months by how many dossiers come: the rush before Tết, some on Saturday mornings.

    recent: how much busier the last four weeks are; more of them are still open.
    """
    today = now.date()
    first = today - timedelta(days=364)
    tet = _tet(calendar, first, today)
    weights = {}
    for n in range(365):
        day = first + timedelta(days=n)
        weight = 1.0 if calendar.is_working(day) else 0.12 * (day.weekday() == 5 and day not in calendar.off)
        if tet and 0 < (tet[0] - day).days <= 28:
            weight *= 1.8
        elif tet and 0 < (day - tet[1]).days <= 10:
            weight *= 0.6
        if (today - day).days <= 28:
            weight *= recent
        weights[day] = weight
    opened = now.replace(hour=7, minute=0, second=0, microsecond=0)
    weights[today] *= min(max((now - opened).total_seconds() / 36_000, 0), 1)
    return {day: weight for day, weight in weights.items() if weight > 0}


def _tet(calendar: Calendar, first: date, last: date) -> tuple[date, date] | None:
    """The longest run of free days that lies in January or February."""
    runs: list[tuple[date, date]] = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if day.month > 2 or calendar.is_working(day):
            continue
        if runs and runs[-1][1] == day - timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    longest = max(runs, key=lambda run: run[1] - run[0], default=None)
    return longest if longest and (longest[1] - longest[0]).days >= 4 else None


def _rules():
    found = ProcedureRules.objects.filter(procedure__is_active=True, channel__in=CHANNELS, steps__n=3).order_by("pk")
    return found.select_related("procedure").prefetch_related("steps")


def _case(rules: ProcedureRules) -> Case:
    return Case(
        rules, rules.term and Term.parse(rules.term), rules.cutoff, rules.stop_mode == StopMode.RESTART,
        tuple(rules.papers) or ("Đơn đề nghị",),
        [(float(step.days), step.on_clock) for step in rules.steps.all()],
    )  # fmt: skip


def _offered(agency: Agency, cases: list[Case]) -> list[Case]:
    """Communes receive what they decide; departments their own; the other counters for all departments."""
    if agency.kind == AgencyKind.COMMUNE:
        return [case for case in cases if case.rules.procedure.department_id is None]
    own = [case for case in cases if case.rules.procedure.department_id == agency.pk]
    if own or agency.kind == AgencyKind.DEPARTMENT:
        return own
    return [case for case in cases if may_receive(agency, case.rules)]
