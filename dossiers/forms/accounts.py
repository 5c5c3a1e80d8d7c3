"""How staff sign in, and what they set of their own: password, second factor."""

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from agencies import accounts, passwords
from dossiers.forms.fields import Text

LONGEST = 200  # characters of a password
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
EXPIRED = "Tài khoản đã hết hiệu lực, Ông/Bà liên hệ quản trị viên."


def _password(label: str, *, missing: str, kind: str, wrong: str, **options) -> forms.CharField:
    return forms.CharField(
        label=label, strip=False, max_length=LONGEST, widget=forms.PasswordInput(attrs={"autocomplete": kind}),
        error_messages={"required": missing, "null_characters_not_allowed": wrong, "max_length": wrong}, **options,
    )  # fmt: skip


class SignInForm(AuthenticationForm):
    """The same sentence for a wrong name and a wrong password; only who knows the password is told of a time."""

    username = Text(label="Tên đăng nhập", max_length=150, missing="Nhập tên đăng nhập.")
    password = _password("Mật khẩu", missing="Nhập mật khẩu.", kind="current-password", wrong=WRONG)
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def confirm_login_allowed(self, user) -> None:
        super().confirm_login_allowed(user)
        if not accounts.is_valid(user):
            raise ValidationError(EXPIRED, code="expired")


class NewPasswordForm(forms.Form):
    """A password, typed twice. user: whose it becomes."""

    new_password1 = _password(
        "Mật khẩu mới", missing="Nhập mật khẩu mới.", kind="new-password", help_text=passwords.HINT,
        wrong=f"Mật khẩu dài quá {LONGEST} ký tự hoặc có ký tự không đọc được.",
    )  # fmt: skip
    new_password2 = _password(
        "Nhập lại mật khẩu mới", missing="Nhập lại mật khẩu mới.", kind="new-password",
        wrong="Hai lần nhập chưa giống nhau.",
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict:
        first, second = self.cleaned_data.get("new_password1"), self.cleaned_data.get("new_password2")
        if first and second and first != second:
            self.add_error("new_password2", "Hai lần nhập chưa giống nhau.")
        if first:
            try:
                password_validation.validate_password(first, self.user)
            except ValidationError as weak:
                self.add_error("new_password1", weak)
        return self.cleaned_data


class ChangePasswordForm(NewPasswordForm):
    """Asks the old one first: the session may be somebody else's by now. is_tired: too many wrong ones just before."""

    old_password = _password(
        "Mật khẩu đang dùng", missing="Nhập mật khẩu đang dùng.", kind="current-password",
        wrong="Mật khẩu đang dùng chưa đúng.",
    )  # fmt: skip
    field_order = ["old_password", "new_password1", "new_password2"]

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise ValidationError("Mật khẩu đang dùng chưa đúng.", code="wrong")
        return old

    def clean(self) -> dict:
        super().clean()
        if self.cleaned_data.get("old_password") and (
            self.cleaned_data["old_password"] == self.cleaned_data.get("new_password1")
        ):
            self.add_error("new_password1", "Mật khẩu mới phải khác mật khẩu đang dùng.")
        return self.cleaned_data

    @property
    def is_guess(self) -> bool:
        """Whether the old password was typed and wrong."""
        return any(error.code == "wrong" for error in self.errors.as_data().get("old_password", []))


class ForgottenForm(forms.Form):
    username = Text(
        label="Tên đăng nhập", max_length=150, missing="Nhập tên đăng nhập.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The telephone's code, spaces allowed; where a recovery code counts as well, that too."""

    code = Text(
        label="Mã xác thực", max_length=20, missing="Nhập mã xác thực.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )  # fmt: skip

    def clean_code(self) -> str:
        return "".join(letter for letter in self.cleaned_data["code"] if letter not in " -.")
