"""Who looked at whose data: written down at every door, shown to those who answer for the people who look."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.worktime import ZONE
from dossiers.actions.accesses import saw, saw_each
from dossiers.models import Access, AccessKind
from dossiers.reads import pages, scope
from tests.province import receive
from tests.staff.pages import at_field, page, said, text

LOOKED = "/giam-sat/truy-cap"


def look_at(person, *, kind=AccessKind.VIEWED, now=None, **more):
    saw(by=person, reader=scope.reader_of(person), kind=kind, now=now or timezone.now(), **more)


def rows(answer) -> list[str]:
    """What each line says of whose data were seen, in the page's order."""
    cells = re.findall(r'<td data-label="Hồ sơ, nội dung tìm">(.*?)</td>', text(answer), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


@pytest.mark.parametrize(
    ("address", "kind"),
    [("", AccessKind.VIEWED), ("thoi-han", AccessKind.VIEWED), ("giay-tiep-nhan", AccessKind.VIEWED)],
)
def test_opening_is_written_down(province, enter, address, kind):
    dossier = receive(province)
    assert enter(province.clerk).get(page(dossier, address)).status_code == 200
    row = Access.objects.get()
    assert (row.user, row.agency, row.kind, row.dossier) == (province.clerk, province.department, kind, dossier)


@pytest.mark.parametrize("address", ["", "thoi-han", "giay-tiep-nhan"])
def test_what_is_not_shown_is_not_written_down(province, enter, address):
    dossier = receive(province)
    assert enter(province.clerk_b).get(page(dossier, address)).status_code == 404
    assert not Access.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE dossiers_access SET what = ''", "DELETE FROM dossiers_access", "TRUNCATE dossiers_access"]
)
def test_nobody_takes_back_that_they_looked(committed_province, statement):
    look_at(committed_province.clerk, dossier=receive(committed_province))
    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal.value.__cause__.pgcode == "42501"
    assert Access.objects.count() == 1


def test_a_supervisor_sees_what_their_people_looked_at_and_an_auditor_everything(province, enter):
    p = province
    dossier = receive(p, agency=p.commune, by=p.clerk_b)
    look_at(p.clerk, dossier=dossier)
    look_at(p.clerk_b, dossier=dossier)
    look_at(p.officer, kind=AccessKind.SEARCHED, what="tran <b>", reason="Kiểm tra, giám sát", found=1001)
    leader, leader_b, auditor = (enter(person).get(LOOKED) for person in (p.leader, p.leader_b, p.auditor))
    assert rows(leader) == ["“tran &lt;b&gt;”", dossier.official_code]
    assert rows(leader_b) == [dossier.official_code]
    assert len(rows(auditor)) == 3
    words = said(leader)
    assert "2 lần" in words
    assert "Trần Minh Khôi Sở Xây dựng Tìm người “tran <b>” Kiểm tra, giám sát 1.000+" in words
    assert "Nguyễn Thị Hồng" not in words


def test_who_answers_for_a_dossier_sees_everybody_who_looked_at_it_from_wherever(province, enter):
    p = province
    mine, between = receive(p), receive(p, agency=p.commune, by=p.clerk_b)  # for the department
    for who in (p.clerk, p.clerk_b, p.auditor):
        look_at(who, dossier=between)
        look_at(who, dossier=mine)
    look_at(p.clerk_b, kind=AccessKind.SEARCHED, what="tran")

    for leader in (p.leader, p.leader_b):
        told = said(enter(leader).get(LOOKED, {"ho-so": between.pk}))
        assert "3 lần với hồ sơ" in told
        for name in ("Lê Thị Bích Ngọc", "Nguyễn Thị Hồng", "Huỳnh Văn Lộc"):
            assert name in told, (leader, name)
        assert "3 lần" in said(enter(leader).get(LOOKED, {"code": between.official_code}))
        found = enter(leader).get(LOOKED, {"ho-so": between.pk, "person": "van loc"})
        assert rows(found) == [between.official_code]
    assert len(rows(enter(p.leader).get(LOOKED, {"ho-so": between.pk, "agency": p.department.pk}))) == 1
    assert enter(p.leader_b).get(LOOKED, {"ho-so": mine.pk}).status_code == 404


def test_who_merely_reads_a_dossier_sees_only_their_own_people(province, enter):
    """Supervisor of one agency, clerk of another that the dossier is with."""
    p = province
    p.leader_b.memberships.create(user=p.leader_b, agency=p.department, role="clerk")
    dossier = receive(p)
    look_at(p.clerk, dossier=dossier)
    assert rows(enter(p.leader_b).get(LOOKED, {"ho-so": dossier.pk})) == []


def test_a_look_counts_for_the_agency_that_has_to_do_with_the_dossier(province):
    """A clerk of two agencies; the commune comes first, and the dossier is the department's."""
    p = province
    p.clerk_b.memberships.create(user=p.clerk_b, agency=p.department, role="clerk")
    theirs, elsewhere = receive(p), receive(p, p.birth)
    assert scope.reader_of(p.clerk_b).posts[0].agency_id == p.commune.pk
    look_at(p.clerk_b, dossier=theirs)
    look_at(p.clerk_b, dossier=elsewhere)
    look_at(p.clerk_b, kind=AccessKind.SEARCHED, what="tran")
    saw_each([theirs, elsewhere], by=p.clerk_b, reader=scope.reader_of(p.clerk_b), kind="printed", now=timezone.now())
    look_at(p.auditor, dossier=theirs)
    assert list(Access.objects.order_by("pk").values_list("agency", flat=True)) == [
        p.department.pk, p.commune.pk, p.commune.pk, p.department.pk, p.commune.pk, p.root.pk,
    ]  # fmt: skip


