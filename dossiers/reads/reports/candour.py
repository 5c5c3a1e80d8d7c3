"""What hides lateness elsewhere, counted beside it; and what a report is held against."""

from dataclasses import dataclass, field
from typing import Any

from dossiers.reads.reports.content import COMPARED
from dossiers.wording.reports import CANDOUR, MEASURES, SUMS


@dataclass(frozen=True)
class Fact:
    """key: of the list behind it. n: dossiers. said: what else there is to say of them, in words."""

    key: str
    name: str
    n: int
    said: str = ""


@dataclass(frozen=True)
class Facts:
    name: str
    why: str
    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    name: str
    now: Any
    then: Any

    @property
    def more(self) -> Any:
        """None where one of the two is not known."""
        return None if self.now is None or self.then is None else round(self.now - self.then, 1)


def candour(total: dict[str, Any]) -> list[Facts]:
    """total: of a report's content."""
    said = {
        **{f"stands_{stage}": _still(total, stage) for stage in ("supplement", "payment", "by_hand")},
        "asked": f"{total['times_asked']} lần, {_per_hundred(total['times_asked'], total['all'])} lần trên 100 hồ sơ",
        "asked_late": f"trên {total['times_asked'] - total['times_asked_again']} lần yêu cầu đầu tiên",
        "asked_again": f"{total['times_asked_again']} lần",
        "apologised": "mỗi hồ sơ một lần; cổng không cho hẹn lại lần hai",
        "moved": f"{total['times_moved']} lần",
        "moved_by_calendar": f"{total['times_moved_by_calendar']} lần",
    }
    return [
        Facts(name, why, [Fact(key, MEASURES[key], total[key], said.get(key, "")) for key in keys])
        for name, why, keys in CANDOUR
    ]


def differences(now: dict[str, Any], then: dict[str, Any], *, only_changed: bool = False) -> list[Difference]:
    """Two reports side by side. only_changed: leaves out what is the same."""
    names = {**MEASURES, **SUMS}
    found = [Difference(names[key], now.get(key), then.get(key)) for key in COMPARED]
    return [each for each in found if each.now != each.then] if only_changed else found


def _still(total: dict[str, Any], stage: str) -> str:
    n = total[f"stands_{stage}"]
    return f"trung bình đã dừng {_rounded(total[f'days_{stage}'], n)} ngày làm việc" if n else ""


def _per_hundred(n: int, of: int) -> str:
    return _rounded(100 * n, of) if of else "0"


def _rounded(n: int, by: int) -> str:
    tenths = (20 * n + by) // (2 * by)
    return f"{tenths // 10},{tenths % 10}"
