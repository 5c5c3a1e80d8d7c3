"""Where working time goes: every figure counted again, and the list behind it."""

from datetime import timedelta
from math import ceil

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Membership, Party, Role, calendars
from dossiers import actions
from dossiers.models import Count, CountedStep, Pause, Payment, Step, StepTime, Supplement
from dossiers.reads import scope
from dossiers.reads.supervision import step_times, within
from tests.dossiers.working import received
from tests.staff.pages import said, text

pytestmark = pytest.mark.xdist_group("seeded province")

MINUTE = timedelta(minutes=1)
# Sessions of the province's working days as ranges; a step's time without what was waited for; what both share.
EVERY_STEP = """
WITH day AS (
    SELECT day::date FROM generate_series(current_date - 200, current_date, '1 day') AS day
), working AS (
    SELECT day FROM day LEFT JOIN agencies_calendarday named USING (day)
    WHERE CASE WHEN named.status = 'in_force' THEN named.kind = 'make_up'
               ELSE extract(isodow FROM day) < 6 END
), sessions AS (
    SELECT range_agg(tstzrange((day + opens) AT TIME ZONE 'Asia/Ho_Chi_Minh', (day + closes) AT TIME ZONE 'Asia/Ho_Chi_Minh')) AS open
    FROM working CROSS JOIN (VALUES (time '07:00', time '11:30'), (time '13:30', time '17:00')) AS session (opens, closes)
), midnight AS (
    SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS at
)
SELECT d.deciding_agency_id, r.party, r.name, s.id, (
    SELECT coalesce(sum(floor(minutes)), 0)::int FROM (
        SELECT (SELECT coalesce(sum(extract(epoch FROM upper(shared) - lower(shared))), 0) / 60
                FROM unnest(open * tstzmultirange(part)) AS shared) AS minutes
        FROM unnest(
            tstzmultirange(tstzrange(s.started_at, s.finished_at))
            - (SELECT coalesce(range_agg(span), '{}') FROM dossiers_pause WHERE dossier_id = d.id)
            - (SELECT coalesce(range_agg(tstzrange(asked_at, received_at)), '{}')
               FROM dossiers_supplement WHERE dossier_id = d.id)
            - (SELECT coalesce(range_agg(tstzrange(requested_at, confirmed_at)), '{}')
               FROM dossiers_payment WHERE dossier_id = d.id)
        ) AS part
    ) AS stretches)
FROM dossiers_step s, dossiers_dossier d, agencies_rulestep r, sessions, midnight
WHERE d.id = s.dossier_id AND r.id = s.rule_step_id AND d.voided_at IS NULL AND s.n <> 1 AND r.party <> 'outside'
  AND s.finished_at < midnight.at AND s.finished_at >= midnight.at - interval '90 days'
  AND NOT (d.closed_at IS NOT NULL AND s.finished_at > d.closed_at)
"""  # noqa: E501


@pytest.fixture
def again(recount):
    """again(agencies, party, step) → minutes of each such step, sorted; None: whichever it is."""
    rows = recount(EVERY_STEP)
    assert len(rows) > 300

    def counted(agencies=None, party=None, step=None) -> list[int]:
        return sorted(
            minutes
            for agency, of_party, name, _id, minutes in rows
            if (agencies is None or agency in agencies) and party in (None, of_party) and step in (None, name)
        )

    return counted


def nearest_rank(minutes: list[int], share: float) -> int:
    return minutes[ceil(share * len(minutes)) - 1]


def three(agency=None) -> list[StepTime]:
    """The three steps that take most."""
    return list(StepTime.objects.filter(agency=agency).exclude(step="").order_by("-total")[:3])


def test_cases_of_a_step(again):
    mine = {row.pk: len(again(None, row.party, row.step)) for row in three()}
    assert {row.pk: row.cases for row in three()} == mine
    assert min(mine.values()) > 10


def test_working_time_of_a_step(again):
    assert [row.total for row in three()] == [sum(again(None, row.party, row.step)) for row in three()]


def test_half_of_the_cases_of_a_step(again):
    assert [row.p50 for row in three()] == [nearest_rank(again(None, row.party, row.step), 0.5) for row in three()]


def test_nine_tenths_of_the_cases_of_a_step(again):
    assert [row.p90 for row in three()] == [nearest_rank(again(None, row.party, row.step), 0.9) for row in three()]


def test_a_party_is_all_its_steps_together(again):
    rows = StepTime.objects.filter(agency=None, step="")
    assert {row.party for row in rows} == {party for party in Party.values if again(None, party)}
    for row in rows:
        minutes = again(None, row.party)
        mine = (len(minutes), sum(minutes), nearest_rank(minutes, 0.5), nearest_rank(minutes, 0.9))
        assert (row.cases, row.total, row.p50, row.p90) == mine


