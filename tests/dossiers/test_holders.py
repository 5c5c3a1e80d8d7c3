"""Who works on a dossier: assigned, passed on, taken over, sent back."""

import pytest

from dossiers import actions
from dossiers.models import Dossier, Step
from tests.dossiers.working import at, at_office, kinds, last, press, refused, taken_in
from tests.province import Role, UnitKind, _person


@pytest.fixture
def registrar(office):
    """An officer of the department's registry."""
    return _person("vanthu", "Mai Thị Lan", office.department, Role.OFFICER, UnitKind.REGISTRY)


def offered(p, dossier, kind, when, by=None, agency=None):
    to = p.unit[(agency or p.department).pk, kind]
    return press(dossier, actions.pass_on, by or p.officer, when, to=to, reason="Đúng chuyên môn")


def test_the_sender_answers_for_it_until_the_other_unit_takes_it_over(office, registrar):
    p = office
    registry, here = p.unit[p.department.pk, "registry"], p.unit[p.department.pk, "office"]
    dossier = press(at_office(p), actions.assign, p.leader, "2026-03-03 08:00", to=p.officer)

    dossier = offered(p, dossier, "registry", "2026-03-03 09:00")
    assert (dossier.holder_unit, dossier.passing_to, dossier.assignee) == (here, registry, p.officer)
    with refused("role"):  # the sender does not take it over for the other
        press(dossier, actions.take_over, p.officer, "2026-03-03 09:10")

    dossier = press(dossier, actions.take_over, registrar, "2026-03-03 10:00")

    assert (dossier.holder_unit, dossier.passing_to, dossier.assignee) == (registry, None, None)
    assert Step.objects.get(dossier=dossier, n=3).unit == registry
    taken = last(dossier, "taken_over").data
    assert taken["to"] == {"agency": p.department.pk, "unit": registry.pk, "party": "office"}
    assert taken["from"] == here.pk
    assert dossier.due_at == dossier.original_due_at


def test_an_offer_is_void_once_the_sender_has_completed_the_step(office, registrar):
    p = office
    dossier = offered(p, at_office(p), "registry", "2026-03-03 09:00")
    seen = dossier.version

    dossier = press(dossier, actions.complete_step, p.officer, "2026-03-03 10:00")

    assert (dossier.passing_to, dossier.current_step) == (None, 4)
    with pytest.raises(actions.Stale):
        actions.take_over(dossier_id=dossier.pk, by=registrar, now=at("2026-03-03 10:01"), version=seen)
    with refused("role"):
        press(dossier, actions.take_over, registrar, "2026-03-03 10:02")


@pytest.mark.parametrize("end", ["return_step", "stop"])
def test_and_once_it_was_sent_back_or_ended(office, registrar, end):
    p = office
    dossier = press(at_office(p), actions.complete_step, p.officer, "2026-03-03 08:00")
    dossier = offered(p, dossier, "registry", "2026-03-03 09:00", by=p.leader)
    more = {"reason": "Làm lại"} if end == "return_step" else {"reason": "Theo đơn", "reason_class": "at_request"}

    dossier = press(dossier, getattr(actions, end), p.leader, "2026-03-03 10:00", **more)

    assert dossier.passing_to is None


def test_a_later_offer_replaces_the_one_before(office, registrar):
    p = office
    dossier = offered(p, at_office(p), "registry", "2026-03-03 09:00")
    dossier = offered(p, dossier, "leaders", "2026-03-03 09:30")

    with refused("role"):
        press(dossier, actions.take_over, registrar, "2026-03-03 10:00")
    dossier = press(dossier, actions.take_over, p.leader, "2026-03-03 10:00")
    assert dossier.holder_unit == p.unit[p.department.pk, "leaders"]


def test_a_dossier_is_offered_neither_to_the_unit_that_has_it_nor_to_strangers(office):
    p = office
    dossier = at_office(p)

    with refused("same_unit"):
        offered(p, dossier, "office", "2026-03-03 09:00")
    with refused("other_agency"):
        offered(p, dossier, "office", "2026-03-03 09:00", agency=p.other)
    with refused("role"):
        offered(p, dossier, "registry", "2026-03-03 09:00", by=p.officer_b)


