"""Where lateness rises: found when it was planted, silent when it was not, and the dossiers behind each number."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Membership, Procedure, ProcedureRules, Role
from agencies.worktime import ZONE
from dossiers import actions, codes
from dossiers.chance import fisher
from dossiers.models import Count, Counted, Dossier, HotSpot
from dossiers.reads import scope
from dossiers.reads.supervision import hot_spots, within
from dossiers.reads.supervision.hot_spots import Pile
from dossiers.workflow import Status
from tests.staff.pages import said, text

pytestmark = pytest.mark.xdist_group("seeded province")

# Every pair with enough dossiers: due and missed lately, due and missed before; a date is missed when its moment
# passed before the end, or before the night's count when there was none yet.
PAIRS = """
WITH night AS (
    SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS midnight
), dated AS (
    SELECT d.deciding_agency_id AS agency, r.procedure_id AS procedure,
           (midnight AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
               - (d.original_due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS days_ago,
           least(midnight, d.closed_at) > d.second_original_due_at
           OR least(midnight, d.closed_at, (SELECT min(requested_at) FROM dossiers_payment
                                            WHERE dossier_id = d.id AND splits)) > d.original_due_at AS missed
    FROM dossiers_dossier d JOIN agencies_procedurerules r ON r.id = d.rules_id, night
    WHERE d.official_code > '' AND d.voided_at IS NULL AND d.received_at < midnight
)
SELECT agency, procedure, sum((days_ago <= 28)::int), sum((days_ago <= 28 AND missed IS TRUE)::int),
       sum((days_ago > 28)::int), sum((days_ago > 28 AND missed IS TRUE)::int)
FROM dated WHERE days_ago BETWEEN 1 AND 112 GROUP BY 1, 2
HAVING sum((days_ago <= 28)::int) >= 10 AND sum((days_ago > 28)::int) >= 20 ORDER BY 1, 2
"""


def planted(agency, rules, days_ago: int, n: int, missed: int) -> list[Dossier]:
    """So many dossiers at an agency, due by five in the afternoon of that day; so many of them ended a day later."""
    due_day = timezone.localdate() - timedelta(days=days_ago)
    due = datetime(due_day.year, due_day.month, due_day.day, 17, tzinfo=ZONE)
    first = Dossier.objects.order_by("pk").first()
    made = []
    for nth in range(n):
        ended = due + timedelta(hours=15 if nth < missed else -1)
        ended = min(ended, timezone.now())
        code = f"{agency.code}-{due_day:%y%m%d}-9{rules.pk:04}{nth:04}"
        made.append(
            Dossier(
                receipt_code=codes.new_receipt_code(), official_code=code, official_plain=code, readers=[agency.pk],
                receiving_agency=agency, deciding_agency=agency, return_agency=agency, holder_agency=agency,
                rules=rules, channel=first.channel, applicant_name="Nguyễn Văn Bình", applicant_plain="nguyen van binh",
                status=Status.DONE, received_at=due - timedelta(days=2), original_due_at=due, due_at=due,
                closed_at=ended, updated_at=ended, current_step=None,
            )
        )  # fmt: skip
    return Dossier.objects.bulk_create(made)


@pytest.fixture
def place(seeded):
    """A commune and a procedure that have nothing to do with each other in the seeded province."""
    agency = Agency.objects.filter(kind="commune").order_by("pk").first()
    used = Counted.objects.filter(agency=agency).values("procedure")
    rules = ProcedureRules.objects.exclude(procedure__in=used).order_by("procedure", "pk").distinct("procedure")[:3]
    return agency, list(rules)


def test_numbers_of_the_busiest_pairs(recount):
    every = recount(PAIRS.partition("HAVING")[0])
    busiest = sorted(every, key=lambda row: -row[2] - row[4])[:8]
    assert busiest[0][2] > 0 < busiest[0][4]
    assert sum(row[5] for row in busiest) > 0
    auditor = scope.reader_of(_user(Role.AUDITOR))
    for agency, procedure, due, missed, past_due, past_missed in busiest:
        counts = hot_spots.pair(agency, procedure, "", "", auditor).counts
        assert list(counts.values()) == [missed, due, past_missed, past_due]


def test_a_planted_hot_spot_is_found_and_a_merely_small_one_is_not(place, recount):
    agency, (hot, small, steady) = place
    planted(agency, hot, 10, 14, 9)
    planted(agency, hot, 60, 97, 8)
    planted(agency, small, 10, 9, 9)  # one too few to say anything
    planted(agency, small, 60, 97, 0)
    planted(agency, steady, 10, 60, 6)
    planted(agency, steady, 60, 97, 8)
    before = Count.objects.get().pairs
    told = actions.count_figures()
    spot = HotSpot.objects.get(agency=agency)
    assert spot.procedure_id == hot.procedure_id
    assert (spot.due, spot.missed, spot.past_due, spot.past_missed) == (14, 9, 97, 8)
    assert spot.chance == fisher(9, 14, 8, 97)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert (spot.since, spot.until) == (yesterday - timedelta(days=27), yesterday)
    assert spot.before == spot.since - timedelta(days=84)
    assert told["pairs"] == Count.objects.get().pairs == before + 2 == len(recount(PAIRS))
    assert told["hot_spots"] == HotSpot.objects.count()
    kept = list(HotSpot.objects.values_list("agency", "procedure", "chance"))
    actions.count_figures()
    assert list(HotSpot.objects.values_list("agency", "procedure", "chance")) == kept


def test_numbers_of_a_hot_spot(place, recount):
    agency, (hot, _small, _steady) = place
    planted(agency, hot, 1, 5, 4)
    planted(agency, hot, 28, 9, 6)
    planted(agency, hot, 29, 40, 2)
    planted(agency, hot, 112, 30, 1)
    planted(agency, hot, 113, 30, 30)
    actions.count_figures()
    mine = {(a, p): tuple(numbers) for a, p, *numbers in recount(PAIRS)}
    assert mine[agency.pk, hot.procedure_id][0] == 14
    for spot in HotSpot.objects.all():
        assert mine[spot.agency_id, spot.procedure_id] == (spot.due, spot.missed, spot.past_due, spot.past_missed)
    assert HotSpot.objects.filter(agency=agency).exists()


def test_behind_each_number_lie_exactly_its_dossiers(place):
    agency, (hot, _small, _steady) = place
    recent = planted(agency, hot, 10, 14, 9)
    past = planted(agency, hot, 60, 97, 8)
    actions.count_figures()
    auditor = scope.reader_of(_user(Role.AUDITOR))
    mine = {
        Pile.MISSED: recent[:9], Pile.DUE: recent, Pile.PAST_MISSED: past[:8], Pile.PAST_DUE: past,
    }  # fmt: skip
    for pile, dossiers in mine.items():
        rows, cursor = [], ""
        while cursor is not None:
            page = hot_spots.pair(agency.pk, hot.procedure_id, pile, cursor, auditor)
            rows += page.rows
            cursor = page.cursor
        assert sorted(row.pk for row in rows) == sorted(dossier.pk for dossier in dossiers), pile
        assert page.counts[pile] == len(rows)


def test_the_page_says_it_in_plain_words(place):
    agency, (hot, _small, _steady) = place
    planted(agency, hot, 10, 14, 9)
    planted(agency, hot, 60, 97, 8)
    actions.count_figures()
    client = Client()
    client.force_login(_user(Role.AUDITOR))
    client.get("/can-bo/tai-khoan")
    address = f"/giam-sat/so-lieu/diem-nong?agency={agency.pk}&procedure={hot.procedure_id}"
    for pile in Pile:
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"{address}&loc={pile}")
        assert (page.status_code, len(seen) <= 15, len(page.content) <= 60_000) == (200, True, True)
        assert text(page).count("<h1") == 1
    assert (
        "Tỷ lệ trễ tăng từ 8% lên 64%. Nếu không có gì thay đổi, khả năng gặp con số như vậy chỉ khoảng 1/150.000"
        in (said(client.get(address)))
    )
    for query in ("loc=x", "sau=x", "sau=0.1", "sau=999999.1", "sau=-1.1", "loc=tre&sau=1.99999999999999999999"):
        assert client.get(f"{address}&{query}").status_code == 200, query
    for query, status in [("", 200), (f"?agency={agency.pk}", 200), ("?agency=x", 400), ("?procedure=999999999", 400)]:
        assert client.get(f"/giam-sat/so-lieu/diem-nong{query}").status_code == status, query


def test_a_narrowed_dashboard_leads_to_the_same_places(place):
    """The numbers of a page of one agency, alone or with all below it, and of the list to which it leads."""
    agency, _rules = place
    below = Agency.objects.create(code="H20.99", name="Văn phòng thử", kind="land_office", parent=agency)
    for where in (agency, below):
        for nth, procedure in enumerate(Procedure.objects.order_by("pk")[: 6 if where == agency else 8]):
            HotSpot.objects.update_or_create(
                agency=where, procedure=procedure,
                defaults={"since": timezone.localdate(), "until": timezone.localdate(), "before": timezone.localdate(),
                          "due": 10, "missed": 5, "past_due": 20, "past_missed": 1, "chance": nth / 1000},
            )  # fmt: skip
    client = Client()
    client.force_login(_user(Role.AUDITOR))
    for query, n in ((f"?agency={agency.pk}", 14), (f"?agency={below.pk}", 8), (f"?agency={agency.pk}&is_alone=1", 6)):
        board = client.get(f"/giam-sat/{query}").content.decode()
        assert board.count("loc=tre-truoc") == 5
        led = re.search(r'href="([^"]+)">Xem đủ (\d+) nơi<', board)
        assert int(led[2]) == n
        assert f"<h2>{n} nơi</h2>" in client.get(html.unescape(led[1])).content.decode()
    assert "Chỉ riêng cơ quan này" in client.get(f"/giam-sat/so-lieu/diem-nong{query}").content.decode()


def test_who_oversees_another_agency_reads_nothing_of_it(place):
    agency, (hot, _small, _steady) = place
    planted(agency, hot, 10, 14, 9)
    planted(agency, hot, 60, 97, 8)
    actions.count_figures()
    others = Membership.objects.filter(role=Role.SUPERVISOR, agency__kind="commune").exclude(agency=agency)
    other = others.order_by("pk").first()
    reader = scope.reader_of(other.user)
    assert hot_spots.hot_spots(within.Narrowed(within.choices(reader)), Count.objects.get()).rows == []
    client = Client()
    client.force_login(other.user)
    address = f"/giam-sat/so-lieu/diem-nong?agency={agency.pk}&procedure={hot.procedure_id}"
    assert client.get(address).status_code == 400
    auditor = within.Narrowed(within.choices(scope.reader_of(_user(Role.AUDITOR))))
    found = hot_spots.hot_spots(auditor, Count.objects.get())
    assert found.rows[0].agency_id == agency.pk
    assert found.pairs == Count.objects.get().pairs


def _user(role) -> User:
    return Membership.objects.filter(role=role, user__is_active=True).order_by("pk").first().user
