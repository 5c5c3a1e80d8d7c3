"""Every figure of the dashboard, counted again in plain SQL: of the province, of a department, of a commune."""

from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from dossiers.models import Count
from dossiers.reads import scope
from dossiers.reads.supervision import audits, dashboard, within

pytestmark = pytest.mark.xdist_group("seeded province")

WHO = ("giamsat", "lanhdao", "lanhdao2")  # the province, a department, a commune
LOCAL = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
OPEN = "d.closed_at IS NULL AND d.voided_at IS NULL"
ACCEPTED = "d.official_code IS NOT NULL AND d.voided_at IS NULL"
FORM = "(SELECT p.requested_at FROM dossiers_payment p WHERE p.dossier_id = d.id AND p.splits)"
LATE_BY_FIRST = f"(d.closed_at > d.second_original_due_at OR coalesce({FORM}, d.closed_at) > d.original_due_at)"
TREE = """
WITH RECURSIVE below AS (
    SELECT agency_id AS id FROM agencies_membership m JOIN auth_user u ON u.id = m.user_id WHERE username = %s
    UNION SELECT a.id FROM agencies_agency a JOIN below ON a.parent_id = below.id
) SELECT id FROM below
"""


@pytest.fixture
def areas(recount):
    """For each reader: agencies (ids), the dashboard of this moment and a month's, and `ask`: SQL over their dossiers.

    ask(what, where) counts dossiers d of these agencies; %(now)s, %(first)s, %(last)s stand for moment and days.
    """
    now = timezone.now()
    return [_area(recount, username, now) for username in WHO]


def _area(recount, username: str, now, **narrowed) -> SimpleNamespace:
    by = within.Narrowed(within.choices(scope.reader_of(User.objects.get(username=username))), **narrowed)
    ids = [row[0] for row in recount(TREE, [username])]
    ids = [pk for pk in ids if pk in narrowed.values()] or ids
    found = dashboard.dashboard(by, "", now)
    asked = {"ids": ids, "now": now, "first": found.during.first, "last": found.during.last}

    def ask(where: str, what: str = "count(*)", agency: str = "deciding_agency_id", more: str = "", **other):
        return recount(
            f"SELECT {what} FROM dossiers_dossier d WHERE d.{agency} = ANY(%(ids)s) AND {where} {more}", asked | other
        )

    def n(where: str, **other) -> int:
        return ask(where, **other)[0][0]

    return SimpleNamespace(ids=ids, by=by, now=now, found=found, ask=ask, n=n, recount=recount)


def _each(areas, figure, where: str, **other) -> None:
    """The figure is what SQL counts, in every area; somewhere it is not nought."""
    mine = [area.n(where, **other) for area in areas]
    assert [figure(area.found) for area in areas] == mine
    assert mine[0] > 0


def test_open(areas):
    _each(areas, lambda found: found.open.open, OPEN)


def test_overdue(areas):
    _each(areas, lambda found: found.open.overdue, f"{OPEN} AND d.due_at < %(now)s")


def test_open_and_late_by_the_date_given_first(areas):
    late = f"(d.original_due_at < coalesce({FORM}, %(now)s) OR d.second_original_due_at < %(now)s)"
    _each(areas, lambda found: found.open.missed, f"{OPEN} AND {late}")


def test_at_risk(areas):
    _each(areas, lambda found: found.open.at_risk, f"{OPEN} AND d.start_by < %(now)s AND NOT d.due_at < %(now)s")


def test_paused(areas):
    _each(areas, lambda found: found.open.paused, f"{OPEN} AND d.is_paused")


def test_paused_when_already_late(areas):
    _each(areas, lambda found: found.open.paused_late, f"{OPEN} AND d.is_paused AND d.due_at < %(now)s")


def test_overdue_without_an_apology(areas):
    _each(areas, lambda found: found.open.unapologised, f"{OPEN} AND d.due_at < %(now)s AND d.promised_at IS NULL")


