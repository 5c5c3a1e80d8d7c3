"""The reckoning of a due date: the one clock of all dossiers, shown with its rows; what is typed wrong stays typed."""

import random
import re
from datetime import date, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from agencies.models import Channel, OfficeHours, ProcedureRules, WorkCalendar, forget_calendars
from agencies.worktime import ZONE, Term
from dossiers import clock
from dossiers.reads.plain import plain
from dossiers.reads.procedures.catalogue import catalogue
from dossiers.reads.words import IN
from tests import moments
from tests.citizens.lives import at, begun, two_appointments
from tests.citizens.test_procedures import text_of
from tests.dossiers.working import taken_in
from tests.province import COMMUNE_STEPS, rules_of


def asked(client, **fields):
    return client.get("/tinh-ngay-hen", fields)


def due_of(answer) -> str:
    """The sentence that answers when."""
    return re.search(r'<strong class="when">(.*?)</strong>', answer.content.decode())[1]


def lines(answer) -> list[str]:
    found = re.search(r'<ol class="lines">(.*?)</ol>', answer.content.decode(), re.S)[1]
    return [unescape(row) for row in re.findall(r"<li>(.*?)</li>", found)]


# ── The same clock ───────────────────────────────────────────────────────────────────────────────────────────


def test_it_says_what_a_dossier_received_at_that_moment_is_promised(client, province):
    two_appointments(province)
    ProcedureRules.objects.filter(pk=province.post.pk).update(term=[[2.5, "working_days"]])
    for rules, when in (
        (province.building, "2026-08-20 16:59"),
        (province.birth, "2026-08-20 15:00"),
        (province.birth, "2026-08-20 15:01"),
        (province.copy, "2026-08-28 14:00"),
        (province.sensitive, "2026-08-27 10:00"),
    ):
        dossier = taken_in(province, when, rules)
        answer = asked(
            client, thu_tuc=rules.procedure.code, ngay=f"{dossier.received_at.astimezone(ZONE):%d/%m/%Y}", gio=when[-5:]
        )
        assert due_of(answer) == IN["vi"].moment(dossier.original_due_at), (rules, when)
        page = client.get(f"/tra-cuu/{dossier.receipt_code}/thoi-han")
        assert lines(answer) == lines(page)
    answer = asked(client, thu_tuc="1.013236", kenh="3", ngay="20/08/2026", gio="9h")
    assert due_of(answer) == "11 giờ 30, thứ Hai 24/08/2026"  # 21/08, 22/08 a make-up day, then noon


def test_now_is_the_usual_moment(client, province):
    with moments.set_to(at(20, 15, 30)):
        answer = asked(client, thu_tuc="1.001193")
    assert "Nhận lúc 15:30 thứ Năm 20/08/2026, sau giờ chốt: ngày nhận là thứ Sáu 21/08" in lines(answer)[0]
    assert 'name="ngay" value="20/08/2026"' in answer.content.decode()
    assert 'name="gio" value="15:30"' in answer.content.decode()


@pytest.mark.parametrize("seed", range(3))
def test_random_moments_give_what_the_clock_gives(client, province, seed):
    chance = random.Random(seed)
    calendar = catalogue()[0].province
    every = [
        (row, Term.parse(row.term)) for row in (province.building, province.birth, province.copy, province.sensitive)
    ]
    for _ in range(12):
        rules, term = chance.choice(every)
        received_at = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=chance.randrange(500_000))
        stops, more = (), {}
        if chance.random() < 0.5:
            since = received_at + timedelta(minutes=chance.randrange(20_000))
            until = since + timedelta(minutes=chance.randrange(20_000))
            stops = (clock.Pause(since, until, restarts=True),)
            more = {
                "hoi_ngay": f"{since:%d/%m/%Y}", "hoi_gio": f"{since:%H:%M}",
                "bo_sung_ngay": f"{until:%d/%m/%Y}", "bo_sung_gio": f"{until:%H:%M}",
            }  # fmt: skip
        ledger = clock.Ledger(received_at, term, clock.parse_cutoff(rules.cutoff or None), stops)
        answer = asked(
            client, thu_tuc=rules.procedure.code, ngay=f"{received_at:%d/%m/%Y}", gio=f"{received_at:%H:%M}", **more
        )
        assert due_of(answer) == IN["vi"].moment(clock.ledger_due(calendar, ledger).at), answer.request


