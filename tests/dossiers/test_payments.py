"""The financial obligation: two appointments, each with its own first date, or only a stop."""

import pytest

from dossiers import actions
from dossiers.models import Dossier, Pause, Payment, Step
from dossiers.reads.books import audit
from dossiers.workflow import Status
from tests.dossiers.working import at, at_office, kinds, last, marked, press, refused, taken_in

ASKED = {"reason": "Thiếu bản vẽ", "papers": ["Bản vẽ"], "answer_by": at("2026-04-30 00:00").date()}
FIRST, FORM, PAID = "2026-03-05 17:00", "2026-03-04 10:00", "2026-03-09 15:00"


def sent(p, dossier, when=FORM):
    return press(dossier, actions.request_payment, p.officer, when, form_number="PC-12", amount=2_500_000)


def paid(p, dossier, when=PAID):
    return press(dossier, actions.confirm_payment, p.officer, when)


def in_second(p, form=FORM, confirmed=PAID):
    return paid(p, sent(p, at_office(p, p.two_dates), form), confirmed)


def test_the_form_ends_the_first_appointment_and_the_payment_begins_the_second(office):
    p = office
    dossier = at_office(p, p.two_dates)
    assert dossier.due_at == dossier.original_due_at == at(FIRST)

    dossier = sent(p, dossier)
    assert (Status(dossier.status), dossier.current_step, dossier.holder_agency) == (Status.PAYMENT, 4, p.tax)
    assert (dossier.due_at, dossier.is_paused, dossier.second_original_due_at) == (None, True, None)
    assert (dossier.next_flag_at, dossier.stalls_at) == (None, None)
    assert not Pause.objects.exists()

    dossier = paid(p, dossier)

    assert (Status(dossier.status), dossier.current_step, dossier.is_paused) == (Status.PROCESSING, 5, False)
    assert dossier.holder_unit == p.unit[p.department.pk, "office"]
    assert dossier.due_at == dossier.second_original_due_at == at("2026-03-11 17:00")
    assert dossier.original_due_at == at(FIRST)
    assert dossier.next_flag_at == at("2026-03-11 17:00")  # due soon from the day before it was promised
    assert kinds(dossier)[-2:] == ["payment_requested", "payment_confirmed"]  # no date has moved: another one began
    assert last(dossier, "payment_requested").agency == last(dossier, "payment_confirmed").agency == p.department
    assert marked(dossier, "overdue") == []


@pytest.mark.parametrize(("confirmed", "due"), [("17:00:00", "2026-03-11 17:00"), ("17:00:01", "2026-03-12 17:00")])
def test_the_second_appointment_has_the_start_rules_of_a_receipt(office, confirmed, due):
    assert in_second(office, confirmed=f"2026-03-09 {confirmed}").due_at == at(due)


def test_the_steps_of_the_second_appointment_are_planned_within_it(office):
    p = office
    dossier = at_office(p, p.two_dates)
    steps = Step.objects.filter(dossier=dossier).order_by("n")
    assert list(steps.values_list("due_at", flat=True))[3:] == [None] * 4

    paid(p, sent(p, dossier))

    planned = list(steps.values_list("due_at", flat=True))
    assert planned[2:4] == [at(FIRST), None]
    assert planned[4:] == [at("2026-03-10 17:00"), at("2026-03-11 17:00"), at("2026-03-11 17:00")]


@pytest.mark.parametrize(("form", "late"), [("17:00:00", []), ("17:00:01", [at(FIRST)])])
def test_a_form_sent_after_the_first_date_leaves_that_date_missed(office, form, late):
    p = office
    dossier = sent(p, at_office(p, p.two_dates), f"2026-03-05 {form}")
    assert (dossier.due_at, dossier.is_paused) == (None, True)
    assert marked(dossier, "overdue") == late

    dossier = paid(p, dossier)

    assert (dossier.original_due_at, dossier.due_at) == (at(FIRST), at("2026-03-11 17:00"))
    assert marked(dossier, "overdue") == late
    assert (Payment.objects.get().requested_at > dossier.original_due_at) == bool(late)


def test_each_appointment_that_is_missed_has_its_own_mark(office):
    dossier = in_second(office, form="2026-03-05 17:00:01")

    press(dossier, actions.complete_step, office.officer, "2026-03-11 17:00:01")

    assert marked(dossier, "overdue") == [at(FIRST), at("2026-03-11 17:00")]


def test_what_stops_the_second_appointment_moves_its_date_and_no_first_one(office):
    p = office
    dossier = in_second(p)
    dossier = press(dossier, actions.pause, p.officer, "2026-03-10 10:00", ground="survey", reason="Đo lại")
    dossier = press(dossier, actions.resume, p.officer, "2026-03-12 09:00")

    assert dossier.due_at == at("2026-03-13 17:00")
    assert dossier.second_original_due_at == at("2026-03-11 17:00")
    assert dossier.original_due_at == at(FIRST)
    assert last(dossier, "due_changed").data["before"] == "2026-03-11T17:00:00+07:00"


def test_papers_within_the_second_appointment_begin_its_term_again(office):
    p = office
    dossier = press(in_second(p), actions.request_supplement, p.officer, "2026-03-10 10:00", **ASKED)
    assert dossier.due_at is None

    dossier = press(dossier, actions.receive_supplement, p.clerk, "2026-03-17 09:00")

    assert dossier.due_at == at("2026-03-19 17:00")  # two days, not three
    assert dossier.second_original_due_at == at("2026-03-11 17:00")


