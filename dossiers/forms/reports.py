"""What is asked to freeze a report, and by what its lists are narrowed."""

from datetime import date, timedelta

from django import forms

from dossiers.models import ReportSpan
from dossiers.reads.reports.periods import Stretch, holding, named, over

_CONCERNS = {"report_agency": "agency", "report_not_over": "period", "report_again": "again"}


class Freezing(forms.Form):
    """A period that is over, of an agency with all that belongs to it. cleaned: a Stretch and an id."""

    period = forms.ChoiceField(label="Kỳ báo cáo")
    agency = forms.TypedChoiceField(label="Cơ quan, kể cả cơ quan trực thuộc", coerce=int)

    # Asked only of what was frozen before: a number is never taken back.
    again = forms.BooleanField(label="Tôi muốn chốt thêm một báo cáo nữa của kỳ này", required=False)

    def __init__(self, *args, agencies, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["period"].choices = [
            (span.label, [(stretch.key, str(stretch)) for stretch in over(span, today)]) for span in ReportSpan
        ]
        running = [(span, holding(span, today).end + timedelta(days=1)) for span in ReportSpan]
        self.fields["period"].help_text = "Kỳ đang chạy chưa chốt được: " + "; ".join(
            f"{span.label.lower()} này chốt từ {day:%d/%m/%Y}" for span, day in running
        ) + "."  # fmt: skip
        self.fields["agency"].choices = agencies
        for field in self.fields.values():
            field.error_messages |= {
                "required": "Chọn một mục trong danh sách.", "invalid_choice": "Chọn một mục trong danh sách.",
            }  # fmt: skip

    def clean_period(self) -> Stretch:
        stretch = named(self.cleaned_data["period"], self.today)
        if stretch is None:
            raise forms.ValidationError("Chọn một mục trong danh sách.")
        return stretch

    def refused(self, why: str, said: str) -> None:
        """Put a refusal where it belongs."""
        self.add_error(_CONCERNS.get(why), said)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that the page shows."""
        is_again = "again" in self.data or "again" in self.errors
        return [field for field in self.visible_fields() if field.name != "again" or is_again]
