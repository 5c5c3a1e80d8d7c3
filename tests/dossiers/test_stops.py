"""Stopping the clock by hand and letting it run: what it costs, how far it reaches back, what it cannot undo."""

import pytest

from agencies.models import CalendarDay, DayKind, DayStatus, WorkCalendar
from dossiers import actions
from dossiers.actions.changing import TICK
from dossiers.models import Dossier, Pause
from tests.dossiers.working import at, at_office, kinds, last, marked, press, refused, taken_in

WHY = {"ground": "survey", "reason": "Đo đạc lại ranh giới"}


def paused(p, dossier, when, since=None):
    return press(dossier, actions.pause, p.officer, when, since=since and at(since), **WHY)


def resumed(p, dossier, when, to=None):
    return press(dossier, actions.resume, p.officer, when, at=to and at(to))


def test_a_pause_holds_the_term_and_what_it_stopped_is_not_counted(office):
    p = office
    dossier = at_office(p, p.quick)
    assert dossier.due_at == at("2026-03-05 17:00")

    dossier = paused(p, dossier, "2026-03-03 10:00")
    assert (dossier.due_at, dossier.due_soon_at, dossier.is_paused) == (None, None, True)
    assert dossier.next_flag_at == dossier.stalls_at == at("2026-03-06 17:00")

    dossier = resumed(p, dossier, "2026-03-05 09:00")

    assert (dossier.due_at, dossier.is_paused) == (at("2026-03-09 17:00"), False)  # Tuesday and Wednesday are lost
    assert dossier.original_due_at == at("2026-03-05 17:00")
    assert kinds(dossier)[-3:] == ["paused", "resumed", "due_changed"]
    moved = last(dossier, "due_changed").data
    assert (moved["because"], moved["before"], moved["after"]) == (
        "resumed", "2026-03-05T17:00:00+07:00", "2026-03-09T17:00:00+07:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("until", "due"),
    [("16:59:59", "2026-03-05 17:00"), ("17:00:00", "2026-03-05 17:00"), ("17:00:01", "2026-03-06 17:00")],
)
def test_a_pause_within_a_day_costs_nothing_and_over_its_closing_one_day(office, until, due):
    dossier = paused(office, at_office(office, office.quick), "2026-03-03 10:00")

    dossier = resumed(office, dossier, f"2026-03-03 {until}")

    assert dossier.due_at == at(due)
    assert ("due_changed" in kinds(dossier)) == (due != "2026-03-05 17:00")


def test_a_pause_at_the_due_instant_still_stops_the_term(office):
    dossier = paused(office, at_office(office, office.quick), "2026-03-05 17:00:00")

    assert (dossier.due_at, dossier.is_paused) == (None, True)
    assert marked(dossier, "overdue") == []


def test_a_pause_one_second_later_leaves_the_dossier_late_for_ever(office):
    dossier = paused(office, at_office(office, office.quick), "2026-03-05 17:00:01")
    assert (dossier.due_at, dossier.is_paused) == (at("2026-03-05 17:00"), True)
    assert dossier.is_overdue(now=at("2026-03-05 17:00:01"))

    dossier = resumed(office, dossier, "2026-03-12 09:00")

    assert dossier.due_at == at("2026-03-05 17:00")
    assert "due_changed" not in kinds(dossier)
    assert marked(dossier, "overdue") == [at("2026-03-05 17:00")]


@pytest.mark.parametrize(
    ("now", "since", "why"),
    [
        ("2026-03-03 16:00", "2026-03-03 07:00:00", None),
        ("2026-03-03 16:00", "2026-03-03 06:59:59", "pause_backdated"),
        ("2026-03-03 23:59:59", "2026-03-03 07:00:00", None),
        ("2026-03-04 00:00:00", "2026-03-03 23:59:59", "pause_backdated"),
        ("2026-03-04 06:30:00", "2026-03-04 06:29:59", "pause_backdated"),
        ("2026-03-07 10:00:00", "2026-03-07 09:59:59", "pause_backdated"),  # a Saturday
        ("2026-03-02 09:10", "2026-03-02 08:59:59", "pause_backdated"),  # before it was received
        ("2026-03-03 16:00", "2026-03-03 16:00:06", "pause_future"),
        ("2026-03-03 16:00", "2026-03-03 16:00:05", None),  # a clock a little ahead
    ],
)
def test_a_pause_reaches_back_to_the_opening_of_the_current_working_day(office, now, since, why):
    dossier = at_office(office)
    if why is not None:
        with refused(why):
            paused(office, dossier, now, since)
        assert not Pause.objects.exists()
        return

    paused(office, dossier, now, since)

    assert Pause.objects.get().span.lower == min(at(since), at(now))


def test_nothing_noted_later_undoes_lateness(office):
    dossier = at_office(office, office.hourly)
    assert dossier.due_at == at("2026-03-02 15:00")

    with refused("late_stays_late"):
        paused(office, dossier, "2026-03-02 15:00:01", "2026-03-02 14:00")

    held = paused(office, dossier, "2026-03-02 15:00:00", "2026-03-02 14:00")
    assert held.due_at is None


def test_nor_where_only_the_calendar_knows_of_the_lateness_yet(office):
    dossier = taken_in(office, "2026-03-06 09:00", office.quick)
    assert dossier.due_at == at("2026-03-11 17:00")
    for day in ("2026-03-07", "2026-03-08"):
        CalendarDay.objects.create(
            day=day, kind=DayKind.MAKE_UP, status=DayStatus.IN_FORCE, legal_basis="Làm bù", since=2
        )
    WorkCalendar.objects.update(version=2)  # due on Monday, in truth

    with refused("late_stays_late"):
        paused(office, dossier, "2026-03-10 09:00", "2026-03-10 08:00")

    dossier = paused(office, dossier, "2026-03-10 09:00")
    assert dossier.due_at == at("2026-03-09 17:00")
    assert marked(dossier, "overdue") == [at("2026-03-09 17:00")]


