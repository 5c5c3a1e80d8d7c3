"""What a counter may receive today: rules in force, found by words without their accents."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, AgencyKind, Channel, ProcedureRules
from dossiers.reads.plain import plain

SHOWN = 30  # lines; more words narrow it down
CHANNELS = (Channel.COUNTER, Channel.POST)  # online filings come from the national portal


@dataclass(frozen=True)
class Offer:
    """One case of one procedure, with the rules of each channel it may come by."""

    rules: list[ProcedureRules]

    @property
    def first(self) -> ProcedureRules:
        return self.rules[0]

    @property
    def doubtful(self) -> ProcedureRules | None:
        """Rules that nobody has confirmed yet."""
        return next((rules for rules in self.rules if not rules.is_confirmed), None)


def may_receive(agency: Agency, rules: ProcedureRules) -> bool:
    """Every counter receives for the departments, whatever the place; communes also what they decide themselves.

    Land offices are counters of their own department only.
    """
    if agency.kind == AgencyKind.LAND_OFFICE:
        return rules.procedure.department_id in agency.above()
    return agency.kind == AgencyKind.COMMUNE or rules.procedure.department_id is not None


def receivable(agency: Agency, *, on: date):
    """Rules that this agency's counter may receive under, as a queryset.

    Twin of `may_receive`, over the channels of a counter.
    """
    rules = ProcedureRules.objects.in_force(on=on).filter(channel__in=CHANNELS).select_related("procedure__department")
    if agency.kind == AgencyKind.LAND_OFFICE:
        return rules.filter(procedure__department__in=agency.above())
    return rules if agency.kind == AgencyKind.COMMUNE else rules.exclude(procedure__department=None)


def offers(agency: Agency, *, on: date, words: str) -> tuple[list[Offer], int]:
    """The cases whose code, name or field hold all these words, and how many there are. One query."""
    wanted = plain(words).split()
    cases: dict[tuple[int, str], list[ProcedureRules]] = {}
    for rules in receivable(agency, on=on).order_by("procedure__name", "case", "channel"):
        text = plain(f"{rules.procedure.code} {rules.procedure.name} {rules.procedure.field} {rules.case}")
        if all(word in text for word in wanted):
            cases.setdefault((rules.procedure_id, rules.case), []).append(rules)
    return [Offer(found) for found in list(cases.values())[:SHOWN]], len(cases)
