"""Random lives: whatever staff press in whatever order, the table and the promises hold."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import actions
from dossiers.models import Dossier, Event, Pause, Step, Supplement
from dossiers.workflow import CLOCK_ENDED, NEXT, Status
from tests.province import receive

PEOPLE = ("clerk", "officer", "leader", "clerk_b", "leader_b", "auditor")
VERBS = ("complete_step", "finish", "hand_over", "request_supplement", "receive_supplement")
PRESSES = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(PEOPLE), st.integers(1, 20_000), st.booleans()),
    min_size=1,
    max_size=25,
)


@pytest.mark.parametrize("rules", ["building", "pausing", "termless"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=PRESSES)
def test_no_order_of_presses_breaks_the_table_or_the_promises(province, rules, presses):
    with transaction.atomic():
        life(province, receive(province, getattr(province, rules)), presses)
        transaction.set_rollback(True)


def life(p, dossier, presses):
    first_due, now, moves = dossier.original_due_at, dossier.received_at, 0
    for verb, person, minutes, fresh in presses:
        before = Dossier.objects.get(pk=dossier.pk)
        now += timedelta(minutes=minutes)
        more = {}
        if verb == "request_supplement":
            more = {"reason": "Thiếu giấy", "papers": ["Bản vẽ"], "answer_by": now.date() + timedelta(days=9)}
        try:
            getattr(actions, verb)(
                dossier_id=dossier.pk, by=getattr(p, person), now=now, version=before.version - (not fresh), **more
            )
        except actions.Refused:
            assert vars(Dossier.objects.get(pk=dossier.pk)).items() >= {"version": before.version}.items()
            continue
        moves += 1
        after = Dossier.objects.get(pk=dossier.pk)
        check(after, Status(before.status), first_due, moves)


def check(dossier, was, first_due, moves):
    status = Status(dossier.status)
    assert status in (was, *NEXT[was])
    assert (dossier.closed_at is not None) == (status in CLOCK_ENDED)
    assert dossier.original_due_at == first_due
    assert dossier.version == moves + 1
    kinds = list(Event.objects.filter(dossier=dossier).order_by("seq").values_list("seq", "kind"))
    assert [seq for seq, _ in kinds] == list(range(1, len(kinds) + 1))
    assert len([kind for _, kind in kinds if kind != "due_changed"]) == moves + 1
    assert dossier.is_paused == (status is Status.SUPPLEMENT and dossier.rules.term is not None)
    open_stops = Supplement.objects.filter(dossier=dossier, received_at=None).count()
    assert open_stops == (status is Status.SUPPLEMENT)
    assert Pause.objects.filter(dossier=dossier, span__upper_inf=True).count() <= open_stops
    assert Supplement.objects.filter(dossier=dossier).count() <= 1
    begun = Step.objects.filter(dossier=dossier, started_at__isnull=False)
    assert begun.filter(finished_at=None).count() == (status is not Status.RETURNED)
    if status in CLOCK_ENDED:
        assert dossier.next_flag_at is None
    elif dossier.due_at is not None and dossier.due_at > dossier.updated_at:
        assert dossier.next_flag_at in (dossier.due_soon_at, dossier.due_at)
