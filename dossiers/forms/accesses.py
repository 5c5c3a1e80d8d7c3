"""How the list of who looked is narrowed."""

from django import forms

from dossiers.forms.fields import Day, Text
from dossiers.models import AccessKind

_ONE_OF = {"invalid_choice": "Chọn một mục trong danh sách."}


class AccessFilter(forms.Form):
    """agency: from what the reader oversees. Days are local and whole."""

    agency = forms.TypedChoiceField(
        label="Cơ quan", coerce=int, empty_value=None, required=False, error_messages=_ONE_OF
    )
    person = Text(label="Người xem", max_length=100, required=False)
    kind = forms.ChoiceField(
        label="Việc", choices=[("", "Tất cả"), *AccessKind.choices], required=False, error_messages=_ONE_OF
    )
    code = Text(label="Mã hồ sơ", max_length=100, required=False)
    since = Day(label="Từ ngày", max_length=10, required=False)
    until = Day(label="Đến hết ngày", max_length=10, required=False)

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "Tất cả cơ quan"), *agencies]

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "Ngày cuối phải từ ngày đầu trở đi.")
        return said
