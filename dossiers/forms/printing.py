"""What is asked when letters of many dossiers are printed at once."""

from django import forms

from dossiers.forms.fields import Day
from dossiers.models import LetterKind
from dossiers.reads.printing import OF_PERIOD

# The field that a refusal is about, by its key in wording.REFUSED.
CONCERNS = {
    "print_agency": "agency", "print_order": "until", "print_future": "until", "print_long": "until",
    "print_many": "until", "print_none": "kind", "register_many": "until",
}  # fmt: skip
_KINDS = [(kind.value, kind.label) for kind in OF_PERIOD]
_ONE_OF = {"required": "Chọn loại giấy tờ.", "invalid_choice": "Chọn loại giấy tờ trong danh sách."}


class Chosen(forms.Form):
    """Which letter of dossiers that were chosen one by one."""

    kind = forms.TypedChoiceField(label="Loại giấy tờ", coerce=LetterKind, choices=_KINDS, error_messages=_ONE_OF)

    def refused(self, why: str, said: str) -> None:
        """Put a refusal where it belongs."""
        field = CONCERNS.get(why)
        self.add_error(field if field in self.fields else None, said)


class OfPeriod(Chosen):
    """Which letter of which agency and days; the register, too. agencies: (id, name) of the person's own."""

    agency = forms.TypedChoiceField(
        label="Cơ quan", coerce=int,
        error_messages={"required": "Chọn cơ quan.", "invalid_choice": "Chọn cơ quan trong danh sách."},
    )  # fmt: skip
    since = Day(label="Từ ngày", max_length=10, missing="Nhập ngày đầu.", help_text="Ví dụ: 05/02/2026")
    until = Day(label="Đến hết ngày", max_length=10, missing="Nhập ngày cuối.", help_text="Nhiều nhất một năm.")

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [*_KINDS, (LetterKind.REGISTER.value, LetterKind.REGISTER.label)]
        self.fields["agency"].choices = agencies
