"""The return date as a calendar file, read back by a parser that is not ours."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone

from agencies.models import Agency
from agencies.worktime import ZONE
from dossiers import actions
from dossiers.ical import Appointment, calendar_file
from dossiers.models import Dossier
from tests import moments
from tests.citizens.lives import begun
from tests.citizens.test_details import UNKNOWN, asked_for_papers
from tests.province import receive


def opened(client, dossier, query="") -> icalendar.Event:
    """The one entry of a dossier's file, which is well-formed to the octet."""
    answer = client.get(f"/tra-cuu/{dossier.receipt_code}/hen.ics{query}")
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, "text/calendar")
    assert answer.content.endswith(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in answer.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert not calendar.errors
    [entry] = calendar.events
    assert not entry.errors
    [zone] = calendar.timezones
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1)) == timedelta(hours=7)
    return entry


def test_the_day_of_the_receipt_is_in_the_file(client, province):
    Agency.objects.filter(pk=province.department.pk).update(address="Số 12, đường 30/4; Mỹ Tho")
    dossier = receive(province)
    page = client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode()

    entry = opened(client, dossier)

    assert f'href="/tra-cuu/{dossier.receipt_code}/hen.ics"' in page
    assert entry.start == dossier.due_at
    assert entry.start.utcoffset() == timedelta(hours=7)
    assert entry["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert entry.end > entry.start
    assert entry["SUMMARY"] == "Hẹn trả kết quả: Cấp giấy phép xây dựng"
    assert entry["LOCATION"] == "Sở Xây dựng, Số 12, đường 30/4; Mỹ Tho"
    assert f"/tra-cuu/{dossier.receipt_code}." in entry["DESCRIPTION"]
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", 0)
    [alarm] = entry.alarms.times
    assert entry.start - alarm.trigger == timedelta(days=1)
    for secret in ("Đoan", "0900000123", "087190001234", "Tân Hồng", "Bích Ngọc"):
        assert secret not in str(entry.to_ical().decode())


def test_the_reader_chooses_the_language_and_a_sensitive_procedure_is_not_named(client, province):
    dossier = receive(province, province.sensitive)

    vietnamese, english = opened(client, dossier), opened(client, dossier, "?lang=en")

    assert vietnamese["SUMMARY"] == "Hẹn trả kết quả hồ sơ"
    assert (vietnamese["SUMMARY"].params["LANGUAGE"], english["SUMMARY"].params["LANGUAGE"]) == ("vi", "en")
    assert vietnamese["UID"] == english["UID"]
    assert "lý lịch" not in vietnamese.to_ical().decode().lower()


def test_the_entry_stays_one_through_every_change_of_its_date(client, province):
    """Papers asked for, an apology: the same entry, later every time. The second appointment is another."""
    with begun(province) as life:
        first = opened(client, life.dossier)
        life.to_office().asked()
        assert client.get(f"/tra-cuu/{life.dossier.receipt_code}/hen.ics").status_code == 404  # waiting for papers
        life.answered()
        moved = opened(client, life.dossier)
        assert moved["UID"] == first["UID"]
        assert moved["SEQUENCE"] > first["SEQUENCE"]
        assert moved.start == life.dossier.due_at > first.start
        life.billed().paid()
        second = opened(client, life.dossier)
        assert second["UID"] != first["UID"]
        life.sorry()
        promised = opened(client, life.dossier)
        assert promised["UID"] == second["UID"]
        assert promised["SEQUENCE"] > second["SEQUENCE"]
        assert promised.start.astimezone(ZONE).date() == date(2026, 9, 15)
        assert "đã xin lỗi" in promised["DESCRIPTION"]


def test_the_entry_outlives_its_code(client, province):
    dossier = receive(province)
    before = opened(client, dossier)
    actions.reissue_code(
        dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), version=dossier.version, reason="Mất giấy"
    )

    assert client.get(f"/tra-cuu/{dossier.receipt_code}/hen.ics").status_code == 410
    assert opened(client, Dossier.objects.get(pk=dossier.pk))["UID"] == before["UID"]


def test_without_a_day_to_come_a_page_says_why(client, province):
    told = {
        asked_for_papers(province): "hiện chưa có ngày hẹn",
        receive(province, province.termless): "hiện chưa có ngày hẹn",
        actions.withdraw(
            dossier_id=receive(province).pk, by=province.clerk, now=timezone.now(), version=1, reason_class="no_need",
            reason="Xin rút",
        ): "không còn ngày hẹn",
    }  # fmt: skip
    late = receive(province)
    for dossier, sentence in told.items():
        address = f"/tra-cuu/{dossier.receipt_code}"
        answer = client.get(f"{address}/hen.ics")
        text = answer.content.decode()
        assert answer.status_code == 404, sentence
        assert sentence in text
        assert f'href="{address}"' in text
        assert "hen.ics" not in client.get(address).content.decode()
    with moments.set_to(late.due_at + timedelta(minutes=1)):
        assert "Ngày hẹn đã qua" in client.get(f"/tra-cuu/{late.receipt_code}/hen.ics").content.decode()
        assert "hen.ics" not in client.get(f"/tra-cuu/{late.receipt_code}").content.decode()


def test_codes_are_read_and_unknown_ones_answered_as_on_the_status_page(client, province):
    dossier = receive(province)

    assert client.get(f"/tra-cuu/{dossier.receipt_code.lower()}/hen.ics").headers["Location"] == (
        f"/tra-cuu/{dossier.receipt_code}/hen.ics"
    )
    assert client.get(f"/tra-cuu/{dossier.official_code}/hen.ics").headers["Location"] == (
        f"/tra-cuu/ma-so/{dossier.official_code}"
    )
    unknown = client.get(f"/tra-cuu/{UNKNOWN}/hen.ics")
    assert (unknown.status_code, unknown.content) == (404, client.get(f"/tra-cuu/{UNKNOWN}").content)
    assert client.get("/tra-cuu/khong-phai-ma/hen.ics").status_code == 400
    assert client.post(f"/tra-cuu/{dossier.receipt_code}/hen.ics").status_code == 405


def test_nothing_is_asked_beside_the_one_look_up(client, province, django_assert_num_queries):
    code = receive(province).receipt_code
    client.get(f"/tra-cuu/{code}/hen.ics")

    with django_assert_num_queries(0):  # the look-up itself does not use Django's cursors
        assert client.get(f"/tra-cuu/{code}/hen.ics").status_code == 200


LINES = "Dòng một; dòng hai, \\gạch chéo\nxuống dòng " + "ề" * 100 + "\x07\r\x00"


def test_any_text_comes_back_as_it_was_written():
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    made = Appointment(
        uid="a", sequence=3, starts_at=now, ends_at=now + timedelta(minutes=1), stamped_at=now, changed_at=now,
        summary=LINES, description=LINES, location=LINES, url="https://vi.du/a?b=c", is_certain=False,
        remind=timedelta(hours=2), language="vi",
    )  # fmt: skip

    content = calendar_file(made)
    [entry] = icalendar.Calendar.from_ical(content).events

    kept = LINES.replace("\x07", " ").replace("\r", " ").replace("\x00", " ")
    assert (entry["SUMMARY"], entry["DESCRIPTION"], entry["LOCATION"]) == (kept, kept, kept)
    assert entry["STATUS"] == "TENTATIVE"
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.replace(b"\r\n", b"").count(b"\n") == content.replace(b"\r\n", b"").count(b"\r") == 0
    with pytest.raises(ValueError, match="ends after"):
        calendar_file(Appointment(**{**vars(made), "ends_at": now}))
