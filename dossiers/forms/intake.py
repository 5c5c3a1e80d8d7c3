"""The pages of an intake: applicant, papers, check."""

from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.models import Channel, ProcedureRules
from dossiers.forms.applicants import ApplicantFields, ToldIn
from dossiers.forms.fields import Day, Hour, Money, Text, local
from dossiers.wording import PAPER_KIND, REFUSED
from dossiers.wording.letters import AUTHORITY

EXTRA_PAPERS = 3
MOST_COPIES = 99
FEE = ("fee_paid", "fee_receipt")


class ApplicantForm(ApplicantFields):
    """Who applies, how to reach them, whom they sent and by which paper; for post also when the dossier arrived."""

    authority = Text(
        label="Giấy tờ ủy quyền", max_length=200, required=False,
        help_text="Ví dụ: giấy ủy quyền số 15 ngày 02/03/2026, UBND xã Tân Hồng chứng thực.",
    )  # fmt: skip
    told_in = ToldIn()
    field_order = ("identity",)  # it brings the rest back

    def __init__(self, *args, rules: ProcedureRules, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_post = rules.channel == Channel.POST
        _focus(self, "identity")
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
        if not self.errors and data["representative_name"] and not data["authority"]:
            self.add_error("authority", "Nhập giấy tờ ủy quyền mà người được ủy quyền đã nộp.")
        elif not self.errors and data["authority"] and not data["representative_name"]:
            self.add_error("representative_name", "Nhập họ và tên người được ủy quyền.")
        if self.by_post and not self.errors:
            self._judge_moment(data)
        return data

    def authorised_by(self) -> list[dict]:
        """The paper that stands for the representative, as a line of the dossier's papers; none without one."""
        paper = self.cleaned_data["authority"]
        return [{"name": AUTHORITY + paper, "kind": "original", "copies": 1}] if paper else []

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


class RememberForm(ApplicantForm):
    """The applicant's page when only the identity number is asked for: nothing else is judged yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["identity"]
        number.required = True
        number.error_messages["required"] = "Nhập số định danh để lấy lại thông tin."

    def full_clean(self) -> None:
        super().full_clean()
        for name in [name for name in self._errors if name != "identity"]:
            del self._errors[name]


class PapersForm(forms.Form):
    """The checklist of the procedure, a few lines for what else was handed in, and the fee taken for it."""

    fee_paid = Money(label="Số tiền đã thu (đồng)", max_length=30, required=False, help_text="Ví dụ: 120.000")
    fee_receipt = Text(label="Số biên lai", max_length=60, required=False)

    def __init__(self, *args, rules: ProcedureRules, **kwargs):
        super().__init__(*args, **kwargs)
        self.listed, self.rules_fee = rules.papers, rules.fee
        for i, name in enumerate(self.listed):
            self.fields[f"has_{i}"] = forms.BooleanField(label=name, required=False)
            self._kind_and_copies(i)
        for i in self._extra():
            self.fields[f"name_{i}"] = Text(label="Giấy tờ khác", max_length=300, required=False)
            self._kind_and_copies(i)
        _focus(self, "has_0" if self.listed else "name_0")
        self.order_fields([name for name in self.fields if name not in FEE])

    def rows(self) -> list[dict]:
        """For the template: the bound fields of each line."""
        listed = [{"has": self[f"has_{i}"], **self._bound(i)} for i in range(len(self.listed))]
        return listed + [{"name": self[f"name_{i}"], **self._bound(i)} for i in self._extra()]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not self.papers():
            raise ValidationError("Đánh dấu ít nhất một giấy tờ đã nhận.")
        if not self.errors and data["fee_paid"] and self.rules_fee == 0:
            self.add_error("fee_paid", "Thủ tục này không thu phí, lệ phí. Xóa số tiền và số biên lai.")
        if not self.errors and (data["fee_paid"] is None) != (not data["fee_receipt"]):
            if data["fee_paid"] is None:
                self.add_error("fee_paid", "Nhập số tiền đã thu theo biên lai này.")
            else:
                self.add_error("fee_receipt", "Nhập số biên lai của số tiền đã thu.")
        return data

    def fee(self) -> dict:
        """fee_paid and fee_receipt as the action takes them."""
        return {name: self.cleaned_data[name] for name in FEE}

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


class CheckForm(forms.Form):
    """What the check page showed: the due date, and the dossier that this one may be filed twice of.

    twin_id: of the latter as it is now; the tick counts for no other one.
    """

    other = forms.BooleanField(label="Tôi đã kiểm tra, đây là hồ sơ khác", required=False)

    def __init__(self, *args, twin_id: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.twin_id = twin_id

    def clean(self) -> dict:
        data = super().clean()
        is_seen = data.get("other") and self.data.get("earlier") == str(self.twin_id)
        if self.twin_id is not None and not is_seen:
            self.add_error("other", "Kiểm tra hồ sơ đã nộp trước, rồi đánh dấu nếu đây là hồ sơ khác.")
        return data

    def told(self) -> datetime | None:
        """The due date that the page showed; None when it showed none, or nothing that can be read."""
        with suppress(ValueError):
            at = datetime.fromisoformat(self.data.get("due", ""))
            if at.tzinfo and MINYEAR < at.year < MAXYEAR:
                return at
        return None


class RefusalForm(forms.Form):
    """Why a dossier is not accepted. fee_paid: of the papers' page; what is not accepted costs nothing."""

    refusal = Text(
        lines=True, label="Lý do không tiếp nhận", max_length=2000,
        missing=REFUSED["refusal_reason"],
    )  # fmt: skip

    def __init__(self, *args, fee_paid: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fee_paid = fee_paid

    def clean(self) -> dict:
        if self.fee_paid is not None:
            raise ValidationError(
                "Phiếu đang ghi đã thu tiền. Trả lại tiền, xóa phần phí, rồi ghi nhận không tiếp nhận."
            )
        return super().clean()


def _focus(form: forms.Form, name: str) -> None:
    """The page opens with the cursor here; once it has errors, their summary takes the focus."""
    if not form.is_bound:
        form.fields[name].widget.attrs["autofocus"] = True
