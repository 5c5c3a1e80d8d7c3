"""Rounds of asking for papers: one by law, a second by permission; what they cost and what they cannot undo."""

from datetime import timedelta

import pytest

from dossiers import actions
from dossiers.models import Dossier, Pause, Supplement, SupplementPermission
from dossiers.workflow import Status
from tests.dossiers.working import at, at_office, kinds, last, marked, press, refused, taken_in


def asked(p, dossier, when, **more):
    said = {"reason": "Thiếu bản vẽ", "papers": ["Bản vẽ"], "answer_by": at(when).date() + timedelta(days=20), **more}
    return press(dossier, actions.request_supplement, p.officer, when, **said)


def answered(p, dossier, when):
    return press(dossier, actions.receive_supplement, p.clerk, when)


def permitted(p, dossier, when, by=None):
    return press(dossier, actions.permit_supplement, by or p.leader, when, reason="Phát sinh tranh chấp mốc giới")


@pytest.mark.parametrize(("back", "due"), [("17:00:00", "2026-03-12 17:00"), ("17:00:01", "2026-03-13 17:00")])
def test_complete_papers_begin_the_term_again_in_full(office, back, due):
    p = office
    dossier = asked(p, at_office(p, p.quick), "2026-03-04 10:00")
    assert (dossier.due_at, dossier.is_paused, dossier.next_flag_at) == (None, True, None)

    dossier = answered(p, dossier, f"2026-03-09 {back}")

    assert (dossier.due_at, dossier.original_due_at) == (at(due), at("2026-03-05 17:00"))


@pytest.mark.parametrize(("when", "due"), [("17:00:00", None), ("17:00:01", at("2026-03-05 17:00"))])
@pytest.mark.parametrize("rules", ["quick", "pausing_quick"])
def test_papers_asked_for_too_late_wash_no_lateness_away(office, rules, when, due):
    p = office
    if rules == "pausing_quick":
        type(p.quick).objects.filter(pk=p.quick.pk).update(stop_mode="pause")
        p.quick.refresh_from_db()
    dossier = asked(p, at_office(p, p.quick), f"2026-03-05 {when}")
    assert dossier.due_at == due
    assert dossier.is_overdue(now=at("2026-03-10 09:00")) == (due is not None)

    dossier = answered(p, dossier, "2026-03-10 09:00")

    assert (dossier.due_at == at("2026-03-05 17:00")) == (due is not None)
    assert marked(dossier, "overdue") == ([due] if due else [])


def test_each_new_date_may_be_missed_once(office):
    p = office
    dossier = asked(p, at_office(p, p.quick), "2026-03-05 10:00")
    assert marked(dossier, "due_soon") == [at("2026-03-03 00:00")]
    dossier = answered(p, dossier, "2026-03-09 09:00")
    press(dossier, actions.complete_step, p.officer, "2026-03-12 17:00:01")

    assert marked(dossier, "due_soon") == [at("2026-03-03 00:00"), at("2026-03-10 00:00")]
    assert marked(dossier, "overdue") == [at("2026-03-12 17:00")]


def test_a_second_round_needs_the_supervisors_leave_and_is_seen_as_such(office):
    p = office
    dossier = answered(p, asked(p, at_office(p), "2026-03-03 10:00"), "2026-03-05 09:00")
    with refused("asked_once"):
        asked(p, dossier, "2026-03-06 09:00")
    with refused("role"):
        permitted(p, dossier, "2026-03-06 09:10", by=p.officer)
    with refused("permit_reason"):
        press(dossier, actions.permit_supplement, p.leader, "2026-03-06 09:15", reason=" ")

    dossier = permitted(p, dossier, "2026-03-06 09:30")
    with refused("permitted_already"):
        permitted(p, dossier, "2026-03-06 09:40")
    dossier = asked(p, dossier, "2026-03-06 10:00")

    second = Supplement.objects.get(round=2)
    assert SupplementPermission.objects.get().supplement == second
    assert "second_round" in last(dossier, "supplement_requested").data["signals"]
    dossier = answered(p, dossier, "2026-03-10 09:00")
    with refused("asked_once"):  # the leave was for one round
        asked(p, dossier, "2026-03-11 09:00")


def test_leave_is_given_only_after_a_first_round(office):
    with refused("not_asked_yet"):
        permitted(office, at_office(office), "2026-03-03 10:00")


