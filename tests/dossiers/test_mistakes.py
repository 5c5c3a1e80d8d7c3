"""Mistakes set right in the open: an applicant's data, an intake that was none, the wrong agency, a lost receipt."""

import pytest

from agencies.models import AgencyKind, DayStatus, OfficeHours, Unit, UnitKind, forget_calendars
from dossiers import actions, codes, wording
from dossiers.models import Correction, Dossier, Event, Mark, RetiredCode, Step
from dossiers.reads import lookup
from dossiers.reads.books import audit
from tests.dossiers.working import FETCHED, at, at_office, kinds, last, marked, press, refused, taken_in
from tests.moments import set_to

WHO = {
    "name": "Nguyễn Thị Đoan", "identity": "087190001234", "phone": "0900000123", "address": "Ấp 3, xã Tân Hồng",
}  # fmt: skip
AS_IT_ENDED = {"reason_class": "other", "reason": "Theo đơn"}


def corrected(p, dossier, when="2026-03-03 09:00", by=None, reason="Ghi nhầm", **changes):
    who = actions.Applicant(**{**WHO, **changes})
    return press(dossier, actions.correct_applicant, by or p.clerk, when, applicant=who, reason=reason)


def voided(p, dossier, when="2026-03-03 09:00", by=None, **changes):
    said = {"reason_class": "twice", "reason": "Trùng với hồ sơ nhận hôm qua", **changes}
    return press(dossier, actions.void, by or p.clerk, when, **said)


def redirected(p, dossier, to, when="2026-03-03 09:00", by=None, reason="Công trình ở phường Cao Lãnh"):
    return press(dossier, actions.redirect, by or p.leader_b, when, to=to, reason=reason)


def reissued(p, dossier, when="2026-03-03 09:00", by=None, reason="Mất giấy; đã xem căn cước"):
    return press(dossier, actions.reissue_code, by or p.clerk, when, reason=reason)


@pytest.fixture
def birth(office):
    """A commune's own dossier, with its officer."""
    return press(
        taken_in(office, "2026-03-02 09:00", office.birth), actions.complete_step, office.clerk_b, "2026-03-02 09:05"
    )


def is_clean(dossier, when="2026-03-10 09:00") -> bool:
    return audit([dossier.pk], at(when)) == []


# ── The applicant's data ─────────────────────────────────────────────────────────────────────────────────────


def test_what_was_wrong_is_kept_apart_and_no_event_names_it(office):
    dossier = corrected(office, at_office(office), phone="0977777888", name="Nguyễn Thị Đoàn")

    assert (dossier.applicant_phone, dossier.applicant_name, dossier.applicant_plain) == (
        "0977777888", "Nguyễn Thị Đoàn", "nguyen thi doan",
    )  # fmt: skip
    event = last(dossier, "corrected")
    assert event.data == {"fields": ["applicant_name", "applicant_phone"]}
    assert event.reason.text == "Ghi nhầm"
    assert Correction.objects.get(event=event).before == {
        "applicant_phone": "0900000123", "applicant_name": "Nguyễn Thị Đoan",
    }  # fmt: skip
    assert is_clean(dossier)


def test_the_last_digits_follow_the_new_number_at_once(office):
    dossier = at_office(office)
    assert lookup.opens(lookup.key_of(receipt_code=dossier.receipt_code), "0123")

    corrected(office, dossier, phone="0977777888")

    key = lookup.key_of(receipt_code=dossier.receipt_code)
    assert lookup.opens(key, "7888")
    assert not lookup.opens(key, "0123")


def test_a_correction_needs_a_change_and_a_reason(office):
    dossier = at_office(office)
    with refused("nothing_corrected"):
        corrected(office, dossier)
    with refused("mistake_reason"):
        corrected(office, dossier, phone="0977777888", reason="  ")
    with refused("role"):
        corrected(office, dossier, phone="0977777888", by=office.officer)
    with refused("role"):
        corrected(office, dossier, phone="0977777888", by=office.clerk_b)
    assert "corrected" not in kinds(dossier)


def test_of_a_dossier_that_is_over_nothing_is_corrected(office):
    dossier = press(at_office(office), actions.withdraw, office.clerk, "2026-03-03 08:00", **AS_IT_ENDED)
    with refused("not_now"):
        corrected(office, dossier, phone="0977777888")


