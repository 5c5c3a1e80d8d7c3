"""Every list of supervision, counted again in plain SQL; and every number of its groups, behind its link."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Role, Unit
from dossiers.forms.lists import ListFilter
from dossiers.models import Dossier, Event, Finding
from dossiers.reads import scope
from dossiers.reads.supervision import audits, messages, uncollected, within
from dossiers.reads.supervision.groups import narrowed_words
from dossiers.reads.supervision.listed import Listed, Row, listed
from dossiers.reads.supervision.lists import BY_SLUG, LISTS, UNCOLLECTED
from tests.staff.plants import ran

pytestmark = pytest.mark.xdist_group("seeded province")

OPEN = "d.closed_at IS NULL AND d.voided_at IS NULL"
LATE = f"{OPEN} AND d.due_at < %(now)s"
FORM = """(SELECT e.at FROM dossiers_event e WHERE e.dossier_id = d.id AND e.kind = 'payment_requested'
           AND e.data @> '{"splits": true}')"""
FIRST_MISSED = f"d.original_due_at < coalesce({FORM}, %(now)s)"
STOPPED_AT = """coalesce(
    (SELECT asked_at FROM dossiers_supplement s WHERE s.dossier_id = d.id AND s.received_at IS NULL),
    (SELECT requested_at FROM dossiers_payment p WHERE p.dossier_id = d.id AND p.confirmed_at IS NULL),
    (SELECT lower(span) FROM dossiers_pause p WHERE p.dossier_id = d.id AND upper(span) IS NULL))"""
OFFERED_AT = """(SELECT max(e.at) FROM dossiers_event e WHERE e.dossier_id = d.id AND e.kind = 'passed_on'
                 AND e.data ->> 'unit_id' = d.passing_to_id::text)"""
# slug: (which dossiers d, in which order, by which agency)
SQL = {
    "dang-giai-quyet": (OPEN, "d.due_at", "deciding"),
    "dang-giu": (OPEN, "d.due_at", "holder"),
    "qua-han": (LATE, "d.due_at", "deciding"),
    "qua-han-hen-dau": (
        f"{OPEN} AND ({FIRST_MISSED} OR d.second_original_due_at < %(now)s)",
        f"CASE WHEN {FIRST_MISSED} THEN d.original_due_at ELSE d.second_original_due_at END",
        "deciding",
    ),
    "co-nguy-co": (f"{OPEN} AND NOT d.due_at < %(now)s AND %(now)s > d.start_by", "d.start_by", "deciding"),
    "tam-dung": (f"{OPEN} AND d.is_paused", STOPPED_AT, "deciding"),
    "tam-dung-qua-han": (f"{LATE} AND d.is_paused", STOPPED_AT, "deciding"),
    "dang-giu-qua-han": (LATE, "d.due_at", "holder"),
    "dang-giu-co-nguy-co": (f"{OPEN} AND NOT d.due_at < %(now)s AND %(now)s > d.start_by", "d.start_by", "holder"),
    "dung-yen": (f"{OPEN} AND d.stalls_at < %(now)s", "d.stalls_at", "deciding"),
    "cho-nhan-ban-giao": (f"{OPEN} AND d.passing_to_id IS NOT NULL", OFFERED_AT, "holder"),
    "chua-xin-loi": (
        f"""{LATE} AND NOT EXISTS (SELECT FROM dossiers_apology a WHERE a.dossier_id = d.id
                                   AND a.approved_at IS NOT NULL)""",
        "d.due_at",
        "deciding",
    ),
    "cho-nhan-ket-qua": (
        "d.status = 9 AND d.voided_at IS NULL AND d.closed_at + interval '30 days' < %(now)s", "d.closed_at", "holder",
    ),
}  # fmt: skip
BELOW = """
WITH RECURSIVE below AS (SELECT id FROM agencies_agency WHERE id = %s
                         UNION SELECT a.id FROM agencies_agency a JOIN below ON a.parent_id = below.id)
