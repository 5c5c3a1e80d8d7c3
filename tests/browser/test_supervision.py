"""What supervisors watch, in a real browser: every page with something on it, wide and on a phone."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from agencies.models import Unit, UnitKind
from dossiers import actions
from dossiers.models import Event, Finding, Job, JobKind, JobState
from tests.browser.pages import faults_of, shows, sign_in
from tests.province import receive
from tests.staff.plants import PLANTS, act, asked_late, at_office, on_day

PAGES = {
    "/giam-sat/qua-han": "Chưa xin lỗi",
    "/giam-sat/dung-yen": "Đang tạm dừng",
    "/giam-sat/chua-xin-loi": "Quá hạn, chưa xin lỗi",
    "/giam-sat/chua-xin-loi?loc=cho-ky": "Chờ ký",
    "/giam-sat/canh-dem": "không phải kết luận",
    "/giam-sat/canh-dem/doi-ngay-hen": "Vì:",
    "/giam-sat/canh-dem/nop-lai": "Hồ sơ trước",
    "/giam-sat/so-sach": "điểm không khớp",
}


@pytest.fixture
def watched(committed_province):
    """A month in which everything happened that supervisors look for; answers the moment after it."""
    p = committed_province
    for plant in PLANTS.values():
        if plant is not asked_late:
            plant(p)
    paused, offered, drafted = at_office(p), at_office(p), at_office(p)
    act(actions.pause, paused, p.officer, timezone.now(), ground="survey", reason="Đo đạc lại ranh giới")
    act(
        actions.pass_on, offered, p.officer, on_day(1), to=Unit.objects.get(agency=p.department, kind=UnitKind.REGISTRY)
    )
    act(actions.draft_apology, drafted, p.officer, on_day(3), reason="Nhiều hồ sơ", promised_on=on_day(30).date())
    at = max(drafted.due_at, Event.objects.latest("at").at) + timedelta(hours=2)
    job = Job.objects.create(
        kind=JobKind.BOOKS, facts={"scope": "open"}, state=JobState.DONE, total=1234, done=1234,
        created_at=at - timedelta(hours=9), finished_at=at - timedelta(hours=9),
    )  # fmt: skip
    wrong = "Ngày hẹn trả ghi 17:00:00 03/12/2026, tính lại được 17:00:00 04/12/2026"
    for what in (wrong, "Chuỗi sự kiện bị đứt tại sự kiện 3"):
        Finding.objects.create(job=job, dossier=drafted, what=what)
    receive(p)
    return p, at


@pytest.mark.soak
def test_every_page_of_supervision_reads_well(page, watched, chromium):
    p, at = watched
    with time_machine.travel(at):
        sign_in(page, p.leader)
        for address, words in PAGES.items():
            page.goto(address)
            page.locator("main").get_by_text(words).first.wait_for()
            assert faults_of(page, chromium) == [], address


def test_a_supervisor_asks_for_the_whole_books(page, committed_province, chromium):
    sign_in(page, committed_province.leader)
    page.goto("/giam-sat/so-sach")
    shows(page, "Chưa chạy lần nào")
    page.get_by_role("button", name="Kiểm tra cả hồ sơ đã kết thúc").click()
    shows(page, "Đang chờ chạy")
    assert faults_of(page, chromium) == []


def test_lists_with_ticks_print_their_rows_and_cells_read_in_one_column_on_a_phone(page, committed_province):
    """A list inside a form is paper too: of the form only the ticks and the buttons are left off."""
    p, late = committed_province, at_office(committed_province)
    with time_machine.travel(late.due_at + timedelta(days=9), tick=True):
        actions.urge(
            key=uuid4(), dossier_id=late.pk, by=p.leader, now=timezone.now(), request="Khẩn trương giải quyết.",
            reply_by=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        sign_in(page, p.leader)
        for address in ("/giam-sat/qua-han", "/can-bo/"):
            page.goto(address)
            code = page.get_by_role("row").get_by_role("link", name=str(late), exact=True)
            page.emulate_media(media="print")
            expect(code).to_be_visible()
            for left_off in (".pick", ".work-bar", "td .urge"):
                assert page.locator(left_off).evaluate_all("all => all.every(one => !one.offsetParent)"), left_off
            page.emulate_media(media="screen")
        page.set_viewport_size({"width": 360, "height": 800})
        for address in ("/giam-sat/qua-han", "/giam-sat/don-doc?loc=cho-tra-loi"):
            page.goto(address)
            starts = page.locator("tbody [data-label] > *").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect().left"
                " - one.parentElement.getBoundingClientRect().left)"
            )
            assert min(starts) >= 100, address  # right of the labels