def test_the_counter_of_a_commune_may_pass_on_to_the_agency_that_decides(office):
    p = office
    dossier = taken_in(p, "2026-03-02 09:00", agency=p.commune, by=p.clerk_b)
    dossier = offered(p, dossier, "office", "2026-03-02 10:00", by=p.clerk_b)
    assert dossier.holder_agency == p.commune

    dossier = press(dossier, actions.take_over, p.officer, "2026-03-02 11:00")

    assert (dossier.holder_agency, dossier.receiving_agency) == (p.department, p.commune)
    assert last(dossier, "taken_over").agency == p.department


def test_what_lies_with_an_outside_body_is_nobodys_to_pass_on_or_assign(office):
    p = office
    dossier = press(at_office(p, p.two_dates), actions.request_payment, p.officer, "2026-03-03 09:00")

    with refused("role"):
        offered(p, dossier, "registry", "2026-03-03 10:00")
    with refused("role"):
        press(dossier, actions.assign, p.leader, "2026-03-03 10:00", to=p.officer)


def test_one_person_of_the_holding_agency_is_assigned_by_the_head(office):
    p = office
    dossier = at_office(p)
    for wrong, why in ((p.officer_b, "not_of_agency"), (p.auditor, "not_of_agency")):
        with refused(why):
            press(dossier, actions.assign, p.leader, "2026-03-03 08:00", to=wrong)
    with refused("role"):
        press(dossier, actions.assign, p.officer, "2026-03-03 08:00", to=p.leader)

    dossier = press(dossier, actions.assign, p.leader, "2026-03-03 08:00", to=p.officer)

    assert last(dossier, "assigned").data == {"user": p.officer.pk}
    with refused("assigned_already"):
        press(dossier, actions.assign, p.leader, "2026-03-03 09:00", to=p.officer)
    assert press(dossier, actions.complete_step, p.officer, "2026-03-03 10:00").assignee is None


def test_whoever_leads_nobody_takes_what_nobody_works_on_in_their_own_unit_for_themselves(office, registrar):
    p = office
    dossier = at_office(p)
    for stranger in (registrar, p.clerk, p.officer_b):  # another unit's, another agency's
        with refused("role"):
            press(dossier, actions.assign, stranger, "2026-03-03 08:00", to=stranger)

    dossier = press(dossier, actions.assign, p.officer, "2026-03-03 08:00", to=p.officer)

    assert (dossier.assignee, last(dossier, "assigned").actor) == (p.officer, p.officer)
    colleague = _person("chuyenvien3", "Cao Thị Mai", p.department, Role.OFFICER, UnitKind.OFFICE)
    with refused("role"):  # it is somebody's now
        press(dossier, actions.assign, colleague, "2026-03-03 09:00", to=colleague)


def test_a_step_is_sent_back_with_a_reason_and_done_again(office):
    p = office
    dossier = press(at_office(p), actions.complete_step, p.officer, "2026-03-03 09:00")
    with refused("return_reason"):
        press(dossier, actions.return_step, p.leader, "2026-03-03 10:00", reason=" ")

    dossier = press(dossier, actions.return_step, p.leader, "2026-03-03 10:00", reason="Thiếu chữ ký")

    assert (dossier.current_step, dossier.holder_unit) == (3, p.unit[p.department.pk, "office"])
    again, left = Step.objects.get(dossier=dossier, n=3), Step.objects.get(dossier=dossier, n=4)
    assert (again.started_at, again.finished_at) == (at("2026-03-03 10:00"), None)
    assert (left.started_at, left.finished_at) == (None, None)
    assert last(dossier, "step_returned").reason.text == "Thiếu chữ ký"
    dossier = press(dossier, actions.complete_step, p.officer, "2026-03-03 11:00")
    assert press(dossier, actions.finish, p.leader, "2026-03-03 12:00").status == 9
    assert kinds(dossier)[2:] == ["step_completed", "step_returned", "step_completed", "finished"]


def test_the_first_working_step_goes_back_to_nobody(office):
    p = office
    dossier = press(at_office(p), actions.return_step, p.officer, "2026-03-03 09:00", reason="Nhầm nơi")
    assert dossier.current_step == 2

    with refused("first_step"):
        press(dossier, actions.return_step, p.leader, "2026-03-03 10:00", reason="Nhầm nữa")
    assert Dossier.objects.get().version == dossier.version
