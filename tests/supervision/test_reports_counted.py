"""Every figure of a report, its number and the dossiers of its list, against a recount in plain SQL written apart."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from agencies.models import Agency, Membership, Role
from dossiers import actions
from dossiers.models import Job, JobKind, Report, ReportSpan
from dossiers.reads.reports import measures
from dossiers.reads.reports.periods import over
from dossiers.reads.reports.tables import BY_DATE, progress
from tests import databases

pytestmark = pytest.mark.xdist_group("seeded province")

L = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"


def _last(*kinds: str) -> str:
    """Which of these happened last by the end of the period."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""(SELECT kind FROM dossiers_event WHERE dossier_id = d.id AND kind IN ({named})
                AND (at {L})::date <= %(end)s ORDER BY seq DESC LIMIT 1)"""


# What has passed its date was marked when it passed. What is paid begins anew.
_MARKED = f"""EXISTS (SELECT FROM dossiers_mark m WHERE m.dossier_id = d.id AND m.kind = 'overdue'
              AND (m.became_at {L})::date <= %(end)s AND (f.id IS NULL OR m.became_at > f.confirmed_at))"""
_ROUNDS = f"""(SELECT count(*) FROM dossiers_event WHERE dossier_id = d.id AND kind = 'supplement_requested'
               AND (at {L})::date <= %(end)s {{more}})"""
BASE = f"""
WITH base AS (
    SELECT d.*, d.deciding_agency_id AS agency, f.requested_at AS form_at,
           (d.received_at {L})::date >= %(start)s AS fresh,
           coalesce((d.closed_at {L})::date <= %(end)s, false) AS over,
           coalesce({
    _last("supplement_requested", "supplement_received")
} = 'supplement_requested', false) AS papers_out,
           coalesce({_last("payment_requested", "payment_confirmed")} = 'payment_requested', false) AS unpaid,
           coalesce({_last("paused", "resumed")} = 'paused', false) AS halted,
           coalesce((f.confirmed_at {L})::date <= %(end)s, false) AS is_second,
           {_MARKED} AS marked, {_ROUNDS.format(more="")} AS times,
           {_ROUNDS.format(more=f"AND (at {L})::date >= %(start)s")} AS times_now,
           {_ROUNDS.format(more=f"AND (at {L})::date >= %(start)s AND (data->>'round')::int > 1")} AS times_more,
           {
    _ROUNDS.format(
        more=f'''AND (at {L})::date >= %(start)s AND (data->>'round')::int = 1
                                    AND (data->>'on_day')::int > 3'''
    )
} AS times_late,
           coalesce((SELECT (data->>'after')::timestamptz FROM dossiers_event e WHERE e.dossier_id = d.id
                     AND kind = 'due_changed' AND (at {L})::date <= %(end)s
                     AND NOT EXISTS (SELECT FROM dossiers_event p WHERE p.dossier_id = d.id AND p.seq > e.seq
                                     AND p.kind = 'payment_confirmed' AND (p.data->>'splits')::bool
                                     AND (p.at {L})::date <= %(end)s)
                     ORDER BY seq DESC LIMIT 1),
                    CASE WHEN (f.confirmed_at {L})::date <= %(end)s THEN d.second_original_due_at END,
                    d.original_due_at) AS told,
           (SELECT count(*) FROM dossiers_event WHERE dossier_id = d.id AND kind = 'due_changed'
            AND (at {L})::date BETWEEN %(start)s AND %(end)s) AS times_moved,
           (SELECT at FROM dossiers_event WHERE dossier_id = d.id AND kind = 'apologised'
            AND (at {L})::date <= %(end)s) AS sorry_at,
           (SELECT (data->>'in_time')::bool FROM dossiers_event WHERE dossier_id = d.id AND kind = 'apologised')
               AS sorry_in_time,
           (SELECT data->>'entered_at' FROM dossiers_event WHERE dossier_id = d.id AND kind = 'received') AS entered,
           (SELECT max(at) FROM dossiers_event WHERE dossier_id = d.id AND (at {L})::date <= %(end)s
            AND kind IN ('supplement_requested', 'payment_requested', 'paused')) AS halted_at,
           (SELECT array_agg(DISTINCT agency_id) FROM dossiers_step WHERE dossier_id = d.id
            AND (started_at {L})::date <= %(end)s) AS through
    FROM dossiers_dossier d LEFT JOIN dossiers_payment f
         ON f.dossier_id = d.id AND f.splits AND (f.requested_at {L})::date <= %(end)s
    WHERE d.official_code IS NOT NULL AND d.voided_at IS NULL AND d.deciding_agency_id = ANY(%(agencies)s)
          AND (d.received_at {L})::date <= %(end)s AND ((d.closed_at {L})::date < %(start)s) IS NOT TRUE
)
"""
GONE = "over AND status IN (3, 7, 9, 10)"
WAITS = "NOT over AND (papers_out OR unpaid)"
HALTS = "(over AND status = 8 OR NOT over AND (papers_out OR unpaid))"
WORKS = "NOT over AND NOT papers_out AND NOT unpaid"
RESULT = "over AND status IN (9, 10)"
STOOD = "NOT over AND (papers_out OR unpaid OR halted)"
NOW = f"""CASE WHEN original_due_at IS NULL OR over AND due_at IS NULL THEN 'none'
               WHEN over AND closed_at > due_at OR NOT over AND marked AND NOT (unpaid AND form_at IS NOT NULL)
               THEN 'late' WHEN over AND (closed_at {L})::date < (due_at {L})::date THEN 'early' ELSE 'on_time' END"""
END = f"CASE WHEN over THEN closed_at ELSE (%(end)s + 1)::timestamp {L} END"
FIRST = f"""CASE WHEN original_due_at IS NULL THEN 'none'
                 WHEN original_due_at < coalesce(form_at, {END}) OR is_second AND second_original_due_at < {END}
                 THEN 'late' WHEN over AND (closed_at {L})::date
                    < (CASE WHEN is_second THEN second_original_due_at ELSE original_due_at END {L})::date
                 THEN 'early' ELSE 'on_time' END"""
NATIONAL = f"""CASE WHEN times > 1 THEN 'late' WHEN told IS NULL THEN 'none'
                    WHEN NOT over AND papers_out AND halted_at > told THEN 'late'
                    WHEN NOT over AND papers_out THEN 'on_time' WHEN {END} > told THEN 'late' ELSE 'on_time' END"""


def _kept(part: str, which: str, said: str, by: str) -> dict[str, str]:
    found = {f"{part}_{said}_{how}": f"{which} AND {by} = '{how}'" for how in ("late", "none")}
    if part == "processed":
        return found | {f"{part}_{said}_{how}": f"{which} AND {by} = '{how}'" for how in ("early", "on_time")}
    return found | {f"{part}_{said}_on_time": f"{which} AND {by} IN ('early', 'on_time')"}


def _steps(which: str) -> str:
    return f"""{RESULT} AND EXISTS (SELECT FROM dossiers_step s WHERE s.dossier_id = base.id
               AND (s.finished_at {L})::date <= %(end)s AND s.due_at IS NOT NULL AND {which})"""


MINE = {
    "all": "true",
    "carried": "NOT fresh",
    "new": "fresh",
    "new_online": "fresh AND channel = 2",
    "new_counter": "fresh AND channel = 1",
    "new_post": "fresh AND channel = 3",
    "processed": GONE,
    "working": WORKS,
    "paused": HALTS,
    **_kept("processed", GONE, "now", NOW), **_kept("working", WORKS, "now", NOW), **_kept("paused", HALTS, "now", NOW),
    **_kept("processed", GONE, "first", FIRST), **_kept("working", WORKS, "first", FIRST),
    **_kept("paused", HALTS, "first", FIRST),
    "ended": "over",
    "returned": f"status = 10 AND (returned_at {L})::date <= %(end)s",
    "waiting": f"{RESULT} AND NOT coalesce((returned_at {L})::date <= %(end)s, false)",
    "declined": "over AND status = 3",
    "withdrawn": "over AND status = 7",
    "stopped": "over AND status = 8",
    "with_fee": "fresh AND fee_paid IS NOT NULL",
    "national_on_time": f"{NATIONAL} = 'on_time'",
    "national_late": f"{NATIONAL} = 'late'",
    "national_none": f"{NATIONAL} = 'none'",
    "first_kept": f"{FIRST} IN ('early', 'on_time')",
    "first_late": f"{FIRST} = 'late'",
    "first_none": f"{FIRST} = 'none'",
    "done": RESULT,
    "done_first_early": f"{RESULT} AND {FIRST} = 'early'",
    "done_first_on_time": f"{RESULT} AND {FIRST} = 'on_time'",
    "done_first_late": f"{RESULT} AND {FIRST} = 'late'",
    "done_asked_never": f"{RESULT} AND times = 0",
    "done_asked_once": f"{RESULT} AND times = 1",
    "done_asked_more": f"{RESULT} AND times > 1",
    "done_steps_early": _steps(f"(s.finished_at {L})::date < (s.due_at {L})::date"),
    "done_steps_on_time": _steps(f"(s.finished_at {L})::date = (s.due_at {L})::date AND s.finished_at <= s.due_at"),
    "done_steps_late": _steps("s.finished_at > s.due_at"),
    "done_in_one": f"{RESULT} AND cardinality(through) = 1",
    "done_in_two": f"{RESULT} AND cardinality(through) = 2",
    "done_in_more": f"{RESULT} AND cardinality(through) > 2",
    "stands": STOOD,
    "stands_supplement": "NOT over AND papers_out",
    "stands_payment": "NOT over AND unpaid",
    "stands_by_hand": "NOT over AND halted",
    "stands_was_late": f"""{STOOD} AND halted_at > CASE WHEN is_second THEN second_original_due_at
                                                        ELSE original_due_at END""",
    "asked": "times_now > 0",
    "asked_late": "times_late > 0",
    "asked_again": "times_more > 0",
    "apologised": f"(sorry_at {L})::date >= %(start)s",
    "apologised_late": f"(sorry_at {L})::date >= %(start)s AND NOT sorry_in_time",
    "late_unapologised": f"{NOW} = 'late' AND sorry_at IS NULL",
    "entered_later": "fresh AND entered IS NOT NULL",
    "no_result": "over AND status IN (3, 7, 8)",
    "moved": "times_moved > 0",
    "moved_by_calendar": "false",
}  # fmt: skip
SUMS = {
    "times_asked": "sum(times_now)",
    "times_asked_late": "sum(times_late)",
    "times_asked_again": "sum(times_more)",
    "times_moved": "sum(times_moved)",
    "fees": "sum(fee_paid) FILTER (WHERE fresh)",
}


@pytest.fixture(scope="module")
def database(copied_database):
    return copied_database


@pytest.fixture(scope="module")
def frozen(database, django_db_blocker):
    """A month and a quarter that are over, of the province and of the busiest department, frozen."""
    with django_db_blocker.unblock(), databases.within(database):
        head = User.objects.create(username="chot-bao-cao")
        root = Agency.objects.get(kind="province")
        Membership.objects.create(user=head, agency=root, role=Role.SUPERVISOR)
        with connection.cursor() as cursor:
            cursor.execute("""SELECT deciding_agency_id FROM dossiers_dossier JOIN agencies_agency a
                ON a.id = deciding_agency_id AND a.kind = 'department' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1""")
            department = cursor.fetchone()[0]
        for agency in (root.pk, department):
            for span in (ReportSpan.MONTH, ReportSpan.QUARTER):
                asked = {"agency_id": agency, "span": span, "start": over(span, timezone.localdate())[0].start}
                actions.queue_report(by=head, now=timezone.now(), key=uuid.uuid4(), **asked)
                actions.work_long()
        assert not list(Job.objects.filter(kind=JobKind.REPORT).exclude(error="").values_list("error", flat=True))
        return [(report, _asked(report)) for report in Report.objects.order_by("pk")]


def _asked(report: Report) -> dict:
    below = Agency.objects.below([report.agency_id]).values_list("pk", flat=True)
    return {"start": report.start, "end": report.end, "agencies": list(below)}


@pytest.fixture
def seen(frozen, recount):
    return frozen


def test_there_is_something_to_count(seen):
    assert len(seen) == 4
    month, quarter, *_department = (report.content["total"] for report, _asked in seen)
    assert quarter["all"] > month["all"] > 100
    rare = {"new_online", "with_fee", "moved_by_calendar", "stands_was_late"}
    assert {key for key in MINE if not quarter[key]} <= rare | {
        "processed_first_none", "working_now_none", "working_first_none", "paused_now_late", "paused_now_none",
        "paused_first_late", "paused_first_none", "stands_by_hand", "first_none", "national_none",
        "processed_now_none",
    }  # fmt: skip


def test_every_measure_is_recounted():
    assert set(MINE) == set(measures.MEASURES)


@pytest.mark.parametrize("figure", MINE)
def test_number_and_list_equal_the_recount(seen, recount, figure):
    for report, asked in seen:
        mine = [pk for (pk,) in recount(f"{BASE} SELECT id FROM base WHERE {MINE[figure]} ORDER BY id", asked)]
        listed = measures.behind(report.pk, figure, size=10**6)
        assert listed == mine, (report, set(listed) ^ set(mine))
        assert report.content["total"][figure] == len(mine)


@pytest.mark.parametrize("figure", SUMS)
def test_what_happened_several_times_to_a_dossier(seen, recount, figure):
    for report, asked in seen:
        mine = recount(f"{BASE} SELECT coalesce({SUMS[figure]}, 0)::bigint FROM base", asked)[0][0]
        assert report.content["total"][figure] == mine


def test_cells_of_agencies_and_groups(seen, recount):
    """Each agency's row, each group's sum and the total, of every column."""
    columns = [key for keys in BY_DATE.values() for key in keys]
    words = ", ".join(f"count(*) FILTER (WHERE {MINE[key]})" for key in columns)
    for report, asked in seen:
        mine = {row[0]: list(row[1:]) for row in recount(f"{BASE} SELECT agency, {words} FROM base GROUP BY 1", asked)}
        kinds = dict(recount("SELECT id, kind FROM agencies_agency"))
        for line in progress(report, columns):
            numbers = [n for _key, n in line.cells]
            name, _, value = line.of.partition("=")
            if name == "co-quan":
                assert numbers == mine.get(int(value), [0] * len(columns)), line.name
            else:
                group = {"departments": ("department", "centre"), "communes": ("commune",)}.get(value)
                others = ("department", "centre", "commune")
                theirs = [row for pk, row in mine.items() if not value or (
                    kinds[pk] in group if group else kinds[pk] not in others)]  # fmt: skip
                assert numbers == [sum(column) for column in zip(*theirs, strict=True)], line.name


def test_identities(seen):
    for report, _asked in seen:
        for row in [*(row["n"] for row in report.content["progress"]), report.content["total"]]:
            assert row["all"] == row["carried"] + row["new"] == row["processed"] + row["working"] + row["paused"]
            assert row["new"] == row["new_online"] + row["new_counter"] + row["new_post"]
            for by in ("now", "first"):
                for part, hows in (("processed", "early on_time late none"), ("working", "on_time late none"),
                                   ("paused", "on_time late none")):  # fmt: skip
                    assert row[part] == sum(row[f"{part}_{by}_{how}"] for how in hows.split())
        total = report.content["total"]
        assert total["ended"] == sum(total[k] for k in ("returned", "waiting", "declined", "withdrawn", "stopped"))
        assert total["all"] == total["national_on_time"] + total["national_late"] + total["national_none"]


def test_working_days_by_procedure(seen, recount):
    """Each day looked up in the calendar, one by one."""
    works = """(extract(isodow FROM day) < 6 AND NOT EXISTS (SELECT FROM agencies_calendarday c
                  WHERE c.day = g.day AND c.kind = 'off' AND c.status = 'in_force')
                OR EXISTS (SELECT FROM agencies_calendarday c
                  WHERE c.day = g.day AND c.kind = 'make_up' AND c.status = 'in_force'))"""

    def days(since: str, until: str) -> str:
        return f"""(SELECT count(*) FROM (SELECT generate_series(({since} {L})::date + 1, ({until} {L})::date, '1 day')
                    ::date AS day) g WHERE {works})"""

    stood = f"""(SELECT coalesce(sum(n), 0) FROM (
        SELECT {days("s.asked_at", "least(s.received_at, base.closed_at)")} AS n
        FROM dossiers_supplement s WHERE s.dossier_id = base.id
        UNION ALL SELECT {days("p.requested_at", "least(p.confirmed_at, base.closed_at)")}
        FROM dossiers_payment p WHERE p.dossier_id = base.id
        UNION ALL SELECT {days("lower(h.span)", "least(upper(h.span), base.closed_at)")}
        FROM dossiers_pause h WHERE h.dossier_id = base.id AND h.ground NOT IN ('supplement', 'payment')) AS each)"""
    report, asked = seen[0]
    mine = recount(
        f"""{BASE} SELECT v.procedure_id, round(avg(n), 1)::float,
                          (percentile_cont(0.5) WITHIN GROUP (ORDER BY n))::float
            FROM (SELECT base.*, {days("received_at", "closed_at")} - {stood} AS n FROM base WHERE {RESULT}) AS done
            JOIN agencies_procedurerules v ON v.id = done.rules_id GROUP BY 1""",
        asked,
    )
    theirs = {row["id"]: (row["n"]["mean"], row["n"]["median"]) for row in report.content["register"]}
    assert {pk: times for pk, times in theirs.items() if times[0] is not None} == {pk: (a, b) for pk, a, b in mine}
    assert mine


def test_the_period_before_is_counted_in_the_same_run_or_taken_from_its_report(seen, recount):
    report, asked = seen[0]
    before = report.content["before"]
    assert before["report"] is None
    end = report.start - timedelta(days=1)
    then = {**asked, "start": end.replace(day=1), "end": end}
    for figure in ("all", "carried", "processed_first_late", "paused", "late_unapologised"):
        if figure in before["n"]:
            mine = recount(f"{BASE} SELECT count(*) FROM base WHERE {MINE[figure]}", then)[0][0]
            assert before["n"][figure] == mine, figure
    assert before["n"]["working"] + before["n"]["paused"] >= report.content["total"]["carried"] > 0
