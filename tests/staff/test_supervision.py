"""What supervisors see beside lateness: standing still, late without an apology, what the books' auditor found."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Unit, UnitKind, working_calendar
from dossiers import actions
from dossiers.models import Apology, Dossier, Event, EventKind, Finding, Heartbeat, Mark, Notice
from dossiers.reads.supervision.lists import HELD_AT_RISK, HELD_OVERDUE, LISTS, PAUSED_LATE
from dossiers.workflow import Status
from tests.province import receive
from tests.staff.plants import act, at_office, codes_in, on_day, ran

STALLED, UNAPOLOGISED, BOOKS = "/giam-sat/dung-yen", "/giam-sat/chua-xin-loi", "/giam-sat/so-sach"
MICROSECOND = timedelta(microseconds=1)


def cell(page: str, label: str) -> str:
    """The words of the first cell under this heading."""
    found = re.search(rf'<td[^>]*data-label="{re.escape(label)}"[^>]*>(.*?)</td>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def asked_of(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


# ── Standing still ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.SUBMITTED])
@pytest.mark.parametrize("gap", [-MICROSECOND, timedelta(0), MICROSECOND, None])
@pytest.mark.parametrize("voided", [False, True])
def test_the_question_and_the_predicate_agree_on_every_state_and_boundary(province, owner, status, gap, voided):
    now = timezone.now()
    dossier = receive(province)
    ended = status in (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.DONE, Status.RETURNED)
    Dossier.objects.filter(pk=dossier.pk).update(
        status=status, stalls_at=None if gap is None else now - gap, voided_at=now if voided else None,
        closed_at=now if ended else None, returned_at=now if status == Status.RETURNED else None,
    )  # fmt: skip
    dossier.refresh_from_db()
    expected = gap == MICROSECOND and not ended and not voided
    assert dossier.is_stalled(now=now) is expected
    assert Dossier.objects.stalled(now=now).filter(pk=dossier.pk).exists() is expected


def test_a_dossier_that_nobody_touches_stands_still_from_its_own_instant_on(province, look):
    dossier = at_office(province)
    assert codes_in(look(province.leader, STALLED, dossier.stalls_at)) == []
    page = look(province.leader, STALLED, dossier.stalls_at + MICROSECOND)
    assert codes_in(page) == [dossier.official_code]
    assert "1 hồ sơ chậm luân chuyển" in page
    calendar = working_calendar()
    days = calendar.working_days_between(
        timezone.localdate(dossier.updated_at), timezone.localdate(dossier.stalls_at + MICROSECOND)
    )
    assert cell(page, "Chậm luân chuyển (ngày làm việc)").startswith(f"{days} từ")
    assert cell(page, "Vì sao") == "Không có việc gì được ghi nhận"
    assert cell(page, "Bước, đang giữ") == "Thẩm định Phòng Chuyên môn, Sở Xây dựng"


def test_a_date_that_the_calendar_moved_is_nothing_that_happened(province, look):
    """Nor does a receipt with an earlier moment stand still from then on: it was entered today."""
    p = province
    dossier = receive(p, p.post, received_at=timezone.now() - timedelta(days=40), reason="Bưu tá giao chậm")
    still = dossier.stalls_at + MICROSECOND
    tomorrow = on_day(1)
    Event.objects.create(
        dossier=dossier, at=tomorrow, agency=p.department, kind=EventKind.DUE_CHANGED,
        data={"because": "calendar", "before": None, "after": None},
    )  # fmt: skip
    Dossier.objects.filter(pk=dossier.pk).update(updated_at=tomorrow)
    entered = timezone.localtime(dossier.updated_at)
    assert f"từ {entered:%H:%M %d/%m/%Y}" in cell(look(p.leader, STALLED, still), "Chậm luân chuyển (ngày làm việc)")


def test_anything_that_happens_sets_it_moving_again(province, look):
    dossier = at_office(province)
    late = dossier.stalls_at + timedelta(hours=1)
    act(actions.assign, dossier, province.leader, late, to=province.officer)
    assert codes_in(look(province.leader, STALLED, late + MICROSECOND)) == []


def test_why_it_stands_still_is_said(province, look):
    p = province
    paused, offered = at_office(p), at_office(p)
    act(actions.pause, paused, p.officer, timezone.now(), ground="survey", reason="Đo đạc lại")
    registry = Unit.objects.get(agency=p.department, kind=UnitKind.REGISTRY)
    act(actions.pass_on, offered, p.officer, timezone.now(), to=registry)
    still = on_day(40)
    page = look(p.leader, STALLED, still)
    assert len(codes_in(page)) == 2
    assert "Đang tạm dừng: Đo đạc, kiểm tra thực địa" in page
    assert "Đã bàn giao cho Văn thư; nơi nhận chưa nhận" in page


def test_waiting_for_the_applicant_is_not_standing_still(province, look):
    dossier = at_office(province)
    asked = {"papers": ["Bản vẽ"], "answer_by": on_day(60).date(), "reason": "Thiếu"}
    act(actions.request_supplement, dossier, province.officer, timezone.now(), **asked)
    assert codes_in(look(province.leader, STALLED, on_day(50))) == []


def test_the_longest_still_comes_first_and_only_to_those_above(province, look):
    p = province
    first = receive(p)
    second = act(actions.complete_step, receive(p), p.clerk, on_day(2))
    at_commune = receive(p, p.birth)
    now = on_day(40)
    assert codes_in(look(p.leader, STALLED, now)) == [first.official_code, second.official_code]
    assert codes_in(look(p.leader_b, STALLED, now)) == [at_commune.official_code]
    assert len(codes_in(look(p.auditor, STALLED, now))) == 3
    assert codes_in(look(p.auditor, STALLED, now, agency=p.commune.pk)) == [at_commune.official_code]
    assert codes_in(look(p.auditor, STALLED, now, procedure=p.birth.procedure_id)) == [at_commune.official_code]


def test_the_sweep_marks_it_once_and_the_desk_is_told(province, look):
    dossier = receive(province)
    past = timezone.now() - timedelta(hours=1)
    Dossier.objects.filter(pk=dossier.pk).update(stalls_at=past, next_flag_at=past)
    assert (actions.sweep()["stalled"], actions.sweep()["stalled"]) == (1, 0)
    assert Mark.objects.get(dossier=dossier, kind="stalled").key == 1  # the last event's number
    actions.relay()
    assert Notice.objects.get(kind="stalled").state == "shown"
    assert re.search(rf"Chậm luân chuyển[^<]*: <a[^>]*>{dossier.official_code}", look(province.clerk, "/can-bo/"))


# ── Late without an apology ──────────────────────────────────────────────────────────────────────────────────────


def apologised(p, dossier, drafted, signed=None) -> Dossier:
    promised = working_calendar().working_day_after(timezone.localdate(max(dossier.due_at, drafted)), 3)
    dossier = act(actions.draft_apology, dossier, p.officer, drafted, reason="Nhiều hồ sơ", promised_on=promised)
    return act(actions.approve_apology, dossier, p.leader, signed) if signed else dossier


def counts(page: str) -> dict[str, int]:
    return {pile: int(n) for pile, n in re.findall(r'tile--([a-z-]+)"><a[^>]*>\s*<strong>(\d+)</strong>', page)}


def kept_in(page: str) -> list[int]:
    """Signed in time, late, a second time."""
    return [int(n) for n in re.findall(r"<p><strong>(\d+)</strong>", page)]


def test_late_without_a_signed_apology_is_a_list_of_its_own(province, look):
    p = province
    bare, drafted, signed = at_office(p), at_office(p), at_office(p)
    after = bare.due_at + timedelta(minutes=1)
    apologised(p, drafted, on_day(3))
    apologised(p, signed, on_day(3), on_day(4))
    page = look(p.leader, UNAPOLOGISED, after)
    assert sorted(codes_in(page)) == sorted([bare.official_code, drafted.official_code])
    assert counts(page) == {"qua-han": 2, "ngay-cuoi": 0, "cho-ky": 1}
    drafts = look(p.leader, UNAPOLOGISED, after, loc="cho-ky")
    assert codes_in(drafts) == [drafted.official_code]
    assert cell(drafts, "Dự thảo xin lỗi").startswith("Chờ ký, hẹn lại ")
    assert "Trần Minh Khôi" in cell(drafts, "Dự thảo xin lỗi")
    assert codes_in(look(p.leader_b, UNAPOLOGISED, after)) == []


def test_today_is_the_last_day_for_what_is_due_on_the_next_working_day(province, look):
    """Not sooner, not later, and not for those who were apologised to: also when a weekend lies between."""
    p = province
    due, told = at_office(p), at_office(p)
    apologised(p, told, on_day(3), on_day(4))
    calendar, due_day = working_calendar(), timezone.localdate(due.due_at)
    number = calendar.working_days_between(timezone.localdate(), due_day)
    seen = {n: codes_in(look(p.leader, UNAPOLOGISED, on_day(number - n), loc="ngay-cuoi")) for n in (0, 1, 2)}
    assert seen == {0: [], 1: [due.official_code], 2: []}
    the_day_before = timezone.make_aware(datetime.combine(due_day - timedelta(days=1), time(23, 59)))
    assert codes_in(look(p.leader, UNAPOLOGISED, the_day_before, loc="ngay-cuoi")) == [due.official_code]


def test_an_apology_signed_on_the_last_day_is_in_time_and_the_next_day_late(province, look):
    p = province
    in_time, late, other = at_office(p), at_office(p), at_office(p)
    number = working_calendar().working_days_between(timezone.localdate(), timezone.localdate(in_time.due_at))
    apologised(p, in_time, on_day(number - 1), on_day(number - 1, 16))
    apologised(p, late, on_day(number), on_day(number, 10))
    apologised(p, other, on_day(number), on_day(number, 10))
    page = look(p.leader, UNAPOLOGISED, on_day(number, 18))
    assert kept_in(page) == [1, 2, 0]
    assert kept_in(look(p.leader_b, UNAPOLOGISED, on_day(number))) == [0, 0, 0]
    link = re.search(r'href="(/giam-sat/canh-dem/xin-loi-muon[^"]*)"', page)[1]
    assert len(codes_in(look(p.leader, link, on_day(number, 18)))) == 2


def test_a_second_appointment_cannot_be_made(province, look):
    p = province
    dossier = at_office(p)
    apologised(p, dossier, on_day(3), on_day(4))
    with pytest.raises(actions.Refused, match="một lần"):
        apologised(p, Dossier.objects.get(pk=dossier.pk), on_day(5))
    assert Apology.objects.count() == 1


def test_the_overdue_page_says_what_was_promised_and_that_a_stop_hides_nothing(province, look):
    p = province
    bare, told = at_office(p), at_office(p)
    apologised(p, told, on_day(3), on_day(4))
    after = bare.due_at + timedelta(hours=1)
    act(actions.pause, bare, p.officer, after, ground="survey", reason="Đo lại")
    page = look(p.leader, "/giam-sat/qua-han", after + timedelta(minutes=1))
    rows = {codes_in(row)[0]: row for row in re.findall(r"<tr>.*?</tr>", page, re.S)[1:]}
    assert "Chưa xin lỗi" in rows[bare.official_code]
    assert "đang tạm dừng, vẫn là trễ" in rows[bare.official_code]
    promised = timezone.localdate(Dossier.objects.get(pk=told.pk).promised_at)
    assert f"Đã hẹn lại {promised:%d/%m/%Y}" in rows[told.official_code]


# ── All of them ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("junk", ["x", "-1", "9" * 40, "\u0661"])
def test_a_page_that_means_nothing_is_the_first(province, look, junk):
    dossier = receive(province)
    Finding.objects.create(job=ran(), dossier=dossier, what="Sai")
    assert codes_in(look(province.leader, BOOKS, sau=junk)) == [dossier.official_code]
    for address in (STALLED, UNAPOLOGISED):
        look(province.leader, address, sau=junk, loc=junk)


@pytest.mark.parametrize("address", [STALLED, UNAPOLOGISED])
def test_a_filter_that_means_nothing_is_said_at_its_field(province, enter, address):
    for asked in ({"agency": "x"}, {"agency": province.commune.pk}, {"procedure": "9" * 30}):
        answer = enter(province.leader).get(address, asked)
        assert answer.status_code == 400
        assert "Chọn một mục trong danh sách." in answer.content.decode()


def test_nothing_to_see_is_said_in_words(province, look):
    assert "Không có hồ sơ nào chậm luân chuyển." in look(province.leader, STALLED)
    assert "Không có hồ sơ quá hạn nào chưa được xin lỗi." in look(province.leader, UNAPOLOGISED)
    assert "mà chưa xin lỗi." in look(province.leader, UNAPOLOGISED, loc="ngay-cuoi")
    assert "Không có dự thảo nào chờ ký." in look(province.leader, UNAPOLOGISED, loc="cho-ky")


def test_the_menu_marks_the_page_that_is_open(province, look):
    for address in ("/giam-sat/qua-han", STALLED, UNAPOLOGISED, "/giam-sat/canh-dem", BOOKS):
        page = look(province.leader, address)
        menu = re.search(r'aria-label="Giám sát">(.*?)</nav>', page, re.S)[1]
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [address]
        parts = {PAUSED_LATE, HELD_OVERDUE, HELD_AT_RISK}  # of other lists: the dashboard leads to them
        assert set(re.findall(r'href="([^"]+)"', menu)) >= {f"/giam-sat/{each.slug}" for each in {*LISTS} - parts}
    assert 'aria-label="Giám sát"' not in look(province.leader, "/can-bo/")


def test_queries_are_few_and_do_not_grow(province, enter, late):
    """Late and still: five dossiers, then twenty-five, with findings to each."""
    clients = [enter(province.leader), enter(province.auditor)]
    addresses = ["/giam-sat/qua-han", STALLED, UNAPOLOGISED, f"{UNAPOLOGISED}?loc=cho-ky", BOOKS]
    job, few = ran(), None
    for more in (5, 20):
        for _ in range(more):
            dossier = late()
            Dossier.objects.filter(pk=dossier.pk).update(stalls_at=dossier.due_at)
            Finding.objects.create(job=job, dossier=dossier, what="Sai")
        found = [asked_of(client, address) for client in clients for address in addresses]
        few = few or found
    assert found == few
    assert max(few) <= 14, few
    assert Heartbeat.objects.count() == 0