def test_a_stop_before_the_form_belongs_to_the_first_appointment_alone(office):
    p = office
    dossier = press(
        at_office(p, p.two_dates), actions.pause, p.officer, "2026-03-03 10:00", ground="survey", reason="x"
    )
    dossier = press(dossier, actions.resume, p.officer, "2026-03-04 09:00")
    assert dossier.due_at == at("2026-03-06 17:00")

    dossier = paid(p, sent(p, dossier, "2026-03-06 10:00"))

    assert dossier.due_at == at("2026-03-11 17:00")
    assert (dossier.original_due_at, marked(dossier, "overdue")) == (at(FIRST), [])


def test_the_form_does_not_go_out_while_a_step_before_it_is_left(office):
    """Otherwise nothing could lead past the tax office's step any more: the appointments are split once."""
    p = office
    dossier = press(
        taken_in(p, "2026-03-02 09:00", p.two_dates), actions.request_supplement, p.officer, "2026-03-03 09:00", **ASKED
    )
    dossier = press(dossier, actions.receive_supplement, p.clerk, "2026-03-03 10:00")
    assert (Status(dossier.status), dossier.current_step) == (Status.PROCESSING, 2)

    with refused("form_later"):
        press(dossier, actions.request_payment, p.officer, "2026-03-03 11:00")


def test_the_appointment_is_split_once(office):
    with refused("paid_once"):
        sent(office, in_second(office), "2026-03-10 09:00")


def test_without_a_second_term_the_obligation_only_stops_the_clock(office):
    p = office
    dossier = sent(p, at_office(p, p.taxed))
    assert (dossier.due_at, dossier.is_paused, dossier.current_step) == (None, True, 4)
    assert Pause.objects.get().ground == "payment"

    dossier = paid(p, dossier)

    assert dossier.due_at == at("2026-03-10 17:00")  # one day was counted, Tuesday; then Monday and Tuesday
    assert (dossier.original_due_at, dossier.second_original_due_at) == (at(FIRST), None)
    assert Pause.objects.get().span.upper == at(PAID)
    assert last(dossier, "due_changed").data["because"] == "payment_confirmed"


def test_each_further_stop_for_a_payment_has_its_own_form(office):
    p = office
    dossier = press(at_office(p), actions.request_payment, p.officer, FORM)  # its number may follow
    dossier = paid(p, dossier)

    for number in ("", " "):
        with refused("form_number"):
            press(dossier, actions.request_payment, p.officer, "2026-03-10 09:00", form_number=number)
    sent(p, dossier, "2026-03-10 09:00")
    assert Payment.objects.count() == 2


@pytest.mark.parametrize(("form", "due"), [("17:00:00", None), ("17:00:01", at(FIRST))])
def test_and_what_was_late_before_stays_late(office, form, due):
    p = office
    dossier = sent(p, at_office(p, p.taxed), f"2026-03-05 {form}")
    assert dossier.due_at == due
    assert dossier.is_overdue(now=at(PAID)) == (due is not None)

    dossier = paid(p, dossier)

    assert (dossier.due_at == at(FIRST)) == (due is not None)
    assert marked(dossier, "overdue") == ([due] if due else [])


def test_a_dossier_without_a_term_has_no_date_to_split(office):
    p = office
    dossier = sent(p, at_office(p, p.termless))
    assert (Status(dossier.status), dossier.due_at, dossier.is_paused) == (Status.PAYMENT, None, False)
    assert not Pause.objects.exists()

    dossier = paid(p, dossier)

    assert (Status(dossier.status), dossier.due_at, dossier.second_original_due_at) == (Status.PROCESSING, None, None)


@pytest.mark.parametrize("rules", ["two_dates", "taxed"])
def test_nothing_goes_to_the_tax_office_but_with_the_form_that_stops_the_clock(office, rules):
    dossier = at_office(office, getattr(office, rules))

    with refused("form_first"):
        press(dossier, actions.complete_step, office.officer, FORM)


def test_what_is_sent_back_over_the_tax_office_does_not_go_there_again(office):
    p = office
    dossier = press(in_second(p), actions.return_step, p.officer, "2026-03-10 08:00", reason="Sai số thửa")
    assert dossier.current_step == 3
    due = dossier.due_at

    dossier = press(dossier, actions.complete_step, p.officer, "2026-03-10 09:00")

    assert (dossier.current_step, dossier.due_at) == (5, due)
    tax = Step.objects.get(dossier=dossier, n=4)
    assert (tax.started_at, tax.finished_at) == (at(FORM), at(PAID))


def test_after_a_tax_step_that_is_the_last_only_finishing_is_left(office):
    p = office
    dossier = paid(p, sent(p, at_office(p, p.tax_last)))
    assert (Status(dossier.status), dossier.current_step) == (Status.PROCESSING, 4)

    dossier = press(dossier, actions.finish, p.officer, "2026-03-10 09:00")

    assert (Status(dossier.status), dossier.current_step) == (Status.DONE, 5)


def test_what_is_sent_back_from_a_tax_step_that_is_the_last_still_comes_to_its_end(office):
    p = office
    dossier = paid(p, sent(p, at_office(p, p.tax_last)))
    dossier = press(dossier, actions.return_step, p.officer, "2026-03-10 08:00", reason="Sai số thửa")
    assert dossier.current_step == 3

    dossier = press(dossier, actions.finish, p.officer, "2026-03-10 09:00")

    assert (Status(dossier.status), dossier.current_step) == (Status.DONE, 5)
    assert audit([dossier.pk], at("2026-03-10 10:00")) == []


def test_the_deciding_agency_confirms_and_nobody_else(office):
    p = office
    dossier = sent(p, at_office(p, p.two_dates))

    for stranger in (p.clerk, p.officer_b, p.leader_b, p.auditor):
        with refused("role"):
            press(dossier, actions.confirm_payment, stranger, PAID)
    with refused("not_now"):
        sent(p, dossier, "2026-03-04 11:00")
    assert Dossier.objects.get().version == dossier.version