def test_papers_restart_the_term_or_only_stop_it_as_the_rules_say(client, province):
    stop = {"ngay": "02/03/2026", "gio": "08:00", "hoi_ngay": "03/03/2026", "bo_sung_ngay": "10/03/2026"}
    again = asked(client, thu_tuc="1.013236", **stop)
    assert "Thời hạn được tính lại từ đầu" in text_of(again)
    assert lines(again)[0] == "Nhận lúc 07:00 thứ Ba 10/03/2026; không tính ngày nhận."
    on = asked(client, thu_tuc="1.000001", **stop)
    assert any("đang dừng lúc 17:00, không tính" in row for row in lines(on))
    del stop["bo_sung_ngay"]
    held = asked(client, thu_tuc="1.000001", **stop)
    assert held.status_code == 200
    assert "Chưa có ngày hẹn: thời hạn đang dừng" in due_of(held)


def test_a_long_wait_for_papers_is_explained_in_few_rows_and_a_longer_one_not_at_all(client, province):
    ProcedureRules.objects.filter(pk=province.pausing.pk).update(valid_from=date(2000, 1, 1))
    stop = {"thu_tuc": "1.000001", "ngay": "03/01/2000", "hoi_ngay": "04/01/2000"}
    year = asked(client, **stop, bo_sung_ngay="04/01/2001")
    assert year.status_code == 200
    assert 100 < len(lines(year)) < 120
    for far in ({"bo_sung_ngay": "04/01/2100"}, {"hoi_ngay": "04/01/2100", "bo_sung_ngay": "05/01/2100"}):
        refused = asked(client, **{**stop, **far})
        assert refused.status_code == 400
        assert "<ol" not in refused.content.decode()


def test_papers_of_the_same_day_need_no_hour(client, province):
    same = {"thu_tuc": "1.000001", "ngay": "02/03/2026", "hoi_ngay": "02/03/2026", "bo_sung_ngay": "02/03/2026"}
    plain = asked(client, **{**same, "gio": "10:00"})
    assert plain.status_code == 200
    explicit = {"gio": "10:00", "hoi_gio": "10:00", "bo_sung_gio": "10:00"}
    assert lines(plain) == lines(asked(client, **same, **explicit))
    later = asked(client, **{**same, "gio": "10:00", "hoi_gio": "15:00"})
    assert later.status_code == 200
    assert asked(client, **{**same, "gio": "10:00", "hoi_gio": "09:00"}).status_code == 400


def test_two_appointments_and_no_term_are_said(client, province):
    two_appointments(province)
    text = text_of(asked(client, thu_tuc="1.999999", ngay="20/08/2026", gio="08:00"))
    assert "Đây là lần hẹn thứ nhất. Lần hẹn thứ hai: 03 ngày làm việc" in text
    assert "chưa có thời hạn được công bố" in due_of(asked(client, thu_tuc="1.000002"))


def test_days_off_that_lie_between_are_counted(client, province):
    with begun(province) as life:  # received on 20/08 after the cut-off, due 08/09
        code = life.dossier.rules.procedure.code
        text = text_of(asked(client, thu_tuc=code, ngay="20/08/2026", gio="15:30"))
    assert "Số ngày nghỉ nằm ở giữa, không tính 8 (trong đó ngày nghỉ lễ: 31/08/2026, 01/09/2026, 02/09/2026)" in text


def test_a_date_in_a_year_without_calendar_is_provisional(client, province):
    year = WorkCalendar.objects.get().last_year
    text = text_of(asked(client, thu_tuc="1.013236", ngay=f"20/12/{year}"))
    assert "tạm tính" in text


