"""How lists are narrowed."""

from django import forms

from dossiers.models import DelayKind
from dossiers.reads.supervision.delays import MISSING


class AgencyFilter(forms.Form):
    """An agency, from those that the reader oversees."""

    agency = forms.TypedChoiceField(label="Cơ quan", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("agency", "Tất cả cơ quan", agencies)

    def _offer(self, name: str, every: str, choices) -> None:
        self.fields[name].choices = [("", every), *choices]
        self.fields[name].error_messages["invalid_choice"] = "Chọn một mục trong danh sách."


class Alone(forms.Form):
    """The agency without what belongs to it. It comes from a link; with another agency chosen it is gone."""

    is_alone = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def hidden_fields(self) -> list:
        return [field for field in super().hidden_fields() if field.name != "is_alone"]


class MessageFilter(Alone, AgencyFilter):
    """The same, with what belongs to the agency or without."""


class OverdueFilter(AgencyFilter):
    """Agency and procedure, from what the reader may see."""

    procedure = forms.TypedChoiceField(label="Thủ tục", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, procedures, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("procedure", "Tất cả thủ tục", ((pk, _short(name)) for pk, name in procedures))


class ListFilter(Alone, OverdueFilter):
    """The same, and whose it is: a unit, a person (0: of no unit, of nobody); the agency without what belongs to it."""

    unit = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)
    person = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    cause = forms.ChoiceField(
        choices=[(MISSING, ""), *DelayKind.choices], required=False, widget=forms.HiddenInput
    )  # why it is late

    def hidden_fields(self) -> list:
        """None: with another agency chosen, a unit or a person of the one before would leave nothing."""
        return []

    def clean(self) -> dict:
        """They come from a link, not from typing: one that means nothing narrows nothing."""
        for name, nothing in (("unit", None), ("person", None), ("cause", "")):
            if self.errors.pop(name, None):
                self.cleaned_data[name] = nothing
        return self.cleaned_data


class PeriodFilter(OverdueFilter):
    """The same, and a period: a month, or the last thirty days."""

    period = forms.ChoiceField(label="Thời gian", required=False)

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [("", "30 ngày qua"), *((key, _month(key)) for key in months)]
        self.fields["period"].error_messages["invalid_choice"] = "Chọn một mục trong danh sách."


class ApologyFilter(PeriodFilter, ListFilter):
    """A list of dossiers, and the period of what was signed."""


class WatchFilter(Alone, PeriodFilter):
    """The same, and whose doing it was: a person, a unit (0: of nobody, of no unit)."""

    person = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    unit = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """A person or a unit comes from a link, not from typing: one that means nothing narrows nothing."""
        for name in ("person", "unit"):
            if self.errors.pop(name, None):
                self.cleaned_data[name] = None
        return self.cleaned_data


def _short(name: str) -> str:
    """Names of land procedures begin alike and end otherwise; some have 300 characters.

    >>> _short("Đăng ký khai sinh"), len(_short("Đăng ký " * 30))
    ('Đăng ký khai sinh', 73)
    """
    return name if len(name) <= 73 else f"{name[:48]}…{name[-24:]}"


def _month(key: str) -> str:
    year, month = key.split("-")
    return f"Tháng {int(month)}/{year}"
