"""What the status says while the clock stands still, after an apology, and when a dossier ends without a result."""

import re
from datetime import date

import pytest
import time_machine

from dossiers import actions, wording
from dossiers.models import Dossier, Event, EventKind
from dossiers.reads import happened, lookup
from dossiers.reads.words import IN
from tests.citizens.lives import at, begun, two_appointments


@pytest.fixture
def life(province):
    with begun(province) as started:
        yield started.to_office()


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def read(client, life, query="") -> str:
    return words(client.get(f"/tra-cuu/{life.dossier.receipt_code}{query}"))


def program(client, life) -> dict:
    return client.get(f"/api/v1/status/{life.dossier.receipt_code}").json()


def details(client, life) -> str:
    client.post(f"/tra-cuu/{life.dossier.receipt_code}", {"so_cuoi": "0123"})
    return read(client, life)


def test_a_stop_by_hand_says_on_what_ground_and_is_no_waiting_for_papers(client, life):
    life.paused()
    text = read(client, life)

    assert "Tạm dừng tính thời hạn từ 27/08/2026" in text
    assert "Ngày hẹn trả được tính lại khi cơ quan tiếp tục giải quyết." in text
    assert "Cơ quan tạm dừng tính thời hạn từ 27/08/2026: đo đạc, kiểm tra thực địa (Điều 6 Quyết định 138" in text
    assert "Đang tạm dừng" in text
    assert "Ông/Bà chưa cần làm gì thêm." in text
    assert "Ông/Bà bổ sung" not in text
    assert "Tạm dừng tính thời hạn: Đo đạc" in text  # in the history
    assert "Đoàn đo" not in text  # what was written with it
    assert (program(client, life)["deadline"]["state"], program(client, life)["deadline"]["paused"]) == ("paused", True)


def test_a_late_dossier_that_is_stopped_stays_late(client, life):
    life.do(at(9, 9, month=9), actions.pause, life.p.officer, ground="dispute", reason="Tranh chấp")
    text = read(client, life)

    assert "Quá hạn 1 ngày làm việc" in text
    assert "Đang tạm dừng tính thời hạn từ 09/09/2026, nhưng hồ sơ vẫn là quá hạn." in text
    assert "Chưa có ngày hẹn mới." in text


def test_the_clock_waits_for_money_then_gives_the_second_date(client, life):
    life.billed()
    waiting = read(client, life)
    assert "Yêu cầu thực hiện nghĩa vụ tài chính" in waiting
    assert "Ngày hẹn lần hai được báo khi cơ quan xác nhận Ông/Bà đã nộp tiền." in waiting
    assert "Thời gian chờ nộp tiền không tính vào thời hạn giải quyết." in waiting
    assert "Lần hẹn thứ nhất (08/09/2026) đã xong đúng hẹn, ngày 03/09/2026." in waiting
    assert "Thời hạn của lần hẹn hai là 03 ngày làm việc, tính từ khi cơ quan xác nhận Ông/Bà đã nộp tiền." in waiting
    assert "Cơ quan này giữ hồ sơ từ ngày 03/09/2026; thời gian ở đó không tính vào thời hạn của tỉnh." in waiting
    assert "Ông/Bà nộp tiền theo thông báo của cơ quan thuế" in waiting
    assert "Tạm dừng tính thời hạn từ 03/09/2026" in waiting
    assert "Thuế tỉnh Đồng Tháp · từ 03/09/2026 · ngoài thời hạn của tỉnh" in waiting
    assert "12.500.000" not in waiting
    assert "12.500.000 đ" in details(client, life)
    assert program(client, life)["next_action"].startswith("Ông/Bà nộp tiền theo thông báo")

    life.paid()
    text = read(client, life)
    assert "Hẹn trả kết quả: 17 giờ 00, thứ Năm 10/09/2026" in text
    assert "Ngày hẹn đầu tiên 17 giờ 00, thứ Ba 08/09/2026" in text
    assert "Ngày hẹn đầu tiên của lần hẹn hai 17 giờ 00, thứ Năm 10/09/2026" in text
    assert "Ngày hẹn hiện nay" not in text
    assert "Các lần đổi ngày hẹn" not in text  # a second appointment is no moved date
    assert text.count("Dự kiến xong") == 1  # the step that follows is planned within the second appointment


def test_money_within_one_appointment_only_stops_the_clock(client, province):
    with begun(province, two_appointments(province, second_term=None)) as life:
        life.to_office().billed()
        waiting = read(client, life)
        life.paid()
        text = read(client, life)

    assert "Ngày hẹn trả được tính lại khi cơ quan xác nhận Ông/Bà đã nộp tiền." in waiting
    assert "Ông/Bà cần nộp phí, lệ phí hoặc thuế" in waiting
    assert "thành 10/09/2026 – Đã hoàn thành nghĩa vụ tài chính" in text
    assert "lần hẹn hai" not in text


def test_an_apology_shows_the_new_date_beside_the_old_one(client, life):
    life.sorry()
    text = read(client, life)
    assert "Đến hạn hôm nay" in text
    assert "Cơ quan xin lỗi và hẹn lại ngày trả kết quả: 15/09/2026." in text
    assert "Đã hẹn lại 15/09/2026" in text
    assert "Cơ quan xin lỗi và hẹn lại ngày trả kết quả: 15/09/2026" in text
    assert "Vì bà Mười ốm" not in text
    opened = details(client, life)
    assert "Vì bà Mười ốm" in opened
    assert "09:00 08/09/2026" in opened

    life.clock.to(at(10, 9, month=9))
    assert "Ngày hẹn mới: 15/09/2026." in read(client, life)
    assert "Quá hạn 2 ngày làm việc" in read(client, life)
    life.clock.to(at(16, 9, month=9))
    missed = read(client, life)
    assert "Ngày hẹn mới 15/09/2026 cũng đã qua." in missed
    assert missed.count("Ông/Bà gọi") == 1


