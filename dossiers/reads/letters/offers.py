"""Which letters of a dossier can be printed now, and which one a move makes due. No query starts here."""

from typing import NamedTuple

from dossiers.models import LetterKind
from dossiers.reads.desk import Desk
from dossiers.workflow import Move, Status

_BY_STATUS = {
    Status.NOT_ACCEPTED: LetterKind.REFUSAL,
    Status.STOPPED: LetterKind.STOPPING,
    Status.WITHDRAWN: LetterKind.STOPPING,
    Status.RETURNED: LetterKind.RESULT,
}
_BY_MOVE = {
    Move.REQUEST_SUPPLEMENT: LetterKind.SUPPLEMENT,
    Move.APPROVE_APOLOGY: LetterKind.APOLOGY,
    Move.DECLINE: LetterKind.REFUSAL,
    Move.STOP: LetterKind.STOPPING,
    Move.WITHDRAW: LetterKind.STOPPING,
    Move.HAND_OVER: LetterKind.RESULT,
    Move.PASS_ON: LetterKind.PASSING,
}
_ALONG_THE_STEPS = (
    Move.COMPLETE_STEP, Move.RETURN_STEP, Move.FINISH, Move.REQUEST_PAYMENT, Move.CONFIRM_PAYMENT,
)  # fmt: skip


class Offer(NamedTuple):
    """A letter to print. which: the round of a supplement slip; None for kinds of which a dossier has one."""

    kind: LetterKind
    which: int | None = None

    @property
    def anchor(self) -> str:
        """Its name on a page."""
        return f"in-{self.kind}" + (f"-{self.which}" if self.which else "")


def offers_of(desk: Desk, *, handed_on: bool) -> list[Offer]:
    """In the order of the dossier's life; of a mistaken intake its history alone. Who may print is not judged.

    handed_on: as `handing.is_handed_on` finds it.
    """
    dossier = desk.dossier
    if dossier.voided_at is not None:
        return [Offer(LetterKind.CONTROL)]
    numbered = [LetterKind.RECEIPT, LetterKind.CONTROL] if dossier.official_code else []
    passed = [LetterKind.PASSING] if handed_on else []
    sorry = [LetterKind.APOLOGY] if desk.apology is not None and desk.apology.approved_at is not None else []
    ended = [_BY_STATUS[Status(dossier.status)]] if dossier.status in _BY_STATUS else []
    rounds = [Offer(LetterKind.SUPPLEMENT, asked.round) for asked in desk.facts.supplements]
    return [*(Offer(kind) for kind in (*numbered, *passed)), *rounds, *(Offer(kind) for kind in (*sorry, *ended))]


def due_after(desk: Desk, move: Move) -> Offer | None:
    """The letter that goes out with this move, on the desk as it was before it; None when none does."""
    if move is Move.REQUEST_SUPPLEMENT:
        return Offer(LetterKind.SUPPLEMENT, desk.supplement.round + 1 if desk.supplement else 1)
    if move in _BY_MOVE:
        return Offer(_BY_MOVE[move])
    here, there = desk.course.current, desk.step_after(move)
    if move in _ALONG_THE_STEPS and here and there and _place(here) != _place(there):
        return Offer(LetterKind.PASSING)
    return None


def _place(step) -> tuple[int, int | None]:
    return step.agency_id, step.unit_id
