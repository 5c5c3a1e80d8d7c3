"""The clock of a dossier for staff: the page says who and why; the call gives programs the same values."""

import json
import re
from datetime import date, datetime

import pytest
from django.test import Client

from agencies.models import CalendarDay, DayKind, DayStatus, OfficeHours, WorkCalendar
from dossiers import actions
from dossiers.models import Dossier
from tests.citizens.lives import SECRETS, at, begun
from tests.province import receive
from tests.staff.pages import page, said

UNKNOWN = "1C2F3H4K5M6P"
SHAPE = {
    "receipt_code", "official_code", "calendar_version", "sessions", "appointments", "differences", "pauses",
    "supplements", "payments", "apology", "promised_at", "parties", "elapsed_minutes",
}  # fmt: skip


def call(client, typed, **headers):
    return client.get(f"/api/v1/dossiers/{typed}/clock", headers=headers)


@pytest.fixture
def lived(province):
    """Everything has happened to it, and it is still open."""
    with begun(province) as life:
        life.to_office().asked().answered().paused().resumed().billed().paid().sorry()
        yield life


def test_the_page_says_who_and_why(province, enter, lived):
    text = enter(province.officer).get(f"/can-bo/ho-so/{lived.dossier.pk}/thoi-han").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

    for words in ("Thiếu chữ ký của bà Sáu", "Đoàn đo của ông Tám", "Văn bản: CV 17/ông Chín", "Vì bà Mười ốm", "PC-12",
                 "12.500.000 đ", "Trần Minh Khôi", "Phạm Quốc Dũng ký lúc 09:00 08/09/2026"):  # fmt: skip
        assert words in text
    assert "Lần hẹn thứ 1" in text
    assert "Lần hẹn thứ 2" in text
    assert "17:00 08/09/2026 17:00 10/09/2026 Đã nhận đủ giấy tờ bổ sung lịch bản số 1 Lê Thị Bích Ngọc" in text


def test_page_and_call_ask_few_queries(province, enter, lived, django_assert_max_num_queries):
    client = enter(province.leader)
    for address in (
        f"/can-bo/ho-so/{lived.dossier.pk}/thoi-han",
        f"/api/v1/dossiers/{lived.dossier.receipt_code}/clock",
    ):
        client.get(address)
        with django_assert_max_num_queries(14):
            assert client.get(address).status_code == 200


def test_the_call_has_its_shape_and_agrees_with_the_dossier(province, enter, lived):
    answer = call(enter(province.officer), lived.dossier.receipt_code)
    body, dossier = answer.json(), Dossier.objects.get()

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(body) == SHAPE
    first, second = body["appointments"]
    assert datetime.fromisoformat(first["first_due_at"]) == dossier.original_due_at
    assert datetime.fromisoformat(second["first_due_at"]) == dossier.second_original_due_at
    assert datetime.fromisoformat(second["due_at"]) == dossier.due_at
    assert (first["n"], first["cutoff"], first["term"]) == (1, "15:00", [[10, "working_days"]])
    assert first["ended_at"] == "2026-09-03T09:00:00+07:00"
    assert first["rows"][0]["kind"] == "received"
    assert first["rows"][-1]["vi"] == "Hẹn trả lúc 17:00 thứ Sáu 11/09/2026."
    assert first["first_rows"][-1]["vi"] == "Hẹn trả lúc 17:00 thứ Ba 08/09/2026."
    assert [row["because"] for row in body["differences"]] == ["supplement_received", "resumed"]
    assert body["pauses"][-1] == {
        "from": "2026-08-27T08:00:00+07:00", "to": "2026-08-28T14:00:00+07:00", "ground": "survey",
        "document": "CV 17/ông Chín", "by": "Trần Minh Khôi",
    }  # fmt: skip
    assert body["supplements"][0]["papers"] == [SECRETS[1]]
    assert body["payments"][0]["splits"] is True
    assert body["promised_at"] == "2026-09-15T17:00:00+07:00"
    assert body["apology"]["in_time"] is True
    assert sum(party["minutes"] for party in body["parties"]) == body["elapsed_minutes"]
    assert {party["party"] for party in body["parties"]} == {
        "receiving_desk", "unit", "applicant", "stopped", "outside"
    }  # fmt: skip