@pytest.mark.parametrize("mend", ["corrected", "reissued"])
def test_neither_a_correction_nor_a_new_code_ends_a_standstill(office, mend):
    dossier = at_office(office)
    stalls_at, seq, due = dossier.stalls_at, dossier.events.count(), dossier.next_flag_at
    when = "2026-03-06 09:00"

    dossier = corrected(office, dossier, when, phone="0977777888") if mend == "corrected" else reissued(
        office, dossier, when
    )  # fmt: skip

    assert (dossier.stalls_at, dossier.next_flag_at) == (stalls_at, due)
    with set_to(at("2026-04-20 09:00")):
        actions.sweep()
        actions.sweep()
    mark = Mark.objects.get(dossier=dossier, kind="stalled")
    assert (mark.became_at, mark.key) == (stalls_at, seq)  # of what somebody did last, not of the mending
    assert is_clean(dossier, "2026-04-20 10:00")


# ── A lost receipt ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_old_code_is_dead_and_the_new_one_opens_the_same(office):
    dossier = at_office(office)
    old = dossier.receipt_code

    dossier = reissued(office, dossier)

    assert dossier.receipt_code != old
    assert codes.read_receipt_code(dossier.receipt_code) == dossier.receipt_code
    assert lookup.by_receipt_code(old) is None
    assert lookup.key_of(receipt_code=old) is None
    assert lookup.by_receipt_code(dossier.receipt_code).status == dossier.status
    retired = RetiredCode.objects.get()
    assert (retired.code, retired.dossier, retired.at) == (old, dossier, at("2026-03-03 09:00"))
    assert old not in str(last(dossier, "reissued").data)
    assert is_clean(dossier)


def test_a_code_is_issued_again_as_often_as_it_is_lost_also_for_a_result(office):
    dossier = at_office(office)
    first = dossier.receipt_code
    dossier = reissued(office, dossier)
    dossier = press(dossier, actions.complete_step, office.officer, "2026-03-03 10:00")
    dossier = press(dossier, actions.finish, office.leader, "2026-03-03 11:00")
    dossier = reissued(office, dossier, "2026-03-03 12:00")
    dossier = press(dossier, actions.hand_over, office.clerk, "2026-03-03 13:00", **FETCHED)
    dossier = reissued(office, dossier, "2026-03-03 14:00")

    assert RetiredCode.objects.filter(dossier=dossier).count() == 3
    assert RetiredCode.objects.filter(code=first).exists()
    assert is_clean(dossier)


def test_a_new_code_needs_a_reason_and_the_counter(office):
    dossier = at_office(office)
    with refused("mistake_reason"):
        reissued(office, dossier, reason=" ")
    with refused("role"):
        reissued(office, dossier, by=office.officer)
    ended = press(dossier, actions.decline, office.officer, "2026-03-03 10:00", **AS_IT_ENDED)
    with refused("not_now"):
        reissued(office, ended, "2026-03-03 11:00")
    assert not RetiredCode.objects.exists()


# ── A mistaken intake ────────────────────────────────────────────────────────────────────────────────────────


def test_a_voided_intake_is_never_marked_and_listed_nowhere(office):
    dossier = voided(office, at_office(office))

    assert dossier.voided_at == at("2026-03-03 09:00")
    assert (dossier.next_flag_at, dossier.stalls_at, dossier.start_by, dossier.assignee) == (None, None, None, None)
    event = last(dossier, "voided")
    assert (event.data["class"], event.data["signals"]) == ("twice", ["voided"])
    assert event.reason.text == "Trùng với hồ sơ nhận hôm qua"
    with set_to(at("2026-06-01 09:00")):
        actions.sweep()
    assert not Mark.objects.filter(dossier=dossier).exists()
    for question in (Dossier.objects.open(), Dossier.objects.overdue(now=at("2026-06-01 09:00"))):
        assert dossier not in question
    assert not dossier.is_overdue(now=at("2026-06-01 09:00"))
    assert is_clean(dossier, "2026-06-01 10:00")


def test_its_number_stays_and_the_next_one_follows(office):
    first = taken_in(office, "2026-03-02 09:00")
    voided(office, first, "2026-03-02 09:10")
    second = taken_in(office, "2026-03-02 09:20")

    first.refresh_from_db()
    assert [first.official_code[-4:], second.official_code[-4:]] == ["0001", "0002"]
    assert second.earlier == first  # a new receipt starts a new clock, and says so
    assert Event.objects.get(dossier=second, kind="received").data["signals"] == ["refiled"]


def test_an_intake_that_is_late_is_no_mistake_any_more(office):
    dossier = at_office(office, office.quick)
    with refused("void_overdue"):
        voided(office, dossier, "2026-03-05 17:00:00.000001")
    assert marked(dossier, "overdue") == []
    assert voided(office, dossier, "2026-03-05 17:00").voided_at is not None


