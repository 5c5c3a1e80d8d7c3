"""What can still be taken back, and to which status that leads."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from agencies.models import Role
from dossiers.models import MOVE_OF, QUIET, Event, EventKind
from dossiers.reads import scope
from dossiers.workflow import TARGET, UNDO_WITHIN, UNDOABLE, Status


def last_move(events: Sequence[Event]) -> Event | None:
    """The last thing that happened to a dossier, of its events in order."""
    return next((event for event in reversed(events) if event.kind not in QUIET), None)


def why_not_undo(last: Event | None, reader: scope.Reader, now: datetime) -> str | None:
    """The key in wording.REFUSED why this person may not take the last move back; None when they may."""
    if last is None or MOVE_OF[last.kind] not in UNDOABLE:
        return "undo_nothing"
    if now - last.at > UNDO_WITHIN:
        return "undo_late"
    leads = last.agency_id in reader.agencies(Role.SUPERVISOR)
    return None if leads or last.actor_id == reader.user_id else "undo_not_yours"


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
