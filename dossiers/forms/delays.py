"""What is typed about why a dossier is late: one of a list, and in words."""

from django import forms

from dossiers.actions.delays import LONGEST
from dossiers.forms.fields import Text
from dossiers.models import DelayKind
from dossiers.wording import REFUSED

# The field that a refusal is about, by its key in wording.REFUSED.
CONCERNS = {"delay_kind": "kind", "delay_text": "text", "delay_other": "text", "delay_long": "text"}


def kind(label: str = "Nguyên nhân chậm", hint: str = "") -> forms.ChoiceField:
    """Nothing is chosen before somebody chooses."""
    return forms.ChoiceField(
        label=label, choices=[("", "– chọn –"), *DelayKind.choices], help_text=hint,
        error_messages={"required": REFUSED["delay_kind"], "invalid_choice": REFUSED["delay_kind"]},
    )  # fmt: skip


def text(label: str = "Nói rõ nguyên nhân") -> Text:
    return Text(
        lines=True, label=label, max_length=LONGEST, missing=REFUSED["delay_text"],
        help_text="Vướng việc gì, từ khi nào, cần ai làm gì tiếp. Không ghi thông tin riêng của người nộp.",
    )  # fmt: skip


class DelayForm(forms.Form):
    """Why this dossier is late."""

    kind = kind()
    text = text()

    def refused(self, why: str, said: str) -> bool:
        """Put a refusal where it belongs; whether a field can mend it."""
        self.add_error(CONCERNS.get(why), said)
        return why in CONCERNS
