"""Reading what the national portal publishes – times, fees, papers – into rules, and saying what is doubtful.

Pure: texts in, values out. A doubt is one Vietnamese sentence, fit for the clerk who receives a dossier.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

NOTHING_STATED = "Không có thông tin"
FREE = "Miễn phí"
AFTERNOON_CUTOFF = {"Hộ tịch": "15:00", "Chứng thực": "15:00"}  # field → cut-off of receipt
SAME_DAY_FIELDS = {"Chứng thực"}  # nothing stated means: given the same day
CHANNELS = {"Trực tiếp": 1, "Trực tuyến": 2, "Dịch vụ bưu chính": 3}  # as published → the national number
LEAST_FEE = 1000  # đồng; smaller ones lost their thousands on the way
UNITS = {"Ngày làm việc": "working_days", "Ngày": "calendar_days", "Giờ làm việc": "working_hours"}

_TIME = re.compile(rf"(\d+(?:[.,]5)?)(?: ({'|'.join(UNITS)}))?")
_WORDS = re.compile(r"0*(\d{1,4})(?:[.,]([05]))? (ngày làm việc|ngày|giờ làm việc|giờ)", re.ASCII)
_FEE = re.compile(r"([\d,.]+) (?:VNĐ|Việt Nam Đồng)")

Half = Decimal("0.5")
RawTerm = list[list[Any]]  # [[amount, unit], …], as Term.parse reads it


class Unreadable(ValueError):
    """A published text that nobody has taught us to read; loading stops rather than drop it."""


@dataclass(frozen=True)
class Reading:
    """One channel's rules as read. term: None when none is stated; fee: đồng, None when none is stated."""

    channel: int
    term: RawTerm | None
    cutoff: str
    fee: int | None
    doubts: tuple[str, ...]
    source_text: str


def read_time(text: str, field: str) -> tuple[RawTerm | None, str | None]:
    """(term, doubt). "15 Ngày làm việc", "20 Ngày", a bare "3", or "Không có thông tin". Raises Unreadable."""
    if text == NOTHING_STATED:
        if field in SAME_DAY_FIELDS:
            return [[0, "working_days"]], "Nguồn không ghi thời hạn; tạm tính trả trong ngày làm việc."
        return None, "Nguồn không ghi thời hạn; chưa tính được ngày hẹn trả."
    found = _TIME.fullmatch(text)
    if not found:
        raise Unreadable(f"Không đọc được thời hạn “{text}”.")
    amount, unit = found.groups()
    number = float(amount.replace(",", "."))
    term: RawTerm = [[int(number) if number.is_integer() else number, UNITS.get(unit, "working_days")]]
    return term, None if unit else f"Nguồn ghi “{text}” không kèm đơn vị; tạm tính là ngày làm việc."


HOW_TO_WRITE = (
    "Ghi thời hạn như “15 ngày làm việc”, “8,5 ngày”, “15 ngày và 8 ngày làm việc”, “4 giờ làm việc” "
    "hoặc “trong ngày làm việc”."
)


def read_words(text: str) -> RawTerm:
    """A term as people write it, the inverse of Term.in_words. "ngày" alone is calendar days. Raises Unreadable.

    >>> read_words("15 ngày và 08 ngày làm việc"), read_words("8,5 ngày")
    ([[15, 'calendar_days'], [8, 'working_days']], [[8.5, 'calendar_days']])
    """
    said = " ".join(text.lower().split())
    if said in ("trong ngày", "trong ngày làm việc"):
        return [[0, "working_days"]]
    found = [_WORDS.fullmatch(part) for part in said.split(" và ")]
    if not all(found):
        raise Unreadable(HOW_TO_WRITE)
    parts = [part.groups() for part in found if part]
    return [[float(f"{whole}.5") if half == "5" else int(whole), _unit(unit)] for whole, half, unit in parts]


def _unit(word: str) -> str:
    if word.startswith("giờ"):
        return "working_hours"
    return "working_days" if word.endswith("làm việc") else "calendar_days"


