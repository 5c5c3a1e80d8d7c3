"""The province's procedures, kept in memory: a few hundred rows that change a few times a year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import quote

from agencies.models import (
    Agency,
    AgencyKind,
    Calendars,
    Procedure,
    ProcedureRules,
    RuleStep,
    UsualTime,
    days_and_rules,
)
from dossiers.reads.plain import plain
from dossiers.reads.procedures.spoken import SPOKEN

PROVISIONAL = "TAM-"  # begins the code of what has no national one yet
_BEGINNING = re.compile(r"^(?:thủ tục )+", re.IGNORECASE)  # nobody looks for "Thủ tục …" under T
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Listed:
    """One procedure with every version of its rules, by case, channel and day.

    words: what it is found by, folded, each after a space: its short name, a bar, and all the rest.
    """

    procedure: Procedure
    rules: tuple[ProcedureRules, ...]
    words: str

    @property
    def code(self) -> str:
        return self.procedure.code

    @property
    def short_name(self) -> str:
        """As it is sorted: without the words that begin half of all names."""
        bare = _BEGINNING.sub("", self.procedure.name)
        return bare[:1].upper() + bare[1:]

    @property
    def has_provisional_code(self) -> bool:
        return self.code.startswith(PROVISIONAL)

    @property
    def address(self) -> str:
        """Its page."""
        return f"/thu-tuc/{quote(self.code)}"

    @property
    def decided_by(self) -> str:
        """The kind of agency that decides: a commune, where no agency is named."""
        department = self.procedure.department
        return AgencyKind.COMMUNE if department is None else department.kind

    def in_force(self, on: date) -> list[ProcedureRules]:
        """What counts for a dossier received on this local day. Twin of `RulesQuerySet.in_force`."""
        if not self.procedure.is_active:
            return []
        found: dict[tuple[str, int], ProcedureRules] = {}
        for rules in self.rules:
            if rules.valid_from <= on and (rules.valid_to is None or on <= rules.valid_to):
                kept = found.setdefault((rules.case, rules.channel), rules)
                if rules.is_temporary and not kept.is_temporary:
                    found[rules.case, rules.channel] = rules
        return list(found.values())

    def coming(self, today: date) -> tuple[date, list[ProcedureRules]] | None:
        """The next day on which other rules begin to count, and those rules; None while none are known."""
        now = {rules.pk for rules in self.in_force(today)}
        begin = {rules.valid_from for rules in self.rules}
        begin |= {
            date.fromordinal(rules.valid_to.toordinal() + 1)
            for rules in self.rules
            if rules.is_temporary and rules.valid_to is not None
        }
        for day in sorted(day for day in begin if day > today):
            if new := [rules for rules in self.in_force(day) if rules.pk not in now]:
                return day, new
        return None

    def has_words(self, wanted: Iterable[str]) -> bool:
        """Whether each of these folded words begins one of its own."""
        return all(f" {word}" in self.words for word in wanted)

    def distance(self, wanted: Iterable[str]) -> tuple[bool, int, int]:
        """For sorting what has these words: the earlier its name says them in this order, then the shorter the name."""
        name = self.words.partition(" |")[0]
        at = name.find(" " + " ".join(wanted))
        return at < 0, at, len(name)


@dataclass(frozen=True)
class Catalogue:
    """Everything that the pages of procedures tell, as of one change of names. Read only.

    listed: by name, those in force and those that were. steps: by rules (ids). usual: by procedure (id) and step.
    """

    changed_at: datetime
    listed: tuple[Listed, ...]
    steps: dict[int, list[RuleStep]]
    usual: dict[tuple[int, str], UsualTime]
    agencies: tuple[Agency, ...]  # active, by name

    def by_code(self, code: str) -> Listed | None:
        return next((listed for listed in self.listed if listed.code == code), None)

    def meant_by(self, typed: str) -> Listed | None:
        """The one whose code has these letters and digits, however they were written; None without one, or with two."""
        wanted = "".join(folded(typed))
        found = [listed for listed in self.listed if wanted and "".join(folded(listed.code)) == wanted]
        return found[0] if len(found) == 1 else None

    def offered(self, today: date) -> list[Listed]:
        """Those that one can apply for, or soon will."""
        return [listed for listed in self.listed if listed.in_force(today) or self._begins(listed, today)]

    @staticmethod
    def _begins(listed: Listed, today: date) -> bool:
        return listed.procedure.is_active and listed.coming(today) is not None


_in_memory: Catalogue | None = None


def folded(text: str) -> list[str]:
    """The words of a text as they are compared: no accents, no capitals, nothing but letters and digits.

    >>> folded("Đăng ký KHAI-SINH 1.001193")
    ['dang', 'ky', 'khai', 'sinh', '1', '001193']
    """
    return _WORD.findall(plain(text))


_SPOKEN = {" ".join(folded(law)): " ".join(folded(" ".join(people))) for law, people in SPOKEN.items()}


def catalogue() -> tuple[Calendars, Catalogue]:
    """The newest calendars and the catalogue as it is now. One query while both are known.

    Raises WorkCalendar.DoesNotExist before `load_reference`.
    """
    global _in_memory
    newest, laid = days_and_rules()
    if _in_memory is None or _in_memory.changed_at != laid.changed_at:
        usual = {(row.procedure_id, row.step): row for row in UsualTime.objects.all()}
        agencies = tuple(Agency.objects.filter(is_active=True).order_by("name"))
        _in_memory = Catalogue(laid.changed_at, _listed(), laid.steps, usual, agencies)
    return newest, _in_memory


def _listed() -> tuple[Listed, ...]:
    rows = ProcedureRules.objects.select_related("procedure__department").order_by(
        "procedure", "case", "channel", "valid_from"
    )
    found = []
    for procedure, rules in groupby(rows, key=lambda row: row.procedure):
        versions = tuple(rules)
        found.append(Listed(procedure, versions, found_by(procedure, versions)))
    return tuple(sorted(found, key=lambda listed: (plain(listed.short_name), listed.code)))


def found_by(procedure: Procedure, versions: tuple[ProcedureRules, ...]) -> str:
    """`Listed.words`: what the law calls it and where, then what people call it."""
    place = procedure.department.name if procedure.department else ""
    cases = " ".join(dict.fromkeys(row.case for row in versions))
    name = " ".join(folded(_BEGINNING.sub("", procedure.name)))
    rest = " ".join(folded(f"{procedure.field} {cases} {place} {procedure.code}"))
    official = f" {name} | {rest} "
    said = " ".join(spoken for words, spoken in _SPOKEN.items() if f" {words} " in official)
    return f"{official}{''.join(folded(procedure.code))} {said} thu tuc"
