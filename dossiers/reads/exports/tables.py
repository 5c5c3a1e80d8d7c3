"""What a list is as a file: which lines it has, in which order, and what stands in each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto

from django.db.models import F, OrderBy, QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.reads.supervision.within import Choices
from dossiers.spreadsheets import Cell, Column


class Of(Enum):
    """What the lines of a list are; by it a list is narrowed."""

    DOSSIERS = auto()
    EVENTS = auto()
    MESSAGES = auto()
    FINDINGS = auto()
    URGES = auto()
    FIGURES = auto()


@dataclass(frozen=True)
class Asked:
    """Of whom a list is, as the reader's scope is now. query: what its form made of the address."""

    within: Choices
    query: dict
    now: datetime


@dataclass(frozen=True)
class Lines:
    """dossiers: whose data stand in them, to be noted as seen."""

    rows: list[list[Cell]] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """One list. ids: what its lines are of, in the file's order. lines: those of some of them, in that order, at a
    moment; what is gone by then has none. piles: where its page has several, in words, by the name that the address
    carries as `loc`; the first is meant without one, and `Asked.query` says which ("pile").
    """

    slug: str
    title: str
    of: Of
    columns: tuple[Column, ...]
    ids: Callable[[Asked], QuerySet]
    lines: Callable[[Sequence, datetime], Lines]
    piles: dict[str, str] = field(default_factory=dict)


def by_whom(agency: str, unit: str, person: str) -> list[str | OrderBy]:
    """By agency, then unit, then person, each by name; without one last."""
    return [
        f"{agency}__name", agency, F(f"{unit}__name").asc(nulls_last=True), unit,
        F(f"{person}__last_name").asc(nulls_last=True), f"{person}__first_name", person,
    ]  # fmt: skip


def in_order(ids: Sequence, found: Iterable) -> list:
    """What was found of these, in their order; ids as the database or as JSON gives them."""
    there = {str(row.pk): row for row in found}
    return [there[str(pk)] for pk in ids if str(pk) in there]


def moment(at: datetime | None) -> str | None:
    """As a cell has it: local, to the minute."""
    return timezone.localtime(at).replace(tzinfo=None).isoformat(timespec="minutes") if at else None


def day(at: date | datetime | None) -> str | None:
    """As a cell has it: local."""
    if isinstance(at, datetime):
        at = timezone.localdate(at)
    return at.isoformat() if at else None
