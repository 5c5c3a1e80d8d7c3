"""What is typed when a dossier is moved."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from dossiers.forms.fields import Day, Text
from dossiers.wording import REFUSED

REASONS = {
    "missing": "Thiếu giấy tờ trong thành phần hồ sơ",
    "wrong": "Giấy tờ chưa đúng mẫu hoặc ghi chưa đúng",
    "expired": "Giấy tờ hết hạn hoặc không còn giá trị",
    "mismatch": "Thông tin giữa các giấy tờ không thống nhất",
    "other": "Lý do khác",
}


class PlainMove(forms.Form):
    """A move that needs nothing typed: only which state of the dossier was acted on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def values(self) -> dict:
        """Keywords for the action."""
        return {"version": self.cleaned_data["version"]}


class SupplementRequest(PlainMove):
    """Which papers are missing, why, and until when they are awaited."""

    kind = forms.ChoiceField(
        label="Lý do", choices=[("", "– chọn lý do –"), *REASONS.items()],
        error_messages={"required": "Chọn lý do.", "invalid_choice": "Chọn một lý do trong danh sách."},
    )  # fmt: skip
    reason = Text(
        lines=True, label="Nội dung cần bổ sung", max_length=1800,
        missing="Ghi rõ nội dung cần bổ sung.", help_text="Viết cho người nộp đọc hiểu: thiếu gì, sửa chỗ nào.",
    )  # fmt: skip
    papers = Text(
        lines=True, label="Giấy tờ cần bổ sung", max_length=3000, missing=REFUSED["papers"],
        help_text="Mỗi giấy tờ một dòng.",
    )  # fmt: skip
    answer_by = Day(
        label="Hạn bổ sung", max_length=10, missing="Nhập hạn bổ sung, ví dụ 05/02/2026.", help_text="Ví dụ: 05/02/2026"
    )

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if day <= timezone.localdate():
            raise ValidationError(REFUSED["answer_by"])
        return day

    def values(self) -> dict:
        data = self.cleaned_data
        return {
            **super().values(),
            "reason": f"{REASONS[data['kind']]}. {data['reason']}",
            "papers": [line for line in data["papers"].split("\n") if line],
            "answer_by": data["answer_by"],
        }