@pytest.mark.parametrize(("since", "why"), [("09:59:59", "pause_overlaps"), ("10:00:00", None)])
@pytest.mark.parametrize("stop", ["pause", "papers", "payment"])
def test_a_pause_does_not_reach_back_over_the_stop_before(office, stop, since, why):
    p = office
    dossier = at_office(p, p.two_dates)
    if stop == "pause":
        dossier = paused(p, dossier, "2026-03-03 08:30")
        resumed(p, dossier, "2026-03-03 10:00")
    elif stop == "papers":
        press(
            dossier, actions.request_supplement, p.officer, "2026-03-03 08:30", reason="Thiếu", papers=["Bản vẽ"],
            answer_by=at("2026-03-20 00:00").date(),
        )  # fmt: skip
        press(dossier, actions.receive_supplement, p.clerk, "2026-03-03 10:00")
    else:
        press(dossier, actions.request_payment, p.officer, "2026-03-03 08:30")
        press(dossier, actions.confirm_payment, p.officer, "2026-03-03 10:00")
    due = Dossier.objects.get().due_at

    if why is not None:
        with refused(why):
            paused(p, dossier, "2026-03-03 11:00", f"2026-03-03 {since}")
        assert Dossier.objects.get().due_at == due
    else:
        assert paused(p, dossier, "2026-03-03 11:00", f"2026-03-03 {since}").is_paused


def test_a_pause_that_ends_as_it_begins_is_nothing_and_keeps_its_moment(office):
    dossier = paused(office, at_office(office, office.quick), "2026-03-03 17:00:00")

    dossier = resumed(office, dossier, "2026-03-03 18:00", to="2026-03-03 17:00:00")

    span = Pause.objects.get().span
    assert (span.lower, span.upper, span.isempty) == (at("2026-03-03 17:00"), at("2026-03-03 17:00"), False)
    assert (dossier.due_at, dossier.is_paused) == (at("2026-03-05 17:00"), False)
    with refused("pause_overlaps"):
        paused(office, dossier, "2026-03-03 19:00", "2026-03-03 17:00:00")
    assert paused(office, dossier, "2026-03-03 19:00", "2026-03-03 17:00:01").due_at is None


def test_of_two_hosts_whose_clocks_agree_the_second_writes_after_the_first(office):
    dossier = paused(office, at_office(office, office.quick), "2026-03-03 17:00:00")

    resumed(office, dossier, "2026-03-03 16:59:58")

    span = Pause.objects.get().span
    assert span.upper - span.lower == TICK


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("2026-03-03 09:59:59", "pause_ends_before"),
        ("2026-03-04 06:59:59", "pause_backdated"),
        ("2026-03-04 07:00:00", None),
        ("2026-03-04 16:00:06", "pause_future"),
    ],
)
def test_resuming_is_noted_back_to_the_opening_of_the_day_and_never_before_the_pause(office, to, why):
    dossier = paused(office, at_office(office), "2026-03-03 10:00")

    if why is not None:
        with refused(why):
            resumed(office, dossier, "2026-03-04 16:00", to)
        return
    resumed(office, dossier, "2026-03-04 16:00", to)
    assert Pause.objects.get().span.upper == at(to)


def test_a_date_that_resuming_puts_into_the_past_is_marked_at_once(office):
    dossier = paused(office, at_office(office, office.hourly), "2026-03-02 10:00")

    dossier = resumed(office, dossier, "2026-03-02 16:30", to="2026-03-02 10:30")

    assert dossier.due_at == at("2026-03-02 15:30")
    assert marked(dossier, "overdue") == [at("2026-03-02 15:30")]
    assert dossier.next_flag_at == dossier.stalls_at
    press(dossier, actions.complete_step, office.officer, "2026-03-02 16:40")
    assert marked(dossier, "overdue") == [at("2026-03-02 15:30")]


def test_a_pause_wants_a_ground_a_reason_and_a_term(office):
    p = office
    dossier = at_office(p)
    with refused("ground"):
        press(dossier, actions.pause, p.officer, "2026-03-03 09:00", ground="supplement", reason="x")
    with refused("pause_reason"):
        press(dossier, actions.pause, p.officer, "2026-03-03 09:00", ground="survey", reason=" ")
    with refused("role"):
        press(dossier, actions.pause, p.clerk, "2026-03-03 09:00", **WHY)
    with refused("not_paused"):
        resumed(p, dossier, "2026-03-03 09:00")
    with refused("no_term"):
        paused(p, at_office(p, p.termless), "2026-03-03 09:00")


def test_while_the_clock_stands_still_the_work_waits(office):
    p = office
    dossier = paused(p, at_office(p), "2026-03-03 10:00")

    with refused("paused_already"):
        paused(p, dossier, "2026-03-03 11:00")
    for verb, more in (
        (actions.complete_step, {}),
        (actions.finish, {}),
        (actions.return_step, {"reason": "x"}),
        (actions.request_payment, {}),
    ):
        with refused("held"):
            press(dossier, verb, p.leader, "2026-03-03 11:00", **more)


def test_a_pause_may_begin_while_the_counter_still_holds_the_dossier(office):
    dossier = taken_in(office, "2026-03-02 09:00")

    dossier = paused(office, dossier, "2026-03-02 10:00")

    assert (dossier.status, dossier.is_paused) == (2, True)
