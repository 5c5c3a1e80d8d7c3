"""What a preview of a calendar edit costs over open dossiers, against reading them and computing in one plain loop."""

from collections import defaultdict
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg2.extras import execute_values

from agencies.models import CalendarDay, DayKind, DayStatus, ProcedureRules, calendars
from agencies.worktime import Term
from dossiers import clock
from dossiers.reads import calendar_edits
from tests.bench.database import Database

ROUNDS, BOUND = 5, 1.5

# Every thin dossier is open again and lies at its office; one in eight has been paused, one in twenty asked for papers.
# All have one appointment: the plain loop knows no other. The rows are vacuumed by hand, so that no measure meets the
# server at it.
_REOPENED = """
ALTER TABLE dossiers_dossier SET (autovacuum_enabled = off);
ALTER TABLE dossiers_pause SET (autovacuum_enabled = off);
ALTER TABLE dossiers_supplement SET (autovacuum_enabled = off);
ALTER TABLE dossiers_dossier DISABLE TRIGGER USER;
DELETE FROM dossiers_payment;
UPDATE dossiers_dossier
SET status = 4, closed_at = NULL, returned_at = NULL, is_paused = false, current_step = 3,
    official_code = coalesce(official_code, 'H20-' || id), official_plain = coalesce(official_plain, 'H20' || id);
ALTER TABLE dossiers_dossier ENABLE TRIGGER USER;
INSERT INTO dossiers_pause (dossier_id, span, ground, document)
SELECT id, tstzrange(received_at + interval '30 hours', received_at + interval '80 hours'), 'survey', ''
FROM dossiers_dossier d WHERE id % 8 = 0 AND NOT EXISTS (SELECT FROM dossiers_pause WHERE dossier_id = d.id);
INSERT INTO dossiers_supplement (dossier_id, round, asked_at, asked_on_day, reason, papers, answer_by, restarts,
                                 received_at)
SELECT id, 1, received_at + interval '90 hours', 3, '', '[]', current_date, true, received_at + interval '200 hours'
FROM dossiers_dossier d WHERE id % 20 = 0 AND NOT EXISTS (SELECT FROM dossiers_supplement WHERE dossier_id = d.id);
VACUUM ANALYZE dossiers_dossier, dossiers_pause, dossiers_supplement;
"""


def measure(source: Database) -> list[dict[str, Any]]:
    """One row of the bench: seconds of the preview and of the plain loop; medians."""
    with source.copied("open") as database:
        with database.owner() as cursor:
            for statement in _REOPENED.strip().split(";\n"):
                cursor.execute(statement)
        database.connect()
        with database.owner() as cursor:
            _dated(cursor)
        days = _a_day_off_every_week()
        after, now = calendar_edits.as_if(days, []), timezone.now()
        right = _plain(after)
        foreseen = {row.pk: row.after for row in calendar_edits.moves(after, now) if row is not None}
        assert foreseen == {pk: new for pk, (old, new) in right.items() if new != old}, "the two disagree"
        # In turn, so that a busy machine slows both alike.
        rounds = [(_seconds(_preview, days, now), _seconds(_plain, after)) for _ in range(ROUNDS)]
    value, limit = (median(times) for times in zip(*rounds, strict=True))
    name = f"preview of a calendar edit that moves {len(foreseen):,} of {source.dossiers:,} open dossiers, s"
    return [
        {"name": name, "value": round(value, 2), "limit": round(limit, 2), "ratio": round(value / limit, 2),
         "bound": f"<={BOUND}"}
    ]  # fmt: skip


def _dated(cursor) -> None:
    """Due dates as the ledger has them with the stops just made."""
    wrong = [(pk, new) for pk, (old, new) in _plain(calendars()).items() if new != old]
    execute_values(
        cursor, "UPDATE dossiers_dossier AS d SET due_at = v.due_at::timestamptz FROM (VALUES %s) AS v (id, due_at)"
        " WHERE d.id = v.id", wrong, page_size=10_000,
    )  # fmt: skip
    cursor.execute("VACUUM ANALYZE dossiers_dossier")


def _a_day_off_every_week() -> list[int]:
    """Proposals that touch nearly every dossier: an edit of one day leaves most of them alone, and costs less."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    for week in range(-56, 10):
        day = monday + timedelta(weeks=week, days=week % 5)
        CalendarDay.objects.get_or_create(
            day=day, status=DayStatus.PROPOSED, defaults={"kind": DayKind.OFF, "legal_basis": "Đề xuất"}
        )
    return list(CalendarDay.objects.filter(status=DayStatus.PROPOSED).values_list("pk", flat=True))


def _preview(days: list[int], now) -> None:
    calendar_edits.preview(days=days, hours=[], now=now)


def _plain(after) -> dict[int, tuple]:
    """{id: (due date as it stands, as it would be)}: as little as can be done to know it."""
    terms = {
        rules.pk: (Term.parse(rules.term), clock.parse_cutoff(rules.cutoff or None))
        for rules in ProcedureRules.objects.exclude(term=None)
    }
    stops = defaultdict(list)
    with connection.cursor() as cursor:
        for again, sql in (
            (False, "SELECT dossier_id, lower(span), upper(span) FROM dossiers_pause"),
            (True, "SELECT dossier_id, asked_at, received_at FROM dossiers_supplement WHERE restarts"),
        ):
            cursor.execute(sql)
            for pk, start, end in cursor.fetchall():
                stops[pk].append(clock.Pause(start, end, again))
        cursor.execute(
            "SELECT id, rules_id, deciding_agency_id, received_at, due_at FROM dossiers_dossier"
            " WHERE closed_at IS NULL AND voided_at IS NULL"
        )
        found = {}
        for pk, rules, agency, received_at, due_at in cursor.fetchall():
            if rules in terms:
                ledger = clock.Ledger(received_at, *terms[rules], tuple(stops.get(pk, ())))
                found[pk] = due_at, clock.ledger_due(after.of(agency), ledger).at
    return found


def _seconds(work, *given) -> float:
    start = perf_counter()
    work(*given)
    return perf_counter() - start
