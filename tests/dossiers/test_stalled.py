"""Nothing happened for n working days: a mark of its own, once for each event that was the last."""

import pytest

from agencies.models import RuleStep
from dossiers import actions
from dossiers.actions.changing import written
from dossiers.actions.unattended import mark_passed
from dossiers.models import Dossier, Event, Mark, Notice
from tests.dossiers.working import at, at_office, marked, press, taken_in

SUPPLEMENT = {"reason": "Thiếu", "papers": ["Bản vẽ"], "answer_by": at("2026-04-30 00:00").date()}


def looked_at(dossier, when):
    """What a sweep at that moment does to it."""
    mark_passed(dossier.pk, now=at(when))
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize(
    ("when", "stalls"),
    [
        ("2026-03-02 09:00", "2026-03-05 17:00"),  # three working days after the day of the event
        ("2026-03-02 18:00", "2026-03-05 17:00"),
        ("2026-03-05 09:00", "2026-03-10 17:00"),  # a weekend between
        ("2026-03-07 09:00", "2026-03-11 17:00"),  # on a Saturday
    ],
)
def test_a_dossier_stands_still_after_three_working_days_without_an_event(office, when, stalls):
    assert taken_in(office, when).stalls_at == at(stalls)


def test_a_longer_step_may_take_its_days_and_a_rule_its_own(office):
    p = office
    assert at_office(p).stalls_at == at("2026-03-23 17:00")  # an appraisal of fifteen days
    RuleStep.objects.filter(rules=p.building, n=3).update(stall_days=5)

    assert at_office(p).stalls_at == at("2026-03-09 17:00")


@pytest.mark.parametrize(("when", "seen"), [("2026-03-05 17:00:00", []), ("2026-03-05 17:00:01", ["2026-03-05 17:00"])])
def test_the_mark_is_made_once_the_instant_has_passed(office, when, seen):
    dossier = taken_in(office, "2026-03-02 09:00")

    looked_at(dossier, when)
    dossier = looked_at(dossier, when)

    assert marked(dossier, "stalled") == [at(moment) for moment in seen]
    assert Notice.objects.filter(kind="stalled").count() == len(seen)
    if seen:
        assert Mark.objects.get(kind="stalled").key == Event.objects.latest("seq").seq
        assert dossier.next_flag_at == dossier.due_soon_at


def test_each_standstill_is_marked_by_itself(office):
    p = office
    dossier = at_office(p, p.quick)
    looked_at(dossier, "2026-03-06 09:00")
    dossier = press(dossier, actions.assign, p.leader, "2026-03-06 10:00", to=p.officer)
    assert dossier.stalls_at == at("2026-03-11 17:00")

    press(dossier, actions.complete_step, p.officer, "2026-03-11 17:00:01")  # noticed by nobody before

    assert marked(dossier, "stalled") == [at("2026-03-05 17:00"), at("2026-03-11 17:00")]


def test_a_date_that_the_calendar_moves_marks_no_standstill_twice(office):
    p = office
    dossier = at_office(p, p.quick)
    dossier = looked_at(dossier, "2026-03-05 17:00:01")
    done = Event.objects.filter(dossier=dossier).latest("seq").seq
    written(
        dossier, kind="due_changed", by=None, now=at("2026-03-06 08:00"), agency_id=None, data={"because": "calendar"}
    )
    Dossier.objects.filter(pk=dossier.pk).update(next_flag_at=dossier.due_at)  # a date that moved is looked at again

    looked_at(dossier, "2026-03-06 09:00")

    assert list(Mark.objects.filter(kind="stalled").values_list("key", flat=True)) == [done]
    assert Notice.objects.filter(kind="stalled").count() == 1


def test_who_waits_for_the_applicant_does_not_stand_still(office):
    p = office
    dossier = press(at_office(p), actions.request_supplement, p.officer, "2026-03-03 10:00", **SUPPLEMENT)
    assert (dossier.stalls_at, dossier.next_flag_at) == (None, None)

    dossier = press(dossier, actions.receive_supplement, p.clerk, "2026-03-20 10:00")

    assert dossier.stalls_at == at("2026-04-10 17:00")
    assert marked(dossier, "stalled") == []


def test_a_pause_by_hand_that_nobody_looks_after_stands_still(office):
    p = office
    why = {"ground": "verification", "reason": "Chờ công an xác minh"}
    dossier = press(at_office(p, p.quick), actions.pause, p.officer, "2026-03-03 10:00", **why)

    dossier = looked_at(dossier, "2026-03-06 17:00:01")

    assert marked(dossier, "stalled") == [at("2026-03-06 17:00")]
    assert (dossier.next_flag_at, marked(dossier, "overdue")) == (None, [])


def test_what_is_over_stands_still_no_more(office):
    p = office
    dossier = press(at_office(p), actions.complete_step, p.officer, "2026-03-03 09:00")
    dossier = press(dossier, actions.finish, p.leader, "2026-03-03 10:00")

    assert (dossier.stalls_at, dossier.next_flag_at) == (None, None)
    looked_at(dossier, "2026-06-01 09:00")
    assert not Mark.objects.exists()


def test_without_a_term_a_dossier_is_watched_all_the_same(office):
    dossier = taken_in(office, "2026-03-02 09:00", office.termless)
    assert dossier.next_flag_at == dossier.stalls_at == at("2026-03-05 17:00")

    assert looked_at(dossier, "2026-03-09 09:00").next_flag_at is None
    assert marked(dossier, "stalled") == [at("2026-03-05 17:00")]
