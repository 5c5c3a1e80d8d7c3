"""Into other hands: a person, another unit, the step before. Whoever has it answers for it until the other takes it."""

import pytest
from django.contrib.auth.models import User

from agencies.models import Membership, Party, Role, Unit, UnitKind
from dossiers.models import Dossier
from tests.province import receive
from tests.staff.pages import at_field, on_top, page, press, said, text, version_in


@pytest.fixture
def second_office(province):
    """Another unit of the department, with somebody in it."""
    unit = Unit.objects.create(agency=province.department, name="Phòng Quy hoạch", kind=UnitKind.OFFICE)
    person = User.objects.create(username="quyhoach", last_name="Ngô Thanh", first_name="Bình")
    Membership.objects.create(user=person, agency=province.department, role=Role.OFFICER, unit=unit)
    return unit, person


def test_a_supervisor_chooses_who_works_on_it_by_name_and_unit(province, enter, at_office, second_office):
    leader = enter(province.leader)
    opened = text(leader.get(page(at_office, "phan-cong")))
    assert "Trần Minh Khôi – Chuyên viên thụ lý, Phòng Chuyên môn" in opened
    assert "Ngô Thanh Bình – Chuyên viên thụ lý, Phòng Quy hoạch" in opened
    for elsewhere in ("Võ Thành Tâm", "Huỳnh Văn Lộc", "Bùi Anh Thư"):
        assert elsewhere not in opened
    assert "Việc này là nội bộ" in opened

    assert press(leader, at_office, "phan-cong", to=province.officer.pk).status_code == 302
    shown = said(leader.get(page(at_office)))
    assert "Người thụ lý Trần Minh Khôi" in shown
    assert "Phân công người thụ lý Nội bộ Trần Minh Khôi" in shown

    again = press(leader, at_office, "phan-cong", to=province.officer.pk)
    assert again.status_code == 400
    assert at_field(again, "to") == "Trần Minh Khôi đang được phân công hồ sơ này rồi."


@pytest.mark.parametrize("to", ["", "0", "x", "1\x00", "9" * 30, "-1"])
def test_nobody_outside_the_list_is_assigned(province, enter, at_office, to):
    answer = press(enter(province.leader), at_office, "phan-cong", to=to)
    assert answer.status_code == 400
    assert at_field(answer, "to") == "Chọn một người trong danh sách."
    stranger = press(enter(province.leader), at_office, "phan-cong", to=province.officer_b.pk)
    assert at_field(stranger, "to") == "Chọn một người trong danh sách."
    assert Dossier.objects.get().assignee is None


def test_who_left_since_the_page_was_opened_is_refused(province, enter, at_office, monkeypatch):
    leader = enter(province.leader)
    version = version_in(leader.get(page(at_office, "phan-cong")))
    User.objects.filter(pk=province.officer.pk).update(is_active=False)
    answer = leader.post(page(at_office, "phan-cong"), {"version": version, "to": province.officer.pk})
    assert answer.status_code == 400
    assert at_field(answer, "to")


def test_another_unit_takes_it_over_and_until_then_the_sender_has_it(province, enter, at_office, second_office):
    unit, person = second_office
    officer, receiver, leader = enter(province.officer), enter(person), enter(province.leader)
    opened = text(officer.get(page(at_office, "ban-giao")))
    assert "Phòng Quy hoạch" in opened
    assert "UBND phường Mỹ Tho" not in opened
    assert "vẫn chịu trách nhiệm" in opened
    assert press(officer, at_office, "ban-giao", to=unit.pk, reason="Thuộc lĩnh vực quy hoạch.").status_code == 302

    assert "đang chờ Phòng Quy hoạch, Sở Xây dựng nhận" in said(officer.get(page(at_office)))
    assert at_office.official_code in text(officer.get("/can-bo/"))  # still the sender's
    assert officer.get(page(at_office, "nhan-ban-giao")).status_code == 403  # who cannot take it for the other unit
    waiting = text(receiver.get("/can-bo/?loc=cho-nhan"))
    assert at_office.official_code in waiting
    assert page(at_office, "nhan-ban-giao") in waiting
    assert at_office.official_code not in text(officer.get("/can-bo/?loc=cho-nhan"))
    assert at_office.official_code in text(leader.get("/can-bo/?loc=cho-nhan"))
    assert f'class="button" href="{page(at_office, "nhan-ban-giao")}"' in text(receiver.get(page(at_office)))

    assert press(receiver, at_office, "nhan-ban-giao").status_code == 302
    at_office.refresh_from_db()
    assert (at_office.holder_unit, at_office.passing_to) == (unit, None)
    assert at_office.official_code not in text(officer.get("/can-bo/"))
    shown = said(receiver.get(page(at_office)))
    assert "Bàn giao cho Phòng Quy hoạch, chờ nhận" in shown
    assert "Phòng Quy hoạch đã nhận bàn giao" in shown
    assert "Lý do: Thuộc lĩnh vực quy hoạch." in shown


def test_nobody_passes_on_to_the_unit_that_has_it_nor_to_another_agency(province, enter, at_office):
    officer = enter(province.officer)
    for unit in (at_office.holder_unit, Unit.objects.filter(agency=province.commune).first()):
        answer = press(officer, at_office, "ban-giao", to=unit.pk, reason="Ghi chú giữ lại")
        assert answer.status_code == 400
        assert at_field(answer, "to") == "Chọn một đơn vị trong danh sách."
        assert "Ghi chú giữ lại" in text(answer)
    assert Dossier.objects.get().passing_to is None


def test_there_is_nobody_to_choose_from_at_an_outside_body(province, enter, advance):
    province.building.steps.filter(n=3).update(party=Party.OUTSIDE)
    dossier = advance(receive(province), province.clerk)
    leader = enter(province.leader)
    for slug in ("phan-cong", "ban-giao"):
        assert leader.get(page(dossier, slug)).status_code == 403
        assert page(dossier, slug) not in text(leader.get(page(dossier)))


def test_a_step_is_done_again_with_a_reason_and_no_day_is_won(province, enter, advance, at_office):
    dossier = advance(at_office, province.officer)
    leader, due_at = enter(province.leader), dossier.due_at
    opened = said(leader.get(page(dossier, "tra-lai-buoc-truoc")))
    assert "Trả lại bước Thẩm định" in opened
    assert "không lùi ngày hẹn" in opened
    empty = press(leader, dossier, "tra-lai-buoc-truoc", reason="")
    assert (empty.status_code, at_field(empty, "reason")) == (400, "Ghi lý do trả lại bước trước.")

    assert press(leader, dossier, "tra-lai-buoc-truoc", reason="Thiếu tờ trình.").status_code == 302
    dossier.refresh_from_db()
    assert (dossier.current_step, dossier.due_at) == (3, due_at)
    assert "Trả lại bước “Thẩm định” để làm lại" in said(leader.get(page(dossier)))
    assert "Thiếu tờ trình." in said(leader.get(page(dossier)))


def test_a_first_step_is_not_sent_back(province, enter, advance):
    province.building.steps.filter(n=2).update(party=Party.OUTSIDE)
    dossier = advance(receive(province), province.leader)
    answer = enter(province.officer).get(page(dossier, "tra-lai-buoc-truoc"))
    assert answer.status_code == 409
    assert "không có bước trước để trả lại" in said(answer)
    posted = enter(province.officer).post(
        page(dossier, "tra-lai-buoc-truoc"), {"version": dossier.version, "reason": "Làm lại"}
    )
    assert posted.status_code == 409
    assert "không có bước trước" in on_top(posted)
