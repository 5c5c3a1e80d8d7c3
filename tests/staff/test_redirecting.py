"""A dossier goes to the agency that should have had it, and the citizen reads so."""

import re

import pytest

from agencies.models import Procedure, Unit, UnitKind
from dossiers.models import Dossier
from tests.province import receive
from tests.staff.pages import at_field, page, press, preview, reads, said, text


@pytest.fixture
def birth(province, advance):
    return advance(receive(province, province.birth), province.clerk_b)


def test_a_dossier_goes_to_the_right_commune(province, enter, client, birth):
    leader = enter(province.leader_b)
    opened = leader.get(page(birth, "chuyen-co-quan"))
    assert "UBND phường Cao Lãnh" in text(opened)
    offered = re.findall(r'<option value="(\d+)"', text(opened))
    assert offered == [str(province.other.pk)]  # neither itself nor a department
    assert "tại …" in preview(opened)[0]
    assert preview(opened)[-1].endswith("đến đúng cơ quan giải quyết: …")

    done = press(leader, birth, "chuyen-co-quan", to=province.other.pk, reason="Cư trú ở Cao Lãnh")

    assert done.status_code == 302
    assert leader.get(done.url).status_code == 200  # it received the dossier, and reads it still
    assert Dossier.objects.get().deciding_agency == province.other
    assert "tại Phòng Chuyên môn, UBND phường Cao Lãnh" in reads(client, birth)
    assert "Chuyển hồ sơ đến đúng cơ quan giải quyết: UBND phường Cao Lãnh" in reads(client, birth)


@pytest.mark.parametrize("to", ["", "0", "x", "1\x00", "9" * 30])
def test_only_an_agency_of_the_list(province, enter, birth, to):
    answer = press(enter(province.leader_b), birth, "chuyen-co-quan", to=to, reason="Lý do giữ lại")
    assert (answer.status_code, at_field(answer, "to")) == (400, "Chọn một cơ quan trong danh sách.")
    assert "Lý do giữ lại" in text(answer)


def test_an_agency_that_cannot_do_a_step_is_refused_at_the_field(province, enter, birth):
    Unit.objects.filter(agency=province.other, kind=UnitKind.LEADERS).delete()
    answer = press(enter(province.leader_b), birth, "chuyen-co-quan", to=province.other.pk, reason="Cư trú")
    assert answer.status_code == 400
    assert "chưa có đơn vị làm bước “Ký duyệt”" in at_field(answer, "to")


def test_who_gave_it_away_unseen_is_led_home(province, enter):
    """A commune received it for the department, to which the procedure belongs no more."""
    finance = type(province.department).objects.create(
        code="H20.7", name="Sở Tài chính", kind="department", parent=province.root
    )
    for kind in UnitKind:
        Unit.objects.create(agency=finance, name=kind.label, kind=kind)
    dossier = receive(province, agency=province.commune, by=province.clerk_b)
    Procedure.objects.filter(pk=province.building.procedure_id).update(department=finance)
    leader = enter(province.leader)

    done = press(leader, dossier, "chuyen-co-quan", to=finance.pk, reason="Thuộc Sở Tài chính")

    assert (done.status_code, done.url) == (302, "/can-bo/")
    assert "Đã chuyển hồ sơ" in said(leader.get(done.url))
    assert leader.get(page(dossier)).status_code == 404
    seen = text(leader.get("/giam-sat/sua-sai"))
    assert dossier.official_code in seen
    assert page(dossier) not in seen  # named, because it was their doing, and closed to them now
    signs = text(leader.get("/giam-sat/canh-dem/chuyen-co-quan"))
    assert dossier.official_code in signs
    assert page(dossier) not in signs
