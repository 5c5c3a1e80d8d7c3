"""Taking the last move back, soon after it: as a new event, because what happened stays written."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from dossiers.actions.changing import arrival, changed, opened
from dossiers.actions.refused import Refused
from dossiers.actions.steps import POSITION, stand_at
from dossiers.models import MOVE_OF, Collection, Dossier, Event, EventKind, Step
from dossiers.reads import scope
from dossiers.reads.undoing import last_move, status_before, step_again, why_not_undo
from dossiers.workflow import Move, Status


@transaction.atomic
def undo(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """Put a dossier back where it was before the last move: within 15 minutes, by whoever made it or who leads them.

    Marks stay, and so does what was missed meanwhile. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.UNDO, by=by, version=version, now=now)
    events = list(Event.objects.filter(dossier=dossier).order_by("seq"))
    last = last_move(events)
    why = why_not_undo(last, scope.reader_of(by), now)
    if last is None or why is not None:
        raise Refused(why or "undo_nothing")
    before, where = status_before(events, last), dossier.holder_agency_id
    step = _put_back(dossier, last, now)
    data = {"undoes": last.seq, "kind": last.kind, "status": before}
    if step is not None:
        data |= {"step": step.n, "to": arrival(step)}
    fields: tuple[str, ...] = (*POSITION, "returned_at")
    if not dossier.is_open and before not in (Status.DONE, Status.RETURNED):
        # It runs again as if it had never ended: what passed meanwhile was missed, and is marked as such.
        Dossier.objects.filter(pk=dossier.pk).update(next_flag_at=dossier.closed_at, closed_at=None, status=before)
        dossier.next_flag_at, dossier.closed_at = dossier.closed_at, None
    dossier.status = before
    changed(
        dossier, kind=EventKind.UNDONE, by=by, now=now, move=Move.UNDO, agency_id=last.agency_id or where, data=data,
        fields=fields, public=last.public,
    )  # fmt: skip
    return dossier


def _put_back(dossier: Dossier, last: Event, now: datetime) -> Step | None:
    """Undo a move's own part; the step at which the dossier stands again, None where that has not changed."""
    steps = Step.objects.filter(dossier=dossier).select_related("rule_step", "agency", "unit")
    match MOVE_OF[last.kind]:
        case Move.PASS_ON:
            dossier.passing_to_id = last.data.get("left", {}).get("passing_to")
            return None
        case Move.HAND_OVER:
            Collection.objects.filter(dossier=dossier, undone_at=None).update(undone_at=now)
            dossier.returned_at = None
        case Move.COMPLETE_STEP | Move.FINISH:
            steps.filter(n=dossier.current_step).update(started_at=None)  # type: ignore[misc]
    step = step_again(list(steps.order_by("n")), None, last)
    if step is None:
        return None
    steps.filter(pk=step.pk).update(finished_at=None)
    stand_at(dossier, step)
    held = last.data.get("left", {})
    dossier.assignee_id, dossier.passing_to_id = held.get("assignee"), held.get("passing_to")
    return step
