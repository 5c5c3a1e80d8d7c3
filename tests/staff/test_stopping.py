"""Stopping the clock by hand, for missing papers, for money: told before it is done, and never bent."""

import re
from datetime import timedelta

import pytest

from dossiers.models import Dossier, Pause, Payment, Supplement, SupplementPermission
from dossiers.workflow import Status
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import at_field, on_top, page, press, said, text, version_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAUSE = {"ground": "survey", "document": "15/SXD-QLXD ngày 09/03/2026", "reason": "Chờ đo đạc thực địa."}


@pytest.fixture
def at_office(province, moments, advance):
    """A dossier on the officer's desk since Monday, eight o'clock; due on 06/04/2026."""
    return advance(receive(province), province.clerk)


def paused(enter, province, dossier):
    assert press(enter(province.officer), dossier, "tam-dung", **PAUSE).status_code == 302


def test_the_clock_is_stopped_on_a_ground_and_runs_again(province, enter, moments, at_office):
    officer, clerk = enter(province.officer), enter(province.clerk)
    moments.to(MONDAY + DAY)
    opened = said(officer.get(page(at_office, "tam-dung")))
    assert "Thời hạn tạm dừng từ bây giờ" in opened
    # Five working days later, the 17th, papers are there at nine: five closings were lost, 06/04 becomes 13/04.
    assert "tiếp tục lúc 09:00 17/03/2026 thì ngày hẹn mới là 17:00 13/04/2026" in opened

    done = press(officer, at_office, "tam-dung", **PAUSE)
    assert done.status_code == 302
    shown = said(officer.get(page(at_office)))
    assert "Đo đạc, kiểm tra thực địa" in shown
    assert "Văn bản: 15/SXD-QLXD ngày 09/03/2026" in shown
    assert "Trần Minh Khôi" in shown
    assert f'class="button" href="{page(at_office, "tiep-tuc")}"' in text(officer.get(page(at_office)))
    assert "Việc tiếp theo là “Tiếp tục”, do Sở Xây dựng thực hiện" in said(clerk.get(page(at_office)))
    assert officer.get(page(at_office, "chuyen-buoc")).status_code == 409  # everything else waits

    moments.to(MONDAY + 8 * DAY)
    officer = enter(province.officer)
    assert "Ngày hẹn mới: 17:00 13/04/2026" in said(officer.get(page(at_office, "tiep-tuc")))
    assert press(officer, at_office, "tiep-tuc").status_code == 302
    at_office.refresh_from_db()
    assert f"{at_office.due_at:%d/%m/%Y}" == "13/04/2026"
    assert f"{at_office.original_due_at:%d/%m/%Y}" == "06/04/2026"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"ground": ""}, "ground", "Chọn căn cứ tạm dừng trong danh sách."),
        ({"ground": "supplement"}, "ground", "Chọn căn cứ tạm dừng trong danh sách."),
        ({"reason": " "}, "reason", "Ghi lý do tạm dừng."),
        ({"hour": "15:00"}, "hour", "Thời điểm này ở tương lai."),
        ({"hour": "08:00", "day": "01/04/2026"}, "hour", "Thời điểm này ở tương lai."),
        ({"hour": "06:30"}, "hour", "Chỉ ghi lùi được đến đầu giờ làm việc hôm nay"),
        ({"hour": "16:00", "day": "09/03/2026"}, "hour", "Chỉ ghi lùi được đến đầu giờ làm việc hôm nay"),
        ({"hour": "25:00"}, "hour", "Nhập giờ theo dạng giờ:phút"),
        ({"hour": "00:00", "day": "01/01/0001"}, "hour", "Chỉ ghi lùi được"),
        ({"hour": "23:59", "day": "31/12/9999"}, "hour", "Thời điểm này ở tương lai."),
        ({"day": "10/03/2026"}, "hour", "Ghi cả giờ"),
        ({"hour": "08:00", "day": "31/02/2026"}, "day", "Không có ngày 31/02/2026."),
        ({"document": "x" * 201}, "document", "Nội dung dài quá 200 ký tự"),
    ],
)
def test_a_pause_that_cannot_be_is_told_at_its_field_and_nothing_is_lost(
    province, enter, moments, at_office, typed, field, sentence
):
    moments.to(MONDAY + DAY + HOUR)
    answer = press(enter(province.officer), at_office, "tam-dung", **{**PAUSE, **typed})
    assert answer.status_code == 400
    assert at_field(answer, field).startswith(sentence)
    assert "15/SXD-QLXD" in text(answer) or "document" in typed
    assert "Chờ đo đạc thực địa." in text(answer) or "reason" in typed
    assert not Pause.objects.exists()