def test_a_dossier_beyond_the_thousandth_has_its_list(province, enter):
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(nextval('dossiers_dossier_id_seq')) FROM generate_series(1, 1000)")
    dossier = receive(province)
    assert dossier.pk > 1000
    leader = enter(province.leader)
    link = re.search(r'href="([^"]+)">Ai đã xem hồ sơ này', text(leader.get(page(dossier))))[1]
    assert link == f"{LOOKED}?ho-so={dossier.pk}"
    assert rows(leader.get(link)) == [dossier.official_code]


def test_it_is_narrowed_by_person_kind_days_agency_and_dossier(province, enter):
    p = province
    first, second = receive(p), receive(p, p.birth)
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    look_at(p.clerk, dossier=first, now=day - timedelta(microseconds=1))
    look_at(p.clerk, kind=AccessKind.PRINTED, dossier=first, now=day)
    look_at(p.officer, kind=AccessKind.SEARCHED, what="tran", now=day + timedelta(hours=1))
    look_at(p.clerk_b, dossier=second, now=day + timedelta(hours=2))
    auditor, today, before = enter(p.auditor), f"{day:%d/%m/%Y}", f"{day - timedelta(days=1):%d/%m/%Y}"
    one, two = first.official_code, second.official_code
    for asked, found in [
        ({}, [two, "“tran”", one, one]),
        ({"person": "bich ngoc"}, [one, one]), ({"person": "motcua"}, [one, one]), ({"person": "ng bí"}, [one, one]),
        ({"person": "bich khoi"}, []), ({"person": "%"}, []),
        ({"kind": "printed"}, [one]), ({"since": today}, [two, "“tran”", one]), ({"until": before}, [one]),
        ({"since": before, "until": before}, [one]), ({"agency": p.commune.pk}, [two]),
        ({"code": two}, [two]), ({"code": first.receipt_code.lower()}, [one, one]), ({"ho-so": first.pk}, [one, one]),
        ({"sau": "nonsense"}, [two, "“tran”", one, one]),
    ]:  # fmt: skip
        answer = auditor.get(LOOKED, asked)
        assert answer.status_code == 200, asked
        assert rows(answer) == found, asked
    assert f'name="code" value="{one}"' in text(auditor.get(LOOKED, {"ho-so": first.pk}))


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"since": "hôm qua"}, "since", "Nhập ngày theo dạng"),
        ({"since": "02/01/2026", "until": "01/01/2026"}, "until", "Ngày cuối phải từ ngày đầu trở đi."),
        ({"kind": "x"}, "kind", "Chọn một mục"), ({"agency": "9" * 30}, "agency", "Chọn một mục"),
        ({"code": "7K4C"}, "code", "Mã biên nhận có 12 ký tự"),
        ({"code": "H20.6-260101-9999"}, "code", "Không có hồ sơ nào khớp mã này trong phạm vi của Ông/Bà."),
        ({"person": "a\u200b"}, "person", "ký tự không đọc được"),
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_told_at_its_field(province, enter, asked, field, sentence):
    answer = enter(province.auditor).get(LOOKED, asked)
    assert answer.status_code == 400
    assert sentence in at_field(answer, field)


def test_a_day_at_either_end_of_the_calendar_is_no_error(province, enter):
    for asked in ({"since": "01/01/0001"}, {"until": "31/12/9999"}, {"since": "31/12/9999"}, {"until": "01/01/0001"}):
        assert enter(province.auditor).get(LOOKED, asked).status_code in (200, 400), asked


def test_a_dossier_that_one_may_not_read_has_no_list(province, enter):
    dossier = receive(province)
    leader = enter(province.leader_b)
    for pk in (dossier.pk, dossier.pk + 99, "x", "9" * 30, "", "٣"):
        assert leader.get(LOOKED, {"ho-so": pk}).status_code == 404
    assert enter(province.leader_b).get(LOOKED, {"agency": province.department.pk}).status_code == 400


def test_every_line_is_on_one_page_and_the_pages_stay_light(province, enter, monkeypatch):
    dossier, leader = receive(province), enter(province.leader)
    at = timezone.now().astimezone(ZONE)
    for n in range(120):
        look_at(province.clerk, kind=AccessKind.SEARCHED, what=f"số {n}", reason="x" * 80, now=at + timedelta(n // 3))
    look_at(province.clerk, dossier=dossier, now=at + timedelta(days=99))
    seen, address = [], LOOKED
    while address:
        answer = leader.get(address)
        assert len(answer.content) <= 60_000
        seen += rows(answer)
        address = LOOKED + text(answer).split('class="next no-print"><a href="')[1].split('"')[0] if (
            "Trang sau" in text(answer)
        ) else ""  # fmt: skip
    assert seen == [dossier.official_code, *(f"“số {n}”" for n in range(119, -1, -1))]
    monkeypatch.setattr(pages, "SIZE", 5)
    counts = []
    for asked in ({"person": "bich"}, {"person": "bich", "code": dossier.official_code}):
        leader.get(LOOKED, asked)
        with CaptureQueriesContext(connection) as queries:
            leader.get(LOOKED, asked)
        counts.append(len(queries))
    assert max(counts) <= 15, counts
