"""Every list as a file has exactly the lines that the list has, in a province with a year behind it; one at a time."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from agencies.models import Agency, Role, calendars
from dossiers import actions
from dossiers.actions import exporting
from dossiers.models import Count, Dossier, Finding, Job, JobKind, JobState, Message
from dossiers.reads import scope
from dossiers.reads.exports import TABLES, Of
from dossiers.reads.supervision import apologies, behind, period, signs, urges, watch, within
from dossiers.reads.supervision.figures import Stretch
from dossiers.reads.supervision.lists import BY_SLUG
from tests.dossiers.working import done, received
from tests.supervision.exported import EMPTY, above, lines, queued

group = pytest.mark.xdist_group("seeded province")


@pytest.fixture
def auditor(seeded):
    return User.objects.filter(memberships__role=Role.AUDITOR).order_by("pk").first()


@pytest.fixture
def head(seeded):
    """Somebody who leads the department that decides most open dossiers."""
    ids = Dossier.objects.open().values_list("deciding_agency", flat=True)
    for pk, _n in Counter(ids).most_common():
        leads = {"memberships__agency": pk, "memberships__role": Role.SUPERVISOR}
        found = User.objects.filter(**leads, memberships__agency__kind="department").first()
        if found:
            return found
    raise AssertionError("nobody leads a department")


def codes(job: Job) -> Counter:
    return Counter(line["Mã hồ sơ"] for line in lines(done(job)))


def choices(user) -> within.Choices:
    return within.choices(scope.reader_of(user))


@group
def test_each_list_of_dossiers_is_the_list_whoever_asks_however_narrowed(auditor, head, monkeypatch):
    monkeypatch.setattr(exporting, "PORTION", 150)
    seen = Counter()
    for user in (auditor, head):
        offered, now = choices(user), timezone.now()
        for slug, each in BY_SLUG.items():
            mine = Counter(each.question(within.Narrowed(offered), now).values_list("official_code", flat=True))
            assert codes(queued(user, slug)) == mine, slug
            seen[slug] += mine.total()
    assert min(seen[slug] for slug in ("qua-han", "dang-giai-quyet", "dung-yen", "cho-nhan-ket-qua")) > 5
    agency = Agency.objects.get(pk=Dossier.objects.open().order_by("pk").first().deciding_agency_id)
    narrowed = codes(queued(auditor, "dang-giai-quyet", agency=agency.pk, person=0))
    mine = Dossier.objects.open().filter(deciding_agency=agency, assignee=None)
    assert narrowed == Counter(mine.values_list("official_code", flat=True))


@group
def test_lines_are_by_agency_unit_and_person_and_worst_first_within(auditor):
    found = lines(done(queued(auditor, "qua-han")))

    def name(text):
        return (not text, text)

    whose = [(line["Cơ quan giải quyết"], name(line["Đơn vị đang giữ"]), line["Người thụ lý"]) for line in found]
    blocks = [key for n, key in enumerate(whose) if n == 0 or whose[n - 1] != key]
    assert len(blocks) == len(set(blocks)) > 3  # nobody's dossiers stand in two places
    for key in set(whose):
        due = [line["Hẹn trả hiện nay"] for line, of in zip(found, whose, strict=True) if of == key]
        assert due == sorted(due)


@group
def test_each_pile_of_apologies_and_of_urges_is_that_pile(auditor):
    offered, now = choices(auditor), timezone.now()
    for pile in apologies.Pile:
        mine = apologies.piles(within.Narrowed(offered), calendars().province, now)[pile]
        job = queued(auditor, "chua-xin-loi", query={**EMPTY, "pile": pile.value})
        assert codes(job) == Counter(mine.values_list("official_code", flat=True)), pile
    dossier = Dossier.objects.overdue(now=now).first()
    leads = {"memberships__role": Role.SUPERVISOR, "memberships__agency": dossier.deciding_agency}
    actions.urge(key=uuid.uuid4(), dossier_id=dossier.pk, by=User.objects.filter(**leads).first(), now=now,
                 request="Giải quyết ngay.", reply_by=now + timedelta(hours=5))  # fmt: skip
    for pile in urges.Pile:
        mine = urges.piles(within.Narrowed(offered), timezone.now())[pile]
        job = queued(auditor, "don-doc", query={**EMPTY, "pile": pile.value})
        assert codes(job) == Counter(mine.values_list("dossier__official_code", flat=True)), pile
        assert (pile is urges.Pile.WAITING) <= (mine.count() > 0)


@group
def test_each_sign_of_the_night_watch_has_exactly_its_events(auditor):
    offered, now = choices(auditor), timezone.now()
    query = {"agency": None, "procedure": None, "period": "", "person": None, "unit": None}
    by = watch.Narrowed(offered, period.period_of("", now))
    numbers = {seen.sign.slug: seen.n for seen in watch.watch(by)}
    assert sum(numbers.values()) > 20
    for sign in signs.SIGNS:
        job = queued(auditor, sign.slug, query=query)
        mine = watch.events(sign, by).values_list("dossier__official_code", flat=True)
        assert codes(job) == Counter(code or "" for code in mine), sign.slug
        assert job.total == numbers[sign.slug]


@group
def test_dead_messages_and_broken_books_are_all_there(auditor, head):
    now, dossiers = timezone.now(), list(Dossier.objects.open().order_by("pk")[:3])
    dead = {"occasion": "ready", "channel": "sms", "state": "dead", "created_at": now, "next_at": now, "error": "=x"}
    Message.objects.bulk_create(
        Message(dedup_key=f"t{one.pk}", dossier=one, agency=one.deciding_agency, **dead) for one in dossiers
    )
    audit = Job.objects.create(kind=JobKind.BOOKS, facts={"scope": "all"}, state=JobState.DONE, created_at=now,
                               finished_at=now)  # fmt: skip
    Finding.objects.bulk_create(Finding(job=audit, dossier=one, what="Ngày hẹn sai") for one in [*dossiers, None])

    assert codes(queued(auditor, "tin-nhan", query={"agency": None})) == Counter(
        Message.objects.filter(state="dead").values_list("dossier__official_code", flat=True)
    )
    found = lines(done(queued(auditor, "so-sach", query={})))
    assert [line["Mã hồ sơ"] for line in found].count("") == 1
    assert {line["Mã hồ sơ"] for line in found} == {"", *(one.official_code for one in dossiers)}
    overseen = set(choices(head).ids(None))
    mine = [one for one in dossiers if one.deciding_agency_id in overseen]
    assert codes(queued(head, "so-sach", query={})).total() == len(mine)


@group
def test_the_list_behind_each_figure_is_whole_in_its_file_from_its_page(head, client):
    client.force_login(head)
    reader, agency = scope.reader_of(head), head.memberships.get().agency_id
    for figure in behind.FIGURES:
        page = client.get(f"/giam-sat/so-lieu/{figure.slug}")
        assert f'action="/giam-sat/xuat/so-lieu-{figure.slug}"'.encode() in page.content
        narrowed = {"agency": agency, "is_alone": "1", **({"kept": "dau-tre"} if figure.is_ended else {})}
        for asked in ({}, narrowed):
            loc = urlencode({"since": "01/01/2026", **asked})
            sent = client.post(
                f"/giam-sat/xuat/so-lieu-{figure.slug}", {"loc": loc, "dang": "csv", "key": uuid.uuid4()}
            )
            assert sent.status_code == 303
            job = done(Job.objects.get(pk=sent.url.rpartition("/")[2]))
            by = within.Narrowed(within.choices(reader), asked.get("agency"), is_alone=bool(asked))
            during = Stretch(date(2026, 1, 1), Count.objects.get().through)
            mine = behind.question(figure, by, during, asked.get("kept", ""))
            assert codes(job) == Counter(mine.values_list("dossier__official_code", flat=True)), (figure.slug, asked)
            assert bool(asked) == ("không kể cơ quan trực thuộc" in above(job)[1])
            assert "từ 01/01/2026 đến hết" in above(job)[1]
        assert mine.count() or figure.is_ended
    wrong = {"loc": "since=31/02/2026", "dang": "csv", "key": uuid.uuid4()}
    assert client.post("/giam-sat/xuat/so-lieu-tiep-nhan", wrong).status_code == 400


@group
def test_there_is_a_table_for_every_list():
    figures = {f"so-lieu-{slug}" for slug in behind.BY_SLUG}
    assert set(BY_SLUG) | set(signs.BY_SLUG) | {"tin-nhan", "so-sach", "don-doc"} | figures == set(TABLES)
    assert {table.of for table in TABLES.values()} == set(Of)


def test_two_presses_at_the_same_moment_are_one_file(committed_province):
    received(committed_province, 1)

    def press(_):
        try:
            return queued(committed_province.leader, "dang-giai-quyet").pk
        except actions.Refused as refusal:
            return refusal.why
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(press, range(4)))

    assert Job.objects.count() == 1
    assert sorted(map(str, said)) == sorted([str(Job.objects.get().pk), *["export_one"] * 3])
