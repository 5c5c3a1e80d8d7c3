"""Which figures a reader asks for, as the address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from dossiers.reads.published import counting
from dossiers.reads.published.catalogue import Named, Names
from dossiers.reads.published.hiding import Member
from dossiers.wording.published import BAD

Known = TypeVar("Known")


class By(StrEnum):
    """How the figures are parted in the table."""

    AGENCY = "co-quan"
    FIELD = "linh-vuc"
    PROCEDURE = "thu-tuc"
    MONTH = "thang"
    RANKING = "xep-hang"


@dataclass(frozen=True)
class Question:
    """One part of the province in one month. fields, procedures: a whole group; at most one of them is not empty."""

    month: date
    agency: Named | None = None
    fields: tuple[str, ...] = ()
    procedures: tuple[Member, ...] = ()
    by: By = By.AGENCY
    is_whole: bool = False  # every line of the table

    @property
    def key(self) -> str:
        """Of the month, as an address says it."""
        return key_of(self.month)

    @property
    def field(self) -> str:
        """Of the fields that are published as one, the one that they go by; "" where none is asked for."""
        return self.fields[0] if self.fields else ""

    @property
    def ways(self) -> tuple[By, ...]:
        """How these figures can be parted; the first of them where nobody asked."""
        if self.procedures:
            return (By.MONTH,) if self.agency else (By.AGENCY, By.MONTH, By.RANKING)
        if self.fields:
            return (By.PROCEDURE, By.MONTH) if self.agency else (By.AGENCY, By.PROCEDURE, By.MONTH, By.RANKING)
        if self.agency:
            return (By.FIELD, By.PROCEDURE, By.MONTH)
        return (By.AGENCY, By.FIELD, By.PROCEDURE, By.MONTH, By.RANKING)

    def address(self, **changes) -> str:
        """Of these figures with something changed; what stands on its first way is not said."""
        to = replace(self, **changes)
        if to.by not in to.ways:
            to = replace(to, by=to.ways[0])
        query = {"thang": to.key}
        if to.agency:
            query["co-quan"] = to.agency.code
        if to.fields:
            query["linh-vuc"] = to.field
        if to.procedures:
            query["thu-tuc"] = to.procedures[0].code
        if to.by != to.ways[0]:
            query["xem"] = to.by.value
        if to.is_whole:
            query["het"] = "1"
        return "?" + urlencode(query)


def key_of(month: date) -> str:
    return f"{month:%Y-%m}"


def months(through: date) -> list[date]:
    """The first days of those that are published, the latest first."""
    return [each.start for each in counting.months(through)]


class BadQuestion(Exception):
    """The address asks for what there is not. Its argument: a sentence of `wording`.

    field: the part of the address that is wrong. asked: all that there is of it.
    """

    def __init__(self, field: str, sentence: str, asked: Question):
        super().__init__(sentence)
        self.field = field
        self.asked = asked


def asked_of(query: Mapping[str, str], through: date, names: Names) -> Question:
    """Raises BadQuestion. Without a month: the one that is counted last, because what is open is open today."""
    wrong = []

    def known(name: str, among: Mapping[str, Known], sentence: str) -> Known | None:
        typed = query.get(name)
        if typed and typed not in among:
            wrong.append((name, BAD[sentence]))
        return among.get(typed) if typed else None

    month = known("thang", {key_of(each): each for each in months(through)}, "month") or through.replace(day=1)
    agency = known("co-quan", names.agencies, "agency")
    fields = known("linh-vuc", names.groups.fields, "field") or ()
    procedure = known("thu-tuc", names.procedures, "procedure")
    if fields and procedure:
        wrong.append(("thu-tuc", BAD["both"]))
        fields = ()
    asked = Question(month, agency, fields, names.groups.procedures[procedure.id] if procedure else ())
    by = known("xem", {each.value: each for each in By}, "by")
    # A way that this part of the province cannot be parted in came along from another page.
    asked = replace(asked, by=by if by in asked.ways else asked.ways[0], is_whole=query.get("het") == "1")
    if wrong:
        raise BadQuestion(*wrong[0], asked)
    return asked
