"""Another agency's opinion: what is asked and by when, and what was answered."""

from django import forms

from agencies.models import AgencyKind, full_name
from dossiers.forms.fields import Day, Text
from dossiers.forms.moves.plain import PlainMove, why
from dossiers.reads import opinions
from dossiers.wording import REFUSED

USUAL_DAYS = 3  # working days to answer, where the one who asks says no other day


class OpinionRequest(PlainMove):
    """Whose opinion, on what, by which day."""

    agency = forms.TypedChoiceField(
        label="Cơ quan được hỏi",
        error_messages={"required": "Chọn cơ quan được hỏi.", "invalid_choice": "Chọn một cơ quan trong danh sách."},
    )
    question = why(
        "Nội dung cần lấy ý kiến", REFUSED["opinion_question"],
        hint="Viết đủ để cơ quan được hỏi trả lời được ngay: hỏi về việc gì, giấy tờ nào.",
    )  # fmt: skip
    answer_by = Day(
        label="Hạn trả lời", max_length=10, missing="Nhập hạn trả lời, ví dụ 05/02/2026.",
        help_text="Một ngày làm việc. Thời hạn của hồ sơ vẫn tiếp tục tính trong khi chờ.",
    )  # fmt: skip

    def lay_out(self) -> None:
        askable = opinions.askable(self.desk.dossier)
        known = {str(agency.pk): agency for agency in askable}
        groups = [
            (label, [(agency.pk, agency.name) for agency in askable if agency.kind == kind])
            for kind, label in AgencyKind.choices
        ]
        field = self.fields["agency"]
        field.choices = [("", "– chọn –"), *[group for group in groups if group[1]]]
        field.coerce = known.get
        self.initial.setdefault(
            "answer_by", f"{self.desk.calendar.working_day_after(self.desk.today, USUAL_DAYS):%d/%m/%Y}"
        )

    def concerned(self, why: str) -> str | None:
        return "answer_by" if why == "promised_day_off" else super().concerned(why)


class OpinionAnswer(PlainMove):
    """Which question is answered, what was said, and by which paper it came."""

    opinion = forms.TypedChoiceField(
        label="Ý kiến được hỏi",
        error_messages={"required": "Chọn ý kiến được hỏi.", "invalid_choice": "Chọn một ý kiến trong danh sách."},
    )
    answer = why("Nội dung trả lời", REFUSED["opinion_answer"], hint="Ghi kết luận trước, lý do sau.")
    document = Text(
        label="Số, ngày văn bản trả lời", max_length=200, required=False,
        help_text="Ví dụ 15/SXD-QLXD ngày 05/02/2026. Phải ghi khi cơ quan hỏi ghi thay cơ quan trả lời.",
    )  # fmt: skip

    def lay_out(self) -> None:
        known = {str(asked.pk): asked for asked in self.desk.opinions_of_mine}
        field = self.fields["opinion"]
        field.choices = [
            (pk, f"{asked.agency.name} – {full_name(asked.asked_by)} hỏi ngày {opinions.day_of(asked):%d/%m/%Y}")
            for pk, asked in known.items()
        ]
        field.coerce = known.get
        if len(known) == 1:
            self.initial.setdefault("opinion", next(iter(known)))
        else:
            field.choices = [("", "– chọn –"), *field.choices]