def test_overdue_without_a_cause(areas):
    without = "d.id NOT IN (SELECT dossier_id FROM dossiers_delay)"
    _each(areas, lambda found: found.open.unexplained, f"{OPEN} AND d.due_at < %(now)s AND {without}")


def test_the_thirty_days_end_with_the_last_counted_one(areas):
    through = Count.objects.get().through
    assert through == timezone.localdate() - timedelta(days=1)
    for area in areas:
        assert (area.found.during.first, area.found.during.last) == (through - timedelta(days=29), through)


def _on(instant: str) -> str:
    return f"{ACCEPTED} AND ({instant} {LOCAL})::date BETWEEN %(first)s AND %(last)s"


def test_received(areas):
    _each(areas, lambda found: found.closed.received, _on("d.received_at"))


def test_ended(areas):
    _each(areas, lambda found: found.closed.ended, _on("d.closed_at"))


def test_carried_over(areas):
    before = f"(d.received_at {LOCAL})::date < %(first)s"
    open_then = f"NOT coalesce((d.closed_at {LOCAL})::date < %(first)s, false)"
    _each(areas, lambda found: found.closed.carried, f"{ACCEPTED} AND {before} AND {open_then}")


def test_on_time_by_the_date_given_first(areas):
    with_date = f"{_on('d.closed_at')} AND d.original_due_at IS NOT NULL"
    _each(areas, lambda found: found.closed.by_first.of, with_date)
    _each(areas, lambda found: found.closed.by_first.n, f"{with_date} AND {LATE_BY_FIRST} IS NOT TRUE")
    _each(areas, lambda found: found.closed.first_late, f"{with_date} AND {LATE_BY_FIRST}")


def test_on_time_by_the_present_date(areas):
    with_date = f"{_on('d.closed_at')} AND d.due_at IS NOT NULL"
    _each(areas, lambda found: found.closed.by_now.of, with_date)
    _each(areas, lambda found: found.closed.by_now.n, f"{with_date} AND d.closed_at <= d.due_at")


def test_fell_due_by_the_date_given_first(areas):
    fell_due = _on("d.original_due_at")
    _each(areas, lambda found: found.closed.by_due.of, fell_due)
    night = f"(date_trunc('day', now() {LOCAL}) {LOCAL})"
    missed = f"(least({night}, d.closed_at) > d.second_original_due_at OR " \
             f"least({night}, d.closed_at, {FORM}) > d.original_due_at)"  # fmt: skip
    _each(areas, lambda found: found.closed.by_due.n, f"{fell_due} AND {missed}")


def test_a_month_reaches_no_further_than_the_count(areas):
    area, through = areas[0], Count.objects.get().through
    key = f"{through:%Y-%m}"
    found = dashboard.dashboard(area.by, key, area.now)
    assert (found.during.first, found.during.last) == (through.replace(day=1), through)
    days = {"first": found.during.first, "last": found.during.last}
    assert found.closed.received == area.n(_on("d.received_at"), **days)
    assert found.closed.ended == area.n(_on("d.closed_at"), **days)
    coming = (through.replace(day=28) + timedelta(days=10)).replace(day=1)
    assert dashboard.dashboard(area.by, f"{coming:%Y-%m}", area.now).during is None


def test_each_week_of_the_trend(areas):
    for area in areas:
        weeks = area.found.weeks
        assert len(weeks) == 12
        assert all(week.first.weekday() == 0 for week in weeks)
        assert weeks[-1].last == Count.objects.get().through
        assert all(later.first - week.first == timedelta(days=7) for week, later in pairwise(weeks))
        for week in weeks:
            days = {"first": week.first, "last": week.last}
            assert week.received == area.n(_on("d.received_at"), **days)
            assert week.ended == area.n(_on("d.closed_at"), **days)
            assert week.late == area.n(f"{_on('d.closed_at')} AND {LATE_BY_FIRST}", **days)
    assert sum(week.late for week in areas[0].found.weeks) > 0


