"""What a person wants the morning's letter to tell."""

from django import forms

from agencies.models import DIGEST_PARTS, Account
from dossiers.wording.digests import PART


class DigestForm(forms.Form):
    """account: whose choice stands in it at first. Nothing ticked is a choice: no letter."""

    parts = forms.MultipleChoiceField(
        label="Nội dung thư", required=False, choices=[(part, PART[part]) for part in DIGEST_PARTS],
        widget=forms.CheckboxSelectMultiple, help_text="Không chọn mục nào thì Ông/Bà không nhận thư.",
        error_messages={
            "invalid_choice": "Chọn trong các mục dưới đây.", "invalid_list": "Chọn trong các mục dưới đây.",
        },
    )  # fmt: skip

    def __init__(self, data=None, *, account: Account):
        super().__init__(data, initial={"parts": account.digest_parts})
