"""A dossier goes to other hands: back a step, to a person, to another unit."""

from dossiers.forms.moves.plain import OneOf, PlainMove, one_of, why
from dossiers.reads import holders
from dossiers.wording import REFUSED


class ReturnForm(PlainMove):
    """Why the step before is to be done again."""

    reason = why("Lý do trả lại", REFUSED["return_reason"], hint="Ghi rõ phần nào phải làm lại.")


class _OnePerson(OneOf):
    def label_from_instance(self, person) -> str:
        return holders.with_posts(person)


class AssignForm(PlainMove):
    """Who of the holding agency works on it."""

    to = one_of("Người thụ lý", "Chọn một người trong danh sách.", _OnePerson)

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.people_of(self.desk.dossier)


class PassOnForm(PlainMove):
    """To which unit, and what that unit should know."""

    to = one_of("Đơn vị nhận", "Chọn một đơn vị trong danh sách.")
    reason = why("Ghi chú cho đơn vị nhận", "", required=False, hint="Không bắt buộc. Người nộp không đọc ghi chú này.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.units_for(self.desk.dossier)