def test_the_oldest_ten(areas):
    for area in areas:
        mine = area.ask(OPEN, "id", more="ORDER BY received_at, id LIMIT 10")
        assert [(row.dossier.pk,) for row in area.found.oldest] == mine
        assert all(row.days == (area.now - row.dossier.received_at).days for row in area.found.oldest)
    assert len(areas[0].found.oldest) == 10


AT_RISK = "d.start_by < %(now)s AND NOT d.due_at < %(now)s"
LOAD = f"count(*), count(*) FILTER (WHERE due_at < %(now)s), count(*) FILTER (WHERE {AT_RISK})"


def test_load_per_agency(areas):
    area = areas[0]
    overseen = [pk for (pk,) in area.recount("SELECT id FROM agencies_agency WHERE on_province_clock")]
    mine = area.ask(f"{OPEN} GROUP BY 1", f"holder_agency_id, {LOAD}", "holder_agency_id", ids=overseen)
    assert {each.id: (each.open, each.overdue, each.at_risk) for each in area.found.load} == {
        agency: tuple(row) for agency, *row in mine
    }


def test_load_per_unit_and_person(areas, recount):
    for username in WHO[1:]:
        agency = recount("SELECT agency_id FROM agencies_membership m JOIN auth_user u ON u.id = m.user_id "
                         "WHERE username = %s", [username])[0][0]  # fmt: skip
        area = _area(recount, username, timezone.now(), agency=agency, is_alone=True)
        mine = area.ask(f"{OPEN} GROUP BY 1, 2", f"coalesce(holder_unit_id, 0), coalesce(assignee_id, 0), {LOAD}",
                        "holder_agency_id")  # fmt: skip
        people = {
            (unit.id, person.id): (person.open, person.overdue, person.at_risk)
            for unit in area.found.load
            for person in unit.people
        }
        assert people == {(unit, person): tuple(row) for unit, person, *row in mine}
        assert mine
        for unit in area.found.load:
            theirs = [row[2:] for row in mine if row[0] == unit.id]
            assert (unit.open, unit.overdue, unit.at_risk) == tuple(map(sum, zip(*theirs, strict=True)))


def test_each_agency_row(areas):
    area = areas[0]
    rows = {row.id: row for row in area.found.agencies}
    for pk in area.ids:
        alone = {"ids": [pk]}
        row = rows.get(pk) or dashboard.AgencyRow(pk, "", dashboard.Open(), dashboard.Closed())
        assert row.open.open == area.n(OPEN, **alone)
        assert row.open.overdue == area.n(f"{OPEN} AND d.due_at < %(now)s", **alone)
        assert row.open.at_risk == area.n(f"{OPEN} AND d.start_by < %(now)s AND NOT d.due_at < %(now)s", **alone)
        assert row.closed.received == area.n(_on("d.received_at"), **alone)
        assert row.closed.ended == area.n(_on("d.closed_at"), **alone)
        kept = f"{_on('d.closed_at')} AND d.original_due_at IS NOT NULL AND {LATE_BY_FIRST} IS NOT TRUE"
        assert row.closed.by_first.n == area.n(kept, **alone)
        assert row.closed.by_now.n == area.n(f"{_on('d.closed_at')} AND d.closed_at <= d.due_at", **alone)
    worst = [row.open.overdue for row in area.found.agencies]
    assert worst == sorted(worst, reverse=True)
    assert len(rows) > 3


def test_broken_books_are_as_many_as_their_page_lists(areas):
    for area in areas:
        listed = audits.audited(by=within.Narrowed(area.by.within), cursor="", now=area.now)
        assert (area.found.freshness.wrong, area.found.freshness.audited_at) == (
            listed.count, listed.last and listed.last.finished_at,
        )  # fmt: skip
