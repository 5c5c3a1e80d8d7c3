"""Receiving and refusing at the counter."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agencies.models import Agency, AgencyKind, Membership, Party, Procedure, ProcedureRules, Role, Unit
from dossiers import actions, codes
from dossiers.models import Dossier, Event, Step
from dossiers.workflow import Status
from tests.province import receive


def test_a_dossier_gets_its_codes_steps_and_due_date(province):
    dossier = receive(province)

    dossier.refresh_from_db()
    today = timezone.localdate(dossier.received_at)
    assert dossier.status == Status.ACCEPTED
    assert dossier.official_code == f"H20.6-{today:%y%m%d}-0001"
    assert codes.read_receipt_code(dossier.receipt_code) == dossier.receipt_code
    assert dossier.original_due_at == dossier.due_at > dossier.received_at
    assert dossier.next_flag_at == min(dossier.due_soon_at, dossier.stalls_at)
    assert list(Step.objects.filter(dossier=dossier).order_by("n").values_list("n", flat=True)) == [1, 2, 3, 4, 5]
    assert dossier.current_step == 2
    assert Event.objects.get(dossier=dossier).kind == "received"


def test_the_same_press_twice_is_one_dossier(province):
    key = uuid.uuid4()

    first = receive(province, key=key)
    second = receive(province, key=key)

    assert first.pk == second.pk
    assert Dossier.objects.count() == 1


def test_the_same_key_with_other_content_is_refused(province):
    key = uuid.uuid4()
    receive(province, key=key)

    with pytest.raises(actions.Refused, match="nội dung khác"):
        receive(province, key=key, papers=[])


@pytest.mark.parametrize("change", ["reason", "received_at", "return_agency"])
def test_the_content_of_a_press_is_everything_that_it_says(province, change):
    p, at = province, timezone.now() - timedelta(days=2)
    facts = {"key": uuid.uuid4(), "received_at": at, "reason": "Dấu bưu điện"}
    receive(p, p.post, **facts)
    other = {"reason": "Khác", "received_at": at - timedelta(days=1), "return_agency": p.commune}

    with pytest.raises(actions.Refused, match="nội dung khác"):
        receive(p, p.post, **{**facts, change: other[change]})


def test_receiving_and_refusing_are_not_the_same_press(province):
    who = actions.Applicant(name="Trần Văn Bé")
    facts = {
        "key": uuid.uuid4(), "agency": province.department, "rules": province.post, "papers": [], "applicant": who,
        "by": province.clerk, "reason": "Gửi nhầm",
    }  # fmt: skip
    actions.refuse_dossier(**facts)

    with pytest.raises(actions.Refused, match="nội dung khác"):
        actions.receive_dossier(**facts)


def test_a_second_press_finds_the_first_dossier_also_when_the_rules_have_ended_since(province):
    key, yesterday = uuid.uuid4(), timezone.localdate() - timedelta(days=1)
    first = receive(province, key=key)
    ProcedureRules.objects.filter(pk=province.building.pk).update(valid_to=yesterday)

    assert receive(province, key=key).pk == first.pk
    with pytest.raises(actions.Refused, match="không có quy định"):
        receive(province)


def test_a_step_of_the_tax_office_goes_to_the_tax_office_and_needs_one(province):
    p = province
    Agency.objects.create(
        code="H20.0", name="Bảo hiểm xã hội", kind=AgencyKind.OUTSIDE, parent=p.root, on_province_clock=False
    )
    p.building.steps.filter(n=3).update(party=Party.OUTSIDE)

    assert receive(p).steps.get(n=3).agency == p.tax
    Agency.objects.filter(pk=p.tax.pk).update(is_active=False)
    with pytest.raises(actions.Refused, match="cơ quan thuế"):
        receive(p)


def test_post_may_give_an_earlier_moment_with_a_reason(province):
    yesterday = timezone.now() - timedelta(days=1)

    dossier = receive(province, province.post, received_at=yesterday, reason="Dấu bưu điện hôm qua")

    assert dossier.received_at == yesterday
    assert Event.objects.get(dossier=dossier).reason.text == "Dấu bưu điện hôm qua"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"received_at": timedelta(minutes=5), "reason": "x"}, "tương lai"),
        ({"received_at": timedelta(days=-1), "reason": " "}, "Ghi lý do"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(province, changes, words):
    moment = timezone.now() + changes["received_at"]

    with pytest.raises(actions.Refused, match=words):
        receive(province, province.post, received_at=moment, reason=changes["reason"])

    assert not Dossier.objects.exists()


def test_a_procedure_without_rules_on_that_day_is_refused(province):
    long_ago = datetime(2024, 1, 2, 8, tzinfo=timezone.get_current_timezone())

    with pytest.raises(actions.Refused, match="02/01/2024"):
        receive(province, province.post, received_at=long_ago, reason="Hồ sơ cũ")


def test_only_clerks_of_the_agency_receive(province):
    for stranger in (province.officer, province.clerk_b, province.auditor, province.administrator):
        with pytest.raises(actions.Refused):
            receive(province, by=stranger)


def test_a_refusal_has_a_receipt_code_and_no_official_code(province):
    facts = {"key": uuid.uuid4(), "agency": province.department, "rules": province.building, "papers": []}
    applicant = actions.Applicant(name="Trần Văn Bé")

    dossier = actions.refuse_dossier(**facts, applicant=applicant, by=province.clerk, reason="Không thuộc thẩm quyền")

    assert (dossier.status, dossier.official_code) == (Status.NOT_ACCEPTED, None)
    assert dossier.closed_at is not None
    assert Event.objects.get(dossier=dossier).reason.text == "Không thuộc thẩm quyền"


def test_a_procedure_without_a_term_has_no_due_date(province):
    dossier = receive(province, province.termless)

    assert dossier.due_at is None
    assert dossier.next_flag_at == dossier.stalls_at


def test_a_commune_procedure_is_not_received_at_a_department(province):
    with pytest.raises(actions.Refused, match="không tiếp nhận"):
        receive(province, province.birth, agency=province.department, by=province.clerk)


def test_a_commune_receives_for_a_department(province):
    dossier = receive(province, agency=province.commune, by=province.clerk_b)

    assert dossier.official_code.startswith("H20.28261-")
    assert dossier.deciding_agency == province.department


def test_rules_with_too_few_steps_are_refused_before_anything_is_written(province):
    province.building.steps.filter(n__gt=3).delete()

    with pytest.raises(actions.Refused, match="chưa đủ 4 bước"):
        receive(province)

    assert not Dossier.objects.exists()


def test_a_land_office_receives_for_its_own_department_only(province):
    p = province
    office = Agency.objects.create(
        code="H20.6.1", name="Văn phòng Đăng ký đất đai", kind="land_office", parent=p.department
    )
    Unit.objects.create(agency=office, name="Bộ phận Một cửa", kind="counter")
    Membership.objects.create(user=p.clerk, agency=office, role=Role.CLERK)
    elsewhere = Agency.objects.create(code="H20.7", name="Sở Tư pháp", kind="department", parent=p.root)

    assert receive(p, agency=office).receiving_agency == office
    Procedure.objects.filter(pk=p.pausing.procedure_id).update(department=elsewhere)
    with pytest.raises(actions.Refused, match="không tiếp nhận"):
        receive(p, ProcedureRules.objects.get(pk=p.pausing.pk), agency=office)