def read_fee(text: str) -> tuple[int | None, str | None]:
    """(đồng, doubt). "Miễn phí", "8,000 VNĐ", "Không có thông tin". Raises Unreadable."""
    if text == FREE:
        return 0, None
    if text == NOTHING_STATED:
        return None, "Nguồn không ghi phí, lệ phí."
    found = _FEE.fullmatch(text)
    if not found:
        raise Unreadable(f"Không đọc được mức phí “{text}”.")
    fee = int(re.sub(r"[,.]", "", found[1]))
    if fee >= LEAST_FEE:
        return fee, None
    return fee * 1000, f"Nguồn ghi phí “{text}”, có lẽ thiếu ba số 0; tạm lấy {_dong(fee * 1000)}."


def read_channels(channels: Mapping[str, Mapping[str, str]], field: str) -> list[Reading]:
    """All channels of one procedure, `{"Trực tiếp": {"time": …, "fee": …}, …}`. Raises Unreadable."""
    unknown = channels.keys() - CHANNELS.keys()
    if unknown:
        raise Unreadable(f"Không rõ kênh “{'”, “'.join(sorted(unknown))}”.")
    between = _between(channels)
    readings = []
    for name, said in channels.items():
        term, about_time = read_time(said["time"], field)
        fee, about_fee = read_fee(said["fee"])
        readings.append(
            Reading(
                channel=CHANNELS[name],
                term=term,
                cutoff=AFTERNOON_CUTOFF.get(field, ""),
                fee=fee,
                doubts=tuple(doubt for doubt in (about_time, about_fee, *between) if doubt),
                source_text=f"{name}. Thời hạn: {said['time']}. Phí, lệ phí: {said['fee']}.",
            )
        )
    return readings


def _between(channels: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is odd only when the channels are laid side by side. A lower fee online is the law's wish, not odd."""
    doubts = []
    if len({said["time"] for said in channels.values()}) > 1:
        each = "; ".join(f"{name.lower()}: {said['time'].lower()}" for name, said in channels.items())
        doubts.append(f"Thời hạn khác nhau giữa các kênh ({each}).")
    fees = {name: read_fee(said["fee"])[0] for name, said in channels.items()}
    online, counter = fees.get("Trực tuyến"), fees.get("Trực tiếp")
    if online is not None and counter is not None and online > counter:
        doubts.append(f"Phí nộp trực tuyến ({_dong(online)}) cao hơn phí nộp trực tiếp ({_dong(counter)}).")
    return doubts


def paper_doubt(papers: Sequence[str]) -> str:
    """The sentence about papers that the source does not name; empty when there are none."""
    return f"Thành phần hồ sơ cần đối chiếu: {'; '.join(papers)}." if papers else ""


# ── How a term is shared out among the steps ─────────────────────────────────────────────────────────────────


def working_days_of(term: RawTerm | None) -> Decimal | None:
    """A term in working days, rounded down to halves; calendar days count five for seven."""
    if term is None:
        return None
    share = {"working_days": Fraction(1), "calendar_days": Fraction(5, 7), "working_hours": Fraction(1, 8)}
    return _halves(sum((Fraction(str(amount)) * share[unit] for amount, unit in term), Fraction(0)))


def shared_out(days: Sequence[float | str], term: RawTerm | None) -> list[Decimal]:
    """Working days for each step on the clock; the sum never exceeds the term, and equals it when "rest" is there.

    days: numbers, or "rest" for the steps among which the remainder is divided. Where the numbers would take more
    than half of a short term they shrink, down to nothing; without a term every step is 0.
    """
    whole = working_days_of(term)
    if whole is None:
        return [Decimal(0)] * len(days)
    fixed = sum((Decimal(str(day)) for day in days if day != "rest"), Decimal(0))
    shrink = min(Decimal(1), whole / 2 / fixed) if fixed else Decimal(1)
    given = [None if day == "rest" else _halves(Decimal(str(day)) * shrink) for day in days]
    rest, waiting = whole - sum((day for day in given if day is not None), Decimal(0)), given.count(None)
    shared = []
    for day in given:
        if day is None:
            day = -_halves(-rest / waiting)  # the earlier one gets the odd half day
            rest, waiting = rest - day, waiting - 1
        shared.append(day)
    return shared


def _halves(days: Decimal | Fraction) -> Decimal:
    return floor(days * 2) * Half


def _dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")
