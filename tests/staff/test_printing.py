"""The pages on which many letters are asked for, and from which they are fetched."""

import re
import uuid

from django.utils import timezone

from dossiers import actions
from dossiers.actions import printing
from dossiers.models import Access, Job, JobFile, LetterKind
from tests import crowd
from tests.dossiers.working import done, received
from tests.letters.test_many import chosen, of_period, pages
from tests.province import receive
from tests.staff.pages import at_field, said, text

HERE = "/can-bo/in-nhieu"


def form(p, **changes):
    today = timezone.localdate()
    typed = {"kind": "receipt", "agency": p.department.pk, "since": f"{today:%d/%m/%Y}", "until": f"{today:%d/%m/%Y}"}
    return {**typed, "key": uuid.uuid4(), **changes}


def test_from_the_form_to_the_file(province, enter, django_assert_max_num_queries):
    dossiers = received(province, 2)
    clerk = enter(province.clerk)
    clerk.get(HERE)
    with django_assert_max_num_queries(15):
        page = clerk.get(HERE)
    assert text(page).count("<h1") == 1
    key = re.search(r'name="key" value="([^"]*)"', text(page))[1]

    sent, again = (clerk.post(HERE, form(province, key=key)) for _ in range(2))
    job = Job.objects.get()
    assert (sent.status_code, sent.url) == (302, f"{HERE}/{job.pk}")
    assert again.url == sent.url
    waiting = clerk.get(sent.url)
    assert "Đang chờ bắt đầu" in said(waiting)
    assert "progress.js" in text(waiting)
    actions.work()
    with django_assert_max_num_queries(15):
        ready = clerk.get(sent.url)
    assert "2 hồ sơ đã xong, 0 hồ sơ không thực hiện" in said(ready)
    assert all(str(dossier) in said(ready) for dossier in dossiers)
    file = clerk.get(f"{sent.url}/tep")
    assert file["Content-Type"] == "application/pdf"
    assert "no-store" in file["Cache-Control"]
    assert file.content == bytes(JobFile.objects.get().content)
    assert Access.objects.filter(kind="downloaded", user=province.clerk).count() == 1

    for other in (province.leader, province.officer):  # not even whoever leads them
        assert enter(other).get(sent.url).status_code == 404
        assert enter(other).get(f"{sent.url}/tep").status_code == 404
    JobFile.objects.all().delete()
    assert "Tệp đã được gỡ sau 7 ngày" in said(clerk.get(sent.url))
    assert clerk.get(f"{sent.url}/tep").status_code == 404
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả: 2 hồ sơ" in said(clerk.get(HERE))


def test_ticked_dossiers_are_printed_from_the_page_of_many(province, enter):
    dossiers = received(province, 2)
    clerk = enter(province.clerk)
    page = clerk.post("/can-bo/nhieu-ho-so", {"chon": [f"{pk}.{version}" for pk, version in chosen(dossiers)]})
    action = text(page).partition(f'action="{HERE}"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'name="(chon|key)" value="([^"]*)"', action))
    assert '<option value="control">' in action

    sent = clerk.post(HERE, {**hidden, "kind": "control"})
    assert sent.status_code == 302
    assert len(pages(done(Job.objects.get()))) == 2

    nothing = clerk.post(HERE, {**hidden, "kind": ""})
    assert nothing.status_code == 400
    assert at_field(nothing, "kind") == "Chọn loại giấy tờ."
    assert hidden["chon"] in text(nothing)


WRONG = [
    ({"kind": "x"}, "kind", "Chọn loại giấy tờ trong danh sách."),
    ({"kind": "result"}, "kind", "Không có hồ sơ nào có giấy tờ này để in."),
    ({"agency": "9" * 30}, "agency", "Chọn cơ quan trong danh sách."),
    ({"since": "31/02/2026"}, "since", "Không có ngày 31/02/2026."),
    ({"since": "\x00"}, "since", "ký tự không đọc được"),
    ({"until": ""}, "until", "Nhập ngày cuối."),
    ({"until": "01/01/9999"}, "until", "Ngày cuối không được sau hôm nay."),
    ({"since": "01/01/0001"}, "until", "nhiều nhất một năm"),
    ({"until": "01/01/2020"}, "until", "Ngày cuối phải từ ngày đầu trở đi."),
    ({"key": "x", "kind": "\x00"}, "kind", "Chọn loại giấy tờ trong danh sách."),
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(province, enter):
    received(province, 1)
    clerk = enter(province.clerk)

    for typed, field, sentence in WRONG:
        page = clerk.post(HERE, form(province, **typed))
        assert (page.status_code, sentence in at_field(page, field)) == (400, True), typed
        if typed.get("since") == "31/02/2026":
            assert 'value="31/02/2026"' in text(page)
    assert not Job.objects.exists()


def test_dossiers_that_are_not_theirs_are_not_there(province, enter):
    foreign = receive(province, province.birth)

    page = enter(province.clerk).post(HERE, {"chon": f"{foreign.pk}.1", "kind": "receipt"})

    assert page.status_code == 400
    assert str(foreign) not in text(page)
    assert not Job.objects.exists()


def test_a_full_page_of_many_keeps_its_limits(province, enter, django_assert_max_num_queries):
    crowd.copies(received(province, 1), printing.MOST_CHOSEN - 1)
    clerk = enter(province.clerk)
    clerk.get(HERE)

    with django_assert_max_num_queries(15):
        sent = clerk.post(HERE, form(province))
    page = clerk.get(sent.url)

    assert Job.objects.get().total == printing.MOST_CHOSEN
    assert len(page.content) < 60_000


def test_a_register_has_a_file_and_no_list_of_dossiers(province, enter):
    received(province, 1)
    job = done(of_period(province, LetterKind.REGISTER))

    page = said(enter(province.clerk).get(f"{HERE}/{job.pk}"))

    assert "Mở tệp để in" in page
    assert "Không có hồ sơ nào" not in page