SELECT id FROM agencies_agency JOIN below USING (id) WHERE on_province_clock"""


@pytest.fixture
def now(seeded):
    return timezone.now()


@pytest.fixture
def areas(recount):
    """(what each reader may narrow to, ids of their agencies by SQL): the province, departments, one commune."""
    found = [(scope.Reader((scope.Post(1, None, Role.AUDITOR),)), Agency.objects.get(parent=None).pk)]
    parents = Agency.objects.filter(on_province_clock=True, parent__parent=None).exclude(parent=None)
    two = [parents.filter(children__isnull=False).first(), parents.filter(kind="department").order_by("pk")[1]]
    commune = Agency.objects.filter(kind="commune").order_by("pk").first()
    found += [(scope.Reader((scope.Post(each.pk, None, Role.SUPERVISOR),)), each.pk) for each in (*two, commune)]
    return [(within.choices(reader), {row[0] for row in recount(BELOW, [top])}) for reader, top in found]


def pages_of(slug: str, by: within.Narrowed, now) -> tuple[Listed, list[Row]]:
    """The first page, and the rows of all pages as people turn them."""
    each, rows, cursor, first = BY_SLUG[slug], [], "", None
    while cursor is not None:
        ask = uncollected.uncollected if each is UNCOLLECTED else lambda each=each, **asked: listed(each, **asked)
        page = ask(by=by, cursor=cursor, now=now)
        first = first or page
        rows += page.rows
        cursor = page.cursor
    return first, rows


def test_every_list_is_counted_again():
    assert set(SQL) == set(BY_SLUG)


@pytest.mark.parametrize("slug", SQL)
def test_rows_are_the_recount_in_its_order_for_every_reader(recount, areas, now, slug):
    which, order, agency = SQL[slug]
    total = 0
    for choices, ids in areas:
        mine = recount(
            f"SELECT d.id FROM dossiers_dossier d WHERE {which} AND d.{agency}_agency_id = ANY(%(ids)s)"
            f" ORDER BY {order} NULLS LAST, d.id",
            {"now": now, "ids": list(ids)},
        )
        first, rows = pages_of(slug, within.Narrowed(choices), now)
        assert [(row.dossier.pk,) for row in rows] == mine
        assert first.count == len(mine)
        total += len(mine)
    assert total


@pytest.mark.parametrize("slug", SQL)
def test_groups_add_up_and_each_number_is_what_its_link_leaves(areas, now, slug):
    choices, _ids = areas[0]
    whole, _rows = pages_of(slug, within.Narrowed(choices), now)
    assert sum(share.n for share in whole.groups.agencies) == whole.count > 0
    assert [share.n for share in whole.groups.agencies] == sorted((s.n for s in whole.groups.agencies), reverse=True)
    for share in whole.groups.agencies[:5]:
        alone = within.Narrowed(choices, share.id, is_alone=True)
        found, rows = pages_of(slug, alone, now)
        assert found.count == len(rows) == share.n
        assert sum(unit.n for unit in found.groups.units) == share.n
        for unit in found.groups.units[:3]:
            assert sum(person.n for person in unit.people) == unit.n
            at_unit = within.Narrowed(choices, share.id, unit=unit.id, is_alone=True)
            assert pages_of(slug, at_unit, now)[0].count == unit.n
            for person in unit.people[:3]:
                theirs = within.Narrowed(choices, share.id, unit=unit.id, person=person.id, is_alone=True)
                assert pages_of(slug, theirs, now)[0].count == person.n


def test_an_agency_is_taken_with_what_belongs_to_it_unless_alone(areas, now):
    choices, ids = areas[0]
    top = next(pk for pk, _name in choices.agencies if choices.above[pk] not in ids)
    whole, _rows = pages_of("dang-giai-quyet", within.Narrowed(choices, top), now)
    alone, rows = pages_of("dang-giai-quyet", within.Narrowed(choices, top, is_alone=True), now)
    assert whole.count == pages_of("dang-giai-quyet", within.Narrowed(choices), now)[0].count > alone.count
    assert {row.dossier.deciding_agency_id for row in rows} <= {top}
    assert "và các cơ quan trực thuộc" in narrowed_words(within.Narrowed(choices, top), whole.groups)[0]


def test_since_when_and_why_it_is_paused_and_whether_it_was_late_already(recount, areas, now):
    _first, rows = pages_of("tam-dung", within.Narrowed(areas[0][0]), now)
    mine = recount(
        f"""SELECT d.id, {STOPPED_AT}, CASE d.status WHEN 5 THEN 'supplement' WHEN 6 THEN 'payment' ELSE
            (SELECT ground FROM dossiers_pause p WHERE p.dossier_id = d.id AND upper(span) IS NULL) END,
            coalesce(d.due_at < %(now)s, false)
            FROM dossiers_dossier d WHERE {OPEN} AND d.is_paused""",
        {"now": now},
    )
    seen = [(r.dossier.pk, r.dossier.paused_since, r.dossier.ground, r.deadline.state == "overdue") for r in rows]
    assert sorted(seen) == sorted(mine)
    assert len({ground for _pk, _since, ground, _late in mine}) > 2


def test_since_when_and_by_whom_it_was_offered(recount, areas, now):
    _first, rows = pages_of("cho-nhan-ban-giao", within.Narrowed(areas[0][0]), now)
    mine = recount(
        f"""SELECT DISTINCT ON (d.id) d.id, e.at, e.actor_id FROM dossiers_dossier d
            JOIN dossiers_event e ON e.dossier_id = d.id AND e.kind = 'passed_on'
             AND (e.data ->> 'unit_id')::bigint = d.passing_to_id
            WHERE {OPEN} AND d.passing_to_id IS NOT NULL ORDER BY d.id, e.seq DESC"""
    )
    by_holder = dict.fromkeys(row.dossier.pk for row in rows)
    assert sorted((r.dossier.pk, r.dossier.since, r.by and r.by.pk) for r in rows) == [
        row for row in mine if row[0] in by_holder
    ]
    assert all(row.measure is not None and row.measure >= 0 for row in rows)


def test_an_offer_that_was_taken_back_is_not_the_one_that_stands(now):
    """Offered to a unit, then to another, and that taken back: the first stands, since then, by that person."""
    dossier = (
        Dossier.objects.filter(closed_at=None, voided_at=None, passing_to=None, holder_unit__isnull=False)
        .order_by("pk")
        .first()
    )
    first, second = Unit.objects.exclude(pk=dossier.holder_unit_id).order_by("pk")[:2]
    by, other = User.objects.order_by("pk")[:2]
    told = [(first, by, "passed_on"), (second, other, "passed_on"), (second, other, "undone")]
    for nth, (unit, actor, kind) in enumerate(told, start=1):
        Event.objects.create(
            dossier=dossier, kind=kind, at=now - timedelta(hours=9 - nth), actor=actor,
            agency=dossier.holder_agency, data={"unit_id": unit.pk} if kind == "passed_on" else {"kind": "passed_on"},
        )  # fmt: skip
    Dossier.objects.filter(pk=dossier.pk).update(passing_to=first)
    everything = within.Narrowed(within.choices(scope.Reader((scope.Post(dossier.holder_agency_id, None, "auditor"),))))
    row = BY_SLUG["cho-nhan-ban-giao"].question(everything, now).get(pk=dossier.pk)
    assert (row.since, row.offered_by) == (now - timedelta(hours=8), by.pk)


# ── As pages ─────────────────────────────────────────────────────────────────────────────────────────────────────


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def shown(client, address: str) -> tuple[int, list[tuple[str, int]]]:
    """(the number above the list, [(link, number) of its groups]). A link keeps nothing but what narrows."""
    page = client.get(address).content.decode()
    count = int(re.search(r"<h2>[^<\d]*(\d+)", page)[1])
    groups = re.search(r'<section class="groups" aria-label="Theo (?:cơ quan|đơn vị).*?</section>', page, re.S)
    links = re.findall(r'<a href="(\?[^"]*)"[^>]*><(?:span|strong)>[^<]*</(?:span|strong)><b>(\d+)</b>', groups[0])
    return count, [(html.unescape(link), int(n)) for link, n in links]


def test_links_of_the_page_lead_to_exactly_that_many(now):
    client = signed_in("giamsat")
    for each in LISTS:
        address = f"/giam-sat/{each.slug}"
        count, agencies = shown(client, f"{address}?nhom=het")
        assert sum(n for _link, n in agencies) == count
        link, n = agencies[0]
        there, units = shown(client, address + link)
        assert there == n
        link, n = units[-1]  # a person
        assert shown(client, address + link)[0] == n


def test_what_lies_outside_of_the_scope_leaves_nothing_of_others(recount, now):
    client, theirs = signed_in("lanhdao"), User.objects.get(username="lanhdao").memberships.get().agency
    other = recount(
        f"""SELECT deciding_agency_id, holder_unit_id, assignee_id FROM dossiers_dossier d
            JOIN agencies_procedurerules r ON r.id = rules_id
            WHERE {OPEN} AND deciding_agency_id <> %s AND assignee_id IS NOT NULL LIMIT 1""",
        [theirs.pk],
    )[0]
    for each in LISTS:
        address = f"/giam-sat/{each.slug}"
        refused = client.get(address, {"agency": other[0]})
        assert refused.status_code == 400
        assert "Chọn một mục trong danh sách." in refused.content.decode()
        for asked in ({"unit": other[1]}, {"person": other[2]}):
            choices = within.choices(scope.reader_of(User.objects.get(username="lanhdao")))
            form = ListFilter(asked, agencies=choices.agencies, procedures=choices.procedures)
            assert form.is_valid()
            _first, rows = pages_of(each.slug, within.Narrowed(choices, **form.cleaned_data), now)
            assert all(getattr(row.dossier, f"{each.agency_field}_id") in dict(choices.agencies) for row in rows)
            assert client.get(address, asked).status_code == 200


def test_every_list_asks_few_questions_of_every_reader(now):
    asked = {}
    for username in ("giamsat", "lanhdao"):
        client = signed_in(username)
        for each in LISTS:
            client.get(f"/giam-sat/{each.slug}")
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(f"/giam-sat/{each.slug}")
            asked[username, each.slug] = (len(seen), len(answer.content))
    assert max(n for n, _size in asked.values()) <= 15, asked
    assert max(size for _n, size in asked.values()) <= 60_000, asked


def test_what_narrows_the_list_stays_through_pages_and_goes_with_one_press(now):
    client = signed_in("giamsat")
    page = client.get("/giam-sat/dang-giai-quyet").content.decode()
    onward = html.unescape(re.search(r'class="next no-print"><a href="([^"]+)"', page)[1])
    assert dict(parse_qsl(onward[1:])).keys() == {"sau"}
    agency = shown(client, "/giam-sat/dang-giai-quyet")[1][0][0]
    narrowed = client.get(f"/giam-sat/dang-giai-quyet{agency}").content.decode()
    assert "Chỉ gồm: <strong>" in narrowed
    assert 'name="is_alone"' not in narrowed


def test_broken_books_are_grouped_and_narrowed_by_whose_they_are(recount, areas, now):
    job = ran()
    ids = [row[0] for row in recount(f"SELECT id FROM dossiers_dossier d WHERE {OPEN} ORDER BY id LIMIT 60")]
    Finding.objects.bulk_create(Finding(job=job, dossier_id=pk, what="Sai") for pk in ids)
    choices = areas[0][0]
    whole = audits.audited(by=within.Narrowed(choices), cursor="", now=now)
    by_agency = "SELECT deciding_agency_id, count(*) FROM dossiers_dossier WHERE id = ANY(%s) GROUP BY 1 ORDER BY 1"
    assert sorted((share.id, share.n) for share in whole.groups.agencies) == recount(by_agency, [ids])
    share = whole.groups.agencies[0]
    found = audits.audited(by=within.Narrowed(choices, share.id, is_alone=True), cursor="", now=now)
    assert found.count == share.n == sum(unit.n for unit in found.groups.units)
    unit = found.groups.units[0]
    narrowed = within.Narrowed(choices, share.id, unit=unit.id, is_alone=True)
    assert audits.audited(by=narrowed, cursor="", now=now).count == unit.n == audits.findings(narrowed).count()


def test_dead_messages_are_grouped_by_agency_and_each_number_is_its_list(recount, areas, now):
    recount("UPDATE dossiers_message SET state = 'dead', sent_at = NULL WHERE state = 'sent' RETURNING id")
    mine = recount("SELECT agency_id, count(*) FROM dossiers_message WHERE state = 'dead' GROUP BY 1 ORDER BY 1")
    choices = areas[0][0]
    whole = messages.told(by=within.Narrowed(choices), cursor="", now=now)
    assert sorted((share.id, share.n) for share in whole.groups.agencies) == mine
    for share in whole.groups.agencies[:3]:
        assert messages.told(by=within.Narrowed(choices, share.id, is_alone=True), cursor="", now=now).dead == share.n
