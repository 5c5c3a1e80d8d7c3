"""Ends without a result: who may, with which reason, and what the clock keeps."""

import pytest

from dossiers import actions, clock, wording
from dossiers.actions.endings import _KIND
from dossiers.models import Pause, Supplement
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.workflow import Move, Status
from tests.dossiers.working import LATE, at, at_office, kinds, last, marked, press, refused, taken_in

WHY = {"reason_class": "other", "reason": "Theo đơn của người nộp"}
MOVES = (Move.WITHDRAW, Move.STOP, Move.DECLINE)
TARGETS = {Move.WITHDRAW: Status.WITHDRAWN, Move.STOP: Status.STOPPED, Move.DECLINE: Status.NOT_ACCEPTED}


def ended(p, dossier, move, when, by=None, **more):
    by = by or (p.clerk if move is Move.WITHDRAW else p.officer)
    cause = {} if move is Move.WITHDRAW else LATE
    return press(dossier, getattr(actions, move), by, when, **{**WHY, **cause, **more})


@pytest.mark.parametrize("move", MOVES)
def test_an_end_closes_the_clock_with_a_class_and_a_reason(office, move):
    dossier = ended(office, at_office(office), move, "2026-03-10 09:00")

    assert (Status(dossier.status), dossier.closed_at) == (TARGETS[move], at("2026-03-10 09:00"))
    assert (dossier.current_step, dossier.next_flag_at, dossier.stalls_at) == (None, None, None)
    assert dossier.due_at == dossier.original_due_at
    event = last(dossier, _KIND[move])
    assert (event.data["class"], event.data["step"], event.reason.text) == ("other", 3, WHY["reason"])
    assert event.data["signals"] == ["no_result"]


@pytest.mark.parametrize("move", MOVES)
def test_a_reason_is_from_the_list_and_in_words(office, move):
    dossier = at_office(office)

    for wrong in ("", "x", "unanswered" if move is Move.DECLINE else "conditions"):
        with refused("reason_class"):
            ended(office, dossier, move, "2026-03-10 09:00", reason_class=wrong)
    with refused("end_reason"):
        ended(office, dossier, move, "2026-03-10 09:00", reason="  ")
    for known in wording.END_REASON[move]:
        assert known.isascii()


@pytest.mark.parametrize(
    ("when", "late"), [("2026-03-05 17:00:00", False), ("2026-03-05 17:00:01", True), ("2026-03-09 09:00", True)]
)
@pytest.mark.parametrize("move", MOVES)
def test_what_ends_late_is_late_and_says_so(office, move, when, late):
    dossier = ended(office, at_office(office, office.quick), move, when)

    assert ("ended_late" in last(dossier, _KIND[move]).data["signals"]) == late
    assert marked(dossier, "overdue") == ([at("2026-03-05 17:00")] if late else [])
    state = deadline_of(dossier, calendar_of(dossier), at("2026-04-01 09:00")).state
    assert state == (clock.DeadlineState.LATE if late else clock.DeadlineState.ON_TIME)


def test_the_agency_that_decides_stops_what_the_receiving_counter_still_holds(office):
    p = office
    for move in (Move.STOP, Move.DECLINE):
        dossier = taken_in(p, "2026-03-02 09:00", agency=p.commune, by=p.clerk_b)
        for stranger in (p.officer_b, p.leader_b):  # the commune only received it
            with refused("role"):
                ended(p, dossier, move, "2026-03-02 10:00", by=stranger)

        dossier = ended(p, dossier, move, "2026-03-02 10:00")

        assert last(dossier, _KIND[move]).agency == p.department


def test_the_applicant_withdraws_where_the_dossier_was_received_or_lies(office):
    p = office
    where = {}
    for clerk, agency in ((p.clerk_b, p.commune), (p.clerk, p.department)):
        dossier = taken_in(p, "2026-03-02 09:00", agency=p.commune, by=p.clerk_b)
        dossier = press(dossier, actions.complete_step, p.clerk_b, "2026-03-02 10:00")
        dossier = ended(p, dossier, Move.WITHDRAW, "2026-03-03 09:00", by=clerk)
        where[agency] = last(dossier, "withdrawn").agency
    assert all(said == agency for agency, said in where.items())


def test_withdrawing_while_the_clock_stands_still_needs_no_resuming(office):
    p = office
    dossier = press(at_office(p), actions.pause, p.officer, "2026-03-03 09:00", ground="dispute", reason="Khởi kiện")

    dossier = ended(p, dossier, Move.WITHDRAW, "2026-03-10 09:00")

    assert (Status(dossier.status), dossier.due_at, dossier.closed_at) == (
        Status.WITHDRAWN, None, at("2026-03-10 09:00"),
    )  # fmt: skip
    assert deadline_of(dossier, calendar_of(dossier), at("2026-04-20 09:00")).state == clock.DeadlineState.NONE
    assert Pause.objects.get().span.upper is None  # it ended with the dossier, not by hand
    with refused("not_now"):
        press(dossier, actions.resume, p.officer, "2026-03-11 09:00")


@pytest.mark.parametrize(("why", "waits"), [("unanswered", "papers"), ("unpaid", "payment")])
def test_who_never_answers_or_pays_is_stopped(office, why, waits):
    p = office
    dossier = at_office(p, p.two_dates)
    if waits == "papers":
        said = {"reason": "Thiếu", "papers": ["Bản vẽ"], "answer_by": at("2026-03-20 00:00").date()}
        dossier = press(dossier, actions.request_supplement, p.officer, "2026-03-04 09:00", **said)
    else:
        dossier = press(dossier, actions.request_payment, p.officer, "2026-03-04 09:00")

    dossier = ended(p, dossier, Move.STOP, "2026-04-20 09:00", reason_class=why)

    assert (Status(dossier.status), dossier.due_at, marked(dossier, "overdue")) == (Status.STOPPED, None, [])
    assert last(dossier, "stopped").agency == p.department
    assert Supplement.objects.filter(received_at=None).count() == (waits == "papers")


def test_nothing_follows_an_end(office):
    p = office
    dossier = ended(p, at_office(p), Move.STOP, "2026-03-10 09:00")

    for move in MOVES:
        with refused("not_now"):
            ended(p, dossier, move, "2026-03-10 10:00", by=p.leader)
    with refused("role"):  # nobody works at any step of it
        press(dossier, actions.complete_step, p.leader, "2026-03-10 10:00")
    assert kinds(dossier)[-1] == "stopped"


def test_what_was_accepted_is_declined_only_while_it_is_at_work(office):
    p = office
    dossier = press(at_office(p, p.two_dates), actions.request_payment, p.officer, "2026-03-04 09:00")

    with refused("not_now"):
        ended(p, dossier, Move.DECLINE, "2026-03-10 09:00")


@pytest.mark.parametrize("why", ["unanswered", "unpaid"])
def test_a_dossier_for_which_nothing_is_awaited_is_not_stopped_for_waiting(office, why):
    with refused(f"not_{why}"):
        press(at_office(office), actions.stop, office.officer, "2026-03-03 09:00", reason_class=why, reason="Chờ lâu")
