"""The page of one dossier: its whole life on it, bounded, with one thing to do next."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Absence, ProcedureRules
from dossiers import actions
from dossiers.models import Access, Dossier, Event, EventKind, Notice, Opinion
from dossiers.reads import desk, scope
from dossiers.views.moves import SLUGS
from dossiers.workflow import Move
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import page, press, said, text

ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ.", "papers": "Bản vẽ", "answer_by": "20/04/2026"}
DAY = timedelta(days=1)


@pytest.fixture
def eventful(province, enter, advance, moments, land, settings, tmp_path):
    """A dossier that everything has happened to: two rounds, stops, money, an apology, other hands, filed again,
    opinions, a new code, a note, a file.
    """
    settings.ATTACHMENTS_ROOT = tmp_path
    receive(province, land)
    dossier = advance(receive(province, land), province.clerk)
    people = {name: enter(getattr(province, name)) for name in ("clerk", "officer", "leader", "officer_b")}
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
        (
            "officer",
            "lay-y-kien",
            {"agency": province.commune.pk, "question": "Có quy hoạch không?", "answer_by": "20/04/2026"},
        ),
        (
            "officer",
            "lay-y-kien",
            {"agency": province.other.pk, "question": "Có tranh chấp không?", "answer_by": "20/04/2026"},
        ),
        ("officer_b", "tra-loi-y-kien", {"answer": "Không có quy hoạch."}),
        ("clerk", "cap-lai-ma", {"reason": "Mất giấy, đã đối chiếu căn cước."}),
        ("clerk", "ghi-chu", {"text": "Người nộp hẹn sáng thứ Năm."}),
        ("officer", "tep", {"file": SimpleUploadedFile("Bản vẽ.pdf", b"%PDF-1.7")}),
    ]
    Absence.objects.create(
        user=province.clerk, stand_in=province.officer, since=date(2026, 3, 1), until=date(2026, 12, 31),
        noted_by=province.leader,
    )  # fmt: skip
    for n, (who, slug, typed) in enumerate(life, start=1):
        moments.to(MONDAY + n * DAY / 2)
        if "answer" in typed:
            typed["opinion"] = Opinion.objects.get(agency=province.commune).pk
        beside = slug in ("ghi-chu", "tep")
        done = people[who].post(page(dossier, slug), typed) if beside else press(people[who], dossier, slug, **typed)
        assert done.status_code == 302, (slug, said(done))
    dossier.refresh_from_db()
    return dossier


def queries(client, address: str, answers: tuple[int, ...] = (200,)) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code in answers
    return len(seen)


def test_a_whole_life_is_on_the_page_in_at_most_fifteen_queries(province, enter, eventful):
    leader, officer = enter(province.leader), enter(province.officer)
    for client in (leader, officer, enter(province.officer_b), enter(province.auditor)):
        assert queries(client, page(eventful)) <= 15  # session, person and memberships included
    shown = said(leader.get(page(eventful)))
    for words in (
        "Yêu cầu lần 1", "Yêu cầu lần 2", "Bản vẽ nộp lại sai tỷ lệ.", "Đo đạc, kiểm tra thực địa", "1.200.000 đ",
        "Hẹn lần 1", "Hẹn lần 2", "Đã xin lỗi, hẹn lại 20/04/2026", "Người thụ lý Lê Thị Bích Ngọc",
        "đang chờ Văn thư", "Nộp lại trong vòng 30 ngày", "ngoài thời hạn của tỉnh",
        "Chờ kết quả giải quyết tranh chấp", "Có tranh chấp không?", "Không có quy hoạch.", "Đã cấp lại 1 lần",
        "Người nộp hẹn sáng thứ Năm.", "Bản vẽ.pdf", "vắng mặt đến hết 31/12/2026, Trần Minh Khôi thay",
    ):  # fmt: skip
        assert words in shown, words
    assert f'href="{page(eventful)}/thoi-han"' in text(leader.get(page(eventful)))


def test_every_page_of_it_asks_at_most_fifteen(province, enter, eventful):
    leader = enter(province.leader)
    slugs = ["dien-bien", "ghi-chu", "tep", *SLUGS.values()]
    found = {slug: queries(leader, page(eventful, slug), (200, 409, 403)) for slug in slugs}
    assert {slug: n for slug, n in found.items() if n > 15} == {}


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


def test_who_opens_it_is_written_down_before_it_is_shown(province, enter, moments, monkeypatch):
    dossier = receive(province)
    enter(province.officer).get(page(dossier))
    enter(province.auditor).get(page(dossier))
    enter(province.clerk_b).get(page(dossier))  # sees nothing
    rows = Access.objects.order_by("pk").values_list("user__username", "kind", "dossier", "what")
    assert list(rows) == [("chuyenvien", "viewed", dossier.pk, ""), ("giamsat", "viewed", dossier.pk, "")]
    enter(province.officer).get(page(dossier, "tam-dung"))
    assert Access.objects.latest("pk").what == "Tạm dừng tính thời hạn"


def test_slack_is_told_with_the_usual_time_of_what_remains(province, enter, moments):
    dossier = receive(province)
    shown = said(enter(province.officer).get(page(dossier)))
    assert "Thời gian còn lại Các bước còn lại thường mất 17,5 ngày làm việc. Còn dư 3 ngày làm việc" in shown
    moments.to(MONDAY + 7 * DAY)
    assert "Có nguy cơ trễ" in said(enter(province.officer).get(page(dossier)))
    moments.to(MONDAY + 60 * DAY)
    late = said(enter(province.officer).get(page(dossier)))
    assert "Thời gian còn lại" not in late
    assert "Có nguy cơ trễ" not in late


def test_what_was_paid_at_the_counter_and_who_fetched_the_result_stand_there(province, enter, advance, moments):
    dossier = advance(receive(province), province.clerk, province.officer)
    Dossier.objects.filter(pk=dossier.pk).update(fee_paid=150_000, fee_receipt="BL 0012")
    press(enter(province.leader), dossier, "ket-thuc")
    clerk = enter(province.clerk)
    assert press(clerk, dossier, "tra-ket-qua", **FETCHED).status_code == 302
    shown = said(clerk.get(page(dossier)))
    assert "Phí, lệ phí đã thu tại quầy 150.000 đ, biên lai BL 0012" in shown
    assert "Người nhận Nguyễn Thị Đoan (Người nộp hồ sơ)" in shown
    assert "Giấy tờ đã kiểm tra Căn cước công dân" in shown
    press(clerk, dossier, "hoan-tac")
    assert "Đã hoàn tác" in said(clerk.get(page(dossier)))


def test_a_mistaken_intake_says_so_first_and_offers_nothing(province, enter, moments):
    dossier = receive(province)
    actions.void(dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), version=dossier.version,
                 reason_class="twice", reason="Bấm hai lần.")  # fmt: skip
    answer = enter(province.leader).get(page(dossier))
    assert answer.status_code == 200
    shown = said(answer)
    assert "Lần tiếp nhận này đã được hủy vì nhầm" in shown
    assert "Hồ sơ này đã được tiếp nhận một lần rồi" in shown
    assert "Bấm hai lần." in shown
    assert 'class="button" href' not in text(answer)
    assert f"{page(dossier)}/thoi-han" not in text(answer)


def test_long_words_are_cut_on_the_page_and_whole_in_the_history(province, enter, advance, moments):
    dossier = advance(receive(province), province.clerk, province.officer)
    reason = "Thiếu tờ trình. " * 100 + "HẾT"
    press(enter(province.leader), dossier, "tra-lai-buoc-truoc", reason=reason)
    leader = enter(province.leader)
    assert "HẾT" not in text(leader.get(page(dossier)))
    assert "HẾT" in text(leader.get(page(dossier, "dien-bien")))


def test_the_whole_history_is_there_page_by_page(province, enter, moments):
    dossier = receive(province)
    Event.objects.bulk_create(
        Event(dossier=dossier, at=timezone.now(), actor=province.leader, agency=province.department,
              kind=EventKind.STEP_COMPLETED, data={"name": f"Bước {n:03}"})
        for n in range(50)
    )  # fmt: skip
    leader, address, seen = enter(province.leader), page(dossier, "dien-bien"), []
    while address:
        shown = text(leader.get(address))
        seen += [n for n in range(50) if f"Bước {n:03}" in shown]
        following = shown.partition('class="next"><a href="')[2].partition('"')[0]
        address = page(dossier, "dien-bien") + following if following else ""
    assert sorted(seen) == list(range(50))
