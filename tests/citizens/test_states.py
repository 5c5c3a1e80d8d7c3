"""Every state that the law knows is among those that the pages are judged in, and its page says that state."""

from datetime import datetime

import pytest
import time_machine

from dossiers import wording
from dossiers.clock import DeadlineState as State
from dossiers.models import Pause, Payment, Supplement
from dossiers.reads import lookup
from dossiers.workflow import OPEN, Status
from tests.citizens import states
from tests.citizens.states import AGAIN, BETWEEN, BETWEEN_LATE, FIRST, OUTSIDE, SECOND, SORRY

RUNNING = (State.IN_TIME, State.DUE_SOON, State.DUE_TODAY, State.OVERDUE)
STANDING = (State.PAUSED, State.OVERDUE)  # what was late when the clock stopped stays late
ENDED = (State.EARLY, State.ON_TIME, State.LATE)
WITH_RESULT = (Status.DONE, Status.RETURNED)
WITHOUT = (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED)
MUST_BE = {
    (Status.SUBMITTED, State.NONE, FIRST),
    *((Status.ACCEPTED, state, FIRST) for state in (*RUNNING, State.PAUSED, State.NONE)),
    *((Status.ACCEPTED, state, SORRY) for state in RUNNING),
    *((Status.PROCESSING, state, at) for at in (FIRST, AGAIN, SORRY, SECOND) for state in (*RUNNING, State.PAUSED)),
    *((Status.PROCESSING, state, OUTSIDE) for state in RUNNING),
    *((Status.PROCESSING, State.NONE, at) for at in (FIRST, AGAIN)),
    *((status, state, at) for status in (Status.SUPPLEMENT, Status.PAYMENT) for state in STANDING
      for at in (FIRST, AGAIN, SORRY)),
    *((Status.PAYMENT, state, OUTSIDE) for state in STANDING),
    *((Status.PAYMENT, State.PAUSED, at) for at in (BETWEEN, BETWEEN_LATE)),
    *((status, state, at) for status in (*WITH_RESULT, *WITHOUT) for state in ENDED
      for at in (FIRST, AGAIN, SORRY, OUTSIDE, SECOND)),
    *((status, State.NONE, FIRST) for status in (*WITH_RESULT, *WITHOUT)),
    *((status, State.NONE, BETWEEN) for status in (Status.WITHDRAWN, Status.STOPPED)),
}  # fmt: skip


@pytest.mark.parametrize("situations", [pytest.param((), marks=pytest.mark.soak, id="every"), (FIRST,)])
def test_every_legal_state_comes_about_and_is_shown_as_what_it_is(client, province, situations):
    found = states.every(province, *situations)

    reached = {(state.status, state.deadline, state.situation) for state in found}
    assert len({state.name for state in found}) == len(found)
    assert {state for state in MUST_BE if not situations or state[2] in situations} - reached == set()
    for state in found:
        with time_machine.travel(state.look_at, tick=False):
            answer = client.get(f"/api/v1/status/{state.dossier.receipt_code}").json()
        assert answer["deadline"]["state"] == state.deadline, state.name
        assert answer["status"]["label"] == wording.STATUS[state.status].label, state.name
        assert (state.deadline in (*RUNNING, State.PAUSED)) <= (state.status in OPEN), state.name
        stop = lookup.by_receipt_code(state.dossier.receipt_code).stop
        assert stop[1:] == _in_the_books(state.dossier)[1:], state.name
        assert [*map(datetime.fromisoformat, stop[:1])] == [*_in_the_books(state.dossier)[:1]], state.name


def _in_the_books(dossier) -> tuple:
    """What the public events tell as `Found.stop`, from the tables that the clock is counted by."""
    if asked := Supplement.objects.filter(dossier=dossier, received_at=None).first():
        return (asked.asked_at, asked.answer_by.isoformat(), asked.round) if dossier.status == Status.SUPPLEMENT else ()
    if not dossier.is_paused or not dossier.is_open:
        return ()
    if dossier.status == Status.PAYMENT:
        payment = Payment.objects.get(dossier=dossier, confirmed_at=None)
        return (payment.requested_at, payment.splits)
    pause = Pause.objects.get(dossier=dossier, span__upper_inf=True)
    return (pause.span.lower, pause.ground)
