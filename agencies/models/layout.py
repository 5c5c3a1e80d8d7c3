"""What a dossier's steps are laid down from, kept in memory: two thousand rows that change a few times a year."""

from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.models.calendar import Calendars, WorkCalendar, calendars
from agencies.models.organisations import Agency, Unit, UnitKind
from agencies.models.procedures import Party, ProcedureRules, RuleStep, UsualTime

WORKING_DAY = 8 * 60  # minutes; an agency with other hours has its own table of usual times all the same
DAYS = 16  # remembered at once: today, and the days on which the post came


@dataclass(frozen=True)
class Layout:
    """Steps by rules (ids), in order; units by agency (ids) and kind; who does the steps of an outside body; usual
    working minutes by procedure (id) and step (name); procedure (id) and whether there are two appointments, by rules.
    """

    changed_at: datetime
    steps: dict[int, list[RuleStep]]
    units: dict[tuple[int, str], list[Unit]]
    tax_office: Agency | None
    usual: dict[tuple[int, str], int]
    rules: dict[int, tuple[int, bool]]
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

    def usual_rest(self, rules_id: int, n: int) -> int:
        """Working minutes that the steps from n on usually take, up to the end of the appointment they belong to.

        The clock ends with the result, so that the last step, the handing over, takes none of its time. A step that
        has not been done often enough counts as long as the rules allow it.
        """
        procedure, has_two_appointments = self.rules[rules_id]
        rest = 0
        for step in self.steps.get(rules_id, [])[:-1]:
            if step.n < n:
                continue
            if step.party == Party.OUTSIDE and not step.on_clock:
                if has_two_appointments and step.n > n:
                    break
                continue
            usual = self.usual.get((procedure, step.name))
            rest += round(float(step.days) * WORKING_DAY) if usual is None else usual
        return rest


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
        usual = {(time.procedure_id, time.step): time.minutes for time in UsualTime.objects.all()}
        terms = ProcedureRules.objects.values_list("pk", "procedure", "second_term")
        rules = {pk: (procedure, second is not None) for pk, procedure, second in terms}
        _in_memory = Layout(changed_at, steps, units, Agency.objects.tax_office(), usual, rules)
    return _in_memory


def days_and_rules() -> tuple[Calendars, Layout]:
    """The newest calendars, and the layout as it is now. One query while both are known.

    Raises WorkCalendar.DoesNotExist before `load_reference`.
    """
    version, changed_at = WorkCalendar.objects.values_list("version", "names_changed_at").get()
    return calendars(version), layout(changed_at)
