"""How long a procedure may take: the parts of a term, read from data and said in words."""

from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple, Self

from agencies.worktime.instants import BadInput


class BadTerm(BadInput):
    """A term that is not one of deadlines.md."""


class Unit(StrEnum):
    """What a part of a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WORKING_HOURS = "working_hours"


class Part(NamedTuple):
    """One part of a term, in halves so that all arithmetic is whole: 8.5 days are 17 halves."""

    halves: int
    unit: Unit


_WORDS = {  # Vietnamese, English
    Unit.WORKING_DAYS: ("ngày làm việc", "working day"),
    Unit.CALENDAR_DAYS: ("ngày", "day"),
    Unit.WORKING_HOURS: ("giờ làm việc", "working hour"),
}


class Term(NamedTuple):
    """How long a procedure may take: parts, one after the other. Made by `Term.parse`."""

    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """A term from `[[amount, unit], …]`; BadTerm, one sentence, when deadlines.md has no such term."""
        if not isinstance(raw, list | tuple) or not raw:
            raise BadTerm("Thời hạn phải có ít nhất một phần [số lượng, đơn vị].")
        parts = tuple(_part(part) for part in raw)
        if any(part.halves % 2 for part in parts[:-1]):
            raise BadTerm("Chỉ phần cuối của thời hạn được có nửa ngày.")
        if any(part.unit is Unit.WORKING_HOURS for part in parts):
            if len(parts) > 1:
                raise BadTerm("Thời hạn tính bằng giờ phải đứng một mình.")
            if not parts[0].halves:
                raise BadTerm("Thời hạn tính bằng giờ phải lớn hơn 0.")
        return cls(parts)

    @property
    def in_hours(self) -> bool:
        """Whether the term is counted in working hours."""
        return self.parts[0].unit is Unit.WORKING_HOURS

    def in_words(self) -> str:
        """Vietnamese, as decisions print it.

        >>> Term.parse([[15, "calendar_days"], [8, "working_days"]]).in_words()
        '15 ngày và 08 ngày làm việc'
        >>> Term.parse([[8.5, "working_days"]]).in_words(), Term.parse([[0, "working_days"]]).in_words()
        ('8,5 ngày làm việc', 'trong ngày làm việc')
        """
        said = [f"{_vi(halves)} {_WORDS[unit][0]}" for halves, unit in self.parts if halves]
        return " và ".join(said) or "trong ngày làm việc"

    def in_english(self) -> str:
        """English: "15 days and 8 working days", "8.5 working days", "within the working day"."""
        said = [f"{halves / 2:g} {_WORDS[unit][1]}{'s' * (halves != 2)}" for halves, unit in self.parts if halves]
        return " and ".join(said) or "within the working day"


def _vi(halves: int) -> str:
    return f"{halves // 2},5" if halves % 2 else f"{halves // 2:02}"


def _part(raw: Any) -> Part:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise BadTerm("Mỗi phần của thời hạn phải là một cặp [số lượng, đơn vị].")
    amount, unit = raw
    if not isinstance(unit, str) or unit not in list(Unit):
        raise BadTerm("Đơn vị thời hạn phải là working_days, calendar_days hoặc working_hours.")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise BadTerm("Số lượng của thời hạn phải là một số.")
    if isinstance(amount, float) and not isfinite(amount):
        raise BadTerm("Số lượng của thời hạn phải là một số hữu hạn.")
    if isinstance(amount, float) and amount.is_integer():
        amount = int(amount)  # so that doubling stays exact however large
    halves = amount * 2
    if halves < 0 or halves % 1:
        raise BadTerm("Số lượng của thời hạn không được âm và phải là bội của 0,5.")
    return Part(int(halves), Unit(unit))
