"""A dossier goes to other hands: back a step, to a person, to another unit."""

from django import forms

from agencies.models import Role, full_name
from dossiers.forms.moves.plain import PlainMove, why
from dossiers.reads import holders
from dossiers.wording import REFUSED


class ReturnForm(PlainMove):
    """Why the step before is to be done again."""

    reason = why("Lý do trả lại", REFUSED["return_reason"], hint="Ghi rõ phần nào phải làm lại.")


class _People(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        posts = [Role(post.role).label + (f", {post.unit.name}" if post.unit else "") for post in person.posts]
        return f"{full_name(person)} – {'; '.join(posts)}"


def _one_of(field: type[forms.ModelChoiceField], label: str, missing: str) -> forms.ModelChoiceField:
    return field(
        queryset=None, label=label, empty_label="– chọn –",
        error_messages={"required": missing, "invalid_choice": missing},
    )  # fmt: skip


class AssignForm(PlainMove):
    """Who of the holding agency works on it."""

    to = _one_of(_People, "Người thụ lý", "Chọn một người trong danh sách.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.people_of(self.desk.dossier)


class PassOnForm(PlainMove):
    """To which unit, and what that unit should know."""

    to = _one_of(forms.ModelChoiceField, "Đơn vị nhận", "Chọn một đơn vị trong danh sách.")
    reason = why("Ghi chú cho đơn vị nhận", "", required=False, hint="Không bắt buộc. Người nộp không đọc ghi chú này.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.units_for(self.desk.dossier)
