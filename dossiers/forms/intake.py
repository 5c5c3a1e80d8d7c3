"""The pages of an intake: applicant, papers, check."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.models import Channel, ProcedureRules
from dossiers.forms.applicants import ApplicantFields
from dossiers.forms.fields import Day, Hour, Text, local
from dossiers.wording import PAPER_KIND, REFUSED

EXTRA_PAPERS = 3
MOST_COPIES = 99


class ApplicantForm(ApplicantFields):
    """Who applies, how to reach them; for post also when the dossier arrived."""

    def __init__(self, *args, rules: ProcedureRules, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_post = rules.channel == Channel.POST
        if self.by_post:
            self.fields["day"] = Day(
                label="Ngày nhận từ bưu chính", max_length=10, required=False,
                help_text="Ví dụ: 05/02/2026. Để trống nếu vừa nhận.",
            )  # fmt: skip
            self.fields["hour"] = Hour(label="Giờ nhận", max_length=8, required=False, help_text="Ví dụ: 08:30")
            self.fields["reason"] = Text(
                label="Lý do ghi thời điểm sớm hơn", max_length=500, required=False,
                help_text="Ví dụ: bưu tá giao chiều thứ Sáu, sáng thứ Hai mới nhập.",
            )  # fmt: skip

    def clean(self) -> dict:
        data = super().clean()
        if self.by_post and not self.errors:
            self._judge_moment(data)
        return data

    def moment(self) -> dict:
        """received_at and reason as the action takes them; nothing when it is received now."""
        if not self.by_post or self.cleaned_data["day"] is None:
            return {}
        at = local(self.cleaned_data["day"], self.cleaned_data["hour"])
        return {"received_at": at, "reason": self.cleaned_data["reason"]}

    def _judge_moment(self, data: dict) -> None:
        if data["day"] is None and data["hour"] is None:
            return
        if data["day"] is None:
            self.add_error("day", "Nhập ngày nhận, ví dụ 05/02/2026.")
        elif data["hour"] is None:
            self.add_error("hour", "Nhập giờ nhận, ví dụ 08:30.")
        elif local(data["day"], data["hour"]) > timezone.now():
            self.add_error("day", REFUSED["future"])
        elif not data["reason"]:
            self.add_error("reason", REFUSED["earlier_reason"])


class PapersForm(forms.Form):
    """The checklist of the procedure, and a few lines for what else was handed in."""

    def __init__(self, *args, rules: ProcedureRules, **kwargs):
        super().__init__(*args, **kwargs)
        self.listed = rules.papers
        for i, name in enumerate(self.listed):
            self.fields[f"has_{i}"] = forms.BooleanField(label=name, required=False)
            self._kind_and_copies(i)
        for i in self._extra():
            self.fields[f"name_{i}"] = Text(label="Giấy tờ khác", max_length=300, required=False)
            self._kind_and_copies(i)

    def rows(self) -> list[dict]:
        """For the template: the bound fields of each line."""
        listed = [{"has": self[f"has_{i}"], **self._bound(i)} for i in range(len(self.listed))]
        return listed + [{"name": self[f"name_{i}"], **self._bound(i)} for i in self._extra()]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not self.papers():
            raise ValidationError("Đánh dấu ít nhất một giấy tờ đã nhận.")
        return data

    def papers(self) -> list[dict]:
        """[{"name", "kind", "copies"}, …] of what was really handed in."""
        data = self.cleaned_data
        names = {i: name for i, name in enumerate(self.listed) if data.get(f"has_{i}")}
        names |= {i: data[f"name_{i}"] for i in self._extra() if data.get(f"name_{i}")}
        return [
            {"name": name, "kind": data[f"kind_{i}"], "copies": data[f"copies_{i}"] or 1} for i, name in names.items()
        ]

    def _extra(self) -> range:
        return range(len(self.listed), len(self.listed) + EXTRA_PAPERS)

    def _bound(self, i: int) -> dict:
        return {"kind": self[f"kind_{i}"], "copies": self[f"copies_{i}"]}

    def _kind_and_copies(self, i: int) -> None:
        unread = {"invalid_choice": "Chọn một loại trong danh sách."}
        self.fields[f"kind_{i}"] = forms.ChoiceField(
            label="Loại", choices=list(PAPER_KIND.items()), initial="original", error_messages=unread
        )
        number = f"Số bản là số từ 1 đến {MOST_COPIES}."
        self.fields[f"copies_{i}"] = forms.IntegerField(
            label="Số bản", min_value=1, max_value=MOST_COPIES, initial=1, required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 2, "maxlength": 3}),
            error_messages={"invalid": number, "min_value": number, "max_value": number},
        )  # fmt: skip


class RefusalForm(forms.Form):
    """Why a dossier is not accepted."""

    refusal = Text(
        lines=True, label="Lý do không tiếp nhận", max_length=2000,
        missing=REFUSED["refusal_reason"],
    )  # fmt: skip