def test_a_pause_over_another_one_is_refused_at_its_hour(province, enter, moments, at_office):
    paused(enter, province, at_office)
    moments.to(MONDAY + HOUR)
    officer = enter(province.officer)
    assert press(officer, at_office, "tiep-tuc").status_code == 302
    moments.to(MONDAY + 2 * HOUR)
    answer = press(officer, at_office, "tam-dung", **PAUSE, hour="08:30")
    assert answer.status_code == 400
    assert at_field(answer, "hour")
    assert Pause.objects.count() == 1


@pytest.mark.parametrize(
    ("hour", "sentence"),
    [("08:30", "Tạm dừng không thể kết thúc trước khi bắt đầu."), ("11:00", "Thời điểm này ở tương lai.")],
)
def test_a_pause_does_not_end_before_it_begins(province, enter, moments, at_office, hour, sentence):
    moments.to(MONDAY + HOUR)
    paused(enter, province, at_office)
    moments.to(MONDAY + 2 * HOUR)
    answer = press(enter(province.officer), at_office, "tiep-tuc", hour=hour)
    assert answer.status_code == 400
    assert at_field(answer, "hour").startswith(sentence)
    assert f'value="{hour}"' in text(answer)
    assert Pause.objects.get().span.upper is None


def test_a_late_dossier_that_is_paused_stays_late(province, enter, moments, at_office):
    moments.to(MONDAY + 42 * DAY)
    officer = enter(province.officer)
    opened = said(officer.get(page(at_office, "tam-dung")))
    assert "Hồ sơ đã quá hạn từ 17:00 06/04/2026. Việc tạm dừng không thay đổi ngày hẹn này." in opened
    earlier = press(officer, at_office, "tam-dung", **PAUSE, hour="07:30")
    assert earlier.status_code == 400
    assert at_field(earlier, "hour").startswith("Hồ sơ đã quá hạn: tạm dừng chỉ tính từ bây giờ")
    assert press(officer, at_office, "tam-dung", **PAUSE).status_code == 302
    assert "Quá hạn" in said(officer.get(page(at_office)))
    assert "Việc tính tiếp không thay đổi ngày hẹn này" in said(officer.get(page(at_office, "tiep-tuc")))


def test_papers_for_a_closed_round_are_refused(province, enter, at_office):
    clerk = enter(province.clerk)
    opened = clerk.get(page(at_office, "ghi-nhan-bo-sung"))
    assert opened.status_code == 409
    assert "Đợt bổ sung này đã kết thúc" in said(opened)
    answer = clerk.post(page(at_office, "ghi-nhan-bo-sung"), {"version": at_office.version})
    assert answer.status_code == 409
    assert "Đợt bổ sung này đã kết thúc; không còn giấy tờ nào đang chờ nhận." in said(answer)


ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ mặt bằng.", "papers": "Bản vẽ mặt bằng", "answer_by": "20/04/2026"}


def test_a_second_round_needs_leave_and_is_marked_everywhere(province, enter, moments, at_office):
    officer, clerk, leader = enter(province.officer), enter(province.clerk), enter(province.leader)
    assert press(officer, at_office, "yeu-cau-bo-sung", **ASKED).status_code == 302
    moments.to(MONDAY + DAY)
    assert press(clerk, at_office, "ghi-nhan-bo-sung").status_code == 302
    assert officer.get(page(at_office, "yeu-cau-bo-sung")).status_code == 409

    empty = press(leader, at_office, "cho-phep-bo-sung", reason="  ")
    assert (empty.status_code, at_field(empty, "reason")) == (400, "Ghi lý do cho phép yêu cầu bổ sung thêm một lần.")
    assert press(leader, at_office, "cho-phep-bo-sung", reason="Bản vẽ nộp lại sai tỷ lệ.").status_code == 302
    assert leader.get(page(at_office, "cho-phep-bo-sung")).status_code == 409  # one leave at a time
    assert "Bản vẽ nộp lại sai tỷ lệ." in said(officer.get(page(at_office, "yeu-cau-bo-sung")))

    assert press(officer, at_office, "yeu-cau-bo-sung", **ASKED).status_code == 302
    assert SupplementPermission.objects.get().supplement.round == 2
    shown = said(officer.get(page(at_office)))
    assert "Yêu cầu lần 1" in shown
    assert "Yêu cầu lần 2" in shown
    assert re.search(r"Được Phạm Quốc Dũng cho phép lúc 08:00 10/03/2026. Lý do: Bản vẽ nộp lại sai tỷ lệ.", shown)
    assert "Bổ sung lần 2" in said(clerk.get("/can-bo/?loc=cho-bo-sung"))


