"""Form 06: who gave a dossier to whom, when, and whether it was in time, whatever its history."""

import uuid
from datetime import date

import pytest

from agencies.models import Unit, UnitKind
from dossiers import actions
from dossiers.models import Dossier, LetterKind
from tests.dossiers.conftest import extended
from tests.dossiers.working import FETCHED, LATE, at, at_office, press, refused, taken_in
from tests.letters.judging import faults_of
from tests.letters.reading import missing, pages_of, text_of

GROUND = {"ground": "survey", "reason": "Đo đạc"}


@pytest.fixture
def p(province):
    return extended(province)


def slip(p, dossier, when="2026-03-20 09:00"):
    return actions.print_letter(kind=LetterKind.CONTROL, dossier_id=dossier.pk, by=p.officer, now=at(when))


def hands(p, dossier) -> list[tuple[str, str, str, str, str]]:
    """Of each line: unit that gave, unit that took, when given, when taken, result."""
    return [
        (row["giver"].partition(",")[0], row["receiver"].partition(",")[0], row["given"][:5], row["taken"][:5],
         row["result"])
        for row in slip(p, dossier).facts["passings"]
    ]  # fmt: skip


def notes(p, dossier) -> list[list[str]]:
    return [row["notes"] for row in slip(p, dossier).facts["passings"]]


COUNTER, OFFICE, LEADERS = "Bộ phận Một cửa", "Phòng Chuyên môn", "Lãnh đạo"
FIRST = (COUNTER, OFFICE, "09:05", "09:05", "Trước hạn")


def test_every_field_is_the_dossiers(p):
    dossier = at_office(p)
    press(dossier, actions.ask_opinion, p.officer, "2026-03-03 09:00", agency=p.commune, question="Ranh giới?",
          answer_by=date(2026, 3, 6))  # fmt: skip
    press(dossier, actions.complete_step, p.officer, "2026-03-24 08:00")

    letter = slip(p, dossier, "2026-03-25 09:00")

    assert missing(
        letter, "SỞ XÂY DỰNG BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "Số: 01/PKS-BPTNTKQ",
        "Đồng Tháp, ngày 25 tháng 3 năm 2026", "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        f"Mã số hồ sơ: {dossier}", "Cơ quan (bộ phận) giải quyết hồ sơ: Sở Xây dựng",
        "Cơ quan phối hợp giải quyết hồ sơ (nếu có): UBND phường Mỹ Tho",
        "Ngày nhận hồ sơ: 09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "Ngày hẹn trả kết quả: 17 giờ 00 phút, ngày 30 tháng 3 năm 2026",
        "TT Tên đơn vị Thời gian giao, nhận Kết quả giải quyết Ghi chú",
        "Giao: 09:05 02/03/2026 Lê Thị Bích Ngọc", "Nhận: 09:05 02/03/2026 Trần Minh Khôi",
        "Giao: 08:00 24/03/2026 Trần Minh Khôi", "Trước hạn", "Đúng hạn",
        "Lấy ý kiến UBND phường Mỹ Tho, hẹn trả lời ngày 06/03/2026",
        "Việc lưu vết được thực hiện tự động theo chức năng của Hệ thống", "bên nhận ghi khi nhận bàn giao",
        "Mẫu số 06 – Thông tư số 03/2025/TT-VPCP",
    ) == []  # fmt: skip
    assert "Nguyễn Thị Đoan" not in text_of(letter)  # the form has no line for whoever applied
    assert faults_of(letter) == []
    assert len(pages_of(letter)) == 1


def test_it_is_of_the_day_it_is_made_and_says_how_late_its_dossier_is_then(p):
    dossier, why = at_office(p), {"reason_class": "other", "reason": "R", **LATE}
    closed = press(at_office(p), actions.stop, p.leader, "2026-04-06 09:00", **why)

    letter = slip(p, dossier, "2026-04-06 09:00")

    assert missing(
        letter, "Đồng Tháp, ngày 06 tháng 4 năm 2026",
        "ngày 30 tháng 3 năm 2026. Quá hạn 5 ngày làm việc tính đến 06/04/2026", "đến 09:05 02/03/2026.",
    ) == []  # fmt: skip
    assert letter.subject == f"dossier:{dossier.pk}@2"
    assert slip(p, at_office(p), "2026-03-30 17:30").facts["late"] == "Quá hạn dưới 1 ngày làm việc tính đến 30/03/2026"
    assert [slip(p, fine, when).facts["late"] for fine, when in (
        (at_office(p), "2026-03-30 16:00"), (closed, "2026-04-07 09:00"),
    )] == ["", ""]  # fmt: skip


