"""What is published only added up, so that nobody is known by a small number of a sensitive procedure.

Cells left out here and there are found again by subtraction: from the sum of their row or their column, from the other
figures of their row, from the month before (what is open at its end is carried over). So nothing is left out. Which
procedures are counted as one is fixed by the catalogue alone, the same in every month, at every agency, for every
figure and in every file; then no published number tells the members of a group apart, and no sum of them does.

A sensitive procedure always stands with one that is not, of the same deciders: two dossiers of the group may be none
of the sensitive one. Only the whole of an agency is never hidden, whatever it decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Numbers = dict[str, int | None]  # figures by key


@dataclass(frozen=True)
class Member:
    """A procedure as groups are made of it. decider: the agency that decides it; None where every commune does."""

    id: int
    code: str
    name: str
    field: str
    decider: int | None
    is_sensitive: bool


@dataclass(frozen=True)
class Groups:
    """procedures, fields: of each the members of what it is published in, itself among them, in order."""

    procedures: Mapping[int, tuple[Member, ...]]
    fields: Mapping[str, tuple[str, ...]]

    def first(self, procedure: int) -> int | None:
        """The procedure that a group goes by; None for one that the catalogue did not have when it was read."""
        members = self.procedures.get(procedure)
        return members[0].id if members else None


def grouped(procedures: Iterable[Member]) -> Groups:
    """Every procedure in exactly one group, and every field."""
    listed = sorted(procedures, key=lambda each: each.code)
    fields = _fields(listed)
    of_field: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for each in listed:
        of_field[fields[each.field]].append(each)
    groups: dict[int, tuple[Member, ...]] = {}
    for members in of_field.values():
        together = _together(members)
        for each in members:
            groups[each.id] = together if each in together else (each,)
    return Groups(groups, fields)


def _together(listed: Sequence[Member]) -> tuple[Member, ...]:
    """The sensitive procedures of a field, and for each of their deciders one that is not: its own, or else any.

    By their codes, never by their numbers: what would change from night to night tells.
    """
    plain = {each.decider: each for each in listed if not each.is_sensitive}
    any_plain = [each for each in listed if not each.is_sensitive][-1:]
    found = {each for each in listed if each.is_sensitive}
    for decider in {each.decider for each in found}:
        found.update([plain[decider]] if decider in plain else any_plain)
    return tuple(each for each in listed if each in found)


def _fields(listed: Sequence[Member]) -> dict[str, tuple[str, ...]]:
    """Of each field those it is published with: where a decider has but sensitive procedures in it, another field of
    that decider in which there are others, the one with the fewest; where there is none, any.
    """
    joined = {each.field: each.field for each in listed}  # of each field the one it was joined to

    def root(field: str) -> str:
        while joined[field] != field:
            field = joined[field]
        return field

    for decider, field in sorted({(each.decider or 0, each.field) for each in listed if each.is_sensitive}):
        its_own = [each for each in listed if (each.decider or 0) == decider]
        plain = [each.field for each in its_own if not each.is_sensitive]
        if not any(root(other) == root(field) for other in plain):
            others = plain or [each.field for each in listed if not each.is_sensitive] or [field]
            joined[root(min(others, key=lambda other: (others.count(other), other)))] = root(field)
    members: dict[str, list[str]] = defaultdict(list)
    for field in sorted(joined):
        members[root(field)].append(field)
    return {field: tuple(members[root(field)]) for field in joined}


def added(rows: Sequence[Mapping[str, Any]]) -> Numbers:
    """The figures of several parts as one: sums; the worst of all; no middle, which cannot be had of middles.

    What none of them knows is not known of all.
    """
    if len(rows) == 1:
        return dict(rows[0])
    found: Numbers = {}
    for key in rows[0]:
        there = [row[key] for row in rows if row[key] is not None]
        if key.endswith("_median"):
            found[key] = None
        elif key.endswith("_worst"):
            found[key] = max(there, default=None)
        else:
            found[key] = sum(there) if there else None
    return found
