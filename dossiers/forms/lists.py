"""How lists are narrowed, and how staff sign in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from dossiers.forms.fields import Text


class OverdueFilter(forms.Form):
    """Agency and procedure, from what the reader may see."""

    agency = forms.TypedChoiceField(label="Cơ quan", coerce=int, empty_value=None, required=False)
    procedure = forms.TypedChoiceField(label="Thủ tục", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, agencies, procedures, **kwargs):
        super().__init__(*args, **kwargs)
        offered = {"agency": ("Tất cả cơ quan", agencies), "procedure": ("Tất cả thủ tục", procedures)}
        for name, (every, choices) in offered.items():
            self.fields[name].choices = [("", every), *choices]
            self.fields[name].error_messages["invalid_choice"] = "Chọn một mục trong danh sách."


class PeriodFilter(OverdueFilter):
    """The same, and a period: a month, or the last thirty days."""

    period = forms.ChoiceField(label="Thời gian", required=False)

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [("", "30 ngày qua"), *((key, _month(key)) for key in months)]
        self.fields["period"].error_messages["invalid_choice"] = "Chọn một mục trong danh sách."


class WatchFilter(PeriodFilter):
    """The same, and whose doing it was: a person, a unit (0: of nobody, of no unit)."""

    person = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    unit = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """A person or a unit comes from a link, not from typing: one that means nothing narrows nothing."""
        for name in ("person", "unit"):
            if self.errors.pop(name, None):
                self.cleaned_data[name] = None
        return self.cleaned_data


def _month(key: str) -> str:
    year, month = key.split("-")
    return f"Tháng {int(month)}/{year}"


class SignInForm(AuthenticationForm):
    """The same sentence for a wrong name and a wrong password."""

    username = Text(label="Tên đăng nhập", max_length=150, missing="Nhập tên đăng nhập.")
    password = forms.CharField(
        label="Mật khẩu", strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={
            "required": "Nhập mật khẩu.",
            "null_characters_not_allowed": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
            "max_length": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
        },
    )  # fmt: skip
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
        "inactive": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
    }
