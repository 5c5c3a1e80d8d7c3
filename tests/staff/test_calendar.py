"""The calendar's editor: who may, what is proposed and refused, the preview, the confirmation, the progress."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import CalendarDay, DayKind, DayStatus, WorkCalendar, working_calendar
from dossiers import actions
from dossiers.models import Dossier, Job
from tests.province import receive

HOME = "/quan-tri/lich"
PATHS = (HOME, f"{HOME}/ngay", f"{HOME}/gio-lam-viec", f"{HOME}/tep", f"{HOME}/thu-vien", f"{HOME}/xem-truoc")
DOCUMENT = "Thông báo 7366/TB-BNV"


@pytest.fixture
def admin(province, enter):
    return enter(province.administrator)


def proposed(day, kind=DayKind.OFF, basis="Nghỉ hoán đổi"):
    return CalendarDay.objects.create(day=day, kind=kind, status=DayStatus.PROPOSED, legal_basis=basis)


def text(answer) -> str:
    return answer.content.decode()


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["clerk", "officer", "leader", "clerk_b", "auditor"])
def test_others_are_refused_at_every_page_and_change_nothing(province, enter, who):
    client = enter(getattr(province, who))
    row = proposed("2026-12-24")
    for path in PATHS:
        assert client.get(path, {"ngay": row.pk}).status_code == 403, path
    for path in (*PATHS[1:], f"{HOME}/chon", f"{HOME}/viec/1"):
        answer = client.post(f"{path}?ngay={row.pk}", {"ngay": row.pk, "do": "withdraw", "document": DOCUMENT})
        assert answer.status_code == 403, path
    assert CalendarDay.objects.get(pk=row.pk).status == DayStatus.PROPOSED


def test_strangers_are_led_to_the_sign_in(province):
    for path in (*PATHS, f"{HOME}/chon", f"{HOME}/viec/1"):
        answer = Client().get(path)
        assert (answer.status_code, answer.url.startswith("/can-bo/dang-nhap?")) == (302, True), path


def test_an_administrator_opens_every_page_without_style_or_script_in_few_queries(admin, django_assert_max_num_queries):
    row = proposed("2026-12-24")
    for path in PATHS:
        with django_assert_max_num_queries(15):
            answer = admin.get(path, {"ngay": row.pk})
        assert answer.status_code == 200, path
        assert len(answer.content) < 60_000
        for forbidden in ("style=", "<style", "<script", " onclick"):
            assert forbidden not in text(answer), path
        assert text(answer).count("<h1") == 1


def test_the_action_itself_knows_who_may(province):
    with pytest.raises(actions.Refused, match="quản trị viên"):
        actions.withdraw_proposals(by=province.leader, days=[1], hours=[])


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_year_is_readable_with_grounds_and_proposals(admin):
    page = text(admin.get(HOME, {"nam": "2026"}))

    assert "02/01/2026" in page
    assert "10/01/2026" in page
    assert "Ngày làm bù" in page
    assert "Thông báo nghỉ lễ" in page
    assert "24/11/2026" in page
    assert "NQ 80-NQ/TW" in page


@pytest.mark.parametrize("year", ["", "abc", "0", "99999", "²²²²", "-2026"])
def test_a_year_that_means_nothing_shows_this_year(admin, year):
    answer = admin.get(HOME, {"nam": year})

    assert answer.status_code == 200
    assert f"năm {timezone.localdate().year}" in text(answer)


# ── Choosing, previewing, confirming ─────────────────────────────────────────────────────────────────────────


def test_nothing_chosen_is_one_sentence(admin):
    for do in ("preview", "withdraw"):
        answer = admin.post(f"{HOME}/chon", {"do": do})
        assert answer.status_code == 400
        assert "Chọn ít nhất một đề xuất" in text(answer)


def test_a_proposal_is_withdrawn_once(admin):
    row = proposed("2026-12-24")

    assert admin.post(f"{HOME}/chon", {"do": "withdraw", "ngay": row.pk}).status_code == 302
    second = admin.post(f"{HOME}/chon", {"do": "withdraw", "ngay": row.pk})

    assert not CalendarDay.objects.filter(pk=row.pk).exists()
    assert second.status_code == 409
    assert "đã được xác nhận hoặc đã rút" in text(second)


@pytest.mark.parametrize("ids", ["abc", "-1", "²", "9" * 30, "0", "99999999"])
def test_an_id_that_is_none_is_a_proposal_that_is_gone(admin, ids):
    assert admin.get(f"{HOME}/xem-truoc", {"ngay": ids}).status_code == 409
    assert admin.post(f"{HOME}/chon", {"do": "withdraw", "gio": ids}).status_code == 409


def test_the_preview_shows_who_moves_and_confirming_needs_the_document(admin, province):
    dossier = receive(province)
    day = timezone.localdate(dossier.due_at)
    row = proposed(day)
    there = admin.post(f"{HOME}/chon", {"do": "preview", "ngay": row.pk})

    page = admin.get(there.url)
    assert "1 trong 1 hồ sơ" in text(page)
    assert dossier.official_code in text(page)
    assert province.department.name in text(page)
    assert Dossier.objects.get().due_at == dossier.due_at

    for document in ("", "   ", "x" * 121):
        answer = admin.post(there.url, {"document": document})
        assert answer.status_code == 400
        assert "document" in answer.context["form"].errors
    assert not Job.objects.exists()

    assert admin.post(there.url, {"document": DOCUMENT}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.since, row.legal_basis) == (DayStatus.IN_FORCE, 2, f"Nghỉ hoán đổi – {DOCUMENT}")
    assert WorkCalendar.objects.get().version == 2
    assert (Job.objects.get().created_by, Job.objects.get().facts["version"]) == (province.administrator, 2)


def test_confirming_the_same_day_twice_is_one_sentence_and_no_second_version(admin, province):
    row = proposed("2026-12-24")
    there = f"{HOME}/xem-truoc?ngay={row.pk}"
    admin.post(there, {"document": DOCUMENT})

    answer = admin.post(there, {"document": "Thông báo khác"})

    assert answer.status_code == 409
    assert f"24/12/2026 đã được xác nhận trước đó (Nghỉ hoán đổi – {DOCUMENT})" in text(answer)
    assert "Thông báo khác" in text(answer)
    assert (WorkCalendar.objects.get().version, Job.objects.count()) == (2, 1)


def test_what_is_replaced_ends_and_the_old_version_still_counts_as_it_did(admin, province):
    row = proposed("2026-09-02", DayKind.ORDINARY)

    admin.post(f"{HOME}/xem-truoc?ngay={row.pk}", {"document": DOCUMENT})

    old = CalendarDay.objects.get(day="2026-09-02", kind=DayKind.OFF)
    assert (old.since, old.until) == (1, 2)
    assert working_calendar().is_working(date(2026, 9, 2))
    assert not working_calendar(1).is_working(date(2026, 9, 2))


def test_progress_is_on_the_page_and_a_failed_job_is_pressed_again(admin, province, monkeypatch):
    dossier = receive(province)
    row = proposed(timezone.localdate(dossier.due_at))
    admin.post(f"{HOME}/xem-truoc?ngay={row.pk}", {"document": DOCUMENT})
    assert "chờ bắt đầu" in text(admin.get(HOME))

    with monkeypatch.context() as broken:
        broken.setattr("dossiers.actions.applying.new_date", lambda *a, **k: 1 / 0)
        actions.work()
    page = text(admin.get(HOME))
    assert Dossier.objects.get().due_at == dossier.due_at
    job = Job.objects.get()
    assert f"lỗi hệ thống; mã việc {job.pk}" in page
    assert "ZeroDivisionError" in job.error  # for whoever looks after the machine
    assert "ZeroDivisionError" not in page

    assert admin.post(f"{HOME}/viec/{job.pk}").status_code == 302
    assert admin.post(f"{HOME}/viec/{job.pk}").status_code == 409
    assert admin.post(f"{HOME}/viec/{job.pk + 1}").status_code == 404
    assert admin.post(f"{HOME}/viec/{10**30}").status_code == 404
    actions.work()
    page = text(admin.get(HOME))
    assert "1 hồ sơ đổi ngày hẹn" in page
    assert Dossier.objects.get().due_at > dossier.due_at
