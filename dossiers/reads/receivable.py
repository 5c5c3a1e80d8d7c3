"""What a counter may receive today: rules in force, found by words without their accents."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agencies.models import Agency, AgencyKind, Channel, Procedure, ProcedureRules
from dossiers.reads.plain import plain

SHOWN = 30  # lines; more words narrow it down
CHANNELS = (Channel.COUNTER, Channel.POST)  # online filings come from the national portal


@dataclass(frozen=True)
class Case:
    """One case of a procedure, with the rules of each channel it may come by. name: empty for the only one."""

    name: str
    rules: list[ProcedureRules]


@dataclass(frozen=True)
class Offer:
    """One procedure with its cases."""

    procedure: Procedure
    cases: list[Case]

    @property
    def doubted(self) -> list[str]:
        """What nobody has confirmed yet about any of its rules, each sentence once."""
        return list(dict.fromkeys(line for case in self.cases for rules in case.rules for line in rules.doubted))


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
    """The procedures of which code, name, field or cases hold all these words, and how many there are. One query."""
    wanted = plain(words).split()
    found = []
    rows = receivable(agency, on=on).order_by("procedure__name", "procedure", "case", "channel")
    for procedure, alike in groupby(rows, key=lambda rules: rules.procedure):
        cases = [Case(name, list(rules)) for name, rules in groupby(alike, key=lambda rules: rules.case)]
        names = " ".join(case.name for case in cases)
        text = plain(f"{procedure.code} {procedure.name} {procedure.field} {names}")
        if all(word in text for word in wanted):
            found.append(Offer(procedure, cases))
    return found[:SHOWN], len(found)
