"""Fields that read what Vietnamese clerks type, and say in one sentence what is wrong."""

import re
import unicodedata
from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

_DATE = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4}|\d{2})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*[:hHgG.]\s*(\d{2})?", re.ASCII)
_MONEY = re.compile(r"(\d{1,3}(?:([., ])\d{3})(?:\2\d{3})*|\d+) ?(?:đ|đồng|₫|vnđ|vnd)?", re.ASCII | re.IGNORECASE)
_LINE_ENDS = "\n\t"


class Text(forms.CharField):
    """Text as people write it: composed accents, single spaces, no control characters.

    lines: whether line ends are kept.
    """

    def __init__(self, *, lines: bool = False, missing: str = "Ô này cần được điền.", **options):
        self.lines = lines
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}) if lines else forms.TextInput())
        super().__init__(
            error_messages={
                "required": missing,
                "max_length": "Nội dung dài quá %(limit_value)d ký tự (đang có %(show_value)d).",
            },
            **options,
        )
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def to_python(self, value) -> str:
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        kept = _LINE_ENDS if self.lines else "\t"
        if any(unicodedata.category(c) in ("Cc", "Cs", "Cf", "Co", "Cn") and c not in kept for c in text):
            raise ValidationError("Nội dung có ký tự không đọc được. Xóa rồi gõ lại bằng bàn phím.")
        if self.lines:
            return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        return " ".join(text.split())


class Identity(Text):
    """A person's 9 or 12 digits, or an organisation's tax number of 10 or 13 digits."""

    def clean(self, value) -> str:
        digits = re.sub(r"[\s.\-]", "", super().clean(value))
        if digits and not re.fullmatch(r"\d{9,10}|\d{12,13}", digits, re.ASCII):
            raise ValidationError(
                "Số giấy tờ gồm 9 hoặc 12 chữ số (cá nhân), 10 hoặc 13 chữ số (mã số thuế của tổ chức)."
            )
        return digits


class Phone(Text):
    """A Vietnamese number, kept as its ten or eleven digits from 0."""

    def clean(self, value) -> str:
        digits = re.sub(r"[\s.\-()]", "", super().clean(value))
        digits = re.sub(r"^(\+84|0084|84(?=\d{9}$))", "0", digits)
        if digits and not re.fullmatch(r"0[2-9]\d{8,9}", digits, re.ASCII):
            raise ValidationError("Số điện thoại có 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678.")
        return digits


class Day(Text):
    """A day typed as ngày/tháng/năm."""

    def clean(self, value) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        found = _DATE.fullmatch(text)
        if not found:
            raise ValidationError("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/02/2026.")
        d, m, y, iso_y, iso_m, iso_d = found.groups()
        year = int(iso_y or y)
        try:
            return date(year + 2000 if year < 100 else year, int(iso_m or m), int(iso_d or d))
        except ValueError:
            sentence = f"Không có ngày {text}. Nhập ngày/tháng/năm, ví dụ 05/02/2026."
            raise ValidationError(sentence, code="no_such_day") from None


class Hour(Text):
    """A time of day typed as 08:30, 8h30 or 8g30."""

    def clean(self, value) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        found = _TIME.fullmatch(text)
        try:
            return time(int(found[1]), int(found[2] or 0)) if found else self._unread()
        except ValueError:
            return self._unread()

    @staticmethod
    def _unread():
        raise ValidationError("Nhập giờ theo dạng giờ:phút, ví dụ 08:30.")


class Money(Text):
    """An amount of đồng typed as people write it: 1.200.000, 1 200 000 đ, 1200000."""

    MOST = 10**15

    def clean(self, value) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        found = _MONEY.fullmatch(text)
        if not found:
            raise ValidationError("Nhập số tiền bằng đồng, ví dụ 1.200.000.")
        amount = int(re.sub(r"\D", "", found[1]))
        if not 0 < amount < self.MOST:
            raise ValidationError("Số tiền phải lớn hơn 0 và dưới 1.000.000.000.000.000 đồng.")
        return amount


def local(day: date, hour: time) -> datetime:
    """This day and hour in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, hour))
