"""Ends without a result: a reason from the list, and in words for the applicant."""

from dossiers.forms.moves.plain import PlainMove, choice, why
from dossiers.wording import END_REASON, REFUSED
from dossiers.workflow import Move


def _for(move: Move, hint: str) -> type[PlainMove]:
    fields = {
        "reason_class": choice("Lý do", END_REASON[move], REFUSED["reason_class"]),
        "reason": why("Giải thích cho người nộp", REFUSED["end_reason"], hint=hint),
        "__doc__": f"What is typed at {move}.",
    }
    return type(f"{move.name.title()}Form", (PlainMove,), fields)


WithdrawForm = _for(Move.WITHDRAW, "Ghi theo đề nghị của người nộp, kèm ngày của đơn đề nghị nếu có.")
StopForm = _for(Move.STOP, "Ghi như trong Thông báo dừng giải quyết.")
DeclineForm = _for(Move.DECLINE, "Ghi như trong Phiếu từ chối: điều kiện nào chưa đáp ứng, phải làm gì tiếp.")
