"""What administrators type about the working calendar."""

import json
import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import DayKind
from agencies.worktime import OFFICE_HOURS, BadCalendar, Calendar
from dossiers.forms.fields import Day, Hour, Text
from dossiers.reads import pages
from dossiers.wording import REFUSED

FILE_LENGTH = 200_000  # characters; a year takes about five hundred
_NO_ID = -1  # stands for whatever is no id: nothing has it
_SESSION = re.compile(r"(.+?)(?:[-–—]|đến)(.+)")

KINDS = {
    DayKind.OFF: "Ngày nghỉ",
    DayKind.MAKE_UP: "Ngày làm bù (thứ Bảy, Chủ nhật đi làm)",
    DayKind.ORDINARY: "Ngày thường (bỏ ngày nghỉ hoặc ngày làm bù đang áp dụng)",
}


def _basis(help_text: str) -> Text:
    return Text(
        label="Lý do, căn cứ", max_length=150, missing="Ghi lý do hoặc căn cứ của đề xuất.", help_text=help_text
    )


class DayProposal(forms.Form):
    """about: the field at which a refusal is said."""

    about = "day"
    day = Day(label="Ngày", max_length=10, missing="Nhập ngày, ví dụ 02/01/2027.", help_text="Ví dụ: 02/01/2027")
    kind = forms.ChoiceField(
        label="Sẽ là", choices=[("", "– chọn –"), *KINDS.items()],
        error_messages={"required": "Chọn loại ngày.", "invalid_choice": "Chọn một mục trong danh sách."},
    )  # fmt: skip
    basis = _basis("Ví dụ: Nghỉ hoán đổi dịp Tết Dương lịch. Số văn bản ghi khi xác nhận.")


class HoursProposal(forms.Form):
    """agencies: (id, name) of those that may have hours of their own."""

    about = "agency"
    agency = forms.TypedChoiceField(
        label="Cơ quan", coerce=int,
        error_messages={"required": "Chọn cơ quan.", "invalid_choice": "Chọn một mục trong danh sách."},
    )  # fmt: skip
    sessions = Text(
        lines=True, label="Các buổi làm việc", max_length=500, required=False,
        help_text="Mỗi buổi một dòng, ví dụ 07:30–11:30. Để trống: trở lại giờ chung (07:00–11:30, 13:30–17:00).",
    )  # fmt: skip
    basis = _basis("Ví dụ: Quy chế làm việc của cơ quan.")

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "– chọn cơ quan –"), *agencies]

    def clean_sessions(self) -> list[list[str]]:
        """[["07:30", "11:30"], …]; the province's own hours are no hours of one's own."""
        sessions = [_session(line) for line in self.cleaned_data["sessions"].split("\n") if line]
        if not sessions or tuple(sessions) == OFFICE_HOURS:
            return []
        try:
            Calendar.of(sessions=sessions)
        except BadCalendar as fault:
            raise ValidationError(str(fault)) from None
        return [[f"{edge:%H:%M}" for edge in session] for session in sessions]


def _session(line: str) -> tuple[time, time]:
    found = _SESSION.fullmatch(line)
    try:
        if found:
            opens, closes = (Hour(required=True).clean(part) for part in found.groups())
            return opens, closes
    except ValidationError:
        pass
    raise ValidationError(f"Không đọc được “{line[:40]}”. Ghi mỗi buổi một dòng như 07:30–11:30.")


class CalendarFile(forms.Form):
    """A file, or its text; what was in a file that cannot be read stays in the text."""

    about = "text"
    file = forms.FileField(
        label="Tệp lịch (JSON)", required=False, allow_empty_file=True,
        error_messages={"invalid": "Chọn lại tệp rồi gửi.", "max_length": "Tên tệp quá dài."},
    )  # fmt: skip
    text = Text(
        lines=True, label="Hoặc dán nội dung tệp", required=False, max_length=FILE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text='Dạng {"years": {"2027": {"off": ["2027-01-01"], "work_saturdays": ["2027-01-09"]}}}.',
    )  # fmt: skip
    basis = _basis("Ví dụ: Lịch nghỉ năm 2027.")

    def __init__(self, data=None, files=None, **kwargs):
        self.unread = ""
        if files and files.get("file") and data is not None:
            data = data.copy()
            try:
                data["text"] = files["file"].read(4 * FILE_LENGTH).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.unread = "Tệp này không phải văn bản JSON (UTF-8). Chọn tệp khác hoặc dán nội dung."
        super().__init__(data, files, **kwargs)

    def clean(self):
        """cleaned_data["calendar"]: the days as the file has them, a Calendar."""
        text = self.cleaned_data.get("text")
        if self.unread:
            self.add_error("file", self.unread)
        elif text == "":
            self.add_error("file", "Chọn tệp lịch hoặc dán nội dung tệp.")
        elif text:
            self.cleaned_data["calendar"] = self._read(text)
        return self.cleaned_data

    def _read(self, text: str) -> Calendar | None:
        try:
            found = Calendar.from_mapping(json.loads(text))
        except BadCalendar as fault:
            self.add_error("text", str(fault))
        except (ValueError, RecursionError):
            self.add_error("text", "Nội dung này không phải là JSON đọc được.")
        else:
            strange = sorted(day for day in found.off | found.make_up if day.year not in found.years)
            if not strange and found.off | found.make_up:
                return found
            day = f"{strange[0]:%d/%m/%Y}" if strange else ""
            self.add_error(
                "text", f"Ngày {day} không thuộc năm nào ghi trong tệp." if day else "Tệp không có ngày nào."
            )
        return None


class Confirmation(forms.Form):
    document = Text(
        label="Số văn bản làm căn cứ", max_length=120, missing=REFUSED["calendar_document"],
        help_text="Ví dụ: Thông báo 7366/TB-BNV. Được ghi vào căn cứ của từng ngày.",
    )  # fmt: skip


def chosen(data) -> tuple[set[int], set[int]]:
    """The ids of ticked proposals, days and hours; what is no id stands for a proposal that is gone."""
    days, hours = ({pages.number(text) or _NO_ID for text in data.getlist(name)} for name in ("ngay", "gio"))
    return days, hours
