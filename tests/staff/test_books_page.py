"""The supervisors' page of the books' auditor: when it ran, what does not follow, and asking for the whole."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Finding, Job, JobKind, JobState
from tests.province import receive
from tests.staff.plants import act, codes_in, ran

BOOKS = "/giam-sat/so-sach"


def test_books_that_were_never_checked_say_so(province, look):
    page = look(province.leader, BOOKS)
    assert "Chưa chạy lần nào." in page
    assert "sweep--late" in page


def test_the_last_audit_says_when_and_how_much(province, look):
    job = ran()
    page = look(province.leader, BOOKS)
    assert f"Đã chạy lúc {timezone.localtime(job.finished_at):%H:%M %d/%m/%Y}, kiểm tra 1.234 hồ sơ" in page
    assert "sweep--late" not in page
    assert "Mọi hồ sơ đã kiểm tra đều khớp." in page


@pytest.mark.parametrize(("ago", "warned"), [(timedelta(hours=25, minutes=59), False), (timedelta(hours=26.01), True)])
def test_an_audit_that_was_missed_is_in_plain_sight(province, look, ago, warned):
    ran(ago)
    assert ("Quá 26 giờ chưa chạy lại" in look(province.leader, BOOKS)) is warned


def test_what_is_broken_is_shown_to_those_above_and_counted_for_others(province, look):
    p = province
    ours, theirs, job = receive(p), receive(p, p.birth), ran()
    for dossier, what in ((ours, "Ngày hẹn sai"), (ours, "Chuỗi đứt"), (theirs, "Thiếu dấu mốc"), (None, "Bộ đếm sai")):
        Finding.objects.create(job=job, dossier=dossier, what=what)
    page = look(p.leader, BOOKS)
    assert codes_in(page) == [ours.official_code]
    assert "2 điểm không khớp" in page
    assert "2 điểm ở hồ sơ của cơ quan khác" in page
    assert "Thiếu dấu mốc" not in page
    assert "Bộ đếm sai" not in page
    all_of_them = look(p.auditor, BOOKS)
    assert codes_in(all_of_them) == [ours.official_code, theirs.official_code]
    assert "Bộ đếm sai" in all_of_them


def test_the_next_night_does_not_wipe_out_what_was_found_in_ended_dossiers(province, look):
    """Only open dossiers are checked each night: what the last whole audit found in ended ones still stands."""
    p = province
    ended, running = receive(p), receive(p)
    act(actions.stop, ended, p.officer, timezone.now(), reason_class="at_request", reason="Theo đơn")
    whole = ran(timedelta(hours=30), "all", done=99)
    Finding.objects.create(job=whole, dossier=ended, what="Ngày đóng sai")
    Finding.objects.create(job=whole, dossier=running, what="Đã sửa từ hôm qua")
    ran()
    page = look(p.leader, BOOKS)
    assert codes_in(page) == [ended.official_code]
    assert "Lần gần nhất kiểm tra cả hồ sơ đã kết thúc" in page
    ran(timedelta(hours=1), "all")
    assert codes_in(look(p.leader, BOOKS)) == []


def test_a_supervisor_asks_for_the_whole_once_and_sees_how_far_it_is(province, enter, look):
    leader = enter(province.leader)
    for _press in range(2):
        answer = leader.post(BOOKS)
        assert (answer.status_code, answer.url) == (302, BOOKS)
    job = Job.objects.get()
    assert (job.kind, job.facts["scope"], job.state, job.created_by) == (
        JobKind.BOOKS, "all", JobState.WAITING, province.leader,
    )  # fmt: skip
    page = look(province.leader, BOOKS)
    assert "Đang chờ chạy" in page
    assert '<button class="button button--secondary">Kiểm tra' not in page
    Job.objects.update(state=JobState.RUNNING, total=12000, done=3500)
    assert re.search(r"<strong>3.500</strong>/12.000 hồ sơ", look(province.auditor, BOOKS))


def test_more_than_are_kept_is_said(province, look):
    job = ran()
    Job.objects.filter(pk=job.pk).update(result={"checked": 1234, "broken": 5321})
    assert "Cả tỉnh có 5.321 điểm không khớp; chỉ 1.000 điểm đầu được ghi lại." in look(province.leader, BOOKS)


def test_the_page_shows_what_the_auditor_really_found(province, enter, look):
    """From the button through the job to the page."""
    dossier = receive(province)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=dossier.due_at + timedelta(days=9))
    enter(province.leader).post(BOOKS)
    actions.work()
    page = look(province.leader, BOOKS)
    assert codes_in(page) == [dossier.official_code]
    assert "(cả hồ sơ đã kết thúc)" in page


def test_old_findings_go_but_not_those_of_the_last_whole_audit(province):
    dossier = receive(province)
    long_ago = timedelta(days=40)
    whole, night = ran(long_ago, "all"), ran(long_ago)
    for job in (whole, night):
        Finding.objects.create(job=job, dossier=dossier, what="Sai")
    for _ in range(30):
        ran(timedelta(days=2))
    actions.audit_tonight()
    actions.work()
    assert list(Finding.objects.values_list("job", flat=True)) == [whole.pk]


def test_one_that_failed_says_so_and_may_be_asked_for_again(province, enter, look):
    ran(timedelta(hours=5))
    ran(timedelta(hours=1), "all", JobState.FAILED, done=7)
    page = look(province.leader, BOOKS)
    assert "bị lỗi giữa chừng" in page
    enter(province.leader).post(BOOKS)
    assert Job.objects.filter(state=JobState.WAITING).count() == 1


def test_auditors_ask_for_nothing_and_a_form_needs_its_token(province, enter):
    assert enter(province.auditor).post(BOOKS).status_code == 403
    strict = enter(province.leader)
    strict.handler.enforce_csrf_checks = True
    assert strict.post(BOOKS).status_code == 403
    assert not Job.objects.exists()
