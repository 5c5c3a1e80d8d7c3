"""Apologies: drafted by the officer, signed by the head, one new date that washes nothing away."""

from datetime import date

import pytest

from dossiers import actions
from dossiers.models import Apology, Dossier
from tests.dossiers.working import at, at_office, kinds, last, marked, press, refused

DUE = "2026-03-30 17:00"  # a Monday, twenty working days after 2 March
NEW_DAY = date(2026, 4, 10)


def drafted(p, dossier, when, day=NEW_DAY, **more):
    said = {"reason": "Chờ kết quả đo đạc", "promised_on": day, **more}
    return press(dossier, actions.draft_apology, p.officer, when, **said)


def signed(p, dossier, when):
    return press(dossier, actions.approve_apology, p.leader, when)


def test_a_signed_apology_promises_one_date_beside_the_due_date(office):
    p = office
    dossier = drafted(p, at_office(p), "2026-03-20 09:00")
    assert (dossier.promised_at, dossier.due_at) == (None, at(DUE))

    dossier = signed(p, dossier, "2026-03-20 10:00")

    assert dossier.promised_at == at("2026-04-10 17:00")
    assert dossier.due_at == dossier.original_due_at == at(DUE)
    letter = Apology.objects.get()
    assert (letter.drafted_by, letter.approved_by, letter.due_at) == (p.officer, p.leader, at(DUE))
    assert last(dossier, "apologised").data == {"day": "2026-04-10", "in_time": True}
    assert "due_changed" not in kinds(dossier)


@pytest.mark.parametrize(
    ("when", "in_time"), [("2026-03-29 23:59:59", True), ("2026-03-30 00:00:00", False), ("2026-04-01 09:00", False)]
)
def test_an_apology_is_in_time_when_it_is_signed_a_day_before_the_due_day(office, when, in_time):
    dossier = signed(office, drafted(office, at_office(office), "2026-03-20 09:00"), when)

    assert Apology.objects.get().was_in_time == in_time
    signals = last(dossier, "apologised").data.get("signals", [])
    assert ("late_apology" in signals) == (not in_time)


def test_a_dossier_that_is_late_stays_late_with_its_apology(office):
    p = office
    dossier = signed(p, drafted(p, at_office(p), "2026-03-31 09:00"), "2026-03-31 10:00")

    assert dossier.is_overdue(now=at("2026-03-31 10:00"))
    assert (dossier.due_at, marked(dossier, "overdue")) == (at(DUE), [at(DUE)])


@pytest.mark.parametrize(
    ("when", "day", "why"),
    [
        ("2026-03-20 09:00", date(2026, 3, 19), "promised_past"),
        ("2026-03-20 09:00", date(2026, 4, 11), "promised_day_off"),  # a Saturday
        ("2026-03-20 09:00", date(2026, 4, 27), "promised_day_off"),  # Hùng Kings' day, moved
        ("2026-03-20 09:00", date(2026, 3, 30), "promised_before_due"),  # the due day itself
        ("2026-03-20 09:00", date(2026, 3, 31), None),
        ("2026-04-02 16:59:59", date(2026, 4, 2), None),  # late already: today still may be promised
        ("2026-04-02 17:00:00", date(2026, 4, 2), "promised_past"),
    ],
)
def test_the_new_date_is_a_working_day_to_come_after_the_due_day(office, when, day, why):
    dossier = at_office(office)

    if why is not None:
        with refused(why):
            drafted(office, dossier, when, day)
        assert not Apology.objects.exists()
        return
    drafted(office, dossier, when, day)
    assert Apology.objects.get().promised_at == at(f"{day} 17:00")


def test_there_is_one_apology(office):
    p = office
    dossier = signed(p, drafted(p, at_office(p), "2026-03-20 09:00"), "2026-03-20 10:00")

    with refused("apologised_once"):
        drafted(p, dossier, "2026-04-13 09:00", date(2026, 5, 20))
    with refused("apologised_once"):
        signed(p, dossier, "2026-04-13 09:00")
    assert Dossier.objects.get().promised_at == at("2026-04-10 17:00")


def test_a_draft_may_be_written_again_until_it_is_signed(office):
    p = office
    dossier = drafted(p, at_office(p), "2026-03-20 09:00")
    dossier = drafted(p, dossier, "2026-03-23 09:00", date(2026, 4, 15), reason="Chờ ý kiến thẩm định")
    assert Apology.objects.get().reason == "Chờ ý kiến thẩm định"

    assert signed(p, dossier, "2026-03-23 10:00").promised_at == at("2026-04-15 17:00")


def test_a_draft_that_lay_until_its_day_is_not_signed(office):
    p = office
    dossier = drafted(p, at_office(p), "2026-03-20 09:00")

    with refused("draft_expired"):
        signed(p, dossier, "2026-04-10 17:00:00")

    assert signed(p, dossier, "2026-04-10 16:59:59").promised_at == at("2026-04-10 17:00")


def test_the_head_signs_what_the_officer_wrote(office):
    p = office
    dossier = at_office(p)
    with refused("no_draft"):
        signed(p, dossier, "2026-03-20 09:00")
    with refused("apology_reason"):
        drafted(p, dossier, "2026-03-20 09:00", reason=" ")
    dossier = drafted(p, dossier, "2026-03-20 09:00")
    for stranger in (p.officer, p.clerk, p.leader_b, p.auditor):
        with refused("role"):
            press(dossier, actions.approve_apology, stranger, "2026-03-20 10:00")


def test_while_there_is_no_due_date_there_is_none_to_apologise_for(office):
    p = office
    dossier = press(at_office(p), actions.pause, p.officer, "2026-03-20 09:00", ground="survey", reason="x")

    with refused("no_due_date"):
        drafted(p, dossier, "2026-03-20 10:00")


def test_a_late_dossier_that_is_paused_still_owes_its_apology(office):
    p = office
    dossier = press(at_office(p), actions.pause, p.officer, "2026-03-31 09:00", ground="survey", reason="x")

    dossier = signed(p, drafted(p, dossier, "2026-03-31 10:00"), "2026-03-31 11:00")

    assert dossier.promised_at == at("2026-04-10 17:00")