# ── Choices ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_asked_for_where_there_are_several(client, province):
    for case, days in (("nhà ở", 5), ("công trình", 8)):
        ProcedureRules.objects.create(
            procedure=province.termless.procedure, channel=Channel.POST, case=case, valid_from=date(2025, 1, 1),
            term=[[days, "working_days"]],
        )  # fmt: skip
    ProcedureRules.objects.filter(pk=province.termless.pk).update(valid_to=date(2025, 12, 31))
    answer = asked(client, thu_tuc="1.000002", ngay="02/03/2026")
    assert answer.status_code == 200
    assert "Thủ tục này có nhiều trường hợp" in text_of(answer)
    assert '<option value="nhà ở">' in answer.content.decode()
    answer = asked(client, thu_tuc="1.000002", ngay="02/03/2026", truong_hop="nhà ở")
    assert due_of(answer) == "17 giờ 00, thứ Hai 09/03/2026"
    assert "Bưu chính công ích" in text_of(answer)  # the only way that it takes


def test_hours_of_its_own_count_where_a_commune_decides(client, province):
    OfficeHours.objects.create(
        agency=province.other, sessions=[["07:30", "12:00"], ["13:00", "16:30"]], status="in_force", since=1,
        legal_basis="Quyết định giờ làm việc",
    )  # fmt: skip
    forget_calendars()
    answer = asked(client, thu_tuc="2.000815", ngay="02/03/2026", gio="08:00", co_quan=province.other.code)
    assert due_of(answer) == "16 giờ 30, thứ Hai 02/03/2026"
    assert '<option value="H20.29869" selected>' in answer.content.decode()
    assert asked(client, thu_tuc="2.000815", co_quan="H20.28261").status_code == 400  # has none of its own
    assert 'id="co_quan"' not in asked(client, thu_tuc="1.013236").content.decode()


# ── What cannot be reckoned ──────────────────────────────────────────────────────────────────────────────────


def test_each_mistake_is_said_once_at_its_field_and_nothing_typed_is_lost(client, province):
    good = {"thu_tuc": "1.001193", "ngay": "02/03/2026", "gio": "08:00"}
    for field, changes, sentence in (
        ("thu_tuc", {"thu_tuc": "9.999"}, "Ông/Bà chọn một thủ tục có trong danh sách."),
        ("kenh", {"kenh": "3"}, "Thủ tục này không nhận theo cách nộp đã chọn."),
        ("kenh", {"kenh": "x"}, "Thủ tục này không nhận theo cách nộp đã chọn."),
        ("truong_hop", {"truong_hop": "khác"}, "Ông/Bà chọn một trường hợp của thủ tục này."),
        ("thu_tuc", {"thu_tuc": ""}, "Ông/Bà chọn thủ tục."),
        ("ngay", {"ngay": "31/02/2026"}, "Ngày này không có trong lịch."),
        ("hoi_ngay", {"hoi_ngay": "31/04/2026"}, "Ngày này không có trong lịch."),
        ("ngay", {"ngay": "mai"}, "Ông/Bà nhập ngày nộp theo dạng ngày/tháng/năm, ví dụ 05/02/2026."),
        ("ngay", {"ngay": "mai\u200b"}, "Ông/Bà nhập ngày nộp theo dạng ngày/tháng/năm"),
        ("ngay", {"ngay": "01/01/9999"}, "Cổng không tính được cho ngày này."),
        ("ngay", {"ngay": "02/03/2021"}, "Vào ngày này thủ tục chưa có quy định áp dụng."),
        ("gio", {"gio": "25:00"}, "Ông/Bà nhập giờ nộp theo dạng giờ:phút, ví dụ 08:30."),
        ("hoi_ngay", {"bo_sung_ngay": "05/03/2026"}, "Ông/Bà nhập ngày cơ quan yêu cầu bổ sung trước"),
        ("hoi_ngay", {"hoi_ngay": "01/03/2026"}, "Ngày yêu cầu bổ sung không được trước lúc nộp hồ sơ."),
        ("bo_sung_ngay", {"hoi_ngay": "05/03/2026", "bo_sung_ngay": "04/03/2026"}, "Ngày nộp bổ sung không được trước"),
        ("hoi_ngay", {"ngay": "02/03/2026", "hoi_ngay": "05/03/2027"}, "Ngày yêu cầu bổ sung cách lúc nộp hồ sơ hơn"),
        ("bo_sung_ngay", {"hoi_ngay": "05/03/2026", "bo_sung_ngay": "08/03/2027"}, "Ngày nộp bổ sung cách lúc cơ quan"),
        ("bo_sung_gio", {"hoi_ngay": "05/03/2026", "bo_sung_gio": "sáng"}, "Ông/Bà nhập giờ nộp bổ sung theo dạng"),
    ):
        answer = asked(client, **{**good, **changes})
        html = answer.content.decode()
        assert answer.status_code == 400, changes
        assert html.count(sentence) == (2 if f'id="{field}-loi"' in html else 1), changes
        assert f'href="#{field}"' in html, changes
        for name, value in changes.items():
            if name not in ("thu_tuc", "kenh", "truong_hop"):
                assert f'value="{value}"' in html, changes
        assert 'class="when"' not in html


