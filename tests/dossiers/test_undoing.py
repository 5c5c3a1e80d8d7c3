"""The last move taken back: by whom, for how long, and that nothing but the history remembers it."""

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.actions import sweep
from dossiers.models import Collection, Dossier, Event, Mark, Step, Supplement
from dossiers.reads.books import audit
from dossiers.workflow import UNDOABLE, Move, Status
from tests.dossiers.working import FETCHED, LATE, at, at_office, kinds, last, marked, press, refused, taken_in
from tests.moments import set_to
from tests.province import Role, UnitKind, _person

WHY = {"reason_class": "other", "reason": "Theo đơn của người nộp"}
# Everything that a move may touch; what undoing must bring back.
KEPT = (
    "status", "current_step", "holder_agency_id", "holder_unit_id", "passing_to_id", "due_at", "original_due_at",
    "second_original_due_at", "due_soon_at", "is_paused", "start_by", "closed_at", "returned_at", "promised_at",
)  # fmt: skip


def state(dossier: Dossier) -> dict:
    steps = Step.objects.filter(dossier=dossier).order_by("n")
    return {
        **Dossier.objects.values(*KEPT).get(pk=dossier.pk),
        "steps": list(steps.values_list("n", "agency", "unit", "started_at", "finished_at")),
    }


def to_leader(p, rules=None):
    return press(at_office(p, rules), actions.complete_step, p.officer, "2026-03-02 10:00")


def with_result(p, rules=None):
    return press(to_leader(p, rules), actions.finish, p.leader, "2026-03-02 11:00")


def asked_for_papers(p):
    more = {"reason": "Thiếu bản vẽ", "papers": ["Bản vẽ"], "answer_by": at("2026-04-01 00:00").date()}
    return press(at_office(p), actions.request_supplement, p.officer, "2026-03-03 09:00", **more)


# A dossier before the move, who makes it, and what they say.
CASES = {
    "the counter passes it to the office": (lambda p: taken_in(p, "2026-03-02 09:00"), Move.COMPLETE_STEP, "clerk", {}),
    "the office passes it to the leaders": (at_office, Move.COMPLETE_STEP, "officer", {}),
    "offered to another unit": (at_office, Move.PASS_ON, "officer", None),
    "finished": (to_leader, Move.FINISH, "leader", {}),
    "handed over": (with_result, Move.HAND_OVER, "clerk", FETCHED),
    "declined": (at_office, Move.DECLINE, "officer", WHY),
    "declined at the counter": (lambda p: taken_in(p, "2026-03-02 09:00"), Move.DECLINE, "leader", WHY),
    "withdrawn": (at_office, Move.WITHDRAW, "clerk", WHY),
    "withdrawn while papers are awaited": (asked_for_papers, Move.WITHDRAW, "clerk", WHY),
    "stopped": (at_office, Move.STOP, "officer", WHY),
    "stopped while papers are awaited": (asked_for_papers, Move.STOP, "officer", WHY),
}


def made(p, case, when="2026-03-04 09:00"):
    """(the state before the move, the dossier after it, who made it)."""
    begin, move, who, said = CASES[case]
    dossier, by = begin(p), getattr(p, who)
    before = state(dossier)
    said = {"to": p.unit[p.department.pk, "registry"], "reason": "x"} if said is None else said
    return before, press(dossier, getattr(actions, move), by, when, **said), by


def test_every_move_that_can_be_taken_back_is_tried_here():
    assert {move for _, move, _, _ in CASES.values()} == set(UNDOABLE)


@pytest.mark.parametrize("by", ["who made it", "their leader"])
@pytest.mark.parametrize("case", CASES)
def test_all_is_as_it_was_and_the_books_are_clean(office, case, by):
    before, dossier, actor = made(office, case)
    public = Event.objects.filter(dossier=dossier).latest("seq").public
    n = len(kinds(dossier))

    back = press(dossier, actions.undo, office.leader if by == "their leader" else actor, "2026-03-04 09:15")

    assert state(back) == before
    assert len(kinds(dossier)) == n + 1
    undone = last(dossier, "undone")
    assert (undone.data["undoes"], undone.data["status"]) == (n, before["status"])
    assert undone.public == public  # who was told nothing is not told that it was taken back
    assert audit([dossier.pk], at("2026-03-04 10:00")) == []


