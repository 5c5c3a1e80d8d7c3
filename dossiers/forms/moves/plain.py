"""What the pages of all moves have in common: the version acted on, and where a refusal is shown."""

from django import forms
from django.core.exceptions import ValidationError

from dossiers.forms.fields import Text
from dossiers.reads.desk import Desk

# The field that a refusal of the action is about, by its key in wording.REFUSED; all others stand above the form.
CONCERNS = {
    "assigned_already": "to",
    "not_of_agency": "to",
    "same_unit": "to",
    "other_agency": "to",
    "reason_class": "reason_class",
    "ground": "ground",
    "pause_future": "hour",
    "pause_backdated": "hour",
    "pause_overlaps": "hour",
    "pause_ends_before": "hour",
    "late_stays_late": "hour",
    "promised_past": "promised_on",
    "promised_day_off": "promised_on",
    "promised_before_due": "promised_on",
    "not_unanswered": "reason_class",
    "not_unpaid": "reason_class",
    "answer_by": "answer_by",
    "papers": "papers",
    "form_number": "form_number",
    "redirect_same": "to",
    "redirect_kind": "to",
    "redirect_hours": "to",
    "no_unit": "to",
    "no_representative": "collector",
    "collector_name": "collector_name",
    "paper_checked": "paper",
    "parcel": "parcel",
    "opinion_self": "agency",
    "opinion_asked_already": "agency",
    "opinion_question": "question",
    "opinion_past": "answer_by",
    "opinion_far": "answer_by",
    "opinion_answered": "opinion",
    "opinion_not_yours": "opinion",
    "opinion_answer": "answer",
    "opinion_document": "document",
    "delay_kind": "cause_kind",
    "delay_text": "cause_text",
    "delay_other": "cause_text",
    "delay_long": "cause_text",
    "delay_missing": "cause_kind",
}


class PlainMove(forms.Form):
    """A move that needs nothing typed: only which state of the dossier was acted on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, desk: Desk, **kwargs):
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.lay_out()

    def lay_out(self) -> None:
        """Fill in what depends on the dossier: choices, what was drafted before."""

    def values(self) -> dict:
        """Keywords for the action."""
        return dict(self.cleaned_data)

    def concerned(self, why: str) -> str | None:
        """The field at which a refusal is shown; None above the form."""
        field = CONCERNS.get(why)
        return field if field in self.fields else None


def why(label: str, missing: str, *, required: bool = True, hint: str = "") -> Text:
    """The field of a reason."""
    return Text(lines=True, label=label, max_length=1800, missing=missing, required=required, help_text=hint)


def choice(label: str, choices: dict[str, str], missing: str) -> forms.ChoiceField:
    """One of a list of words; nothing is chosen before somebody chooses."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "– chọn –"), *choices.items()],
        error_messages={"required": missing, "invalid_choice": missing},
    )


class OneOf(forms.ModelChoiceField):
    """One row of a list."""

    def to_python(self, value):
        if "\x00" in str(value):  # no row has one, and Django would say so in English
            raise ValidationError(self.error_messages["invalid_choice"])
        return super().to_python(value)


def one_of(label: str, missing: str, field: type[OneOf] = OneOf) -> OneOf:
    """One of a list of rows, which `lay_out` fills in."""
    return field(
        queryset=None, label=label, empty_label="– chọn –",
        error_messages={"required": missing, "invalid_choice": missing},
    )  # fmt: skip
