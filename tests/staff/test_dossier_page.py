"""The page of one dossier: its whole life on it, bounded, with one thing to do next."""

import json
from datetime import timedelta

from django.utils import timezone

from agencies.models import ProcedureRules
from dossiers import actions
from dossiers.models import Access, Dossier, Event, EventKind, Notice
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import page, press, said, text

ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ.", "papers": "Bản vẽ", "answer_by": "20/04/2026"}
DAY = timedelta(days=1)


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
