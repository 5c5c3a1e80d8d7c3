"""What a dossier's steps are laid down from, kept in memory: two thousand rows that change a few times a year."""

from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.models.organisations import Agency, Unit, UnitKind
from agencies.models.procedures import ProcedureRules, RuleStep

DAYS = 16  # remembered at once: today, and the days on which the post came


@dataclass(frozen=True)
class Layout:
    """Steps by rules (ids), in order; units by agency (ids) and kind; who does the steps of an outside body."""

    changed_at: datetime
    steps: dict[int, list[RuleStep]]
    units: dict[tuple[int, str], list[Unit]]
    tax_office: Agency | None
    _in_force: dict[date, frozenset[int]] = field(default_factory=dict)

    def in_force(self, day: date) -> frozenset[int]:
        """The ids of the rules that count for what is received on this local day."""
        if day not in self._in_force:
            if len(self._in_force) == DAYS:
                self._in_force.clear()
            self._in_force[day] = frozenset(ProcedureRules.objects.in_force(on=day).values_list("pk", flat=True))
        return self._in_force[day]

    def unit(self, agency_id: int, kind: UnitKind, subject: str) -> Unit | None:
        """One charged with this field before one that takes all; None without any of this kind."""
        units = self.units.get((agency_id, kind), [])
        charged = [unit for unit in units if subject in unit.fields]
        open_to_all = [unit for unit in units if not unit.fields]
        return next(iter(charged or open_to_all or units), None)


_in_memory: Layout | None = None


def layout(changed_at: datetime) -> Layout:
    """As of this change of names, which the caller's own query read from the calendar's row. Read only."""
    global _in_memory
    if _in_memory is None or _in_memory.changed_at != changed_at:
        steps: dict[int, list[RuleStep]] = {}
        for step in RuleStep.objects.order_by("rules", "n"):
            steps.setdefault(step.rules_id, []).append(step)
        units: dict[tuple[int, str], list[Unit]] = {}
        for unit in Unit.objects.order_by("pk"):
            units.setdefault((unit.agency_id, unit.kind), []).append(unit)
        _in_memory = Layout(changed_at, steps, units, Agency.objects.tax_office())
    return _in_memory
