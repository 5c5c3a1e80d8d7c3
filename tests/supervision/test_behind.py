"""Each number of the dashboard leads to a list that holds exactly so many dossiers, and those of the figure."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from agencies.models import Procedure
from dossiers.forms.figures import BehindFilter
from dossiers.forms.lists import ListFilter
from dossiers.models import Count, Counted, Dossier, HotSpot, Tally
from dossiers.reads import pages, scope
from dossiers.reads.supervision import behind, lists, within
from dossiers.reads.supervision.figures import Stretch
from dossiers.reads.supervision.hot_spots import MOST

pytestmark = pytest.mark.xdist_group("seeded province")

LINK = re.compile(r'<a href="(/giam-sat/[^"]+)">([\d.]+)</a>')


@pytest.fixture
def enters(seeded):
    def enter(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return enter


def _links(client: Client, address: str = "/giam-sat/") -> list[tuple[str, int]]:
    shown = client.get(address)
    assert shown.status_code == 200
    return [(html.unescape(to), int(n.replace(".", ""))) for to, n in LINK.findall(shown.content.decode())]


def _asked(address: str, username: str):
    """The list behind an address, as a queryset: read as its page reads it."""
    path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
    slug = path.rpartition("/")[2]
    assert resolve(path).url_name
    choices = within.choices(scope.reader_of(User.objects.get(username=username)))
    offered = {"agencies": choices.agencies, "procedures": choices.procedures}
    figure = behind.BY_SLUG.get(slug) if "/so-lieu/" in path else None
    form = BehindFilter(query, is_ended=figure.is_ended, **offered) if figure else ListFilter(query, **offered)
    assert form.is_valid(), (address, form.errors)
    asked = form.cleaned_data
    if figure:
        by = within.Narrowed(choices, asked["agency"], is_alone=asked["is_alone"])
        return behind.question(figure, by, Stretch(asked["since"], asked["until"]), asked.get("kept", ""))
    return lists.BY_SLUG[slug].question(within.Narrowed(choices, **asked), timezone.now())


@pytest.mark.parametrize("username", ["giamsat", "lanhdao", "lanhdao2"])
def test_each_number_is_as_large_as_its_list(enters, username):
    client = enters(username)
    links = _links(client)
    if username != "giamsat":
        agency = User.objects.get(username=username).memberships.get().agency_id
        links += _links(client, f"/giam-sat/?agency={agency}&is_alone=1")
    else:
        links += _links(client, "/giam-sat/co-quan")
    ours = [(to, n) for to, n in links if re.search("cac-buoc|so-lieu/buoc|diem-nong|so-sach", to) is None]
    assert len(ours) > 25
    wrong = {to: (n, found) for to, n in set(ours) if (found := _asked(to, username).count()) != n}
    assert wrong == {}


def test_the_page_says_the_number_that_led_to_it(enters):
    client = enters("lanhdao2")
    seen = set()
    for to, n in _links(client):
        shown = client.get(to).content.decode()
        said = re.search(r"<h2>([\d.]+) ", shown)
        if said:  # the page of apologies has three lists, each with its own number
            seen.add(urlsplit(to).path)
            assert int(said[1].replace(".", "")) == n, to
    assert len(seen) >= 8


def _all(client: Client, address: str) -> list[str]:
    """The official codes on all pages of a list, in their order."""
    codes: list[str] = []
    after = address
    while after:
        shown = client.get(after).content.decode()
        codes += re.findall(r'class="code"[^>]*>([^<]+)<', shown)
        following = re.search(r'<p class="next no-print"><a href="(\?[^"]+)">', shown)
        after = urlsplit(address).path + html.unescape(following[1]) if following else ""
    return codes


def test_a_long_list_is_whole_over_its_pages_the_latest_first(enters, recount):
    through = Count.objects.get().through
    first = through - timedelta(days=89)
    codes = _all(enters("giamsat"), f"/giam-sat/so-lieu/tiep-nhan?since={first:%d/%m/%Y}&until={through:%d/%m/%Y}")
    mine = recount(
        """SELECT official_code FROM dossiers_dossier
           WHERE official_code IS NOT NULL AND voided_at IS NULL
             AND (received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN %s AND %s
           ORDER BY (received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date DESC, id DESC""",
        [first, through],
    )
    assert [(code,) for code in codes] == mine
    assert len(mine) > 2 * pages.SIZE


def test_fell_due_and_missed_of_one_procedure(enters, recount):
    through = Count.objects.get().through
    first = through - timedelta(days=83)
    agency, procedure, due, missed = recount(
        """SELECT agency_id, procedure_id, count(*), count(*) FILTER (WHERE is_missed) FROM dossiers_counted
           WHERE due_on BETWEEN %s AND %s GROUP BY 1, 2 ORDER BY 4 DESC LIMIT 1""",
        [first, through],
    )[0]
    days = f"since={first:%d/%m/%Y}&until={through:%d/%m/%Y}"
    for slug, n in (("den-han", due), ("tre-hen", missed)):
        to = f"/giam-sat/so-lieu/{slug}?agency={agency}&is_alone=1&procedure={procedure}&{days}"
        assert len(_all(enters("giamsat"), to)) == n > 0


def test_a_dossier_that_another_agency_has_by_now_is_named_and_not_opened(enters):
    mine = _mine("lanhdao2")
    row = Counted.objects.filter(agency__in=mine).latest("received_on")
    moved = Counted.objects.exclude(dossier__readers__overlap=mine).latest("received_on")
    Counted.objects.filter(pk=moved.pk).update(agency=mine[0], received_on=row.received_on)  # decided here, that night
    address = f"/giam-sat/so-lieu/tiep-nhan?since={row.received_on:%d/%m/%Y}&until={row.received_on:%d/%m/%Y}"
    shown = enters("lanhdao2").get(address).content.decode()
    assert f'href="/can-bo/ho-so/{row.pk}"' in shown
    assert f'href="/can-bo/ho-so/{moved.pk}"' not in shown
    assert Dossier.objects.get(pk=moved.pk).official_code in shown


def _mine(username: str) -> list[int]:
    return within.choices(scope.reader_of(User.objects.get(username=username))).ids(None)


def test_days_that_mean_nothing_are_told_at_their_field(enters):
    client = enters("giamsat")
    wrong = {
        "since=32/13/2026": "Ghi ngày dạng 05/02/2026.",
        "since=05/02/2026&until=04/02/2026": "Ngày cuối không được trước ngày đầu.",
        "kept=gi-do": "Chọn một mục trong danh sách.",
        "agency=999999": "Chọn một mục trong danh sách.",
    }
    for query, sentence in wrong.items():
        answer = client.get(f"/giam-sat/so-lieu/ket-thuc?{query}")
        assert (answer.status_code, sentence in answer.content.decode()) == (400, True), query
    assert client.get("/giam-sat/?period=2020-01").status_code == 400
    for odd in ("sau=%00", "sau=20261399.1", "sau=x", "period=2026-99", "until=31/12/2999", "since=01/01/2999",
                "since=01/01/1000", "is_alone=1", "procedure=999999999999"):  # fmt: skip
        assert client.get(f"/giam-sat/so-lieu/ket-thuc?{odd}").status_code in (200, 400), odd


def test_without_days_the_form_says_which_they_are(enters):
    through = Count.objects.get().through
    shown = enters("giamsat").get("/giam-sat/so-lieu/tiep-nhan").content.decode()
    for name, day in (("since", through - timedelta(days=29)), ("until", through)):
        assert re.search(rf'name="{name}" value="{day:%d/%m/%Y}"', shown), name


def test_the_way_back_leads_to_the_month_that_was_chosen(enters):
    client, month = enters("giamsat"), f"{Count.objects.get().through:%Y-%m}"
    to = next(to for to, _n in _links(client, f"/giam-sat/?period={month}") if "so-lieu/tiep-nhan" in to)
    back = re.search(r'<p class="back no-print"><a href="([^"]+)"', client.get(to).content.decode())[1]
    assert back == f"/giam-sat/?period={month}"


def test_the_late_apologies_are_as_many_as_the_list_behind_them(enters, recount):
    """Of the province, of an agency with all below it, and of it alone."""
    client = enters("giamsat")
    agency, below, month = recount(
        """SELECT a.parent_id, e.agency_id, to_char(e.at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')
           FROM dossiers_event e JOIN agencies_agency a ON a.id = e.agency_id
           WHERE e.kind = 'apologised' AND e.data->>'in_time' = 'false' AND a.parent_id IS NOT NULL
           ORDER BY e.at DESC, e.id LIMIT 1"""
    )[0]
    numbers = []
    for narrowed in ("", f"agency={agency}", f"agency={agency}&is_alone=1", f"agency={below}&is_alone=1"):
        page = client.get(f"/giam-sat/chua-xin-loi?{narrowed}&period={month}").content.decode()
        n, to = re.search(r'<strong>(\d+)</strong> <a href="(/giam-sat/canh-dem/xin-loi-muon[^"]*)"', page).groups()
        assert f"<h2>{n} lần" in client.get(html.unescape(to)).content.decode(), narrowed
        numbers.append(int(n))
    assert numbers[0] >= numbers[1] > numbers[2] == 0 < numbers[3]
    assert 'id="ky"' not in client.get("/giam-sat/chua-xin-loi?person=0").content.decode()


def test_an_agency_elsewhere_is_no_choice(enters, recount):
    foreign = recount("SELECT id FROM agencies_agency WHERE kind = 'department' AND NOT id = ANY(%s)",
                      [_mine("lanhdao2")])[0][0]  # fmt: skip
    for path in ("", "co-quan", "so-lieu/tiep-nhan"):
        assert enters("lanhdao2").get(f"/giam-sat/{path}?agency={foreign}").status_code == 400


def test_a_province_at_work_everywhere_stays_light(enters):
    """With something in each of more than a hundred agencies, in all that a line of theirs may say."""
    dossiers = Dossier.objects.filter(closed_at=None, voided_at=None).order_by("-due_at", "pk")
    due = dossiers.filter(due_at__lt=timezone.now())
    overseen = _mine("giamsat")
    assert len(overseen) > 100
    some = list(dossiers.values_list("pk", flat=True)[: len(overseen)])
    some[:80] = due.values_list("pk", flat=True)[:80]
    for pk, agency in zip(dict.fromkeys(some), overseen, strict=False):
        Dossier.objects.filter(pk=pk).update(deciding_agency=agency, holder_agency=agency)
    through = Count.objects.get().through
    first = through - timedelta(days=27)
    Tally.objects.filter(day=through).delete()
    busy = {field.name: 12_345 for field in Tally._meta.fields if field.name not in ("id", "agency", "day")}
    Tally.objects.bulk_create(Tally(agency_id=agency, day=through, **busy) for agency in overseen)
    procedures = Procedure.objects.order_by("pk")[:MOST]
    HotSpot.objects.all().delete()
    HotSpot.objects.bulk_create(
        HotSpot(agency_id=overseen[0], procedure=procedure, since=first, until=through, before=first, due=12_345,
                missed=5_000, past_due=23_456, past_missed=1_234, chance=1e-9)
        for procedure in procedures
    )  # fmt: skip
    client = enters("giamsat")
    for address in ("", f"?period={through:%Y-%m}", "co-quan", f"co-quan?period={through:%Y-%m}"):
        assert len(client.get(f"/giam-sat/{address}").content) <= 60_000, address


def test_so_many_queries_whatever_there_is(enters):
    asked = {}
    for username in ("giamsat", "lanhdao2"):
        client = enters(username)
        client.get("/giam-sat/")
        for path in ("", "co-quan", "so-lieu/ket-thuc"):
            with CaptureQueriesContext(connection) as seen:
                client.get(f"/giam-sat/{path}")
            asked[username, path] = len(seen)
    assert max(asked.values()) <= 15
    assert asked["giamsat", ""] == asked["lanhdao2", ""]


def test_before_the_first_night_nothing_closed_is_shown(enters):
    Count.objects.all().delete()
    client = enters("giamsat")
    shown = client.get("/giam-sat/").content.decode()
    assert "Chưa có đêm nào tính số liệu theo ngày." in shown
    assert "so-lieu/ket-thuc" not in shown
    assert client.get("/giam-sat/so-lieu/ket-thuc").status_code == 200