def test_whoever_first_acts_has_taken_it_over(p):
    dossier = at_office(p)
    press(dossier, actions.assign, p.leader, "2026-03-02 10:00", to=p.officer)

    row = slip(p, dossier).facts["passings"][0]

    assert (row["taken"], row["taken_by"], row["begun"]) == ("09:05 02/03/2026", "Trần Minh Khôi", "10:00 02/03/2026")
    assert "(xử lý từ 10:00 02/03/2026)" in text_of(slip(p, dossier))


def test_results_go_by_the_plan_of_the_step(p):
    """Half a day for handing on, then fifteen days: until 24 March at noon."""
    late = taken_in(p, "2026-03-02 09:00")
    press(late, actions.complete_step, p.clerk, "2026-03-04 09:00")
    press(late, actions.complete_step, p.officer, "2026-03-25 09:00")
    in_time = at_office(p)
    press(in_time, actions.complete_step, p.officer, "2026-03-20 09:00")

    assert [row[4] for row in hands(p, late)] == ["Quá hạn", "Quá hạn", "–"]
    assert [row[4] for row in hands(p, in_time)] == ["Trước hạn", "Trước hạn", "–"]


def test_what_stopped_the_clock_moves_the_plan_of_what_follows(p):
    dossier = at_office(p)
    press(dossier, actions.pause, p.officer, "2026-03-03 08:00", **GROUND)
    press(dossier, actions.resume, p.officer, "2026-03-31 08:00")
    press(dossier, actions.complete_step, p.officer, "2026-04-10 08:00")

    assert hands(p, dossier)[1][4] == "Trước hạn"  # four weeks of it did not count
    assert "Tạm dừng tính thời hạn từ 08:00 03/03/2026: Đo đạc" in notes(p, dossier)[1][0]
    assert any("Tiếp tục tính thời hạn" in note for note in notes(p, dossier)[1])


def test_a_move_that_was_taken_back_stays_and_says_so(p):
    dossier = at_office(p)
    press(dossier, actions.undo, p.clerk, "2026-03-02 09:10")
    press(dossier, actions.complete_step, p.clerk, "2026-03-02 09:20")

    rows = slip(p, dossier).facts["passings"]

    assert [row["is_undone"] for row in rows] == [True, False, False]
    assert rows[0]["notes"] == ["09:10 02/03/2026: Lê Thị Bích Ngọc hoàn tác việc này"]
    assert rows[0]["taken_by"] == ""
    assert (rows[1]["giver"], rows[1]["given"]) == ("Bộ phận Một cửa, Sở Xây dựng", "09:20 02/03/2026")


def test_what_is_sent_back_says_why_and_has_no_result(p):
    dossier = at_office(p)
    press(dossier, actions.complete_step, p.officer, "2026-03-03 09:00")
    press(dossier, actions.return_step, p.leader, "2026-03-03 10:00", reason="Thiếu chữ ký nháy")

    assert hands(p, dossier)[2:] == [(LEADERS, OFFICE, "10:00", "10:00", "–"), (OFFICE, "", "", "", "–")]
    assert "để làm lại. Lý do: Thiếu chữ ký nháy" in notes(p, dossier)[2][0]


def test_what_is_passed_on_is_open_until_it_is_taken_over(p):
    registry = Unit.objects.get(agency=p.department, kind=UnitKind.REGISTRY)
    leaders = Unit.objects.get(agency=p.department, kind=UnitKind.LEADERS)
    dossier = at_office(p)
    press(dossier, actions.pass_on, p.officer, "2026-03-03 09:00", to=registry)
    offered = slip(p, dossier)
    assert hands(p, dossier) == [FIRST, (OFFICE, "Văn thư", "09:00", "", "–")]
    assert "Nhận: chưa nhận" in text_of(offered)

    press(dossier, actions.pass_on, p.officer, "2026-03-03 10:00", to=leaders)
    press(dossier, actions.take_over, p.leader, "2026-03-04 08:00")

    rows = slip(p, dossier).facts["passings"]
    assert [row["is_dropped"] for row in rows] == [False, True, False, False]
    assert hands(p, dossier)[2] == (OFFICE, LEADERS, "10:00", "08:00", "Trước hạn")
    assert rows[2]["taken_by"] == "Phạm Quốc Dũng"
    assert (rows[3]["giver"], rows[3]["receiver"]) == ("Lãnh đạo, Sở Xây dựng", "")


def test_an_offer_that_another_way_overtook_comes_back_with_it(p):
    registry = Unit.objects.get(agency=p.department, kind=UnitKind.REGISTRY)
    dossier = at_office(p)
    press(dossier, actions.pass_on, p.officer, "2026-03-03 09:00", to=registry)
    press(dossier, actions.complete_step, p.officer, "2026-03-03 09:10")
    assert [row["is_dropped"] for row in slip(p, dossier).facts["passings"]] == [False, True, False, False]

    press(dossier, actions.undo, p.officer, "2026-03-03 09:15")

    rows = slip(p, dossier).facts["passings"]
    assert [(row["is_dropped"], row["is_undone"]) for row in rows] == [(False, False), (False, False), (False, True)]
    assert rows[1]["taken"] == ""


