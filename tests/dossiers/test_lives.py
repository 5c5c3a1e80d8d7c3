"""Random lives: whatever staff press in whatever order, the table and the promises hold."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.worktime import local_day
from dossiers import actions
from dossiers.models import Apology, Dossier, Event, Mark, Pause, Payment, Step, Supplement, SupplementPermission
from dossiers.reads.ledger import key_of
from dossiers.workflow import CLOCK_ENDED, ENDED_WITHOUT_RESULT, NEXT, WAITING_FOR_APPLICANT, Move, Status
from tests.dossiers.working import FETCHED
from tests.often import TIMES
from tests.province import receive

PEOPLE = ("clerk", "officer", "leader", "clerk_b", "leader_b", "auditor")
# What sets mistakes right leads elsewhere than the table; random lives of test_stateful meet that too.
BACKWARDS = (Move.UNDO, Move.CORRECT_APPLICANT, Move.REDIRECT, Move.REISSUE_CODE, Move.VOID)
OPINIONS = (Move.ASK_OPINION, Move.ANSWER_OPINION)
VERBS = [move for move in Move if move not in (Move.RECEIVE, Move.REFUSE, *BACKWARDS, *OPINIONS)]
OFTEN = [Move.COMPLETE_STEP, Move.REQUEST_SUPPLEMENT, Move.RECEIVE_SUPPLEMENT, Move.PAUSE, Move.RESUME]
PRESSES = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, *OFTEN, *OFTEN, Move.REQUEST_PAYMENT, Move.CONFIRM_PAYMENT]),
        st.sampled_from([*PEOPLE, "officer", "leader", "leader", "leader"]),
        st.one_of(st.integers(1, 600), st.integers(600, 20_000)),
        st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.parametrize("rules", ["building", "pausing", "termless", "two_dates", "taxed", "hourly"])
@settings(max_examples=15 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=PRESSES)
def test_no_order_of_presses_breaks_the_table_or_the_promises(office, rules, presses):
    with transaction.atomic():
        life(office, receive(office, getattr(office, rules)), presses)
        transaction.set_rollback(True)


def said(p, move, now):
    """What is typed with a move."""
    back = now - timedelta(hours=now.minute % 3)
    match move:
        case Move.REQUEST_SUPPLEMENT:
            return {"reason": "Thiếu giấy", "papers": ["Bản vẽ"], "answer_by": local_day(now) + timedelta(days=9)}
        case Move.PAUSE:
            return {"ground": "survey", "reason": "Đo lại", "since": back}
        case Move.RESUME:
            return {"at": back}
        case Move.PERMIT_SUPPLEMENT | Move.RETURN_STEP:
            return {"reason": "Cần làm rõ"}
        case Move.DRAFT_APOLOGY:
            return {"reason": "Nhiều hồ sơ", "promised_on": local_day(now) + timedelta(days=30 + now.minute % 7)}
        case Move.REQUEST_PAYMENT:
            return {"form_number": "PC-12"}
        case Move.ASSIGN:
            return {"to": p.officer}
        case Move.PASS_ON:
            return {"to": p.unit[p.department.pk, ("leaders", "office", "registry")[now.minute % 3]]}
        case Move.WITHDRAW | Move.STOP | Move.DECLINE:
            return {"reason_class": "other", "reason": "Theo đơn"}
        case Move.HAND_OVER:
            return FETCHED
    return {}


def life(p, dossier, presses):
    now, moves = dossier.received_at, 0
    for verb, person, minutes, fresh in presses:
        before = Dossier.objects.get(pk=dossier.pk)
        now += timedelta(minutes=minutes)
        try:
            getattr(actions, verb)(
                dossier_id=dossier.pk, by=getattr(p, person), now=now, version=before.version - (not fresh),
                **said(p, verb, now),
            )  # fmt: skip
        except actions.Refused:
            assert vars(Dossier.objects.get(pk=dossier.pk)).items() >= {"version": before.version}.items()
            continue
        moves += 1
        after = Dossier.objects.select_related("rules").get(pk=dossier.pk)
        check(after, before, moves)
        check_stops(after)
        check_lateness(after, before, now)


def check(dossier, before, moves):
    status, was = Status(dossier.status), Status(before.status)
    assert status in (was, *NEXT[was])
    assert (dossier.closed_at is not None) == (status in CLOCK_ENDED)
    for once in ("original_due_at", "second_original_due_at", "promised_at", "closed_at"):
        assert getattr(before, once) in (None, getattr(dossier, once))
    assert dossier.original_due_at == before.original_due_at
    assert dossier.version == moves + 1
    kinds = list(Event.objects.filter(dossier=dossier).order_by("seq").values_list("seq", "kind"))
    assert [seq for seq, _ in kinds] == list(range(1, len(kinds) + 1))
    assert len([kind for _, kind in kinds if kind != "due_changed"]) == moves + 1
    begun = Step.objects.filter(dossier=dossier, started_at__isnull=False)
    assert begun.filter(finished_at=None).count() == (status is not Status.RETURNED)
    if status not in (*ENDED_WITHOUT_RESULT, Status.RETURNED):
        current = begun.get(finished_at=None)
        assert (dossier.current_step, dossier.holder_agency_id) == (current.n, current.agency_id)
        assert dossier.holder_unit_id == current.unit_id != dossier.passing_to_id or current.unit_id is None
    if status in CLOCK_ENDED:
        assert (dossier.next_flag_at, dossier.stalls_at) == (None, None)
    else:
        assert (dossier.stalls_at is None) == (status in WAITING_FOR_APPLICANT)
        to_come = [at for at in (dossier.due_soon_at, dossier.due_at, dossier.stalls_at) if at]
        assert dossier.next_flag_at == min([at for at in to_come if at >= dossier.updated_at], default=None)


def check_stops(dossier):
    status, has_term = Status(dossier.status), dossier.rules.term is not None
    open_papers = Supplement.objects.filter(dossier=dossier, received_at=None).count()
    open_payments = Payment.objects.filter(dossier=dossier, confirmed_at=None).count()
    open_pauses = Pause.objects.filter(dossier=dossier, span__upper_inf=True)
    by_hand = open_pauses.filter(ground="survey").count()
    if status not in CLOCK_ENDED:
        assert open_papers == (status is Status.SUPPLEMENT)
        assert open_payments == (status is Status.PAYMENT)
        assert by_hand == 0 or status not in WAITING_FOR_APPLICANT
        assert dossier.is_paused == (has_term and (status in WAITING_FOR_APPLICANT or by_hand == 1))
    assert open_pauses.count() <= 1
    rounds = Supplement.objects.filter(dossier=dossier).count()
    leaves = SupplementPermission.objects.filter(dossier=dossier, supplement__isnull=False).count()
    assert rounds <= 1 + leaves
    assert (dossier.promised_at is not None) == Apology.objects.filter(
        dossier=dossier, approved_at__isnull=False
    ).exists()
    begun = Payment.objects.filter(dossier=dossier, splits=True, confirmed_at__isnull=False).exists()
    assert (dossier.second_original_due_at is not None) == begun


def check_lateness(dossier, before, now):
    """Once late, marked and late for good; only a form that ends the first appointment leaves no date beside it."""
    if not before.is_overdue(now=now):
        return
    assert Mark.objects.filter(dossier=dossier, kind="overdue", key=key_of(before.due_at)).count() == 1
    splits = dossier.status == Status.PAYMENT and dossier.rules.second_term is not None
    assert dossier.due_at == (None if splits else before.due_at)