def test_a_draft_of_an_apology_is_not_public(client, life):
    life.do(at(7, 8, month=9), actions.draft_apology, life.p.officer, reason="Vì bà Mười ốm",
            promised_on=date(2026, 9, 15))  # fmt: skip

    text = details(client, life)
    assert "15/09/2026" not in text
    assert "xin lỗi" not in text


def test_a_second_round_is_said(client, life):
    life.asked().answered()
    life.do(at(4, 8, month=9), actions.permit_supplement, life.p.leader, reason="Ông Mười Một xin thêm")
    life.do(at(4, 9, month=9), actions.request_supplement, life.p.officer, reason="Thiếu", papers=["Đơn"],
            answer_by=date(2026, 9, 20))  # fmt: skip
    text = read(client, life)

    assert "Đây là lần yêu cầu bổ sung thứ 2, do lãnh đạo cơ quan cho phép." in text
    assert "Lãnh đạo cho phép" not in text  # the permission itself is an inner event
    assert "Mười Một" not in text


@pytest.mark.parametrize(
    ("verb", "who", "reason_class", "sentences"),
    [
        (actions.withdraw, "clerk", "no_need", ["Hồ sơ đã được rút theo yêu cầu của người nộp ngày 25/08/2026",
                                                "Lý do: Người nộp không còn nhu cầu."]),
        (actions.stop, "officer", "dispute", ["Cơ quan đã dừng giải quyết hồ sơ.", "Lý do: Có tranh chấp"]),
        (actions.decline, "officer", "conditions", ["Hồ sơ đã được tiếp nhận nhưng không đủ điều kiện giải quyết.",
                                                    "Lý do: Chưa đủ điều kiện theo quy định."]),
    ],
)  # fmt: skip
def test_an_end_without_a_result_says_why(client, life, verb, who, reason_class, sentences):
    life.do(at(25, 9), verb, getattr(life.p, who), reason_class=reason_class, reason="Nhà bà Mười Hai")
    text = read(client, life)

    for sentence in (*sentences, "Hồ sơ đã kết thúc ngày 25/08/2026"):
        assert sentence in text
    assert "Mười Hai" not in text
    assert "Nhà bà Mười Hai" in details(client, life)


def test_passing_on_is_inside_and_taking_over_is_told(client, life):
    leaders = life.p.department.units.get(kind="leaders")
    life.do(at(24, 9), actions.pass_on, life.p.officer, to=leaders)
    assert "Bàn giao" not in read(client, life)
    life.do(at(24, 10), actions.take_over, life.p.leader)

    text = read(client, life)
    assert "Lãnh đạo đã nhận bàn giao" in text
    assert "tại Lãnh đạo, Sở Xây dựng" in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", [kind.value for kind in EventKind])
def test_every_kind_of_event_has_its_words_whatever_it_carries(province, life, kind, language):
    """Also a date that moved from or to nothing."""
    data = {"name": "Bước", "unit": "Phòng", "agency": "Sở", "day": "2026-09-15", "before": None, "after": None,
            "ground": "survey", "because": "calendar"}  # fmt: skip
    Event.objects.create(dossier=life.dossier, at=at(24, 9), kind=kind, data=data)

    found = lookup.by_receipt_code(life.dossier.receipt_code)
    shown = happened.history(found, IN[language])
    moved = happened.moved_dates(found, IN[language])

    assert len(shown) == 3
    assert not any("%(" in event.text for event in shown)
    assert len(moved) == (kind == "due_changed")
    assert wording.EVENT[kind]


def test_the_statement_is_still_one_in_every_situation(client, life, django_assert_num_queries):
    for change in (life.asked, life.answered, life.paused, life.resumed, life.billed, life.paid, life.sorry):
        change()
        read(client, life)
        with django_assert_num_queries(0):  # the look-up is below Django's cursors
            read(client, life)


def test_the_link_to_the_clock_is_not_for_who_came_by_the_official_code(client, life):
    by_code = client.get(f"/tra-cuu/{life.dossier.receipt_code}").content.decode()
    official = client.post(f"/tra-cuu/ma-so/{life.dossier.official_code}", {"so_cuoi": "0123"}).content.decode()

    assert f'href="/tra-cuu/{life.dossier.receipt_code}/thoi-han"' in by_code
    assert "Hồ sơ đến đâu rồi?" in official
    assert "thoi-han" not in official


def test_it_says_the_same_without_prepared_statements(life, settings):
    for change in (life.asked, life.answered, life.paused, life.resumed, life.billed):
        change()
        prepared, cursor = lookup.by_receipt_code(life.dossier.receipt_code), lookup._FOUND._kept.cursor
        settings.PREPARED_STATEMENTS, lookup._FOUND._kept.cursor = False, None
        plain = lookup.by_receipt_code(life.dossier.receipt_code)
        settings.PREPARED_STATEMENTS, lookup._FOUND._kept.cursor = True, cursor
        assert plain == prepared
        assert plain.stop or change in (life.answered, life.resumed)


def test_a_dossier_that_ends_while_it_is_stopped_is_not_paused(client, life):
    life.paused()
    life.do(at(27, 14), actions.withdraw, life.p.clerk, reason_class="no_need", reason="Thôi")
    text = read(client, life)

    assert "Hồ sơ đã kết thúc ngày 27/08/2026" in text
    assert "Đang tạm dừng" not in text
    with time_machine.travel(at(30, 9), tick=False):
        assert Dossier.objects.get(pk=life.dossier.pk).closed_at == at(27, 14)