def test_an_agency_takes_in_what_belongs_to_it(again):
    root = Agency.objects.get(parent=None, kind="province")
    department = Agency.objects.get(pk=CountedStep.objects.values_list("agency", flat=True).order_by("-agency")[0])
    for agency in (root, department):
        below = set(Agency.objects.below([agency.pk]).filter(on_province_clock=True).values_list("pk", flat=True))
        for row in three(agency):
            minutes = again(below, row.party, row.step)
            mine = (len(minutes), sum(minutes), nearest_rank(minutes, 0.5), nearest_rank(minutes, 0.9))
            assert (row.cases, row.total, row.p50, row.p90) == mine
    assert three(root)[0].total > three(department)[0].total


def test_waiting_to_be_fetched_is_no_work(recount):
    (n,) = recount(
        """SELECT count(*) FROM dossiers_step s JOIN agencies_rulestep r ON r.id = s.rule_step_id
           WHERE r.party = 'return_counter' AND s.finished_at > now() - interval '80 days'"""
    )[0]
    assert n > 50
    assert not CountedStep.objects.filter(party=Party.RETURN_COUNTER).exists()


def test_shares_are_of_all_working_time(again):
    found = step_times.working_time(within.Narrowed(within.choices(_auditor())), Count.objects.get())
    whole = sum(again())
    assert found.total == whole
    assert found.cases == len(again())
    assert [line.share for line in found.worst[:3]] == [
        pytest.approx(100 * sum(again(None, line.party, line.step)) / whole) for line in found.worst[:3]
    ]
    assert sum(line.share for line in found.parties) == pytest.approx(100)
    assert sum(line.share for line in found.steps) == pytest.approx(100)


def test_counted_again_nothing_changes_and_a_voided_dossier_leaves(seeded):
    before = set(StepTime.objects.values_list("agency", "party", "step", "cases", "total", "p50", "p90"))
    rows = set(CountedStep.objects.values_list("step", "minutes"))
    actions.count_figures()
    assert set(StepTime.objects.values_list("agency", "party", "step", "cases", "total", "p50", "p90")) == before
    assert set(CountedStep.objects.values_list("step", "minutes")) == rows
    gone = CountedStep.objects.filter(step__dossier__closed_at=None).first()
    dossier = gone.step.dossier_id
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET voided_at = now() WHERE id = %s", [dossier])
    left = CountedStep.objects.exclude(step__dossier=dossier).count()
    actions.count_figures()
    assert CountedStep.objects.count() == left < len(rows)
    assert StepTime.objects.filter(agency=None, step="").values_list("cases", flat=True)
    assert sum(StepTime.objects.filter(agency=None, step="").values_list("cases", flat=True)) == left


def _auditor() -> scope.Reader:
    return scope.reader_of(_user(Role.AUDITOR))


def _user(role, agency=None) -> User:
    posts = Membership.objects.filter(role=role, user__is_active=True)
    return (posts.filter(agency=agency) if agency else posts).order_by("pk").first().user


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _walked(reader, agency, party, step) -> list[CountedStep]:
    """All pages of a list."""
    by = within.Narrowed(within.choices(reader), agency)
    rows, cursor = [], ""
    while cursor is not None:
        page = step_times.behind(by, party, step, cursor, reader)
        rows += page.rows
        cursor = page.cursor
    return rows


def test_behind_each_number_lie_exactly_its_steps(seeded):
    auditor = _auditor()
    lines = [*three(), *StepTime.objects.filter(agency=None, step="").order_by("-cases")[:1]]
    for line in lines:
        rows = _walked(auditor, None, line.party, line.step)
        assert len({row.pk for row in rows}) == len(rows) == line.cases
        assert sum(row.minutes for row in rows) == line.total
        assert [row.minutes for row in rows] == sorted((row.minutes for row in rows), reverse=True)
    assert max(line.cases for line in lines) > 50  # more than a page


def test_a_supervisor_sees_what_belongs_to_the_agency_and_nothing_else(seeded):
    steps = CountedStep.objects.values_list("agency", flat=True)
    agency = next(pk for pk in steps.order_by("agency").distinct() if Agency.objects.get(pk=pk).parent_id)
    leader = _user(Role.SUPERVISOR, agency)
    reader = scope.reader_of(leader)
    by = within.Narrowed(within.choices(reader))
    found = step_times.working_time(by, Count.objects.get())
    assert found.agency == agency
    line = found.steps[0]
    rows = _walked(reader, None, line.party, line.step)
    assert len(rows) == line.cases
    assert {row.agency_id for row in rows} <= set(by.within.ids(agency))
    assert all(row.is_mine for row in rows)
    elsewhere = next(pk for pk in steps.distinct() if pk not in by.within.ids(agency))
    assert _client(leader).get(f"/giam-sat/so-lieu/buoc?agency={elsewhere}&party=office").status_code == 400


