"""The sentences of an explanation, each in Vietnamese and in English."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from agencies.worktime import DAY, Calendar, Unit, local_day, moment


class Said(NamedTuple):
    """The same words twice."""

    vi: str
    en: str


Pieces = Sequence[tuple[int, int]]
"""Parts of a day, (from, to) in microseconds after midnight."""

NOTHING = Said("", "")
_VI_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNITS = {Unit.WORKING_DAYS: Said("ngày làm việc", "working day"), Unit.CALENDAR_DAYS: Said("ngày", "day")}


def received(calendar: Calendar, at: datetime, receipt: date, first_day_is_counted: bool) -> Said:
    """When the dossier came in and which day counts as the day of receipt."""
    day = local_day(at)
    vi, en = f"Nhận lúc {clock(at)} {_full(day).vi}", f"Received at {clock(at)} on {_full(day).en}"
    if day != receipt:
        why = Said("sau giờ chốt", "after the cut-off") if calendar.is_working(day) else day_off(calendar, day)
        on = _day(receipt)
        vi, en = f"{vi}, {why.vi}: ngày nhận là {on.vi}", f"{en}, {why.en}: the receipt day is {on.en}"
    if not first_day_is_counted:
        vi, en = f"{vi}; không tính ngày nhận", f"{en}; the receipt day is not counted"
    return Said(f"{vi}.", f"{en}.")


def counted(days: Sequence[date], halves: int, unit: Unit, total: int, whole: int, why: Said) -> Said:
    """A run of counted days, and how far the part of the term has come with them (all in halves)."""
    run, words = _run(days), _UNITS[unit]
    vi = f"{run.vi}: {_number(Fraction(halves, 2), ',')} {words.vi}{why.vi and f', {why.vi}'}"
    plural = "s" * (halves != 2)
    en = f"{run.en}: {_number(Fraction(halves, 2))} {words.en}{plural}{why.en and f', {why.en}'}"
    return Said(
        f"{vi} (đã tính {_number(Fraction(total, 2), ',')}/{_number(Fraction(whole, 2), ',')}).",
        f"{en} ({_number(Fraction(total, 2))} of {_number(Fraction(whole, 2))} so far).",
    )


def not_counted(days: Sequence[date], why: Said) -> Said:
    """A run of days that do not count, and why."""
    run = _run(days)
    return Said(f"{run.vi}: {why.vi}, không tính.", f"{run.en}: {why.en}, not counted.")


def moved(days: Sequence[date], why: Said) -> Said:
    """The count is complete, but a term may not end on these days."""
    run = _run(days)
    vi = f"{run.vi}: {why.vi}, thời hạn không kết thúc vào ngày này."
    return Said(vi, f"{run.en}: {why.en}, a term cannot end then.")


def worked(days: Sequence[date], pieces: Pieces, minutes: Fraction) -> Said:
    """The session time counted on a run of days: the same pieces on each."""
    run, times = _run(days), _times(pieces)
    total = Said(_number(minutes, ","), _number(minutes))
    if len(days) > 1:
        each = minutes / len(days)
        total = Said(f"{len(days)} × {_number(each, ',')} = {total.vi}", f"{len(days)} × {_number(each)} = {total.en}")
    return Said(f"{run.vi}, {times}: {total.vi} phút.", f"{run.en}, {times}: {total.en} minutes.")


def halted(days: Sequence[date], pieces: Pieces) -> Said:
    """The session time lost to pauses on a run of days."""
    run, times = _run(days), _times(pieces)
    return Said(f"{run.vi}, {times}: đang dừng, không tính.", f"{run.en}, {times}: stopped, not counted.")


def ended(at: datetime, provisional: bool) -> Said:
    """The due date."""
    on = _full(local_day(at))
    vi, en = f"Hẹn trả lúc {clock(at)} {on.vi}", f"Due at {clock(at)} on {on.en}"
    if provisional:
        vi, en = f"{vi}, tạm tính vì chưa có lịch nghỉ năm {at.year}", f"{en}, provisional: no calendar yet"
    return Said(f"{vi}.", f"{en}.")


def held(at: datetime) -> Said:
    """There is no due date, since a pause is open."""
    on = _full(local_day(at))
    return Said(
        f"Dừng tính từ {clock(at)} {on.vi} cho đến khi tiếp tục: chưa có ngày hẹn trả.",
        f"Stopped since {clock(at)} on {on.en} until resumed: no due date yet.",
    )


def stopped(at: datetime) -> Said:
    """The clock did not run at the hour that decides about a day."""
    return Said(f"đang dừng lúc {clock(at)}", f"stopped at {clock(at)}")


def day_off(calendar: Calendar, day: date) -> Said:
    """Why a day is not worked, with its legal basis when the calendar knows one."""
    if day.weekday() >= 5:
        return Said("nghỉ cuối tuần", "weekend")
    return _because(Said("ngày nghỉ theo lịch", "public day off"), calendar.notes.get(day))


def make_up(calendar: Calendar, day: date) -> Said:
    """That a day is worked in place of another; nothing for an ordinary day."""
    if day not in calendar.make_up:
        return NOTHING
    return _because(Said("ngày làm bù", "make-up day"), calendar.notes.get(day))


def clock(at: datetime) -> str:
    """Hours and minutes; seconds only when there are any, and nobody reads their fractions."""
    return at.time().isoformat("seconds" if at.second else "minutes")


def _because(said: Said, note: str | None) -> Said:
    return Said(f"{said.vi} ({note})", f"{said.en} ({note})") if note else said


def _day(day: date) -> Said:
    dated = f"{day:%d/%m}"
    return Said(f"{_VI_DAYS[day.weekday()]} {dated}", f"{_EN_DAYS[day.weekday()]} {dated}")


def _full(day: date) -> Said:
    return Said(f"{_day(day).vi}/{day.year}", f"{_day(day).en}/{day.year}")


def _run(days: Sequence[date]) -> Said:
    first, last = _day(days[0]), _day(days[-1])
    return first if len(days) == 1 else Said(f"{first.vi} – {last.vi}", f"{first.en} – {last.en}")


def _times(pieces: Pieces) -> str:
    return ", ".join(f"{clock(moment(DAY + low))}–{clock(moment(DAY + high))}" for low, high in pieces)


def _number(amount: Fraction, point: str = ".") -> str:
    if amount.denominator == 1:
        return str(amount.numerator)
    return f"{float(amount):.9g}".replace(".", point)
