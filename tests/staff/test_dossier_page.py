"""The page of one dossier: its whole life on it, bounded, with one thing to do next."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import ProcedureRules
from dossiers.models import Dossier, Event, EventKind, Notice
from dossiers.reads import desk, scope
from dossiers.views.moves import SLUGS
from dossiers.workflow import Move
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import page, press, said, text

ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ.", "papers": "Bản vẽ", "answer_by": "20/04/2026"}
DAY = timedelta(days=1)


@pytest.fixture
def eventful(province, enter, advance, moments, land):
    """A dossier that everything has happened to: two rounds, stops, money, an apology, other hands, filed again."""
    receive(province, land)
    dossier = advance(receive(province, land), province.clerk)
    people = {name: enter(getattr(province, name)) for name in ("clerk", "officer", "leader")}
    life = [
        ("leader", "phan-cong", {"to": province.officer.pk}),
        ("officer", "yeu-cau-bo-sung", ASKED),
        ("clerk", "ghi-nhan-bo-sung", {}),
        ("leader", "cho-phep-bo-sung", {"reason": "Bản vẽ nộp lại sai tỷ lệ."}),
        ("officer", "yeu-cau-bo-sung", ASKED),
        ("clerk", "ghi-nhan-bo-sung", {}),
        ("officer", "tam-dung", {"ground": "survey", "reason": "Đo đạc"}),
        ("officer", "tiep-tuc", {}),
        ("officer", "tam-dung", {"ground": "dispute", "reason": "Tranh chấp"}),
        ("leader", "tiep-tuc", {}),
        ("officer", "nghia-vu-tai-chinh", {"amount": "1.200.000"}),
        ("officer", "xac-nhan-da-nop", {}),
        ("officer", "du-thao-xin-loi", {"reason": "Chờ thẩm định", "promised_on": "20/04/2026"}),
        ("leader", "ky-xin-loi", {}),
        ("leader", "tra-lai-buoc-truoc", {"reason": "Làm lại"}),
        ("officer", "ban-giao", {"to": province.department.units.get(kind="registry").pk}),
        ("leader", "phan-cong", {"to": province.clerk.pk}),
    ]
    for n, (who, slug, typed) in enumerate(life, start=1):
        moments.to(MONDAY + n * DAY / 2)
        done = press(people[who], dossier, slug, **typed)
        assert done.status_code == 302, (slug, said(done))
    dossier.refresh_from_db()
    return dossier


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_whole_life_is_on_the_page_in_at_most_fifteen_queries(province, enter, eventful):
    leader, officer = enter(province.leader), enter(province.officer)
    assert queries(leader, page(eventful)) <= 15  # session and person included
    assert queries(officer, page(eventful)) <= 15
    shown = said(leader.get(page(eventful)))
    for words in (
        "Yêu cầu lần 1", "Yêu cầu lần 2", "Bản vẽ nộp lại sai tỷ lệ.", "Đo đạc, kiểm tra thực địa", "1.200.000 đ",
        "Hẹn lần 1", "Hẹn lần 2", "Đã xin lỗi, hẹn lại 20/04/2026", "Người thụ lý Lê Thị Bích Ngọc",
        "đang chờ Văn thư", "Nộp lại trong vòng 30 ngày", "ngoài thời hạn của tỉnh",
        "Chờ kết quả giải quyết tranh chấp",
    ):  # fmt: skip
        assert words in shown, words
    assert f'href="{page(eventful)}/thoi-han"' in text(leader.get(page(eventful)))


def test_every_event_is_told_in_words(province, enter, eventful):
    told = {event.kind for event in Event.objects.filter(dossier=eventful)}
    assert told >= {"due_changed", "passed_on", "apologised", "payment_confirmed", "step_returned", "assigned"}
    log = said(enter(province.leader).get(page(eventful))).split("Diễn biến")[1]
    assert "%(" not in log
    assert "Cơ quan xin lỗi và hẹn lại ngày trả kết quả: 20/04/2026" in log
    assert "Bàn giao cho Văn thư, chờ nhận" in log


def test_the_page_stays_light_however_much_has_happened(province, enter, eventful):
    Event.objects.bulk_create(
        Event(dossier=eventful, at=timezone.now(), actor=province.leader, agency=province.department,
              kind=EventKind.ASSIGNED, data={"user": province.officer.pk})
        for _ in range(200)
    )  # fmt: skip
    answer = enter(province.leader).get(page(eventful))
    assert len(answer.content) <= 60_000
    assert queries(enter(province.leader), page(eventful)) <= 15


def test_a_date_that_had_none_before_is_told(province, enter, moments):
    dossier = receive(province)
    Event.objects.create(
        dossier=dossier, at=timezone.now(), kind="due_changed",
        data=json.loads('{"before": null, "after": "2026-04-06T17:00:00+07:00", "because": "calendar"}'),
    )  # fmt: skip
    shown = said(enter(province.leader).get(page(dossier)))
    assert "Ngày hẹn trả đổi từ – thành 17:00 06/04/2026" in shown
    assert "Lịch làm việc thay đổi" in shown
    assert "Hệ thống" in shown


def test_rules_that_nobody_confirmed_warn_the_clerk(province, enter):
    dossier = receive(province)
    clerk = enter(province.clerk)
    assert "chưa được xác nhận" not in said(clerk.get(page(dossier)))
    ProcedureRules.objects.filter(pk=province.building.pk).update(is_confirmed=False, doubts="Bảng ghi 20 hay 23 ngày?")
    shown = said(clerk.get(page(dossier)))
    assert "Quy định của thủ tục này chưa được xác nhận. Bảng ghi 20 hay 23 ngày?" in shown


def test_what_is_offered_is_what_the_actions_allow(province, enter, moments, eventful):
    """The page never leads to a door that is shut, and what it leaves out is shut."""
    for who in ("clerk", "officer", "leader"):
        client, reader = enter(getattr(province, who)), scope.reader_of(getattr(province, who))
        found = desk.desk_of(pk=eventful.pk, reader=reader, now=timezone.now())
        offered = {found.primary, *found.others, *found.endings, *found.mendings} - {None}
        shown = text(client.get(page(eventful)))
        for move in Move:
            if move in (Move.RECEIVE, Move.REFUSE):
                continue

            is_linked = f'href="{page(eventful, SLUGS[move])}"' in shown
            status = client.get(page(eventful, SLUGS[move])).status_code
            assert is_linked == (status == 200) == (move in offered), (who, move, status)
    assert Dossier.objects.filter(pk=eventful.pk, version=eventful.version).exists()


def test_a_notice_of_what_stands_still_has_words(province, enter, moments):

    dossier = receive(province)
    Notice.objects.create(
        dedup_key="thử", dossier=dossier, kind="stalled", agency=province.department, state="shown",
        created_at=timezone.now(), shown_at=timezone.now(),
    )  # fmt: skip
    assert "Chậm luân chuyển" in said(enter(province.clerk).get("/can-bo/"))
