"""Who applies and how to reach them: the same fields at the intake and wherever they are set right afterwards."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from dossiers.actions import Applicant
from dossiers.forms.fields import Identity, Phone, Text
from dossiers.models.dossier import TOLD_IN


class ToldIn(forms.ChoiceField):
    """In which language messages come, as Dossier.told_in has it; what is not sent at all counts as Vietnamese."""

    NONE = "khong"

    def __init__(self):
        super().__init__(
            label="Nhận tin báo về hồ sơ", choices=[(language or self.NONE, name) for language, name in TOLD_IN],
            initial="vi", required=False, error_messages={"invalid_choice": "Chọn một cách trong danh sách."},
        )  # fmt: skip

    def clean(self, value) -> str:
        chosen = super().clean(value) or "vi"
        return "" if chosen == self.NONE else chosen


class ApplicantFields(forms.Form):
    """A person or an organisation, and whom they sent. One of phone and identity number is needed: by their last
    digits applicants are known.
    """

    name = Text(label="Họ và tên hoặc tên tổ chức", max_length=200, missing="Nhập họ và tên người nộp hồ sơ.")
    identity = Identity(
        label="Số định danh cá nhân hoặc mã số tổ chức", max_length=20, required=False,
        help_text="9 hoặc 12 chữ số; tổ chức ghi mã số thuế.",
    )  # fmt: skip
    phone = Phone(label="Số điện thoại", max_length=20, required=False, help_text="Ví dụ: 0912 345 678")
    email = Text(label="Thư điện tử (nếu có)", max_length=254, required=False)
    address = Text(label="Địa chỉ", max_length=300, required=False)
    representative_name = Text(label="Họ và tên người được ủy quyền", max_length=200, required=False)
    representative_identity = Identity(label="Số định danh người được ủy quyền", max_length=20, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, kind in {"name": "name", "phone": "tel", "email": "email", "address": "street-address"}.items():
            # The clerk's browser must not offer the last citizen's data to the next.
            self.fields[name].widget.attrs |= {"autocomplete": "off", "data-kind": kind}

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email:
            EmailValidator("Thư điện tử chưa đúng dạng, ví dụ ten@coquan.vn.")(email)
        return email

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not (data["identity"] or data["phone"]):
            raise ValidationError(
                "Ghi số điện thoại hoặc số định danh: người nộp cần 4 số cuối để xem chi tiết hồ sơ của mình."
            )
        if not self.errors and data["representative_identity"] and not data["representative_name"]:
            self.add_error("representative_name", "Nhập họ và tên người được ủy quyền.")
        return data

    def applicant(self) -> Applicant:
        return Applicant(**{name: self.cleaned_data[name] for name in Applicant.__dataclass_fields__})
