"""The pages of reports: who reads and freezes, the weight of a whole province, numbers that lead to their lists."""

import html
import json
import re
import uuid
from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Membership, Role
from dossiers import actions
from dossiers.models import Access, Job, JobFile, Report, ReportSpan
from dossiers.reads.reports.periods import over
from tests import databases
from tests.staff.pages import at_field, bytes_of, said, text

pytestmark = pytest.mark.xdist_group("seeded province")

HOME = "/giam-sat/bao-cao"
PARTS = ("", "/so-theo-doi", "/chat-luong", "/minh-bach")


@pytest.fixture(scope="module")
def database(copied_database):
    return copied_database


@pytest.fixture(scope="module")
def whole(database, django_db_blocker):
    """The last quarter of the whole province, frozen by its head; and the head's browser."""
    with django_db_blocker.unblock(), databases.within(database):
        head = User.objects.create(username="chot-ca-tinh")
        root = Agency.objects.get(kind="province")
        Membership.objects.create(user=head, agency=root, role=Role.SUPERVISOR)
        start = over(ReportSpan.QUARTER, timezone.localdate())[0].start
        asked = {"agency_id": root.pk, "span": "quarter", "start": start, "key": uuid.uuid4()}
        job = actions.queue_report(by=head, now=timezone.now(), **asked)
        actions.work_long()
        job.refresh_from_db()
        client = Client()
        client.force_login(head)
        return client, Report.objects.get(pk=job.result["report"])


@pytest.fixture
def province_report(whole, seeded):
    return whole


def _with_figures(report: Report, n: int) -> Report:
    """The same report, each of whose figures is so great."""
    content = json.loads(json.dumps(report.content))
    for figures in (content["total"], *(row["n"] for part in ("progress", "register") for row in content[part])):
        figures.update(dict.fromkeys(figures, n))
    same = {field.name: getattr(report, field.name) for field in Report._meta.fields if field.name != "id"}
    return Report.objects.create(**{**same, "number": report.number + 100, "content": content})


def test_a_whole_province_keeps_the_limits_of_pages(province_report):
    client, report = province_report
    client.get(HOME)
    agency = report.content["progress"][0]["id"]
    addresses = [f"{HOME}/{report.pk}{part}" for part in PARTS]
    addresses += [f"{HOME}/{report.pk}?co-quan={agency}", f"{HOME}/{report.pk}/so-theo-doi?linh-vuc=1"]
    addresses += [f"{HOME}/{report.pk}/ho-so?muc=all", HOME]
    busy = _with_figures(report, 12_345).pk
    addresses += [f"{HOME}/{busy}{part}" for part in (*PARTS, "?ngay=first")]
    for address in addresses:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        assert answer.status_code == 200, address
        assert (len(seen) <= 15, len(answer.content) <= 60_000) == (True, True), (
            address,
            len(seen),
            len(answer.content),
        )
        assert text(answer).count("<h1") == 1


def test_each_number_on_a_page_is_the_number_of_its_list(province_report):
    """Every link of every part, the pages of an agency and of a field among them."""
    client, report = province_report
    busiest = max(report.content["progress"], key=lambda row: row["n"]["all"])["id"]
    pages = [*PARTS, "?ngay=first", f"?co-quan={busiest}", "/so-theo-doi?linh-vuc=1"]
    links = set()
    for part in pages:
        page = html.unescape(text(client.get(f"{HOME}/{report.pk}{part}")))
        links |= set(re.findall(r'<a href="([^"]+/ho-so\?muc=[^"]+)">(?:<strong>)?([\d.]+)<', page))
    assert len(links) > 80
    for address, number in links:
        answer = client.get(address)
        shown = said(answer)
        rows = len(re.findall('<th scope="row"', text(answer)))
        assert (f" {number} hồ sơ " in shown, rows) == (True, min(int(number.replace(".", "")), 50)), address


def test_printed_again_it_is_the_same_to_the_byte(province_report):
    client, report = province_report

    def read(part: str) -> str:
        page = text(client.get(f"{HOME}/{report.pk}{part}"))
        return re.sub(r'value="[^"]{20,}"', "", page)  # keys of presses

    first = [read(part) for part in PARTS]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET voided_at = now() WHERE id % 3 = 0")
    assert [read(part) for part in PARTS] == first


