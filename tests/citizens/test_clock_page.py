"""The page that explains the due date: every date with its rows, every difference with its cause, nobody's name."""

import re
from datetime import date

import pytest

from agencies.models import CalendarDay, DayKind, DayStatus, WorkCalendar
from dossiers import actions, limits
from dossiers.models import Dossier, Event, EventKind
from tests.citizens.lives import SECRETS, at, begun, two_appointments
from tests.citizens.test_status_page import VIETNAMESE
from tests.province import receive

UNKNOWN = "1C2F3H4K5M6P"


def page(client, dossier, query=""):
    return client.get(f"/tra-cuu/{dossier.receipt_code}/thoi-han{query}")


def words(answer) -> str:
    """What is read: without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_rows_of_the_first_date_can_be_checked_on_a_wall_calendar(client, province):
    with begun(province) as life:
        text = words(page(client, life.dossier))

    assert "Nhận lúc 15:30 thứ Năm 20/08/2026, sau giờ chốt: ngày nhận là thứ Sáu 21/08; không tính ngày nhận." in text
    assert "thứ Bảy 22/08: 1 ngày làm việc, ngày làm bù (Thông báo nghỉ lễ) (đã tính 1/10)." in text
    assert "Chủ nhật 23/08: nghỉ cuối tuần, không tính." in text
    assert "thứ Hai 24/08 – thứ Sáu 28/08: 5 ngày làm việc (đã tính 6/10)." in text
    assert "ngày nghỉ theo lịch (Thông báo nghỉ lễ), không tính." in text
    assert "Hẹn trả lúc 17:00 thứ Ba 08/09/2026." in text
    assert "Ngày hẹn đầu tiên 17 giờ 00, thứ Ba 08/09/2026" in text
    assert "Ngày hẹn tính theo thời hạn chưa đổi lần nào." in text
    assert "Giờ chốt nhận trong ngày 15:00" in text
    assert "07:00–11:30, 13:30–17:00 (giờ chung của tỉnh)" in text
    assert "bản số 1" in text


def test_what_moved_the_date_is_told_with_its_cause(client, province):
    with begun(province) as life:
        life.to_office().asked().answered().paused().resumed()
        text = words(page(client, life.dossier))

    # Monday and Tuesday at 17:00 the papers were awaited; on Thursday at 17:00 the survey was under way.
    assert "10:00 26/08/2026: từ 17 giờ 00, thứ Ba 08/09/2026 thành 17 giờ 00, thứ Năm 10/09/2026." in text
    assert "Vì: Đã nhận đủ giấy tờ bổ sung. Sở Xây dựng." in text
    assert "từ 17 giờ 00, thứ Năm 10/09/2026 thành 17 giờ 00, thứ Sáu 11/09/2026. Vì: Tiếp tục tính thời hạn." in text
    assert ("thứ Hai 24/08 – thứ Ba 25/08: đang dừng lúc 17:00, không tính: chờ người nộp bổ sung giấy tờ.") in text
    assert "đang dừng lúc 17:00, không tính: đo đạc, kiểm tra thực địa (Điều 6 Quyết định 138/2025" in text
    assert (
        "Yêu cầu bổ sung giấy tờ lần 1: từ 09:00 24/08/2026 đến 10:00 26/08/2026. Khi nhận đủ, thời hạn tính tiếp"
        in text
    )
    assert "từ 08:00 27/08/2026 đến 14:00 28/08/2026" in text
    assert "Ngày hẹn đầu tiên đã được tính như sau" in text
    assert "Hẹn trả lúc 17:00 thứ Ba 08/09/2026." in text  # how it was made then
    assert "Hẹn trả lúc 17:00 thứ Sáu 11/09/2026." in text


def test_a_day_does_not_count_on_the_ground_that_stood_at_its_close(client, province):
    """Two stops on one day: only the second lasts until the close, and only it costs the day."""
    with begun(province) as life:
        life.to_office().paused()
        life.do(at(27, 11), actions.resume, province.officer)
        life.do(at(27, 14), actions.pause, province.officer, ground="dispute", reason="Tranh chấp")
        life.do(at(28, 14), actions.resume, province.officer)
        text = words(page(client, life.dossier))

    assert "thứ Năm 27/08: đang dừng lúc 17:00, không tính: chờ kết quả giải quyết tranh chấp" in text
    assert "không tính: đo đạc" not in text
    assert "không tính: chờ kết quả giải quyết tranh chấp, khiếu nại hoặc bản án." in text


def test_a_term_in_hours_tells_every_stop(client, province):
    with begun(province, two_appointments(province, second_term=None, term=[[60, "working_hours"]])) as life:
        life.to_office().paused().resumed()
        text = words(page(client, life.dossier))

    assert "thứ Năm 27/08, 08:00–11:30, 13:30–17:00: đang dừng, không tính: đo đạc" in text
    assert "thứ Sáu 28/08, 07:00–11:30, 13:30–14:00: đang dừng, không tính: đo đạc" in text
    assert "Thời gian làm việc Phút" in text  # to be added up with the rows


def test_two_appointments_each_with_their_first_date_and_rows(client, province):
    with begun(province) as life:
        life.to_office().billed()
        waiting = words(page(client, life.dossier))
        life.paid()
        text = words(page(client, life.dossier))

    assert (
        "Lần hẹn này kết thúc khi gửi phiếu chuyển thông tin nghĩa vụ tài chính 09 giờ 00, thứ Năm 03/09/2026"
        in waiting
    )
    assert "từ 09:00 03/09/2026, còn chờ. Lần hẹn thứ nhất kết thúc" in waiting
    assert "Lần hẹn thứ 2" not in waiting
    assert text.index("Lần hẹn thứ 1") < text.index("Lần hẹn thứ 2")
    assert "Nhận lúc 10:00 thứ Hai 07/09/2026; không tính ngày nhận." in text
    assert "Hẹn trả lúc 17:00 thứ Năm 10/09/2026." in text
    assert "Ngày hẹn đầu tiên 17 giờ 00, thứ Năm 10/09/2026" in text


def test_time_by_party_adds_up_to_the_time_that_passed(client, province):
    with begun(province) as life:
        life.to_office().asked().answered().paused().resumed().billed().paid().finished()
        answer = page(client, life.dossier)

    rows = re.findall(r"<tr><th[^>]*>(.*?)</th><td>(?:(\d+) giờ)? ?(?:(\d+) phút)?</td></tr>", answer.content.decode())
    assert "Phút" not in answer.content.decode()  # is for terms in hours
    minutes = {who: int(hours or 0) * 60 + int(rest or 0) for who, hours, rest in rows}
    assert minutes == {
        "Nơi tiếp nhận: Bộ phận Một cửa, Sở Xây dựng": 90 + 120,
        # 21/08 9–17, all of 22/08, 24/08 7–9; 26/08 10–17, 27/08 7–8; 28/08 14–17; 03/09 7–9 (31/08–02/09 are off)
        "Nơi giải quyết: Phòng Chuyên môn, Sở Xây dựng": 360 + 480 + 120 + 300 + 60 + 180 + 120,
        "Người nộp (bổ sung giấy tờ, nộp tiền)": 360 + 480 + 180,
        "Tạm dừng theo quy định": 420 + 300,
        "Cơ quan khác, ngoài thời hạn của tỉnh: Thuế tỉnh Đồng Tháp": 360 + 480 + 180,
        "Nơi giải quyết: Lãnh đạo, Sở Xây dựng": 300 + 3 * 480 + 120,
        "Cộng, từ khi nhận đến khi kết thúc": sum(n for who, n in minutes.items() if not who.startswith("Cộng")),
    }


def test_the_first_date_is_told_by_the_calendar_of_its_day(client, province):
    with begun(province) as life:
        CalendarDay.objects.create(
            day=date(2026, 9, 4), kind=DayKind.OFF, status=DayStatus.IN_FORCE, legal_basis="QĐ 99", since=2
        )
        WorkCalendar.objects.update(version=2)
        life.to_office()
        text = words(page(client, life.dossier))

    first, now = text.index("Hẹn trả lúc 17:00 thứ Ba 08/09/2026."), text.index("Hẹn trả lúc 17:00 thứ Tư 09/09/2026.")
    assert now < text.index("Ngày hẹn đầu tiên đã được tính như sau") < first
    assert "ngày nghỉ theo lịch (QĐ 99), không tính" in text[: text.index("Ngày hẹn đầu tiên đã được tính")]
    assert "QĐ 99" not in text[text.index("Ngày hẹn đầu tiên đã được tính") :]
    assert "Vì: Lịch làm việc thay đổi." in text
    assert "bản số 2" in text


def test_a_restart_says_from_when_the_term_runs_again(client, province):
    with begun(province, province.building) as life:
        life.to_office().asked()
        waiting = words(page(client, life.dossier))
        life.answered()
        text = words(page(client, life.dossier))

    assert "Chưa có: thời hạn đang dừng" in waiting
    assert "còn chờ. Hạn bổ sung: 20/09/2026." in waiting
    assert "Thời hạn được tính lại từ đầu từ lúc cơ quan nhận đủ giấy tờ bổ sung." in text
    assert "Nhận lúc 10:00 thứ Tư 26/08/2026" in text


def test_a_second_round_and_a_late_one_are_marked(client, province):
    with begun(province) as life:
        life.to_office().asked().answered()
        life.do(at(4, 8, month=9), actions.permit_supplement, province.leader, reason=SECRETS[5])
        life.do(at(4, 9, month=9), actions.request_supplement, province.officer, reason="Thiếu", papers=["Đơn"],
                answer_by=date(2026, 9, 20))  # fmt: skip
        text = words(page(client, life.dossier))

    second = text[text.index("Yêu cầu bổ sung giấy tờ lần 2") :]
    assert "Yêu cầu thêm, do lãnh đạo cơ quan cho phép" in second
    assert "Yêu cầu sau ngày làm việc thứ ba" in second
    assert text.count("Yêu cầu sau ngày làm việc thứ ba") == 1


@pytest.mark.parametrize("query", ["?lang=vi", "?lang=en"])
def test_nothing_that_a_person_wrote_and_nobodys_name(client, province, query):
    with begun(province) as life:
        life.to_office().asked().answered().paused().resumed().billed().paid().sorry()
        answer = page(client, life.dossier, query)

    text = answer.content.decode()
    assert "15/09/2026" in text  # the promised date
    for secret in (*SECRETS, life.dossier.official_code, "12.500.000", "0900000123", "087190001234"):
        assert secret not in text
    assert "<script" not in text
    assert len(answer.content) < 30_000
    if query == "?lang=en":
        ours = re.sub(r'<(\w+)( [^>]*)?lang="vi"[^>]*>.*?</\1>', "", text, flags=re.DOTALL).replace("Đồng Tháp", "")
        assert VIETNAMESE.findall(ours) == [], ours[VIETNAMESE.search(ours).start() - 80 :][:160]


def test_an_unknown_code_reads_like_an_unknown_status(client, province):
    here, there = client.get(f"/tra-cuu/{UNKNOWN}/thoi-han"), client.get(f"/tra-cuu/{UNKNOWN}")

    assert here.status_code == there.status_code == 404
    assert here.content == there.content
    assert dict(here.headers) == dict(there.headers)


def test_a_voided_intake_and_a_mistyped_code(client, province):
    dossier = receive(province)
    typed = dossier.receipt_code[:4] + "-" + dossier.receipt_code[4:].lower()
    assert client.get(f"/tra-cuu/{typed}/thoi-han").headers["Location"] == f"/tra-cuu/{dossier.receipt_code}/thoi-han"
    assert client.get(f"/tra-cuu/{dossier.official_code}/thoi-han").headers["Location"].startswith("/tra-cuu/ma-so/")
    assert client.get("/tra-cuu/ABC/thoi-han").status_code == 400
    assert client.post(f"/tra-cuu/{dossier.receipt_code}/thoi-han").status_code == 405

    Dossier.objects.filter(pk=dossier.pk).update(voided_at=dossier.received_at)
    assert page(client, dossier).status_code == 410
    assert page(client, dossier).content == client.get(f"/tra-cuu/{dossier.receipt_code}").content


def test_it_is_never_kept_and_counts_as_a_look_up(client, province, monkeypatch):
    monkeypatch.setattr(limits, "LOOK_UPS", 3)
    dossier = receive(province)

    answers = [page(client, dossier) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert answers[0].headers["Referrer-Policy"] == "no-referrer"


def test_the_queries_are_few_however_long_the_life(client, province, django_assert_max_num_queries):
    with begun(province) as life:
        life.to_office().asked().answered().paused().resumed().billed().paid().sorry()
        page(client, life.dossier)
        with django_assert_max_num_queries(9):
            page(client, life.dossier)


def test_dossiers_without_a_clock(client, province):
    no_term = receive(province, province.termless)
    refused = actions.refuse_dossier(
        key="6d4f1e80-0000-4000-8000-000000000002", agency=province.department, rules=province.building, papers=[],
        applicant=actions.Applicant(name="Trần Văn Bé", phone="0900000123"), by=province.clerk, reason="Sai nơi",
    )  # fmt: skip

    for dossier in (no_term, refused):
        assert "không có thời hạn nên không có ngày hẹn để tính" in words(page(client, dossier))
        assert "thoi-han" not in client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode()


def test_a_history_of_old_rows_blames_nobody(client, province):
    dossier = receive(province)
    Event.objects.filter(dossier=dossier, kind=EventKind.RECEIVED)  # cannot be deleted: history is append-only
    thin = Dossier.objects.get(pk=dossier.pk)
    thin.pk, thin.receipt_code = None, UNKNOWN
    thin.official_code = thin.official_plain = None
    thin.status, thin.closed_at, thin.current_step = 8, at(20, 9), None
    thin.received_at = thin.updated_at = at(19, 9)
    thin.official_code = "H20.6-260819-9999"
    thin.save(force_insert=True)

    text = words(client.get(f"/tra-cuu/{UNKNOWN}/thoi-han"))

    assert "Không có diễn biến được ghi lại" in text
    assert "8 giờ" in text