def test_no_answer_by_the_day_is_a_thing_to_do_and_closes_nothing(province, enter, moments, at_office):
    press(enter(province.officer), at_office, "yeu-cau-bo-sung", **ASKED)
    moments.to(MONDAY + 42 * DAY)  # 20/04, the last day itself
    assert "(0)" in said(enter(province.clerk).get("/can-bo/?loc=qua-han-bo-sung"))
    moments.to(MONDAY + 43 * DAY)
    lists = {who: text(enter(getattr(province, who)).get("/can-bo/?loc=qua-han-bo-sung"))
             for who in ("clerk", "officer", "leader", "clerk_b")}  # fmt: skip

    offered = {who: set(re.findall(rf'{page(at_office)}/([\w-]+)"', found)) for who, found in lists.items()}
    assert offered == {
        "clerk": {"ghi-nhan-bo-sung", "rut-ho-so"}, "officer": {"dung-giai-quyet"}, "clerk_b": set(),
        "leader": {"ghi-nhan-bo-sung", "rut-ho-so", "dung-giai-quyet"},
    }  # fmt: skip
    assert "Hồ sơ không tự đóng" in said(enter(province.clerk).get(page(at_office)))
    at_office.refresh_from_db()
    assert (at_office.status, Supplement.objects.get().received_at) == (Status.SUPPLEMENT, None)


@pytest.mark.parametrize(
    ("slug", "typed"), [("yeu-cau-bo-sung", ASKED), ("tam-dung", PAUSE), ("nghia-vu-tai-chinh", {"amount": "50.000"})]
)
def test_nothing_is_awaited_of_a_dossier_that_has_ended(province, enter, moments, at_office, slug, typed):
    officer = enter(province.officer)
    press(officer, at_office, slug, **typed)
    moments.to(MONDAY + 50 * DAY)
    officer = enter(province.officer)
    press(officer, at_office, "dung-giai-quyet", reason_class="abolished", reason="Thủ tục đã bãi bỏ.")
    shown = said(officer.get(page(at_office)))
    assert "đến khi hồ sơ kết thúc" in shown
    for phrase in ("Đang chờ", "Quá hạn bổ sung", "không tự đóng", "đến nay"):
        assert phrase not in shown, phrase


def test_only_a_first_request_is_called_late(province, enter, moments, at_office):
    moments.to(MONDAY + 8 * DAY)
    officer, clerk, leader = enter(province.officer), enter(province.clerk), enter(province.leader)
    press(officer, at_office, "yeu-cau-bo-sung", **ASKED)
    moments.to(MONDAY + 9 * DAY)
    press(clerk, at_office, "ghi-nhan-bo-sung")
    press(leader, at_office, "cho-phep-bo-sung", reason="Sai tỷ lệ.")
    press(officer, at_office, "yeu-cau-bo-sung", **ASKED)
    shown = said(officer.get(page(at_office)))
    assert "Yêu cầu lần 2" in shown
    assert shown.count("ngày làm việc thứ") == 1
    assert "ngày làm việc thứ 6 sau tiếp nhận, muộn hơn quy định" in shown