def test_what_cannot_be_computed_is_named_with_its_reason(province_report):
    client, report = province_report
    page = said(client.get(f"{HOME}/{report.pk}/chat-luong"))
    assert page.count("Chưa tính được.") == 17 + 5  # of QĐ 766, and of the nine
    assert "Chưa có dữ liệu phản ánh, kiến nghị." in page
    assert "Chưa chấm điểm nhóm: thiếu 1.1, 1.2, 1.3, 1.4." in page


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_a_table_as_a_file_for_whoever_reads_the_report(province_report, form, begins):
    client, report = province_report
    answer = client.post(f"{HOME}/{report.pk}/tep", {"phan": "progress", "dang": form, "key": str(uuid.uuid4())})
    assert answer.status_code == 303
    twice = client.post(f"{HOME}/{report.pk}/tep", {"phan": "register", "dang": form, "key": str(uuid.uuid4())})
    assert "Tệp của tôi" in said(client.get(twice.url))
    exported = client.post("/giam-sat/xuat/qua-han", {"dang": form, "key": str(uuid.uuid4())})
    assert exported.status_code == 409
    job = Job.objects.get(facts__has_key="form")  # one at a time
    actions.work()
    title = f"Báo cáo tiến độ giải quyết hồ sơ. Số {report.number}/BC-{report.agency.code} năm {report.year}"
    for address in (answer.url, "/can-bo/tep"):
        assert title in said(client.get(address))
    assert f"{len(report.content['progress'])} dòng" in said(client.get(answer.url))
    assert "Không còn tệp" not in said(client.get("/can-bo/tep"))  # the freeze is no file
    assert bytes_of(client.get(f"{answer.url}/tai-ve")).startswith(begins)
    job.refresh_from_db()
    assert job.kind == "export"
    made = JobFile.objects.get(job__facts__has_key="form")
    assert bytes(made.content).startswith(begins)
    assert Access.objects.filter(what=made.name).exists()
    if form == "csv":
        assert len(bytes(made.content).decode("utf-8-sig").splitlines()) >= len(report.content["progress"])
    assert client.post(f"{HOME}/{report.pk}/tep", {"phan": "x", "dang": form}).status_code == 400
    assert BytesIO(bytes(made.content)).getbuffer().nbytes > 1000
    User.objects.get(username="chot-ca-tinh").memberships.update(agency=Agency.objects.filter(kind="commune").first())
    assert client.get(f"{answer.url}/tai-ve").status_code == 404


def test_a_head_presses_and_reads_an_auditor_only_reads(province):
    head, auditor, other = (Client() for _ in range(3))
    for client, user in ((head, province.leader), (auditor, province.auditor), (other, province.leader_b)):
        client.force_login(user)
    month = over(ReportSpan.MONTH, timezone.localdate())[0]
    typed = {"period": month.key, "agency": province.department.pk, "key": str(uuid.uuid4())}
    assert auditor.post(HOME, typed).status_code == 403
    assert "Chốt báo cáo" not in said(auditor.get(HOME))
    answer = head.post(HOME, typed)
    assert answer.status_code == 302
    assert head.post(HOME, typed).url == answer.url
    assert "Đang chờ bắt đầu" in said(head.get(answer.url))
    assert auditor.get(answer.url).status_code == 404
    actions.work_long()
    address = head.get(answer.url).url
    for client, status in ((head, 200), (auditor, 200), (other, 404)):
        assert client.get(address).status_code == status
        assert client.get(f"{address}/ho-so?muc=all").status_code == status
    assert str(month) in said(auditor.get(HOME))
    once_more = typed | {"key": str(uuid.uuid4())}
    assert "đã có báo cáo số 1" in at_field(head.post(HOME, once_more), "again")
    assert head.post(HOME, once_more | {"again": "on"}).status_code == 302
    assert str(month) not in said(other.get(f"{HOME}?agency=")).split("Báo cáo đã chốt")[1]


def test_what_means_nothing_is_said_at_its_field_and_breaks_nothing(province):
    head = Client()
    head.force_login(province.leader)
    running = date.today().strftime("month-%Y-%m")
    for wrong in (running, "", "month-2026-13", "\x00"):
        answer = head.post(HOME, {"period": wrong, "agency": province.department.pk})
        assert answer.status_code == 400
        assert at_field(answer, "period") == "Chọn một mục trong danh sách."
    answer = head.post(
        HOME, {"period": over(ReportSpan.YEAR, timezone.localdate())[0].key, "agency": province.other.pk}
    )
    assert at_field(answer, "agency") == "Chọn một mục trong danh sách."
    assert head.get(f"{HOME}?agency=x").status_code == 400
    assert head.get(f"{HOME}?sau={'9' * 40}").status_code == 200
    asked = {"agency_id": province.department.pk, "span": "month", "key": uuid.uuid4()}
    actions.queue_report(
        by=province.leader, now=timezone.now(), start=over(ReportSpan.MONTH, timezone.localdate())[0].start, **asked
    )
    actions.work_long()
    address = f"{HOME}/{Report.objects.get().pk}"
    for wrong in ("", "?muc=x", "?muc=all&co-quan=x", "?muc=all&co-quan=", "?muc=all&nhom=x", "?muc=all&linh-vuc=0",
                  f"?muc=all&thu-tuc={'9' * 30}", "?muc=all;drop"):  # fmt: skip
        assert head.get(f"{address}/ho-so{wrong}").status_code == 404, wrong
    for wrong in (
        "?co-quan=x",
        f"?co-quan={10**30}",
        "?ngay=x",
        "/so-theo-doi?linh-vuc=99",
        "/so-theo-doi?linh-vuc=-1",
    ):
        assert head.get(f"{address}{wrong}").status_code == 404, wrong
    assert head.get(f"{HOME}/{10**30}").status_code == 404
