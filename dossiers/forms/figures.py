"""How figures are narrowed, and the lists behind them."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from dossiers.forms.lists import Alone, OverdueFilter, PeriodFilter
from dossiers.reads.supervision.behind import CLASSES
from dossiers.reads.supervision.figures import stretch_of


class DashboardFilter(Alone, PeriodFilter):
    """An agency and a period."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, procedures=[], **kwargs)
        del self.fields["procedure"]


class SpotFilter(Alone, OverdueFilter):
    """Agency and procedure."""


class BehindFilter(Alone, OverdueFilter):
    """Agency, procedure, days (both included), how the dates were kept; and the dashboard's period, to lead back."""

    period = forms.CharField(max_length=7, required=False, widget=forms.HiddenInput)

    since = forms.DateField(label="Từ ngày", required=False)
    until = forms.DateField(label="Đến hết ngày", required=False)
    kept = forms.ChoiceField(
        label="Theo thời hạn", required=False,
        choices=[("", "Tất cả"), *((key, label) for key, (label, _which) in CLASSES.items())],
    )  # fmt: skip

    def __init__(self, *args, is_ended: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = "Ghi ngày dạng 05/02/2026."
            self.fields[name].widget.attrs |= {"maxlength": "10", "placeholder": "05/02/2026"}
        self.fields["kept"].error_messages["invalid_choice"] = "Chọn một mục trong danh sách."
        if not is_ended:
            del self.fields["kept"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", "Ngày cuối không được trước ngày đầu.")
        return data


def with_days(asked: QueryDict, through: date | None) -> QueryDict:
    """What an address asks for; without days, those of the dashboard. through: the last counted day."""
    if through is None:
        return asked
    usual = stretch_of("", through)
    days = {"since": usual.first, "until": usual.last}
    missing = {name: f"{day:%d/%m/%Y}" for name, day in days.items() if not asked.get(name)}
    return QueryDict(f"{asked.urlencode()}&{urlencode(missing)}")
