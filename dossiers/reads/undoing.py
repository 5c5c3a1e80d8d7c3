"""What can still be taken back, where that leads, and which mistakes can still be set right."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from agencies.models import Role
from dossiers.models import BESIDE, MOVE_OF, Dossier, Event, EventKind, Step
from dossiers.reads import scope
from dossiers.workflow import TARGET, UNDO_WITHIN, UNDOABLE, Move, Status

# Mistakes set right: possible almost always, and never the next thing to do.
MENDING = (Move.UNDO, Move.CORRECT_APPLICANT, Move.REISSUE_CODE, Move.REDIRECT, Move.VOID)


def last_move(events: Sequence[Event]) -> Event | None:
    """The last thing that happened to a dossier, of its events in order."""
    return next((event for event in reversed(events) if event.kind not in BESIDE), None)


def why_not_undo(last: Event | None, reader: scope.Reader, now: datetime) -> str | None:
    """The key in wording.REFUSED why this person may not take the last move back; None when they may."""
    if last is None or MOVE_OF[last.kind] not in UNDOABLE:
        return "undo_nothing"
    if now - last.at > UNDO_WITHIN:
        return "undo_late"
    leads = last.agency_id in reader.agencies(Role.SUPERVISOR)
    return None if leads or last.actor_id == reader.user_id else "undo_not_yours"


def why_not_mend(move: Move, dossier: Dossier, last: Event | None, reader: scope.Reader, now: datetime) -> str | None:
    """The same for every move of MENDING. last: as `last_move` finds it."""
    match move:
        case Move.UNDO:
            return why_not_undo(last, reader, now)
        case Move.VOID if dossier.is_overdue(now=now):
            return "void_overdue"
        case Move.REDIRECT if dossier.is_overdue(now=now):
            return "redirect_overdue"
    return None


def step_again(steps: Sequence[Step], current: Step | None, last: Event) -> Step | None:
    """Where the dossier lies once this move is taken back. steps: all of the dossier's, in order."""
    match MOVE_OF[last.kind]:
        case Move.PASS_ON:
            return current
        case Move.HAND_OVER:
            return steps[-1] if steps else None
    return next((step for step in steps if step.n == last.data.get("step")), None)


def status_before(events: Iterable[Event], last: Event) -> Status:
    """Where a dossier was before this event, of its events in order."""
    status = Status.SUBMITTED
    for event in events:
        if event.seq >= last.seq:
            break
        if event.kind == EventKind.UNDONE:
            status = Status(event.data["status"])
        elif event.kind in MOVE_OF:
            status = TARGET.get(MOVE_OF[event.kind], status)
    return status
