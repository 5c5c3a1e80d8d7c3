"""A dossier goes to other hands: back a step, to a person, to another unit."""

from django.contrib.auth.models import User

from agencies.models import full_name
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
    """Who of the holding agency works on it; who stands in for the one who does and is away comes first."""

    to = one_of("Người thụ lý", "Chọn một người trong danh sách.", _OnePerson)

    def lay_out(self) -> None:
        dossier, field = self.desk.dossier, self.fields["to"]
        field.queryset = holders.people_of(dossier, self.desk.today)
        away = self.desk.absence
        if away is not None:
            self.initial["to"] = away.stand_in_id
            field.help_text = (
                f"{full_name(dossier.assignee)} vắng mặt đến hết ngày {away.until:%d/%m/%Y}; "
                f"người thay là {full_name(away.stand_in)}."
            )


class TakeOnForm(PlainMove):
    """Nobody is chosen: whoever presses works on it from now on."""

    def values(self) -> dict:
        return {**super().values(), "to": User.objects.get(pk=self.desk.reader.user_id)}


class PassOnForm(PlainMove):
    """To which unit, and what that unit should know."""

    to = one_of("Đơn vị nhận", "Chọn một đơn vị trong danh sách.")
    reason = why("Ghi chú cho đơn vị nhận", "", required=False, hint="Không bắt buộc. Người nộp không đọc ghi chú này.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = holders.units_for(self.desk.dossier)