def test_after_fifteen_minutes_it_stands(office):
    _, dossier, actor = made(office, "finished")

    with refused("undo_late"):
        press(dossier, actions.undo, actor, "2026-03-04 09:15:00.000001")


def test_nobody_else_takes_it_back(office):
    _, dossier, _ = made(office, "the office passes it to the leaders")
    colleague = _person("dongnghiep", "Mai Thị Lan", office.department, Role.OFFICER, UnitKind.OFFICE)

    with refused("undo_not_yours"):
        press(dossier, actions.undo, colleague, "2026-03-04 09:05")
    with refused("role"):  # a leader, but of nobody here
        press(dossier, actions.undo, office.leader_b, "2026-03-04 09:05")
    with refused("role"):
        press(dossier, actions.undo, office.auditor, "2026-03-04 09:05")


def test_once_and_no_further(office):
    """What was undone is not done again by undoing, nor does undoing reach the move before."""
    _, dossier, actor = made(office, "finished")
    press(dossier, actions.undo, actor, "2026-03-04 09:01")

    for by in (actor, office.officer):
        with refused("undo_nothing"):
            press(dossier, actions.undo, by, "2026-03-04 09:02")


def test_not_once_somebody_has_gone_on(office):
    _, dossier, _ = made(office, "the counter passes it to the office")
    press(dossier, actions.complete_step, office.officer, "2026-03-04 09:05")

    with refused("undo_not_yours"):
        press(dossier, actions.undo, office.clerk, "2026-03-04 09:06")
    press(dossier, actions.undo, office.leader, "2026-03-04 09:07")  # the officer's, not the clerk's
    assert Dossier.objects.get().current_step == 3


def test_a_correction_in_between_does_not_stand_in_the_way(office):
    before, dossier, _ = made(office, "finished")
    who = actions.Applicant(name="Nguyễn Thị Đoàn", phone="0900000124")
    press(dossier, actions.correct_applicant, office.clerk, "2026-03-04 09:05", applicant=who, reason="Ghi nhầm")

    assert state(press(dossier, actions.undo, office.leader, "2026-03-04 09:06")) == before


def test_a_stop_of_the_clock_is_not_taken_back(office):
    """The applicant has been told; the clock runs again by its own move."""
    dossier = asked_for_papers(office)
    with refused("undo_nothing"):
        press(dossier, actions.undo, office.officer, "2026-03-03 09:01")
    dossier = press(
        at_office(office), actions.pause, office.officer, "2026-03-03 09:00", ground="survey", reason="Đo đạc"
    )
    with refused("undo_nothing"):
        press(dossier, actions.undo, office.officer, "2026-03-03 09:01")


def test_a_dossier_that_was_only_received_has_nothing_to_take_back(office):
    dossier = taken_in(office, "2026-03-02 09:00")
    with refused("undo_nothing"):
        press(dossier, actions.undo, office.clerk, "2026-03-02 09:01")


def test_while_the_clock_is_stopped_by_hand_an_end_is_taken_back_too(office):
    dossier = press(
        at_office(office, office.quick), actions.pause, office.officer, "2026-03-03 09:00", ground="survey",
        reason="Đo đạc",
    )  # fmt: skip
    before = state(dossier)
    dossier = press(dossier, actions.withdraw, office.clerk, "2026-03-03 10:00", **WHY)

    back = press(dossier, actions.undo, office.clerk, "2026-03-03 10:05")

    assert (state(back), back.is_paused, back.due_at) == (before, True, None)
    press(back, actions.resume, office.officer, "2026-03-04 09:00")
    assert audit([back.pk], at("2026-03-04 10:00")) == []


