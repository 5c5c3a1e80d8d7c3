"""Everything that the files lay down can be received: through each channel, with a holder for each step."""

import uuid

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agencies.models import (
    Agency,
    AgencyKind,
    Channel,
    Membership,
    Party,
    ProcedureRules,
    Role,
)
from dossiers import actions


@pytest.fixture
def counters(loaded):
    """A clerk at a commune and one at the province's centre."""
    clerk = User.objects.create(username="motcua")
    commune = Agency.objects.get(place_code="28261")
    centre = Agency.objects.get(kind=AgencyKind.CENTRE)
    for agency in (commune, centre):
        Membership.objects.create(user=clerk, agency=agency, role=Role.CLERK)
    return clerk, commune, centre


def _received(rules, counters, **changes):
    clerk, commune, centre = counters
    return actions.receive_dossier(
        **{
            "key": uuid.uuid4(), "agency": centre if rules.procedure.department_id else commune, "rules": rules,
            "applicant": actions.Applicant(name="Nguyễn Thị Đoan"), "papers": [], "by": clerk, **changes,
        }
    )  # fmt: skip


def test_every_procedure_is_received_through_every_channel_with_a_holder_for_each_step(counters):
    for rules in ProcedureRules.objects.in_force(on=timezone.localdate()).select_related("procedure__department"):
        dossier = _received(rules, counters)

        assert (dossier.due_at is None) is (rules.term is None)
        for step in dossier.steps.select_related("unit", "rule_step", "agency"):
            outside = step.rule_step.party == Party.OUTSIDE
            assert (step.unit is None) is outside, (rules, step)
            assert outside is (step.agency.name == "Thuế tỉnh Đồng Tháp")


def test_each_step_goes_to_the_unit_in_charge_of_the_field(counters):
    def holders(code):
        rules = ProcedureRules.objects.select_related("procedure__department")
        dossier = _received(rules.get(procedure__code=code, channel=Channel.COUNTER), counters)
        return [step.unit and step.unit.name for step in dossier.steps.select_related("unit").order_by("n")]

    assert holders("1.001193")[2:4] == ["Văn phòng HĐND và UBND", "Lãnh đạo UBND phường Mỹ Tho"]
    assert holders("1.004222")[2:4] == ["Công an phường Mỹ Tho", "Chỉ huy Công an phường Mỹ Tho"]
    assert holders("1.013225")[2] == "Phòng Kinh tế, Hạ tầng và Đô thị"
    assert holders("2.001827")[3] == "Chi cục Quản lý chất lượng nông, lâm sản và thủy sản"
    assert holders("1.012783")[2:5] == ["Văn phòng Đăng ký đất đai", None, "Văn phòng Đăng ký đất đai"]
    assert holders("TAM-138-57")[2:6] == [
        "Phòng Kinh tế, Hạ tầng và Đô thị", None, "Phòng Kinh tế, Hạ tầng và Đô thị", "Lãnh đạo UBND phường Mỹ Tho",
    ]  # fmt: skip
