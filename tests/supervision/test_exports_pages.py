"""Putting a list down as a file from its page, and the page of one's own files."""

import re
import uuid
from datetime import timedelta

from django.utils import timezone

from agencies.models import Role
from dossiers import actions, tasks
from dossiers.actions import exporting
from dossiers.models import Access, Job, JobFile, JobPart, JobState, LetterKind
from dossiers.reads.exports import TABLES
from tests.dossiers.working import done, received
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import bytes_of, said, text
from tests.supervision.exported import content, lines, queued

FILES = "/can-bo/tep"
LIST = "dang-giai-quyet"


def asked(**changes):
    return {"loc": "", "dang": "xlsx", "key": uuid.uuid4(), **changes}


def test_from_the_list_to_the_file(province, enter, django_assert_max_num_queries):  # noqa: F811
    received(province, 2)
    leader = enter(province.leader)
    form = text(leader.get(f"/giam-sat/{LIST}")).partition(f'action="/giam-sat/xuat/{LIST}"')[2].partition("</form>")[0]
    key = re.search(r'name="key" value="([^"]*)"', form)[1]

    with django_assert_max_num_queries(20):
        sent = leader.post(f"/giam-sat/xuat/{LIST}", asked(key=key))
    again = leader.post(f"/giam-sat/xuat/{LIST}", asked(key=key))
    job = Job.objects.get()
    assert (sent.status_code, sent.url, again.url) == (303, f"{FILES}/{job.pk}", sent.url)
    waiting = leader.get(sent.url)
    assert "Đang chờ bắt đầu" in said(waiting)
    assert 'href="?"' in text(waiting)  # without the script
    assert "progress.js" in text(waiting)
    exporting.export_portion(job)
    job.save()
    assert "Đang làm: 0/2" in said(leader.get(sent.url))
    actions.work()

    ready = leader.get(sent.url)
    assert "2 dòng" in said(ready)
    assert "progress.js" not in text(ready)
    until = timezone.localtime(Job.objects.get().finished_at + timedelta(days=7))
    assert f"{until:%H:%M %d/%m/%Y}" in said(ready)
    file = leader.get(f"{sent.url}/tai-ve")
    assert file["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert file["Content-Disposition"] == f'attachment; filename="{job.file.name}"'
    assert "no-store" in file["Cache-Control"]
    assert bytes_of(file) == content(job)
    assert int(file["Content-Length"]) == len(content(job))
    assert Access.objects.get(kind="downloaded").what == job.file.name
    assert "Bộ lọc" in said(ready)


def test_the_file_is_of_what_the_screen_shows(province, enter):  # noqa: F811
    p = province
    mine = received(p, 2)
    received(p, 1, rules=p.birth)
    auditor = enter(p.auditor)

    auditor.post(f"/giam-sat/xuat/{LIST}", asked(loc=f"agency={p.department.pk}&unit={mine[0].holder_unit_id}&sau=9.9"))

    assert {line["Mã hồ sơ"] for line in lines(done(Job.objects.get()))} == {str(dossier) for dossier in mine}


WRONG = [
    ({"dang": "pdf"}, "Chọn dạng tệp: Excel hoặc CSV."),
    ({"dang": ""}, "Chọn dạng tệp: Excel hoặc CSV."),
    ({"loc": "agency=999999"}, "Bộ lọc của danh sách không còn đúng."),
    ({"loc": "agency=\x00"}, "Bộ lọc của danh sách không còn đúng."),
    ({"loc": "x" * 3000}, "Bộ lọc của danh sách không còn đúng."),
    ({"loc": "procedure=9" + "9" * 40}, "Bộ lọc của danh sách không còn đúng."),
]


def test_what_means_nothing_is_said_and_another_agency_is_none_of_theirs(province, enter):  # noqa: F811
    leader = enter(province.leader)
    for typed, sentence in [*WRONG, ({"loc": f"agency={province.commune.pk}"}, "Bộ lọc của danh sách")]:
        answer = leader.post(f"/giam-sat/xuat/{LIST}", asked(**typed))
        assert (answer.status_code, sentence in said(answer)) == (400, True), typed
    assert leader.post("/giam-sat/xuat/khong-co", asked()).status_code == 404
    assert leader.get(f"/giam-sat/xuat/{LIST}").status_code == 405
    assert not Job.objects.exists()
    assert leader.post(f"/giam-sat/xuat/{LIST}", asked(key="x", loc="period=x&\x00=1")).status_code == 303


def test_a_second_file_while_one_is_made_is_refused_on_the_page_that_shows_it(province, enter):  # noqa: F811
    leader = enter(province.leader)
    first = leader.post(f"/giam-sat/xuat/{LIST}", asked()).url

    answer = leader.post("/giam-sat/xuat/qua-han", asked())

    assert answer.status_code == 409
    assert "đang có một tệp chưa xuất xong" in said(answer)
    assert f'href="{first}"' in text(answer)
    assert leader.post(f"{first}/xoa").url == FILES
    assert leader.get(first).status_code == 404
    assert leader.post("/giam-sat/xuat/qua-han", asked()).status_code == 303


def test_others_files_are_not_there(province, enter):  # noqa: F811
    received(province, 1)
    job = done(queued(province.leader, LIST))
    for person in (province.auditor, province.clerk, province.administrator):
        other = enter(person)
        for answer in (
            other.get(f"{FILES}/{job.pk}"), other.get(f"{FILES}/{job.pk}/tai-ve"),
            other.post(f"{FILES}/{job.pk}/xoa"), other.post(f"{FILES}/{job.pk}/lam-lai"),
        ):  # fmt: skip
            assert answer.status_code == 404
        assert "Ông/Bà chưa có tệp nào" in said(other.get(FILES))
    assert JobFile.objects.count() == 1


def test_whoever_oversees_less_since_fetches_nothing_more(province, enter):  # noqa: F811
    p = province
    received(p, 1)
    job = done(queued(p.auditor, LIST))
    auditor, address = enter(p.auditor), f"{FILES}/{job.pk}/tai-ve"
    assert auditor.get(address).status_code == 200
    (membership,) = p.auditor.memberships.all()
    membership.role, membership.agency = Role.SUPERVISOR, p.department
    membership.save()
    assert auditor.get(address).status_code == 404
    p.auditor.memberships.all().delete()
    assert auditor.get(address).status_code == 404
    assert Access.objects.filter(kind="downloaded").count() == 1


def test_a_file_of_a_list_that_is_gone_still_has_its_place(province, enter, monkeypatch):  # noqa: F811
    job = done(queued(province.leader, LIST))
    monkeypatch.delitem(TABLES, LIST)
    leader = enter(province.leader)
    for address in (FILES, f"{FILES}/{job.pk}"):
        assert "Xuất danh sách" in said(leader.get(address))


def test_own_files_of_every_kind_on_one_page(province, enter, django_assert_max_num_queries):  # noqa: F811
    (dossier,) = received(province, 1)
    actions.queue_chosen(by=province.clerk, now=timezone.now(), key=uuid.uuid4(), kind=LetterKind.RECEIPT,
                         chosen=[(dossier.pk, dossier.version)])  # fmt: skip
    clerk = enter(province.clerk)
    actions.work()
    with django_assert_max_num_queries(15):
        page = clerk.get(FILES)
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in said(page)
    assert f'href="{FILES}"' in text(clerk.get("/can-bo/"))  # a way there from every page
    file = clerk.get(f"{FILES}/{Job.objects.get().pk}/tai-ve")
    assert file["Content-Type"] == "application/pdf"
    assert bytes_of(file).startswith(b"%PDF")


def test_what_failed_says_why_and_is_done_again(province, enter, monkeypatch):  # noqa: F811
    received(province, 1)
    monkeypatch.setattr(exporting, "_head", None)  # something nobody thought of
    job = done(queued(province.leader, LIST))
    monkeypatch.undo()
    leader = enter(province.leader)

    assert (job.state, JobPart.objects.count()) == (JobState.FAILED, 1)
    shown = leader.get(f"{FILES}/{job.pk}")
    assert "lỗi hệ thống" in said(shown)
    assert "TypeError" not in text(shown)
    assert leader.post(f"{FILES}/{job.pk}/lam-lai").status_code == 303
    assert len(lines(done(job))) == 1
    twice = leader.post(f"{FILES}/{job.pk}/lam-lai")
    assert (twice.status_code, "không cần chạy lại" in said(twice)) == (409, True)


def test_after_a_week_the_files_are_gone_and_what_broken_ones_had_read(province, enter, monkeypatch):  # noqa: F811
    received(province, 1)
    whole = done(queued(province.leader, LIST))
    monkeypatch.setattr(exporting, "_head", None)
    broken = done(queued(province.leader, LIST))
    for days, files, parts in ((6, 1, 1), (8, 0, 0)):
        at = timezone.now() - timedelta(days=days)
        Job.objects.filter(pk=whole.pk).update(finished_at=at)
        Job.objects.filter(pk=broken.pk).update(created_at=at)
        tasks.purge_printed()
        tasks.purge_exported()
        assert (JobFile.objects.count(), JobPart.objects.count()) == (files, parts)
    leader = enter(province.leader)
    assert leader.get(f"{FILES}/{whole.pk}/tai-ve").status_code == 404
    assert "không còn tệp" in said(leader.get(f"{FILES}/{whole.pk}"))
    assert "Không còn tệp" in said(leader.get(FILES))
