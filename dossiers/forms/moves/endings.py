"""Ends: with a result, or with a reason from the list and in words for the applicant; when late, with the cause."""

from dossiers.forms import delays
from dossiers.forms.moves.plain import PlainMove, choice, why
from dossiers.reads.supervision.delays import is_missing
from dossiers.wording import END_REASON, REFUSED
from dossiers.workflow import Move


class FinishForm(PlainMove):
    """An end that the office makes: of an overdue dossier of which nobody has said why, it asks that too."""

    def lay_out(self) -> None:
        if is_missing(self.desk.dossier, self.desk.now):
            hint = "Hồ sơ đã quá hạn và chưa ai ghi nguyên nhân; phải ghi mới kết thúc được. Người nộp không đọc được."
            self.fields["cause_kind"] = delays.kind(hint=hint)
            self.fields["cause_text"] = delays.text()

    def values(self) -> dict:
        data = super().values()
        kind, text = data.pop("cause_kind", ""), data.pop("cause_text", "")
        return {**data, "cause": (kind, text)} if kind else data


def _for(move: Move, hint: str, base: type[PlainMove] = FinishForm) -> type[PlainMove]:
    fields = {
        "reason_class": choice("Lý do", END_REASON[move], REFUSED["reason_class"]),
        "reason": why("Giải thích cho người nộp", REFUSED["end_reason"], hint=hint),
        "__doc__": f"What is typed at {move}.",
    }
    return type(f"{move.name.title()}Form", (base,), fields)


WithdrawForm = _for(Move.WITHDRAW, "Ghi theo đề nghị của người nộp, kèm ngày của đơn đề nghị nếu có.", PlainMove)
StopForm = _for(Move.STOP, "Ghi như trong Thông báo dừng giải quyết.")
DeclineForm = _for(Move.DECLINE, "Ghi như trong Phiếu từ chối: điều kiện nào chưa đáp ứng, phải làm gì tiếp.")