def test_money_makes_two_appointments_each_with_its_first_date(province, enter, moments, advance, land):
    dossier = advance(receive(province, land), province.clerk)
    officer = enter(province.officer)
    assert f'class="button" href="{page(dossier, "nghia-vu-tai-chinh")}"' in text(officer.get(page(dossier)))
    assert officer.get(page(dossier, "chuyen-buoc")).status_code == 409  # not past the tax form
    moments.to(MONDAY + DAY)
    opened = said(officer.get(page(dossier, "nghia-vu-tai-chinh")))
    assert "Hẹn lần 1 (17:00 23/03/2026) kết thúc từ bây giờ" in opened
    assert "xác nhận lúc 09:00 17/03/2026 thì hẹn trả 17:00 24/03/2026" in opened
    assert "ngoài thời hạn của tỉnh" in opened

    done = press(officer, dossier, "nghia-vu-tai-chinh", form_number="152/PC", amount="1.200.000")
    assert done.status_code == 302
    payment = Payment.objects.get()
    assert (payment.amount, payment.form_number, payment.splits) == (1_200_000, "152/PC", True)
    between = said(officer.get(page(dossier)))
    assert "1.200.000 đ" in between
    assert "Hẹn lần 2 Có khi xác nhận người nộp đã hoàn thành nghĩa vụ tài chính" in between
    assert re.search(r"Kết thúc 08:00 10/03/2026 đúng hạn", between)
    assert "Thuế tỉnh Đồng Tháp · ngoài thời hạn của tỉnh" in between
    assert f'class="button" href="{page(dossier, "xac-nhan-da-nop")}"' in text(officer.get(page(dossier)))

    moments.to(MONDAY + 7 * DAY)
    officer = enter(province.officer)
    assert "Ngày hẹn trả: 17:00 23/03/2026" in said(officer.get(page(dossier, "xac-nhan-da-nop")))
    assert press(officer, dossier, "xac-nhan-da-nop").status_code == 302
    dossier.refresh_from_db()
    assert f"{dossier.second_original_due_at:%d/%m/%Y}" == "23/03/2026"
    after = said(officer.get(page(dossier)))
    assert "Hẹn lần 1 Ngày hẹn đầu tiên 17:00 23/03/2026" in after
    assert "Hẹn lần 2 Ngày hẹn đầu tiên 17:00 23/03/2026" in after
    assert dossier.current_step == 5


def test_a_first_appointment_that_was_missed_stays_missed(province, enter, moments, advance, land):
    dossier = advance(receive(province, land), province.clerk)
    moments.to(MONDAY + 20 * DAY)
    officer = enter(province.officer)
    assert "đã quá hạn; việc trễ này không mất đi" in said(officer.get(page(dossier, "nghia-vu-tai-chinh")))
    press(officer, dossier, "nghia-vu-tai-chinh")
    assert re.search(r"Kết thúc 08:00 29/03/2026 trễ hạn", said(officer.get(page(dossier))))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1.200.000", 1_200_000), ("1200000", 1_200_000), ("1,200,000 đ", 1_200_000), ("1 200 000 đồng", 1_200_000),
     ("50.000đ", 50_000), ("", None)],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(province, enter, moments, at_office, typed, amount):
    assert press(enter(province.officer), at_office, "nghia-vu-tai-chinh", amount=typed).status_code == 302
    assert Payment.objects.get().amount == amount
    assert not Payment.objects.get().splits


@pytest.mark.parametrize("typed", ["1.200.00", "1.200,000", "-5", "0", "một triệu", "1e6", "9" * 29, "1.5", "１２"])
def test_amounts_that_mean_nothing_are_told_at_their_field(province, enter, moments, at_office, typed):
    answer = press(enter(province.officer), at_office, "nghia-vu-tai-chinh", amount=typed, form_number="152/PC")
    assert answer.status_code == 400
    assert at_field(answer, "amount").startswith(("Nhập số tiền", "Số tiền phải"))
    assert "152/PC" in text(answer)
    assert not Payment.objects.exists()


def test_money_without_a_second_term_only_stops_the_clock(province, enter, moments, at_office):
    officer = enter(province.officer)
    moments.to(MONDAY + DAY)
    assert "tính tiếp khi xác nhận đã nộp" in said(officer.get(page(at_office, "nghia-vu-tai-chinh")))
    press(officer, at_office, "nghia-vu-tai-chinh", amount="50.000")
    moments.to(MONDAY + 3 * DAY)
    assert "tính tiếp từ bây giờ. Ngày hẹn mới: 17:00 08/04/2026" in said(
        officer.get(page(at_office, "xac-nhan-da-nop"))
    )
    press(officer, at_office, "xac-nhan-da-nop")
    assert f"{Dossier.objects.get().due_at:%d/%m/%Y}" == "08/04/2026"


def test_a_move_that_two_people_made_at_once_is_told_on_top(province, enter, moments, at_office):
    officer, leader = enter(province.officer), enter(province.leader)
    version = version_in(officer.get(page(at_office, "tam-dung")))
    press(leader, at_office, "phan-cong", to=province.officer.pk)
    answer = officer.post(page(at_office, "tam-dung"), {"version": version, **PAUSE})
    assert answer.status_code == 409
    assert "Phạm Quốc Dũng đã cập nhật hồ sơ này" in on_top(answer)
    assert "Chờ đo đạc thực địa." in text(answer)