def test_two_appointments_with_an_outside_body_between(p):
    dossier = at_office(p, p.two_dates)
    press(dossier, actions.request_payment, p.officer, "2026-03-04 10:00", form_number="PC-12", amount=2_500_000)
    press(dossier, actions.confirm_payment, p.officer, "2026-03-09 15:00")
    press(dossier, actions.complete_step, p.officer, "2026-03-10 09:00")
    press(dossier, actions.finish, p.leader, "2026-03-12 09:00", **LATE)
    press(dossier, actions.hand_over, p.clerk, "2026-03-12 15:00", **FETCHED)

    letter = slip(p, dossier)

    assert hands(p, dossier) == [
        FIRST,
        (OFFICE, "Thuế tỉnh Đồng Tháp", "10:00", "10:00", "Trước hạn"),
        ("Thuế tỉnh Đồng Tháp", OFFICE, "15:00", "15:00", "–"),
        (OFFICE, LEADERS, "09:00", "09:00", "Đúng hạn"),
        (LEADERS, COUNTER, "09:00", "09:00", "Quá hạn"),
        (COUNTER, "Người nộp hồ sơ", "15:00", "15:00", "–"),
    ]
    assert letter.facts["helpers"] == ["Thuế tỉnh Đồng Tháp"]
    assert letter.facts["passings"][1]["taken_by"] == ""  # nobody of theirs works here
    assert "ngày 11 tháng 3 năm 2026" in letter.facts["due"]


def test_a_dossier_that_went_to_the_right_agency(p):
    dossier = taken_in(p, "2026-03-02 09:00", p.birth)
    press(dossier, actions.complete_step, p.clerk_b, "2026-03-02 09:05")
    press(dossier, actions.redirect, p.leader_b, "2026-03-02 09:30", to=p.other, reason="Nơi cư trú ở Cao Lãnh")

    rows = slip_of_commune(p, dossier).facts["passings"]

    assert (rows[1]["giver"], rows[1]["receiver"]) == (
        "Phòng Chuyên môn, UBND phường Mỹ Tho", "Phòng Chuyên môn, UBND phường Cao Lãnh",
    )  # fmt: skip
    assert rows[1]["result"] == "–"
    assert "Lý do: Nơi cư trú ở Cao Lãnh" in rows[1]["notes"][0]


def slip_of_commune(p, dossier):
    return actions.print_letter(
        kind=LetterKind.CONTROL, dossier_id=dossier.pk, by=p.clerk_b, now=at("2026-03-20 09:00")
    )


def test_every_event_makes_a_new_slip_and_none_makes_the_same(p):
    dossier = at_office(p)
    first = slip(p, dossier)
    assert slip(p, dossier, "2026-03-21 09:00") == first

    press(dossier, actions.assign, p.leader, "2026-03-02 10:00", to=p.officer)

    again = slip(p, dossier)
    assert (first.number, again.number) == (1, 2)
    assert again.subject == f"dossier:{dossier.pk}@3"


def test_an_end_without_a_result_is_the_last_note(p):
    dossier = at_office(p)
    press(dossier, actions.withdraw, p.clerk, "2026-03-03 09:00", reason_class="no_need", reason="Đổi ý")

    assert notes(p, dossier)[-1] == ["09:00 03/03/2026: Người nộp rút hồ sơ: Người nộp không còn nhu cầu"]


def test_what_was_never_taken_in_has_none(p):
    dossier = actions.refuse_dossier(
        key=uuid.uuid4(), agency=p.department,
        rules=p.building, applicant=actions.Applicant(name="A", phone="0912345678"), papers=[], by=p.clerk, reason="R",
    )  # fmt: skip

    with refused("no_control"):
        slip(p, dossier)


def test_a_long_history_goes_on_to_further_pages_with_the_head_of_the_table(p):
    dossier = at_office(p)
    for day in range(3, 20):
        if date(2026, 3, day).weekday() < 5:
            press(dossier, actions.complete_step, p.officer, f"2026-03-{day:02} 09:00")
            press(dossier, actions.return_step, p.leader, f"2026-03-{day:02} 10:00", reason="Bổ sung căn cứ. " * 20)

    letter = slip(p, Dossier.objects.get(pk=dossier.pk))

    assert len(pages_of(letter)) > 2
    assert all("Tên đơn vị" in page.extract_text() for page in pages_of(letter)[:-1])
    assert f"Trang 2/{len(pages_of(letter))}" in text_of(letter)
    assert faults_of(letter) == []