@pytest.mark.parametrize(
    ("received", "asks", "day", "is_late"),
    [
        ("2026-03-02 09:00", "2026-03-02 10:00", 0, False),
        ("2026-03-02 09:00", "2026-03-05 23:59:59", 3, False),
        ("2026-03-02 09:00", "2026-03-06 00:00:00", 4, True),
        ("2026-03-02 17:00:01", "2026-03-02 17:30", 0, False),  # received, by the rules, on Tuesday
        ("2026-03-02 17:00:01", "2026-03-06 10:00", 3, False),
        ("2026-03-06 09:00", "2026-03-11 10:00", 3, False),  # a weekend between
    ],
)
def test_asking_after_the_third_working_day_is_counted(office, received, asks, day, is_late):
    dossier = asked(office, taken_in(office, received), asks)

    assert Supplement.objects.get().asked_on_day == day
    event = last(dossier, "supplement_requested").data
    assert (event["on_day"], "late_asked" in event.get("signals", [])) == (day, is_late)


def test_papers_may_be_asked_for_while_the_counter_still_holds_the_dossier(office):
    p = office
    dossier = asked(p, taken_in(p, "2026-03-02 09:00"), "2026-03-02 10:00")
    assert (Status(dossier.status), dossier.current_step) == (Status.SUPPLEMENT, 2)

    dossier = answered(p, dossier, "2026-03-04 09:00")
    assert (Status(dossier.status), dossier.current_step) == (Status.PROCESSING, 2)
    with refused("first_step"):
        press(dossier, actions.return_step, p.leader, "2026-03-04 09:30", reason="x")

    assert press(dossier, actions.complete_step, p.clerk, "2026-03-04 10:00").current_step == 3


@pytest.mark.parametrize(("days", "why"), [(0, "answer_by"), (1, None)])
def test_the_answer_is_awaited_after_today(office, days, why):
    dossier, when = at_office(office), "2026-03-03 23:59:59"
    by = at(when).date() + timedelta(days=days)

    if why is not None:
        with refused(why):
            asked(office, dossier, when, answer_by=by)
        return
    assert asked(office, dossier, when, answer_by=by).status == Status.SUPPLEMENT


def test_papers_for_a_round_that_is_closed_are_not_taken_in(office):
    p = office
    dossier = answered(p, asked(p, at_office(p), "2026-03-03 10:00"), "2026-03-05 09:00")

    with refused("round_closed"):
        answered(p, dossier, "2026-03-05 10:00")
    assert Supplement.objects.get().received_at == at("2026-03-05 09:00")


def test_a_dossier_without_a_term_waits_for_papers_without_a_clock(office):
    p = office
    dossier = asked(p, at_office(p, p.termless), "2026-03-03 10:00")
    assert (dossier.due_at, dossier.is_paused) == (None, False)

    dossier = answered(p, dossier, "2026-03-05 09:00")

    assert (Status(dossier.status), dossier.due_at) == (Status.PROCESSING, None)
    assert "due_changed" not in kinds(dossier)


def test_where_the_rules_only_pause_the_days_before_still_count(office):
    p = office
    type(p.quick).objects.filter(pk=p.quick.pk).update(stop_mode="pause")
    dossier = asked(p, at_office(p, p.quick.__class__.objects.get(pk=p.quick.pk)), "2026-03-04 10:00")
    assert Pause.objects.get().span.upper is None

    dossier = answered(p, dossier, "2026-03-09 09:00")

    assert dossier.due_at == at("2026-03-10 17:00")  # Tuesday had counted; Monday and Tuesday are left
    assert not Dossier.objects.get().is_paused


def test_who_came_second_is_told_what_the_first_did_and_not_the_date_that_moved_with_it(office):
    p = office
    dossier = asked(p, at_office(p, p.quick), "2026-03-04 10:00")
    seen = dossier.version
    assert kinds(answered(p, dossier, "2026-03-09 09:00"))[-1] == "due_changed"

    with pytest.raises(actions.Stale, match="09:00 09/03/2026: Đã nhận đủ giấy tờ bổ sung"):
        actions.receive_supplement(dossier_id=dossier.pk, by=p.leader, now=at("2026-03-09 09:01"), version=seen)
