"""What a leader types on an urge slip: what is to be done, and by when to answer; and what is answered."""

from datetime import datetime

from django import forms
from django.utils import timezone

from agencies.models import calendars
from agencies.worktime import DAY, local_day, moment
from dossiers.actions.urging import LONGEST
from dossiers.forms.fields import Day, Hour, Text, local
from dossiers.wording import REFUSED

_USUAL = "Khẩn trương giải quyết hồ sơ; báo cáo nguyên nhân chậm và thời điểm trả kết quả cho người nộp."

# The field that a refusal is about, by its key in wording.REFUSED; all others stand above the form.
_CONCERNS = {"urge_request": "request", "urge_past": "reply_hour", "urge_far": "reply_day"}


class UrgeForm(forms.Form):
    """Filled in for an answer on the next working day; both may be written over."""

    request = Text(
        lines=True, label="Việc đề nghị thực hiện", max_length=2000, missing=REFUSED["urge_request"],
        help_text="In nguyên văn trong phiếu.",
    )  # fmt: skip
    reply_hour = Hour(label="Trả lời trước", max_length=8, missing="Ghi giờ, ví dụ 08:30.", help_text="Ví dụ: 08:30")
    reply_day = Day(
        label="Ngày", max_length=10, missing="Nhập ngày, ví dụ 05/02/2026.",
        help_text="Thường là cuối ngày làm việc kế tiếp.",
    )  # fmt: skip

    def values(self) -> dict:
        """Keywords for the action."""
        data = self.cleaned_data
        return {"request": data["request"], "reply_by": local(data["reply_day"], data["reply_hour"])}

    def refused(self, why: str, said: str) -> bool:
        """Put a refusal where it belongs; whether a field can mend it."""
        self.add_error(_CONCERNS.get(why), said)
        return why in _CONCERNS


class AnswerForm(forms.Form):
    """What whoever holds the dossier answers."""

    answer = Text(
        lines=True, label="Trả lời", max_length=LONGEST, missing=REFUSED["urge_answer"],
        help_text="Hồ sơ đang vướng ở đâu, đã làm gì, khi nào có kết quả. Không ghi thông tin riêng của người nộp.",
    )  # fmt: skip

    def refused(self, why: str, said: str) -> bool:
        """Put a refusal where it belongs; whether the field can mend it."""
        is_field = why in ("urge_answer", "urge_answer_long")
        self.add_error("answer" if is_field else None, said)
        return is_field


def usual(now: datetime) -> dict[str, str]:
    """What the form says before anybody types: an answer by the close of the next working day. One query at most."""
    province = calendars().province
    day = province.working_day_after(local_day(now))
    by = timezone.localtime(moment(day.toordinal() * DAY + province.close))
    return {"request": _USUAL, "reply_hour": f"{by:%H:%M}", "reply_day": f"{by:%d/%m/%Y}"}