def test_every_mistake_is_listed_above_the_form(client, province):
    html = asked(client, thu_tuc="", ngay="31/02/2026", gio="25:00").content.decode()
    above = html.partition("<h1>")[0]
    assert re.findall(r'<a href="#(\w+)">(.*?)</a>', above.partition('role="alert"')[2]) == [
        ("thu_tuc", "Ông/Bà chọn thủ tục."),
        ("ngay", "Ngày này không có trong lịch. Ông/Bà xem lại ngày và tháng."),
        ("gio", "Ông/Bà nhập giờ nộp theo dạng giờ:phút, ví dụ 08:30."),
    ]


def test_procedures_to_choose_from_stand_by_field_and_name_and_those_called_alike_by_code(client, province):
    for code, name, field in (
        ("7.000001", "Thủ tục cấp bản sao", "Hộ tịch"),
        ("7.000002", "Thủ tục cấp bản sao", "Hộ tịch"),
        ("7.000003", "Cấp đổi " + "Giấy chứng nhận " * 9, "Đất đai"),
    ):
        rules_of(code, name, field, COMMUNE_STEPS, None, term=[[1, "working_days"]])
    html = asked(client).content.decode()
    fields = re.findall(r'<optgroup label="([^"]+)"', html)
    assert fields == sorted(fields, key=plain)
    assert fields.index("Đất đai") < fields.index("Hộ tịch")
    choices = re.findall(r'<option value="([17]\.[^"]+)"[^>]*>([^<]+)<', html.partition('label="Hộ tịch"')[2])
    assert choices[:3] == [
        ("7.000001", "Cấp bản sao · 7.000001"),
        ("7.000002", "Cấp bản sao · 7.000002"),
        ("1.001193", "Đăng ký khai sinh"),
    ]
    assert " … · 7.000003</option>" in html


def test_an_address_can_be_shared_in_both_languages(client, province):
    answer = asked(client, thu_tuc="1.001193", ngay="02/03/2026", gio="08:00", lang="en")
    html = answer.content.decode()
    assert due_of(answer) == "17:00, Tuesday 03/03/2026"
    assert lines(answer)[0] == "Received at 08:00 on Mon 02/03/2026; the receipt day is not counted."
    other = unescape(re.search(r'bar__link" href="([^"]+)"', html)[1])
    assert parse_qs(urlsplit(other).query) == {
        "thu_tuc": ["1.001193"], "ngay": ["02/03/2026"], "gio": ["08:00"], "lang": ["vi"]
    }  # fmt: skip


def test_one_query_whatever_is_asked(client, province, django_assert_num_queries):
    asked(client)
    for fields in ({}, {"thu_tuc": "1.001193"}, {"thu_tuc": "1.013236", "hoi_ngay": "05/03/2099"}):
        with django_assert_num_queries(1):
            asked(client, **fields)
