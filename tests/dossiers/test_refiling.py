"""The same applicant and procedure again within thirty days: linked to the earlier one, and a signal after an end."""

import uuid

import pytest

from dossiers import actions
from dossiers.models import Dossier
from dossiers.reads.books.whole import wrong_links
from tests.dossiers.working import at, at_office, last, press, taken_in

APPLICANT = actions.Applicant(name="Nguyễn Thị Đoan", identity="087190001234", phone="0900000123")
ENDS = {"withdraw": "clerk", "stop": "officer", "decline": "officer"}


def ended(p, dossier, verb, when):
    why = {"reason_class": "other", "reason": "Theo đơn"}
    return press(dossier, getattr(actions, verb), getattr(p, ENDS[verb]), when, **why)


def signals(dossier):
    return last(dossier, "received").data.get("signals", [])


@pytest.mark.parametrize("verb", ENDS)
def test_what_is_filed_again_after_an_end_is_linked_and_seen(office, verb):
    first = ended(office, at_office(office), verb, "2026-03-10 09:00")

    again = taken_in(office, "2026-03-12 09:00")

    assert again.earlier == first
    assert signals(again) == ["refiled"]


def test_a_refusal_at_the_counter_that_is_filed_again_is_seen(office):
    p = office
    facts = {"agency": p.department, "rules": p.building, "applicant": APPLICANT, "papers": [], "by": p.clerk}
    refusal = actions.refuse_dossier(key=uuid.uuid4(), reason="Thiếu giấy", **facts)

    again = actions.receive_dossier(key=uuid.uuid4(), **facts)

    assert (again.earlier, signals(again)) == (refusal, ["refiled"])


def test_a_dossier_beside_one_that_has_its_result_or_is_still_open_is_linked_without_a_signal(office):
    open_one = at_office(office)

    second = taken_in(office, "2026-04-20 09:00")  # the first still lives, 49 days after its receipt

    assert (second.earlier, signals(second)) == (open_one, [])


@pytest.mark.parametrize(("when", "linked"), [("2026-04-09 09:00:00", True), ("2026-04-09 09:00:01", False)])
def test_thirty_days_after_the_end_nothing_is_linked_any_more(office, when, linked):
    ended(office, at_office(office), "withdraw", "2026-03-10 09:00")

    again = taken_in(office, when)

    assert (again.earlier is not None) == linked
    assert bool(signals(again)) == linked


def test_only_the_same_person_and_the_same_procedure_are_linked(office):
    p = office
    ended(p, at_office(p), "withdraw", "2026-03-10 09:00")

    stranger = actions.Applicant(name="Nguyễn Thị Đoan", identity="087190009999", phone="0900000123")
    assert taken_in(p, "2026-03-12 09:00", applicant=stranger).earlier is None
    assert taken_in(p, "2026-03-12 09:01", p.quick).earlier is None
    assert taken_in(p, "2026-03-12 09:02").earlier is not None


def test_without_an_identity_number_name_and_phone_tell(office):
    p = office
    nobody = actions.Applicant(name="Nguyễn Thị Đoan", phone="0900000123")
    first = ended(p, at_office(p, applicant=nobody), "withdraw", "2026-03-10 09:00")

    written = actions.Applicant(name="NGUYỄN THỊ ĐOAN", phone="0900000123")
    assert taken_in(p, "2026-03-12 09:00", applicant=written).earlier == first
    other = actions.Applicant(name="Trần Thị Đoan", phone="0900000123")
    assert taken_in(p, "2026-03-12 09:01", applicant=other).earlier is None
    unknown = actions.Applicant(name="Nguyễn Thị Đoan")
    assert taken_in(p, "2026-03-12 09:02", applicant=unknown).earlier is None


@pytest.mark.parametrize("identities", [("", "087190001234"), ("087190001234", "")])
def test_an_identity_number_that_one_of_the_two_filings_lacks_hides_nothing(office, identities):
    p = office
    first, again = (actions.Applicant(name="Nguyễn Thị Đoan", identity=n, phone="0900000123") for n in identities)
    ended_one = ended(p, at_office(p, applicant=first), "withdraw", "2026-03-10 09:00")

    dossier = taken_in(p, "2026-03-12 09:00", applicant=again)

    assert (dossier.earlier, signals(dossier)) == (ended_one, ["refiled"])
    assert list(wrong_links([dossier.pk])) == []
    Dossier.objects.filter(pk=dossier.pk).update(earlier=None)
    assert [pk for pk, _ in wrong_links([dossier.pk])] == [dossier.pk]


def test_the_latest_of_several_is_the_earlier_one(office):
    p = office
    ended(p, at_office(p), "withdraw", "2026-03-03 09:00")
    second = ended(p, taken_in(p, "2026-03-04 09:00"), "withdraw", "2026-03-05 09:00")

    assert taken_in(p, "2026-03-06 09:00").earlier == second
    assert Dossier.objects.get(pk=second.pk).earlier is not None


def test_a_receipt_entered_with_an_earlier_moment_is_seen(office):
    p = office
    dossier = taken_in(p, "2026-03-12 09:00", p.post, received_at=at("2026-03-10 09:00"), reason="Dấu bưu điện")

    assert signals(dossier) == ["entered_earlier"]
    assert last(dossier, "received").data["entered_at"].startswith("2026-03-12T")
