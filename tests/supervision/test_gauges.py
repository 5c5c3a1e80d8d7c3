"""Every gauge of /metrics, counted again in plain SQL written apart from the product's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers.actions.unattended import sweep
from dossiers.models import Alarm, Dossier, Heartbeat, Job, Mark, Message
from dossiers.reads.gauges import gauges

pytestmark = pytest.mark.xdist_group("seeded province")
OPEN = "FROM dossiers_dossier WHERE voided_at IS NULL AND status NOT IN (3, 7, 8, 9, 10)"


@pytest.mark.parametrize(
    ("state", "which"),
    [
        ("open", "true"),
        ("overdue", "due_at < now()"),
        ("at_risk", "start_by < now() AND NOT due_at < now()"),
        ("stalled", "stalls_at < now()"),
    ],
)
def test_dossiers_by_state(recount, state, which):
    ((expected,),) = recount(f"SELECT count(*) {OPEN} AND ({which})")
    assert gauges().dossiers[state] == expected > 0


def test_deadlines_that_nobody_noted_and_the_oldest_of_them(recount):
    sweep()
    assert (gauges().unmarked, gauges().oldest_unmarked) == (0, 0)
    now = timezone.now()
    late = list(Dossier.objects.filter(closed_at=None).order_by("pk")[:3])
    for n, dossier in enumerate(late):
        Dossier.objects.filter(pk=dossier.pk).update(
            next_flag_at=now - timedelta(minutes=7 - n), updated_at=now - timedelta(days=1)
        )
    ((count, oldest),) = recount(
        "SELECT count(*), extract(epoch FROM max(now() - next_flag_at)) FROM dossiers_dossier"
        " WHERE next_flag_at < now()"
    )
    found = gauges()
    assert (found.unmarked, found.oldest_unmarked) == (count, pytest.approx(float(oldest)))
    assert count == 3


def test_how_late_deadlines_were_noted_in_the_last_hour(recount):
    """What was entered, or set going again, after the deadline is not held against the sweep."""
    now = timezone.now()
    dossier = Dossier.objects.filter(closed_at=None, received_at__lt=now - timedelta(days=9)).order_by("pk").first()
    for key, waited in ((1, 1), (2, 119), (3, 121), (4, 500)):
        Mark.objects.create(
            dossier=dossier, kind="overdue", key=key, became_at=now - timedelta(seconds=waited), noticed_at=now
        )
    Mark.objects.create(
        dossier=dossier, kind="overdue", key=5, became_at=now - timedelta(days=400), noticed_at=now - timedelta(hours=2)
    )
    rows = recount(
        """SELECT mark.id, extract(epoch FROM noticed_at - became_at), extract(epoch FROM noticed_at - (
               SELECT max(coalesce((data ->> 'entered_at')::timestamptz, at)) FROM dossiers_event
               WHERE dossier_id = mark.dossier_id AND at <= mark.noticed_at))
           FROM dossiers_mark mark WHERE now() - noticed_at < interval '1 hour' ORDER BY mark.id DESC LIMIT 1000"""
    )
    late = [max(0.0, min(float(became), float(before if before is not None else became))) for _, became, before in rows]
    found = gauges()
    assert (found.marks, found.marks_late) == (len(late), sum(waited > 120 for waited in late))
    assert found.longest_notice == pytest.approx(max(late))
    assert found.marks_late >= 2


def test_runs_and_their_ages(recount):
    now = timezone.now()
    runs = {
        "sweep": {"started_at": now - timedelta(seconds=62), "finished_at": now - timedelta(seconds=60), "rows": 5},
        "relay": {"started_at": now, "finished_at": now - timedelta(seconds=90), "error": "OSError: đầy đĩa"},
        "figures": {"started_at": now, "finished_at": None, "rows": 0},
    }
    for name, run in runs.items():
        Heartbeat.objects.update_or_create(name=name, defaults={"rows": 0, "error": "", **run})
    found = gauges().beats
    ages = dict(recount("SELECT name, extract(epoch FROM now() - finished_at)::float8 FROM dossiers_heartbeat"))
    assert {name: row[0] for name, row in found.items()} == pytest.approx(ages)
    assert {name: found[name][1:] for name in runs} == {
        "sweep": (pytest.approx(2), 5, 0), "relay": (None, 0, 1), "figures": (None, 0, 0),
    }  # fmt: skip


def test_what_waits_to_be_told(recount):
    expected = {
        "notices": "SELECT count(*), min(created_at) FROM dossiers_notice WHERE state <> 'shown'",
        "untold": "SELECT count(*), min(at) FROM dossiers_untold JOIN dossiers_event ON id = event",
    }
    found = gauges().outboxes
    for box, statement in expected.items():
        ((count, oldest),) = recount(statement)
        ((age,),) = recount("SELECT coalesce(extract(epoch FROM now() - %s), 0)::float8", [oldest])
        assert found[box] == (count, pytest.approx(age)), box


def test_messages_that_were_not_sent(recount):
    dossier, now = Dossier.objects.first(), timezone.now()
    for n, (channel, state) in enumerate([("sms", "pending"), ("sms", "sending"), ("zalo", "dead"), ("sms", "sent")]):
        Message.objects.create(
            dedup_key=f"gauge:{n}", occasion="ready", channel=channel, state=state, dossier=dossier,
            agency=dossier.deciding_agency, created_at=now - timedelta(hours=n), next_at=now,
            sent_at=now if state == "sent" else None,
        )  # fmt: skip
    rows = recount(
        """SELECT channel, state, count(*), max(extract(epoch FROM now() - created_at))::float8 FROM dossiers_message
           WHERE state NOT IN ('sent', 'dropped') GROUP BY 1, 2"""
    )
    found = gauges().messages
    assert found == {(channel, state): (count, pytest.approx(age)) for channel, state, count, age in rows}
    assert found


def test_long_work(recount):
    now = timezone.now()
    for kind, state in (("export", "waiting"), ("export", "waiting"), ("report", "failed"), ("bulk", "running")):
        Job.objects.create(kind=kind, state=state, created_at=now - timedelta(minutes=3))
    Job.objects.create(kind="export", state="done", created_at=now, finished_at=now)
    rows = recount("SELECT kind, state, count(*) FROM dossiers_job WHERE state <> 'done' GROUP BY 1, 2")
    assert {key: row[0] for key, row in gauges().jobs.items()} == {(kind, state): n for kind, state, n in rows}
    assert gauges().jobs["export", "waiting"] == (2, pytest.approx(180, abs=60))


def test_alarms_findings_sessions_and_the_database(recount):
    now = timezone.now()
    Alarm.objects.create(kind="sweep", raised_at=now)
    books = Job.objects.create(kind="books", state="done", created_at=now, finished_at=now - timedelta(hours=5))
    books.findings.create(what="Ngày hẹn trả ghi sai")
    found = gauges()
    assert (found.alarms, found.findings) == (1, 1)
    ((age,),) = recount(
        "SELECT extract(epoch FROM now() - finished_at)::float8 FROM dossiers_job ORDER BY id DESC LIMIT 1"
    )
    assert found.books_age == pytest.approx(age)
    assert [(found.sessions,)] == recount("SELECT count(*) FROM django_session WHERE now() < expire_date")
    assert [(found.database_bytes,)] == recount(
        "SELECT sum(pg_database_size(datname)) FROM pg_database WHERE datname = current_database()"
    )
    assert found.connections >= 1