def test_the_second_appointment_of_an_outside_step_is_as_it_was(office):
    dossier = press(at_office(office, office.two_dates), actions.request_payment, office.officer, "2026-03-03 09:00")
    before = state(dossier)
    dossier = press(dossier, actions.stop, office.officer, "2026-03-03 10:00", reason_class="unpaid", reason="Quá hạn")

    back = press(dossier, actions.undo, office.officer, "2026-03-03 10:05")

    assert (state(back), Status(back.status)) == (before, Status.PAYMENT)
    assert audit([back.pk], at("2026-03-03 11:00")) == []


# ── What was missed stays missed ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("swept", [False, True])
def test_a_due_date_that_passed_while_it_was_ended_is_marked_once(office, swept):
    """Due at 17:00 on Thursday; finished at 16:55, taken back at 17:05."""
    dossier = press(to_leader(office, office.quick), actions.complete_step, office.leader, "2026-03-02 10:30")
    dossier = press(dossier, actions.finish, office.leader, "2026-03-05 16:55")
    with set_to(at("2026-03-05 17:02")) as moments:
        if swept:
            sweep()
        assert marked(dossier, "overdue") == []
        dossier = press(dossier, actions.undo, office.leader, "2026-03-05 17:05")
        assert marked(dossier, "overdue") == [at("2026-03-05 17:00")]
        assert dossier.is_overdue(now=at("2026-03-05 17:05"))
        for when in ("2026-03-05 17:06", "2026-03-06 09:00"):
            moments.to(at(when))
            sweep()
    assert marked(dossier, "overdue") == [at("2026-03-05 17:00")]
    assert audit([dossier.pk], at("2026-03-06 09:00")) == []


def test_what_was_late_already_is_not_marked_twice(office):
    dossier = press(to_leader(office, office.quick), actions.complete_step, office.leader, "2026-03-02 10:30")
    dossier = press(dossier, actions.finish, office.leader, "2026-03-06 09:00", **LATE)
    assert marked(dossier, "overdue") == [at("2026-03-05 17:00")]

    dossier = press(dossier, actions.undo, office.leader, "2026-03-06 09:05")
    press(dossier, actions.finish, office.leader, "2026-03-06 09:06")

    assert marked(dossier, "overdue") == [at("2026-03-05 17:00")]
    assert audit([dossier.pk], at("2026-03-06 10:00")) == []


def test_it_begins_a_new_standstill(office):
    """Undoing is something that somebody did."""
    dossier = to_leader(office)
    dossier = press(dossier, actions.finish, office.leader, "2026-03-04 09:00")

    back = press(dossier, actions.undo, office.leader, "2026-03-04 09:05")

    assert back.stalls_at is not None
    assert back.stalls_at > at("2026-03-04 09:05")
    assert not Mark.objects.filter(dossier=dossier, kind="stalled").exists()


def test_the_papers_that_were_awaited_are_awaited_again(office):
    _, dossier, actor = made(office, "withdrawn while papers are awaited")
    back = press(dossier, actions.undo, actor, "2026-03-04 09:01")

    assert Supplement.objects.get().received_at is None
    back = press(back, actions.receive_supplement, office.clerk, "2026-03-05 09:00")
    assert Status(back.status) is Status.PROCESSING
    assert audit([back.pk], at("2026-03-05 10:00")) == []


def test_a_hand_over_that_was_undone_keeps_its_line_and_the_next_one_counts(office):
    _, dossier, actor = made(office, "handed over")
    back = press(dossier, actions.undo, actor, "2026-03-04 09:05")

    assert Collection.objects.get().undone_at == at("2026-03-04 09:05")
    assert timezone.localtime(back.closed_at) == at("2026-03-02 11:00")  # the result was there all the time
    press(back, actions.hand_over, actor, "2026-03-04 09:10", **{**FETCHED, "paper": "Giấy ủy quyền số 12"})
    assert Collection.objects.get(undone_at=None).paper == "Giấy ủy quyền số 12"
    assert audit([back.pk], at("2026-03-04 10:00")) == []


def test_nothing_is_written_of_a_refused_one(office):
    _, dossier, _ = made(office, "finished")
    events, version = kinds(dossier), dossier.version
    with refused("undo_late"):
        press(dossier, actions.undo, office.leader, "2026-03-04 10:00")
    assert (kinds(dossier), Dossier.objects.get().version) == (events, version)
