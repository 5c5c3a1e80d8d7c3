"""What looks bent is written into the event at the moment it is done; at its exact edges."""

import pytest

from dossiers import actions
from dossiers.actions import signals
from dossiers.models import Signal
from dossiers.reads.ledger import calendar_of
from dossiers.workflow import Move
from tests.dossiers.working import FETCHED, LATE, at, at_office, last, press

SUPPLEMENT = {"reason": "Thiếu", "papers": ["Bản vẽ"], "answer_by": at("2026-04-30 00:00").date()}
PAUSE = {"ground": "survey", "reason": "Đo lại"}
WHY = {"reason_class": "other", "reason": "Theo đơn", **LATE}


def said(dossier, kind):
    return last(dossier, kind).data.get("signals", [])


@pytest.mark.parametrize(
    ("when", "inside"),
    [
        ("2026-03-03 06:59:59", False),
        ("2026-03-03 07:00:00", True),
        ("2026-03-03 11:30:00", True),
        ("2026-03-03 11:30:01", False),
        ("2026-03-03 13:29:59", False),
        ("2026-03-03 13:30:00", True),
        ("2026-03-03 17:00:00", True),
        ("2026-03-03 17:00:01", False),
        ("2026-03-07 09:00:00", False),  # a Saturday
        ("2026-04-27 09:00:00", False),  # a holiday
        ("2026-08-22 09:00:00", True),  # a Saturday that is worked
    ],
)
def test_what_ends_outside_office_hours_is_seen(office, when, inside):
    dossier = at_office(office)

    assert signals.is_office_time(calendar_of(dossier), at(when)) == inside
    dossier = press(dossier, actions.stop, office.officer, when, **WHY)
    assert (Signal.OUTSIDE_HOURS in said(dossier, "stopped")) == (not inside)


def test_a_result_outside_office_hours_is_seen_and_in_them_is_nothing(office):
    for when, expected in (("2026-03-03 10:00", []), ("2026-03-03 23:10", ["outside_hours"])):
        dossier = press(at_office(office), actions.complete_step, office.officer, "2026-03-03 09:00")
        assert said(press(dossier, actions.finish, office.leader, when), "finished") == expected


@pytest.mark.parametrize(
    ("when", "near"),
    [
        ("2026-03-27 16:59:59", False),
        ("2026-03-27 17:00:00", True),  # one working day before Monday's close, over a weekend
        ("2026-03-30 07:00:00", True),
        ("2026-03-30 17:00:00", True),
        ("2026-03-30 17:00:01", False),  # late: nothing is gained any more
    ],
)
@pytest.mark.parametrize(
    ("move", "more", "kind"),
    [
        (Move.REQUEST_SUPPLEMENT, SUPPLEMENT, "supplement_requested"),
        (Move.PAUSE, PAUSE, "paused"),
        (Move.REQUEST_PAYMENT, {}, "payment_requested"),
    ],
)
def test_stopping_the_clock_in_the_last_working_day_is_seen(office, move, more, kind, when, near):
    dossier = press(at_office(office), getattr(actions, move), office.officer, when, **more)

    assert (Signal.NEAR_DUE in said(dossier, kind)) == near


@pytest.mark.parametrize(("when", "seen"), [("17:00:00", []), ("17:00:01", ["first_late"])])
def test_a_first_appointment_that_ends_late_is_seen_when_its_form_goes_out(office, when, seen):
    """Near its end there is nothing to see: the form ends it, and stops no clock."""
    form = press(at_office(office, office.two_dates), actions.request_payment, office.officer, f"2026-03-05 {when}")

    assert said(form, "payment_requested") == seen


def test_hours_count_where_the_term_is_in_hours(office):
    dossier = at_office(office, office.hourly)  # four hours: all of it is near its end

    assert "near_due" in said(press(dossier, actions.pause, office.officer, "2026-03-02 09:06", **PAUSE), "paused")


def test_handing_over_at_any_hour_is_nothing(office):
    p = office
    dossier = press(at_office(p), actions.complete_step, p.officer, "2026-03-03 09:00")
    dossier = press(dossier, actions.finish, p.leader, "2026-03-03 10:00")

    assert said(press(dossier, actions.hand_over, p.clerk, "2026-03-07 20:00", **FETCHED), "handed_over") == []
