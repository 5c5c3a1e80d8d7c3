"""Setting a mistake right is no way to look better: not a new clock, not another's delay, not a standstill ended."""

from datetime import date

from dossiers import actions
from dossiers.models import Opinion
from tests.dossiers.test_mistakes import AS_IT_ENDED, corrected, is_clean, redirected, voided
from tests.dossiers.working import at, at_office, last, press, refused, taken_in


def test_voided_and_received_again_it_is_filed_again(office):
    first = voided(office, taken_in(office, "2026-03-02 09:00"), "2026-03-24 09:00")
    second = taken_in(office, "2026-03-24 09:20")

    assert second.earlier == first
    assert last(second, "received").data["signals"] == ["refiled"]
    assert is_clean(second, "2026-03-24 10:00")


def test_voided_shortly_before_its_date_it_says_so(office):
    dossier = voided(office, at_office(office), "2026-03-30 09:00")  # due on this day at 17:00

    assert last(dossier, "voided").data["signals"] == ["near_due", "voided"]


def test_an_identity_set_right_shows_what_was_filed_before(office):
    ended = press(at_office(office), actions.withdraw, office.clerk, "2026-03-04 09:00", **AS_IT_ENDED)
    stranger = actions.Applicant("Nguyễn Thị Đoan", identity="087190009999")
    again = taken_in(office, "2026-03-05 09:00", applicant=stranger)
    assert again.earlier is None

    again = corrected(office, again, "2026-03-05 10:00")
    assert again.earlier == ended
    assert last(again, "corrected").data["signals"] == ["refiled"]
    assert is_clean(again, "2026-03-05 11:00")


def test_an_address_set_right_leaves_the_link_to_the_auditor(office, owner):
    press(at_office(office), actions.withdraw, office.clerk, "2026-03-04 09:00", **AS_IT_ENDED)
    again = corrected(office, taken_in(office, "2026-03-05 09:00"), "2026-03-05 10:00", address="Ấp 4, xã Tân Hồng")
    type(again).objects.filter(pk=again.pk).update(earlier=None)

    assert not is_clean(again, "2026-03-05 11:00")


def test_sent_back_after_a_redirect_it_stays_with_the_right_agency(office):
    dossier = taken_in(office, "2026-03-02 09:00", office.birth)
    dossier = press(dossier, actions.complete_step, office.clerk_b, "2026-03-02 09:05")
    dossier = press(dossier, actions.complete_step, office.officer_b, "2026-03-02 09:10")
    dossier = redirected(office, dossier, office.other, "2026-03-02 09:20")

    places = dossier.steps.filter(rule_step__party="office").values_list("agency", flat=True)
    assert set(places) == {office.other.pk}
    assert dossier.holder_agency == office.other
    assert is_clean(dossier, "2026-03-02 10:00")


def test_a_procedure_with_an_agency_of_its_own_knows_no_other(office):
    other = type(office.department).objects.create(
        code="H20.7", name="Sở Y tế", kind=office.department.kind, parent=office.root
    )
    dossier = at_office(office)

    with refused("redirect_kind"):
        redirected(office, dossier, other, by=office.leader)


def test_an_opinion_asked_and_answered_by_oneself_ends_no_standstill(office):
    dossier = at_office(office)
    asked = {"agency": office.commune, "question": "Có quy hoạch không?", "answer_by": date(2026, 3, 20)}
    after = press(dossier, actions.ask_opinion, office.officer, "2026-03-10 09:00", **asked)
    said = {"opinion": Opinion.objects.get(), "answer": "Phù hợp", "document": "CV 12 ngày 11/03/2026"}
    after = press(after, actions.answer_opinion, office.officer, "2026-03-11 09:00", **said)

    assert after.stalls_at == dossier.stalls_at
    assert is_clean(after, "2026-03-11 10:00")


def test_taken_back_it_lies_with_whom_it_lay(office):
    dossier = press(at_office(office), actions.assign, office.leader, "2026-03-03 09:00", to=office.officer)
    moved = press(dossier, actions.complete_step, office.officer, "2026-03-03 10:00")
    assert moved.assignee is None

    back = press(moved, actions.undo, office.officer, "2026-03-03 10:05")
    assert back.assignee == office.officer
    assert is_clean(back, "2026-03-03 11:00")


def test_an_offer_taken_back_leaves_the_one_before(office):
    registry, leaders = (office.department.units.get(kind=kind) for kind in ("registry", "leaders"))
    dossier = press(at_office(office), actions.pass_on, office.officer, "2026-03-03 09:00", to=registry)
    dossier = press(dossier, actions.pass_on, office.officer, "2026-03-03 09:05", to=leaders)

    back = press(dossier, actions.undo, office.officer, "2026-03-03 09:10")
    assert back.passing_to == registry
    assert is_clean(back, "2026-03-03 10:00")
    assert back.updated_at == at("2026-03-03 09:10")
