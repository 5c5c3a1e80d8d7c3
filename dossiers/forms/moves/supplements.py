"""Asking for missing papers, and the leave to ask once more."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from dossiers.forms.fields import Day, Text
from dossiers.forms.moves.plain import PlainMove, choice, why
from dossiers.wording import REFUSED

REASONS = {
    "missing": "Thiếu giấy tờ trong thành phần hồ sơ",
    "wrong": "Giấy tờ chưa đúng mẫu hoặc ghi chưa đúng",
    "expired": "Giấy tờ hết hạn hoặc không còn giá trị",
    "mismatch": "Thông tin giữa các giấy tờ không thống nhất",
    "other": "Lý do khác",
}


class SupplementRequest(PlainMove):
    """Which papers are missing, why, and until when they are awaited."""

    kind = choice("Lý do", REASONS, REFUSED["reason_class"])
    reason = why(
        "Nội dung cần bổ sung", "Ghi rõ nội dung cần bổ sung.",
        hint="Viết cho người nộp đọc hiểu: thiếu gì, sửa chỗ nào.",
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
            "version": data["version"],
            "reason": f"{REASONS[data['kind']]}. {data['reason']}",
            "papers": [line for line in data["papers"].split("\n") if line],
            "answer_by": data["answer_by"],
        }


class Permission(PlainMove):
    """Why the law's one round is not enough."""

    reason = why(
        "Lý do cho phép", REFUSED["permit_reason"],
        hint="Ghi vì sao lần yêu cầu trước chưa nêu đủ. Lý do này hiện cùng đợt bổ sung sau và được thống kê.",
    )  # fmt: skip
