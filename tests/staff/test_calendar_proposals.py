"""What may be proposed for the calendar, by hand, from a file, from the library; bad input said at its field."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import CalendarDay, DayStatus, OfficeHours, WorkCalendar, working_calendar
from dossiers.models import Dossier
from tests.province import CALENDAR, receive
from tests.staff.test_calendar import DOCUMENT, HOME, text


@pytest.fixture
def admin(province, enter):
    return enter(province.administrator)


# ── Proposing ────────────────────────────────────────────────────────────────────────────────────────────────

DAY = {"day": "24/12/2026", "kind": "off", "basis": "Nghỉ theo thông báo"}


def test_a_proposed_day_changes_nothing_yet(admin, province):
    before = receive(province)

    answer = admin.post(f"{HOME}/ngay", DAY)

    assert answer.status_code == 302
    row = CalendarDay.objects.get(day="2026-12-24")
    assert (row.status, row.since, row.legal_basis) == (DayStatus.PROPOSED, None, "Nghỉ theo thông báo")
    assert WorkCalendar.objects.get().version == 1
    assert working_calendar().is_working(date(2026, 12, 24))
    assert Dossier.objects.get().due_at == before.due_at
    assert "24/12/2026" in text(admin.get(answer.url))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"day": "31/02/2026"}, "day", "Không có ngày 31/02/2026"),
        ({"day": "mai"}, "day", "Nhập ngày theo dạng"),
        ({"day": ""}, "day", "Nhập ngày"),
        ({"kind": "lễ"}, "kind", "Chọn một mục"),
        ({"kind": ""}, "kind", "Chọn loại ngày"),
        ({"basis": ""}, "basis", "Ghi lý do"),
        ({"basis": "x" * 151}, "basis", "dài quá 150"),
        ({"basis": "a\x00b"}, "basis", "ký tự không đọc được"),
        ({"day": "02/09/2026"}, "day", "đang là ngày nghỉ rồi"),
        ({"day": "24/11/2026"}, "day", "đang được đề xuất là ngày nghỉ"),
        ({"day": "24/11/2026", "kind": "make_up"}, "day", "Rút đề xuất đó trước"),
        ({"day": "23/12/2026", "kind": "ordinary"}, "day", "đang là ngày thường rồi"),
        ({"day": "26/12/2026"}, "day", "vốn không làm việc"),
        ({"kind": "make_up"}, "day", "chỉ thứ Bảy, Chủ nhật"),
        ({"day": "10/01/2026", "kind": "make_up"}, "day", "đang là ngày làm bù rồi"),
        ({"day": "03/01/2028"}, "day", "cả năm 2028 trước"),
        ({"day": "01/01/1990"}, "day", "từ năm 2022 đến năm 2027"),
    ],
)
def test_a_day_that_cannot_be_proposed_gets_one_sentence_at_its_field(admin, typed, field, sentence):
    answer = admin.post(f"{HOME}/ngay", {**DAY, **typed})

    assert answer.status_code == 400
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert len(errors[field]) == 1
    assert sentence in errors[field][0]
    for value in {**DAY, **typed}.values():
        if value in (DAY["day"], DAY["basis"]):
            assert value in text(answer)
    assert not CalendarDay.objects.filter(status=DayStatus.PROPOSED, legal_basis=DAY["basis"]).exists()


def test_hours_of_an_agency_are_read_as_people_write_them(admin, province):
    answer = admin.post(
        f"{HOME}/gio-lam-viec",
        {"agency": province.commune.pk, "sessions": "07:30–11:30\n13h00 - 16h30", "basis": "Quy chế"},
    )

    assert answer.status_code == 302
    row = OfficeHours.objects.get()
    assert (row.sessions, row.status) == ([["07:30", "11:30"], ["13:00", "16:30"]], DayStatus.PROPOSED)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"sessions": "sáng"}, "sessions", "Không đọc được “sáng”"),
        ({"sessions": "07:30–25:00"}, "sessions", "Không đọc được"),
        ({"sessions": "11:30–07:30"}, "sessions", "kết thúc sau khi bắt đầu"),
        ({"sessions": "07:00–11:00\n10:00–12:00"}, "sessions", "không chồng lên nhau"),
        ({"agency": ""}, "agency", "Chọn cơ quan"),
        ({"agency": "999999999999999999999"}, "agency", "Chọn một mục"),
        ({"sessions": ""}, "agency", "đang làm việc đúng những buổi đó"),
        ({"sessions": "07:00–11:30\n13:30–17:00"}, "agency", "đang làm việc đúng những buổi đó"),
    ],
)
def test_hours_that_mean_nothing_get_one_sentence_at_their_field(admin, province, typed, field, sentence):
    data = {"agency": province.commune.pk, "sessions": "07:30–11:30", "basis": "Quy chế", **typed}

    answer = admin.post(f"{HOME}/gio-lam-viec", data)

    assert answer.status_code == 400
    errors = answer.context["form"].errors
    assert (list(errors), len(errors[field])) == ([field], 1)
    assert sentence in errors[field][0]
    assert "Quy chế" in text(answer)


def test_a_calendar_file_becomes_proposals_and_what_stands_is_left(admin):
    content = {
        "years": {"2026": {**CALENDAR["years"]["2026"], "off": [*CALENDAR["years"]["2026"]["off"], "2026-12-24"]}}
    }
    file = SimpleUploadedFile("lich.json", json.dumps(content).encode("utf-8-sig"))

    answer = admin.post(f"{HOME}/tep", {"file": file, "basis": "Lịch nghỉ năm 2026"}, follow=True)

    assert "Đã đề xuất 1 ngày" in text(answer)
    assert CalendarDay.objects.get(legal_basis="Lịch nghỉ năm 2026").day == date(2026, 12, 24)


def test_a_pasted_file_that_leaves_days_out_says_so(admin):
    answer = admin.post(
        f"{HOME}/tep", {"text": '{"years": {"2026": {"off": ["2026-12-24"]}}}', "basis": "x"}, follow=True
    )

    assert "Tệp không nhắc đến" in text(answer)
    assert "Đã đề xuất 1 ngày" in text(answer)


def year(**rows) -> str:
    return json.dumps({"years": {"2026": rows}})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (year(off=["2026-12-26"], work_saturdays=["2026-12-26"]), "26/12/2026 vừa là ngày nghỉ vừa là ngày làm bù"),
        (year(off=["2026-02-30"]), "Lịch phải có dạng"),
        (year(off=[5]), "Lịch phải có dạng"),
        (year(off=["2025-12-24"]), "24/12/2025 không thuộc năm nào"),
        (year(work_saturdays=["2026-12-24"]), "chỉ thứ Bảy, Chủ nhật"),
        (year(work_saturdays=["2026-11-24"]), "đang được đề xuất là ngày nghỉ"),
        (year(), "không có ngày nào"),
        ('{"years": {"2031": {"off": ["2031-01-01"]}}}', "cả năm 2028 trước"),
        ("{", "không phải là JSON"),
        ("[" * 90_000, "không phải là JSON"),
        ("[]", "Lịch phải có dạng"),
        ('{"years": {"99999": {"off": []}}}', "Lịch phải có dạng"),
        ("1" * 10_000, "không phải là JSON"),
    ],
)
def test_a_file_that_cannot_be_read_keeps_what_was_given(admin, typed, sentence):
    days = CalendarDay.objects.count()
    for data in ({"text": typed}, {"file": SimpleUploadedFile("lich.json", typed.encode())}):
        answer = admin.post(f"{HOME}/tep", {**data, "basis": "Lịch nghỉ"})

        assert answer.status_code == 400
        assert sentence in str(answer.context["form"].errors["text"])
        assert answer.context["form"]["text"].value() == typed
    assert CalendarDay.objects.count() == days


def test_a_file_that_is_no_text_is_told_so_at_its_field(admin):
    answer = admin.post(f"{HOME}/tep", {"file": SimpleUploadedFile("a.json", b"\xff\xfe\x00"), "basis": "Lịch"})

    assert answer.status_code == 400
    assert "không phải văn bản JSON" in answer.context["form"].errors["file"][0]


def test_no_file_at_all_is_told_so(admin):
    for data in ({}, {"file": SimpleUploadedFile("a.json", b"")}):
        answer = admin.post(f"{HOME}/tep", {**data, "basis": "Lịch"})
        assert answer.status_code == 400
        assert "Chọn tệp lịch" in answer.context["form"].errors["file"][0]


# ── The library ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_librarys_ignorance_of_the_swapped_days_is_plain(admin):
    page = text(admin.get(f"{HOME}/thu-vien", {"nam": "2026"}))

    assert "02/01/2026" in page
    assert "10/01/2026" in page


def test_one_click_proposes_the_coming_year_and_only_its_confirmation_covers_it(admin, province):
    answer = admin.post(f"{HOME}/thu-vien?nam=2028", follow=True)

    assert answer.status_code == 200
    rows = CalendarDay.objects.filter(day__year=2028)
    assert rows.count() >= 10
    assert all("thư viện holidays, cần xác nhận" in row.legal_basis for row in rows)
    assert WorkCalendar.objects.get().last_year == 2027
    ids = [row.pk for row in rows]

    part = admin.post(f"{HOME}/xem-truoc?" + "&".join(f"ngay={pk}" for pk in ids[1:]), {"document": DOCUMENT})
    assert part.status_code == 409
    assert "phải được xác nhận cả năm" in text(part)

    whole = admin.post(f"{HOME}/xem-truoc?" + "&".join(f"ngay={pk}" for pk in ids), {"document": DOCUMENT})
    assert whole.status_code == 302
    assert WorkCalendar.objects.get().last_year == 2028
    assert 2028 in working_calendar().years
    assert 2028 not in working_calendar(1).years  # a version never changes
    tet = CalendarDay.objects.get(day="2028-01-26")
    assert (tet.legal_basis, tet.since) == (f"Tết Nguyên Đán – {DOCUMENT}", 2)


def test_a_year_far_ahead_is_refused_and_a_second_click_proposes_nothing(admin):
    far = admin.post(f"{HOME}/thu-vien?nam=2031")
    assert far.status_code == 400
    assert "cả năm 2028 trước" in text(far)

    admin.post(f"{HOME}/thu-vien?nam=2028")
    n = CalendarDay.objects.count()
    again = admin.post(f"{HOME}/thu-vien?nam=2028", follow=True)
    assert "Không có ngày nào khác" in text(again)
    assert CalendarDay.objects.count() == n
