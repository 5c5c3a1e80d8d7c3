"""What the head is to sign: why it is late, and the one new date."""

from agencies.worktime import local_day
from dossiers.forms.fields import Day
from dossiers.forms.moves.plain import PlainMove, why
from dossiers.wording import REFUSED


class ApologyDraft(PlainMove):
    """A draft that exists already is offered again as it was written."""

    reason = why(
        "Lý do chậm", REFUSED["apology_reason"], hint="Viết cho người nộp đọc hiểu; lý do này in trong văn bản xin lỗi."
    )
    promised_on = Day(
        label="Ngày hẹn mới", max_length=10, missing="Nhập ngày hẹn mới, ví dụ 05/02/2026.",
        help_text="Một ngày làm việc sau ngày hẹn hiện nay. Chỉ được hẹn lại một lần.",
    )  # fmt: skip

    def lay_out(self) -> None:
        draft = self.desk.apology
        if draft is not None:
            day = local_day(draft.promised_at)
            self.initial |= {"reason": draft.reason, "promised_on": f"{day:%d/%m/%Y}"}
