"""Who is away, and who stands in."""

from collections.abc import Iterable

from django import forms
from django.contrib.auth.models import User

from agencies.models import full_name
from dossiers.forms.fields import Day

# The field that a refusal is about, by its key in wording.REFUSED.
CONCERNS = {
    "absence_order": "until",
    "absence_past": "until",
    "absence_long": "until",
    "absence_overlaps": "since",
    "stand_in_self": "stand_in",
    "stand_in_role": "stand_in",
}


class AbsenceForm(forms.Form):
    """people: who may stand in."""

    since = Day(label="Vắng từ ngày", max_length=10, missing="Nhập ngày bắt đầu vắng.", help_text="Ví dụ: 05/02/2026")
    until = Day(label="Đến hết ngày", max_length=10, missing="Nhập ngày vắng cuối cùng.", help_text="Ví dụ: 09/02/2026")
    stand_in = forms.TypedChoiceField(
        label="Người thay", coerce=int,
        help_text="Người cùng vai trò tại cơ quan; thấy việc trong danh sách của mình, quyền không thay đổi.",
        error_messages={"required": "Chọn người thay.", "invalid_choice": "Chọn người thay trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args, people: Iterable[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].choices = [("", "– chọn –"), *((person.pk, full_name(person)) for person in people)]

    def refused(self, why: str, said: str) -> None:
        """Put a refusal where it belongs."""
        self.add_error(CONCERNS.get(why), said)
