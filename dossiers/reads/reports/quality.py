"""The indicators of QĐ 766/QĐ-TTg and the indices of TT 01/2018/TT-VPCP Art 13, from a report's figures.

What the data do not support is named with its reason. No group is scored: points of the single indicators are not
published, and none is invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dossiers.wording.reports import CHANNEL_RULE, FIRST_RULE, INDICES, NATIONAL_RULE, QUALITY, TIME_RULE


@dataclass(frozen=True)
class Part:
    """A number of dossiers, and of how many it is a share. key: of what it is a number."""

    key: str
    n: int
    out_of: int | None = None
    points: int | None = None

    @property
    def percent(self) -> str:
        """With two decimals, as QĐ 766 writes it; "" where there is nothing to divide by.

        >>> Part("new", 2, 3).percent
        '66,67'
        """
        if not self.out_of:
            return ""
        hundredths = (20_000 * self.n + self.out_of) // (2 * self.out_of)  # half up, in whole numbers
        return f"{hundredths // 100},{hundredths % 100:02}"


@dataclass(frozen=True)
class Indicator:
    """why: it cannot be computed, and for which reason. note: how it was. value: what is no share, in words."""

    key: str
    name: str
    why: str = ""
    note: str = ""
    parts: list[Part] = field(default_factory=list)
    value: str = ""


@dataclass(frozen=True)
class Group:
    key: str
    name: str
    most: int  # points
    indicators: list[Indicator]

    @property
    def missing(self) -> list[str]:
        return [indicator.key for indicator in self.indicators if indicator.why]


def quality(total: dict[str, Any]) -> list[Group]:
    """The five groups. total: of a report's content."""
    dated = total["national_on_time"] + total["national_late"]
    first_dated = total["first_kept"] + total["first_late"]
    found = {
        "2.1": {
            "note": f"{NATIONAL_RULE} {FIRST_RULE}",
            "parts": [Part("national_on_time", total["national_on_time"], dated),
                      Part("first_kept", total["first_kept"], first_dated),
                      Part("national_none", total["national_none"], total["all"])],
        },
        "2.2": {"note": TIME_RULE, "value": _days(total)},
        "3.3": {
            "note": CHANNEL_RULE,
            "parts": [Part(key, total[key], total["new"]) for key in ("new_online", "new_counter", "new_post")],
        },
    }  # fmt: skip
    return [
        Group(key, name, most, [Indicator(k, words, why, **found.get(k, {})) for k, words, why in indicators])
        for key, name, most, indicators in QUALITY
    ]


def indices(total: dict[str, Any]) -> list[Indicator]:
    """The nine. Points are 2, 1 or 0 for each dossier with a result (the second: for each of its steps)."""
    found = {
        "1": _pointed(total, [("done_first_early", 2), ("done_first_on_time", 1), ("done_first_late", 0)]),
        "2": _steps(total),
        "3": _pointed(total, [("done_asked_never", 2), ("done_asked_once", 1), ("done_asked_more", 0)]),
        "4": {
            "parts": [Part(key, total[key], total["done"]) for key in ("done_in_one", "done_in_two", "done_in_more")]
        },
    }
    return [Indicator(key, name, why, **found.get(key, {})) for key, name, why in INDICES]


def _pointed(total: dict[str, Any], scale: Sequence[tuple[str, int]]) -> dict[str, Any]:
    judged = sum(total[key] for key, _points in scale)
    points = sum(total[key] * each for key, each in scale)
    parts = [Part(key, total[key], judged, each) for key, each in scale]
    return {"parts": parts, "value": _mean(points, judged)}


def _steps(total: dict[str, Any]) -> dict[str, Any]:
    """Of steps, while the lists hold the dossiers that have such steps."""
    scale = [("early", 2), ("on_time", 1), ("late", 0)]
    judged = sum(total[f"steps_{how}"] for how, _points in scale)
    points = sum(total[f"steps_{how}"] * each for how, each in scale)
    said = ", ".join(
        f"{total[f'steps_{how}']} bước xong {words} kế hoạch"
        for how, words in (("early", "trước"), ("on_time", "đúng"), ("late", "sau"))
    )
    parts = [Part(f"done_steps_{how}", total[f"done_steps_{how}"], total["done"], each) for how, each in scale]
    return {"parts": parts, "value": _mean(points, judged), "note": f"{said}. Dưới đây là số hồ sơ có bước như vậy."}


def _mean(points: int, judged: int) -> str:
    if not judged:
        return "Không có hồ sơ để chấm."
    hundredths = (200 * points + judged) // (2 * judged)
    return f"Điểm trung bình {hundredths // 100},{hundredths % 100:02} trên 2."


def _days(total: dict[str, Any]) -> str:
    if total["mean"] is None:
        return "Không có hồ sơ có kết quả trong kỳ."
    mean, median = (f"{total[key]:.1f}".replace(".", ",") for key in ("mean", "median"))
    return f"Trung bình {mean}, trung vị {median} ngày làm việc."
