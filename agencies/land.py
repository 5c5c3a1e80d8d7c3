"""Reading the province's land regulation (Quyết định 138/2025/QĐ-UBND) into terms, and saying what is doubtful.

Pure: the text of an article in, its cases out. The text is an extract in which limits of neighbouring articles may be
glued together, so every case stays unconfirmed and carries its doubts, Vietnamese sentences fit for a clerk.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from agencies.published import RawTerm, Unreadable
from agencies.worktime import Term

SAME_DAY_CUTOFF = "15:00"  # Điều 34: what comes later counts from the next working day

_BEGINS = re.compile(r"Thời (?:gian|hạn)(?! trả kết quả)")  # a limit as a whole begins a case; "trả kết quả" goes on
_APPOINTMENT = re.compile(r"Hẹn lần ([12]): (.+)")
_DAYS = re.compile(r"(?:không quá )?(\d+(?:,5)?) ngày( làm việc)?(?: kể từ ngày nhận được hồ sơ đầy đủ và hợp lệ)?")
_COMPOSITE = re.compile(r"không quá (\d+) ngày \((\d+) ngày và (\d+) ngày làm việc\)")
_SAME_DAY = re.compile(r"\btrong ngày\b")

UNSEEN = (
    "Mã thủ tục còn tạm; thời hạn đọc từ bản trích của quyết định, chưa đối chiếu với bản chính; "
    "chưa có phí và giấy tờ phải nộp."
)
CALENDAR_DAYS = "Nguồn ghi “ngày” mà không ghi “làm việc”; tạm tính là ngày liên tục, kể cả ngày nghỉ."
SAME_DAY = "Nguồn ghi “trong ngày”; tạm tính trả trong ngày làm việc, hồ sơ nhận sau 15:00 tính sang ngày làm việc sau."
FIRST_TWICE = "Nguồn ghi hai lần “Hẹn lần 1”; tạm hiểu lần sau là Hẹn lần 2."


@dataclass(frozen=True)
class Case:
    """One case of an article. name: "trường hợp 2", empty for the only one. term: the first appointment's when there
    are two, else the whole limit. cutoff: "15:00" or empty.
    """

    name: str
    term: RawTerm
    second_term: RawTerm | None
    cutoff: str
    doubts: tuple[str, ...]
    source_text: str


def read_article(row: Mapping[str, Any]) -> list[Case]:
    """The cases of `{"article": int, "limits": [str, …]}`, with `"doubts": [str, …]` and `"also": code` when there are.

    Raises Unreadable rather than drop a line.
    """
    groups = list(_groups(row["limits"]))
    shared = [UNSEEN, *row.get("doubts", ())]
    if len(groups) > 1:
        shared.insert(0, _which_case(row["article"], len(groups)))
    if "also" in row:
        shared.append(_also(row["also"]))
    cases = []
    for n, lines in enumerate(groups, start=1):
        name = f"trường hợp {n}" if len(groups) > 1 else ""
        where = ", ".join(filter(None, [f"Điều {row['article']}", name]))
        cases.append(_case(lines, name, shared, where))
    return cases


def read_limit(text: str) -> tuple[RawTerm, str | None]:
    """(term, doubt) of one limit: "Không quá 05 ngày làm việc", "8,5 ngày", "trong ngày". Raises Unreadable."""
    said = text[:1].lower() + text[1:]
    if found := _DAYS.fullmatch(said):
        amount, working = found.groups()
        term: RawTerm = [[_number(amount), "working_days" if working else "calendar_days"]]
        return term, None if working else CALENDAR_DAYS
    if found := _COMPOSITE.fullmatch(said):
        whole, calendar, working = (int(number) for number in found.groups())
        return [[calendar, "calendar_days"], [working, "working_days"]], _composite(whole, calendar, working)
    if _SAME_DAY.search(said):
        return [[0, "working_days"]], SAME_DAY
    raise Unreadable(f"Không đọc được thời hạn “{text}”.")


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each case: a whole limit, and what follows it."""
    group: list[str] = []
    for line in lines:
        if _BEGINS.match(line):
            if group:
                yield group
            group = [line]
        elif group:
            group.append(line)
        else:
            raise Unreadable(f"“{line}” đứng trước mọi thời hạn.")
    if group:
        yield group


def _case(lines: list[str], name: str, shared: list[str], where: str) -> Case:
    limits = [line for line in lines if not _APPOINTMENT.fullmatch(line)]
    appointments = [found.groups() for line in lines if (found := _APPOINTMENT.fullmatch(line))]
    if len(appointments) not in (0, 2) or (appointments and appointments[0][0] != "1"):
        raise Unreadable(f"{where}: không rõ hai lần hẹn trong “{'”, “'.join(lines)}”.")
    whole, *others = (read_limit(line.partition(": ")[2]) for line in limits)
    if any(other[0] != whole[0] for other in others):
        raise Unreadable(f"{where}: hai thời hạn khác nhau trong “{'”, “'.join(limits)}”.")
    read = [whole, *others, *(read_limit(text) for _n, text in appointments)]
    doubts = [doubt for _term, doubt in read if doubt]
    first, second = whole[0], None
    if appointments:
        first, second = read[-2][0], read[-1][0]
        if appointments[1][0] == "1":
            doubts.append(FIRST_TWICE)
        if _sum(first, second) != _sum(whole[0]):
            doubts.append(_not_the_sum(whole[0], first, second))
    return Case(
        name=name, term=first, second_term=second, cutoff=SAME_DAY_CUTOFF if SAME_DAY in doubts else "",
        doubts=tuple(dict.fromkeys([*doubts, *shared])), source_text=f"{where}. {'. '.join(lines)}.",
    )  # fmt: skip


def _sum(*terms: RawTerm) -> dict[str, Fraction]:
    """How much of each unit."""
    found: dict[str, Fraction] = {}
    for amount, unit in (part for term in terms for part in term):
        found[unit] = found.get(unit, Fraction(0)) + Fraction(str(amount))
    return found


def _number(text: str) -> int | float:
    return float(text.replace(",", ".")) if "," in text else int(text)


def _which_case(article: int, n: int) -> str:
    return f"Nguồn có {n} thời hạn mà không nói thời hạn nào dùng cho ai; mở Điều {article} để chọn đúng trường hợp."


def _also(code: str) -> str:
    return f"Danh mục quốc gia cũng có thủ tục này (mã {code}); chỉ tiếp nhận theo một trong hai."


def _composite(whole: int, calendar: int, working: int) -> str:
    read = f"tạm tính {calendar:02} ngày liên tục rồi {working:02} ngày làm việc"
    if whole == calendar + working:
        return f"Nguồn cộng ngày liên tục với ngày làm việc thành {whole:02} ngày; {read}."
    return f"Nguồn ghi {whole:02} ngày, không bằng tổng của hai phần; {read}."


def _not_the_sum(whole: RawTerm, first: RawTerm, second: RawTerm) -> str:
    words = [Term.parse(term).in_words() for term in (first, second, whole)]
    return "Hai lần hẹn ({} và {}) cộng lại không bằng thời hạn chung ({}).".format(*words)