def test_an_agency_with_hours_of_its_own_is_counted_and_told_by_them(province, enter):
    OfficeHours.objects.create(
        agency=province.department, status="in_force", since=1, sessions=[["08:00", "12:00"]], legal_basis="QĐ 5"
    )
    with begun(province) as life:
        client = enter(province.officer)
        page = client.get(f"/can-bo/ho-so/{life.dossier.pk}/thoi-han").content.decode()
        body = call(client, life.dossier.receipt_code).json()

    assert "08:00–12:00 (giờ riêng của cơ quan giải quyết)" in page
    assert body["sessions"] == [["08:00", "12:00"]]
    assert body["appointments"][0]["due_at"] == "2026-09-08T12:00:00+07:00"


def off(*days) -> None:
    """A newer calendar, in which these days of September 2026 count no more."""
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 9, day), kind=DayKind.OFF, status=DayStatus.IN_FORCE, legal_basis="QĐ 99", since=2)
        for day in days
    )
    WorkCalendar.objects.update(version=2)


def test_an_appointment_that_ended_late_stays_late_whatever_the_calendar_becomes(province, enter):
    with begun(province) as life:
        life.to_office()
        life.do(at(10, 9, month=9), actions.request_payment, province.officer)
        off(7, 8)
        client = enter(province.officer)
        desk, clock = said(client.get(page(life.dossier))), said(client.get(page(life.dossier, "thoi-han")))

    assert "Kết thúc 09:00 10/09/2026 trễ hạn" in desk
    assert "Hẹn trả lúc 17:00 thứ Ba 08/09/2026." in desk
    assert "Trễ hạn" in clock or "trễ hạn" in clock


def test_what_has_ended_reads_the_same_after_the_calendar_changed(province, enter, client):
    with begun(province) as life:
        life.to_office().billed().paid().finished()
        staff = enter(province.officer)
        addresses = [(staff, page(life.dossier)), (client, f"/tra-cuu/{life.dossier.receipt_code}")]
        before = [said(who.get(address)) for who, address in addresses]
        off(8, 11)
        after = [said(who.get(address)) for who, address in addresses]

    assert "1 ngày" in before[1]
    assert after == before


def test_a_code_is_read_however_it_is_typed(province, enter):
    code = receive(province).receipt_code
    client = enter(province.officer)

    for typed in (code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}"):
        assert call(client, typed).json()["receipt_code"] == code
    for typed in ("ABC", "1C2F3H4K5M61", "H20.6-260101-0001"):
        answer = call(client, typed)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert answer.json()["type"] == "/problems/mistyped-code"


def test_what_is_anothers_reads_like_what_never_was(province, enter):
    dossier = receive(province)
    stranger, nobody_here = enter(province.clerk_b), enter(province.administrator)

    answers = [call(stranger, dossier.receipt_code), call(stranger, UNKNOWN), call(nobody_here, dossier.receipt_code)]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["Content-Type"] == "application/problem+json"
    assert call(enter(province.auditor), dossier.receipt_code).status_code == 200


@pytest.mark.parametrize("known", [True, False])
def test_whoever_has_not_signed_in_learns_nothing(province, known):
    code = receive(province).receipt_code if known else UNKNOWN

    answer = call(Client(), code)

    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert code not in answer.content.decode()


def test_somebody_who_left_is_nobody(province, enter):
    dossier, client = receive(province), enter(province.officer)
    province.officer.is_active = False
    province.officer.save()

    assert call(client, dossier.receipt_code).status_code == 403


def test_only_reading_and_only_json(province, enter):
    client, address = enter(province.officer), f"/api/v1/dossiers/{receive(province).receipt_code}/clock"

    for verb in ("post", "put", "delete", "options"):
        answer = getattr(client, verb)(address)
        assert answer.status_code == 405, verb
        assert json.loads(answer.content)["type"] == "/problems/method-not-allowed"
    assert client.head(address).status_code == 200
    assert call(client, receive(province).receipt_code, accept="text/html").status_code == 406
    assert client.get(f"{address}?format=api").headers["Content-Type"] == "application/json"


def test_a_voided_intake_has_no_clock(province, enter):
    dossier, client = receive(province), enter(province.officer)
    Dossier.objects.filter(pk=dossier.pk).update(voided_at=at(20, 16))

    assert call(client, dossier.receipt_code).status_code == 404
    assert client.get(f"/can-bo/ho-so/{dossier.pk}/thoi-han").status_code == 404
