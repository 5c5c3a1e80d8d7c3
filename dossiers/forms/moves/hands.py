"""A dossier goes to other hands: back a step, to a person, to another unit."""

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Role, full_name
from dossiers.forms.moves.plain import PlainMove, why
from dossiers.reads import holders
from dossiers.wording import REFUSED


class ReturnForm(PlainMove):
    """Why the step before is to be done again."""

    reason = why("Lý do trả lại", REFUSED["return_reason"], hint="Ghi rõ phần nào phải làm lại.")


class _OneOf(forms.ModelChoiceField):
    def to_python(self, value):
        if "\x00" in str(value):  # no row has one, and Django would say so in English
            raise ValidationError(self.error_messages["invalid_choice"])
        return super().to_python(value)


class _OnePerson(_OneOf):
    def label_from_instance(self, person) -> str:
        posts = [Role(post.role).label + (f", {post.unit.name}" if post.unit else "") for post in person.posts]
        return f"{full_name(person)} – {'; '.join(posts)}"


def _one_of(field: type[_OneOf], label: str, missing: str) -> _OneOf:
    return field(
        queryset=None, label=label, empty_label="– chọn –",
        error_messages={"required": missing, "invalid_choice": missing},
    )  # fmt: skip


class AssignForm(PlainMove):
    """Who of the holding agency works on it."""

    to = _one_of(_OnePerson, "Người thụ lý", "Chọn một người trong danh sách.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.people_of(self.desk.dossier)


class PassOnForm(PlainMove):
    """To which unit, and what that unit should know."""

    to = _one_of(_OneOf, "Đơn vị nhận", "Chọn một đơn vị trong danh sách.")
    reason = why("Ghi chú cho đơn vị nhận", "", required=False, hint="Không bắt buộc. Người nộp không đọc ghi chú này.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.units_for(self.desk.dossier)