def test_what_voiding_needs(office):
    dossier = at_office(office)
    for wrong in ("", "x", "other"):
        with refused("reason_class"):
            voided(office, dossier, reason_class=wrong)
    with refused("mistake_reason"):
        voided(office, dossier, reason="")
    with refused("role"):
        voided(office, dossier, by=office.officer)
    assert all(key.isascii() for key in wording.VOID_REASON)


def test_nothing_more_is_done_to_a_voided_intake(office):
    dossier = voided(office, at_office(office))
    for verb, by, more in (
        (actions.complete_step, office.officer, {}),
        (actions.undo, office.clerk, {}),
        (actions.withdraw, office.clerk, AS_IT_ENDED),
        (actions.void, office.clerk, {"reason_class": "twice", "reason": "x"}),
        (actions.reissue_code, office.clerk, {"reason": "x"}),
    ):
        with refused("not_now"):
            press(dossier, verb, by, "2026-03-03 09:10", **more)


def test_with_a_result_or_an_end_an_intake_was_no_mistake(office):
    done = press(at_office(office), actions.withdraw, office.clerk, "2026-03-02 10:00", **AS_IT_ENDED)
    with refused("not_now"):
        voided(office, done)


# ── The right agency ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_steps_that_remain_go_to_the_other_agency_and_no_day_is_won(office, birth):
    p = office
    due, first, plan = birth.due_at, birth.original_due_at, list(birth.steps.order_by("n").values_list("n", "due_at"))

    dossier = redirected(p, birth, p.other, "2026-03-02 09:30")

    assert (dossier.deciding_agency, dossier.holder_agency) == (p.other, p.other)
    assert dossier.holder_unit == Unit.objects.get(agency=p.other, kind=UnitKind.OFFICE)
    assert (dossier.due_at, dossier.original_due_at) == (due, first)
    assert list(dossier.steps.order_by("n").values_list("n", "due_at")) == plan
    assert list(Step.objects.filter(dossier=dossier).order_by("n").values_list("agency__code", flat=True)) == [
        p.commune.code, p.commune.code, p.other.code, p.other.code, p.commune.code,
    ]  # fmt: skip
    assert (dossier.receiving_agency, dossier.return_agency) == (p.commune, p.commune)
    assert dossier.official_code == birth.official_code
    event = last(dossier, "redirected")
    assert event.agency == p.commune  # who gave it away
    assert (event.data["from"], event.data["decider"], event.data["agency"]) == (p.commune.pk, p.other.pk, p.other.name)
    assert event.data["signals"] == ["redirected"]
    assert is_clean(dossier, "2026-03-02 10:00")


def test_its_own_people_go_on_with_it_and_the_others_do_not(office, birth):
    dossier = redirected(office, birth, office.other, "2026-03-02 09:30")
    with refused("role"):
        press(dossier, actions.complete_step, office.officer_b, "2026-03-02 10:00")


def test_an_agency_that_cannot_have_it_is_refused(office, birth):
    p = office
    when = "2026-03-02 09:30"
    with refused("redirect_same"):
        redirected(p, birth, p.commune, when)
    with refused("redirect_kind"):
        redirected(p, birth, p.department, when)
    type(p.other).objects.filter(pk=p.other.pk).update(is_active=False)
    p.other.refresh_from_db()
    with refused("redirect_kind"):
        redirected(p, birth, p.other, when)
    assert Dossier.objects.get().deciding_agency == p.commune


def test_an_agency_with_other_hours_or_without_the_unit_is_refused(office, birth):
    p, when = office, "2026-03-02 09:30"
    Unit.objects.filter(agency=p.other, kind=UnitKind.LEADERS).delete()
    with refused("no_unit"):
        redirected(p, birth, p.other, when)
    assert not Step.objects.filter(agency=p.other).exists()
    third = type(p.other).objects.create(code="H20.29870", name="UBND xã Phong Hòa", kind=AgencyKind.COMMUNE)
    OfficeHours.objects.create(
        agency=third, sessions=[["07:30", "11:30"], ["13:30", "17:30"]], status=DayStatus.IN_FORCE, since=1,
        legal_basis="Quy chế",
    )  # fmt: skip
    forget_calendars()
    with refused("redirect_hours"):
        redirected(p, birth, third, when)


def test_what_is_late_stays_with_who_was_late(office, birth):
    with refused("redirect_overdue"):
        redirected(office, birth, office.other, "2026-03-03 17:00:00.000001")
    with refused("mistake_reason"):
        redirected(office, birth, office.other, "2026-03-02 10:00", reason=" ")
    with refused("role"):
        redirected(office, birth, office.other, "2026-03-02 10:00", by=office.officer_b)
    assert Event.objects.filter(kind="redirected").count() == 0
    assert redirected(office, birth, office.other, "2026-03-03 17:00").deciding_agency == office.other