def test_pages_keep_their_limits_and_nothing_in_an_address_breaks_them(seeded):
    auditor, line = _client(_user(Role.AUDITOR)), three()[0]
    auditor.get("/can-bo/tai-khoan")
    for address in ("cac-buoc", f"buoc?party={line.party}&step={line.step}", f"buoc?party={line.party}"):
        with CaptureQueriesContext(connection) as seen:
            page = auditor.get(f"/giam-sat/so-lieu/{address}")
        assert (page.status_code, len(seen) <= 15, len(page.content) <= 60_000) == (200, True, True), address
        assert text(page).count("<h1") == 1
    assert f"{line.cases:,} lượt hoàn thành".replace(",", ".") in said(
        auditor.get("/giam-sat/so-lieu/buoc", {"party": line.party, "step": line.step})
    )
    for query, status in [
        ("party=office&sau=x", 200), ("party=office&sau=9999999999.1", 200), ("party=office&sau=1.-1", 200),
        ("party=office&step=%00", 400), ("party=office&step=Khong+co", 200), ("party=nobody", 400), ("", 200),
        ("party=office&agency=x", 400), ("party=office&agency=999999999", 400),
        ("party=outside&step=" + "x" * 500, 400),
    ]:  # fmt: skip
        assert auditor.get(f"/giam-sat/so-lieu/buoc?{query}").status_code == status, query
    for query in ("sau=-1", "sau=99999", "sau=x"):
        assert auditor.get(f"/giam-sat/so-lieu/cac-buoc?{query}").status_code == 200, query


def test_who_leads_two_agencies_side_by_side_is_asked_for_one(seeded):
    reader = scope.reader_of(_user(Role.AUDITOR))
    choices = within.choices(reader)
    top = next(pk for pk, above in choices.above.items() if above is None)
    two = [(pk, name) for pk, name in choices.agencies if choices.above[pk] == top][:2]
    apart = within.Choices(two, [], False, {pk: top for pk, _name in two})
    found = step_times.working_time(within.Narrowed(apart), Count.objects.get())
    assert (found.is_open, found.steps) == (True, [])
    assert not step_times.working_time(within.Narrowed(apart, two[0][0]), Count.objects.get()).is_open


# ── Minutes that are known ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def monday(province):
    """07:00 of a Monday lately, with three more working days after it."""
    day = timezone.localtime(timezone.now() - timedelta(days=14))
    day = (day - timedelta(days=day.weekday())).replace(hour=7, minute=0, second=0, microsecond=0)
    while not all(calendars().province.is_working((day + timedelta(days=n)).date()) for n in range(4)):
        day -= timedelta(days=7)
    return day


def done(dossier, start, minutes: int, n: int = 3) -> None:
    """Step n took so long; from seven o'clock on 270 minutes are one sitting."""
    Step.objects.filter(dossier=dossier, n=n).update(started_at=start, finished_at=start + minutes * MINUTE)


def kept(party="office", step="Thẩm định", agency=None) -> tuple[int, int, int, int] | None:
    """(cases, total, p50, p90)."""
    return StepTime.objects.filter(agency=agency, party=party, step=step).values_list(
        "cases", "total", "p50", "p90"
    ).first()  # fmt: skip


def test_ten_known_times(province, monday):
    for dossier, minutes in zip(received(province, 10), range(10, 101, 10), strict=True):
        done(dossier, monday, minutes)
    actions.count_figures()
    assert (
        kept() == kept(step="") == kept(agency=province.department) == kept(agency=province.root) == (10, 550, 50, 90)
    )
    assert kept(agency=province.commune) is None
    assert not StepTime.objects.exclude(party="office").exists()  # the receipt is no work


def test_noon_evening_and_what_was_waited_for_are_no_work(province, monday):
    noon, paused, asked, owed, waited = received(province, 5)
    for dossier in (noon, paused, asked, owed):
        done(dossier, monday, 24 * 60 + 30)  # a whole day and half an hour more: 480 + 30
    hour, who = 60 * MINUTE, {"requested_by": province.officer, "splits": False}
    Pause.objects.create(dossier=paused, span=(monday + hour, monday + 3 * hour), ground="survey")  # 120
    Supplement.objects.create(
        dossier=asked, asked_at=monday + 4 * hour, received_at=monday + 24 * hour, reason="Thiếu", papers=["Bản vẽ"],
        answer_by=monday.date(), restarts=True,
    )  # fmt: skip
    Payment.objects.create(
        dossier=owed,
        requested_at=monday + 24 * hour,
        confirmed_at=monday + 48 * hour,
        confirmed_by=province.officer,
        **who,
    )
    done(waited, monday, 60)
    Pause.objects.create(dossier=waited, span=(monday - hour, monday + 5 * hour), ground="survey")
    actions.count_figures()
    minutes = dict(CountedStep.objects.values_list("step__dossier", "minutes"))
    assert minutes == {noon.pk: 510, paused.pk: 390, asked.pk: 270, owed.pk: 480, waited.pk: 0}
    assert kept() == (5, 1650, 390, 510)


def test_the_window_is_ninety_whole_days(province):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    inside, too_old, today = received(province, 3)
    done(inside, midnight - timedelta(days=90), 0)
    done(too_old, midnight - timedelta(days=90, minutes=1), 0)
    done(today, midnight, 0)
    actions.count_figures()
    assert set(CountedStep.objects.values_list("step__dossier", flat=True)) == {inside.pk}
