"""What those who run the portal watch, as numbers by the database's clock: eight small statements, each by an index.

Exact, but for what may pile up without end: of that at most MOST are counted, the oldest being what matters.
"""

from dataclasses import dataclass

from django.db import connection

MOST = 10_000
MARKS = 1000  # the latest marks that are looked at
PROMISE = 120  # seconds within which the portal promises to notice

_DOSSIERS = """
SELECT count(*), count(*) FILTER (WHERE due_at < now()), count(*) FILTER (WHERE start_by < now() AND due_at >= now()),
       count(*) FILTER (WHERE stalls_at < now())
FROM dossiers_dossier WHERE closed_at IS NULL AND voided_at IS NULL
"""
# Not noticed since it became so, or since the dossier last changed: what is entered late is late at once.
_UNMARKED = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(greatest(next_flag_at, updated_at))), 0)::float8
FROM (SELECT next_flag_at, updated_at FROM dossiers_dossier WHERE next_flag_at < now()
      ORDER BY next_flag_at LIMIT %(most)s) AS waiting
"""
_NOTICED = """
SELECT count(*), count(*) FILTER (WHERE late > %(promise)s), coalesce(max(late), 0)::float8
FROM (
    SELECT greatest(extract(epoch FROM mark.noticed_at - greatest(mark.became_at, before.at)), 0) AS late
    FROM (SELECT * FROM dossiers_mark ORDER BY id DESC LIMIT %(marks)s) AS mark
    LEFT JOIN LATERAL (
        SELECT coalesce((data ->> 'entered_at')::timestamptz, at) AS at FROM dossiers_event
        WHERE dossier_id = mark.dossier_id AND at <= mark.noticed_at ORDER BY seq DESC LIMIT 1
    ) AS before ON true
    WHERE mark.noticed_at > now() - interval '1 hour'
) AS marks
"""
_BEATS = """
SELECT name, extract(epoch FROM now() - finished_at)::float8,
       CASE WHEN finished_at >= started_at THEN extract(epoch FROM finished_at - started_at)::float8 END,
       rows, (error <> '')::int
FROM dossiers_heartbeat ORDER BY name
"""
_OUTBOXES = """
SELECT 'notices', count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
FROM (SELECT created_at FROM dossiers_notice WHERE state = 'pending' ORDER BY id LIMIT %(most)s) AS waiting
UNION ALL
SELECT 'untold', count(*), coalesce(extract(epoch FROM now() - (
    SELECT at FROM dossiers_event WHERE id = (SELECT min(event) FROM dossiers_untold))), 0)::float8
FROM (SELECT event FROM dossiers_untold ORDER BY event LIMIT %(most)s) AS waiting
"""
_MESSAGES = """
SELECT channel, state, count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
FROM (
    (SELECT channel, state, created_at FROM dossiers_message
     WHERE state IN ('pending', 'sending') ORDER BY channel, next_at LIMIT %(most)s)
    UNION ALL (SELECT channel, state, created_at FROM dossiers_message WHERE state = 'dead' LIMIT %(most)s)
) AS waiting GROUP BY channel, state ORDER BY channel, state
"""
_JOBS = """
SELECT kind, state, count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
FROM (SELECT kind, state, created_at FROM dossiers_job WHERE finished_at IS NULL ORDER BY id LIMIT %(most)s) AS jobs
GROUP BY kind, state ORDER BY kind, state
"""
_REST = """
SELECT (SELECT count(*) FROM dossiers_alarm WHERE ended_at IS NULL),
       (SELECT count(*) FROM dossiers_finding WHERE job_id = books.id),
       extract(epoch FROM now() - books.finished_at)::float8,
       pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       (SELECT count(*) FROM django_session WHERE expire_date > now())
FROM (SELECT 1) AS once
LEFT JOIN LATERAL (
    SELECT id, finished_at FROM dossiers_job WHERE kind = 'books' AND state = 'done' ORDER BY id DESC LIMIT 1
) AS books ON true
"""


@dataclass(frozen=True)
class Gauges:
    """Ages and times in seconds; None: it never was.

    dossiers: {"open", "overdue", "at_risk", "stalled"}. unmarked: what has passed and nobody noted yet, at most MOST.
    marks, marks_late, longest_notice: of the last hour's marks, among the latest MARKS. beats: by name, (age of the
    last complete run, how long it took, its rows, 1 when a run broke since). outboxes: by name, (count, age of the
    oldest). messages: by (channel, state), and jobs: by (kind, state), the same.
    """

    dossiers: dict[str, int]
    unmarked: int
    oldest_unmarked: float
    marks: int
    marks_late: int
    longest_notice: float
    beats: dict[str, tuple[float | None, float | None, int, int]]
    outboxes: dict[str, tuple[int, float]]
    messages: dict[tuple[str, str], tuple[int, float]]
    jobs: dict[tuple[str, str], tuple[int, float]]
    alarms: int
    findings: int
    books_age: float | None
    database_bytes: int
    connections: int
    sessions: int


def gauges() -> Gauges:
    """Eight statements. Raises OperationalError and InterfaceError without the database."""
    asked = {"most": MOST, "marks": MARKS, "promise": PROMISE}
    with connection.cursor() as cursor:

        def ask(statement: str) -> list[tuple]:
            cursor.execute(statement, asked)
            return cursor.fetchall()

        is_open, overdue, at_risk, stalled = ask(_DOSSIERS)[0]
        return Gauges(
            {"open": is_open, "overdue": overdue, "at_risk": at_risk, "stalled": stalled},
            *ask(_UNMARKED)[0],
            *ask(_NOTICED)[0],
            {name: tuple(rest) for name, *rest in ask(_BEATS)},
            {name: tuple(rest) for name, *rest in ask(_OUTBOXES)},
            {(channel, state): tuple(rest) for channel, state, *rest in ask(_MESSAGES)},
            {(kind, state): tuple(rest) for kind, state, *rest in ask(_JOBS)},
            *ask(_REST)[0],
        )
