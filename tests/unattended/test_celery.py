"""The alarm clock itself: a real worker on the real broker, killed and flushed."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from redis import Redis

from dossiers import tasks
from dossiers.models import Heartbeat, Mark, Notice
from portal.celery import app
from tests.databases import named
from tests.province import receive
from tests.unattended.test_sweep import eventually, overdue_by

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def worker():
    """A real worker on this test's database and broker; its whole group is gone afterwards."""
    there = {**os.environ, "DATABASE_URL": named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])}
    command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "-c", "1", "-l", "WARNING"]
    command += ["--without-mingle", "--without-gossip"]
    process = subprocess.Popen(command, cwd=ROOT, env=there, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def broker():
    server = Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    yield server
    server.flushdb()
    server.close()


def late(p):
    dossier = receive(p, p.post, received_at=timezone.now() - timedelta(days=90), reason="Hồ sơ cũ")
    return overdue_by(dossier, timedelta(hours=1))


def test_a_real_worker_sweeps_and_relays(committed_province, broker):
    dossier = late(committed_province)

    with worker():
        app.send_task("dossiers.tasks.sweep")
        assert eventually(lambda: Mark.objects.filter(dossier=dossier, kind="overdue").exists())
        app.send_task("dossiers.tasks.relay")
        assert eventually(lambda: Notice.objects.filter(dossier=dossier, state="shown").count() == 2)

    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"sweep", "relay"}


def test_a_flushed_broker_and_a_killed_worker_cost_a_little_time_and_nothing_else(committed_province, broker):
    dossier = late(committed_province)
    app.send_task("dossiers.tasks.sweep")
    broker.flushdb()  # what was queued is gone

    with worker() as first:
        eventually(lambda: broker.exists("hs:unacked_mutex") or broker.client_list(), 5)
        os.killpg(first.pid, signal.SIGKILL)
    with worker():
        for _ in range(3):  # beat comes round again; a doubled message does no harm
            app.send_task("dossiers.tasks.sweep")
        assert eventually(lambda: Heartbeat.objects.filter(name="sweep", finished_at__isnull=False).exists())
        assert eventually(lambda: broker.llen("hs:default") == 0)

    assert Mark.objects.filter(dossier=dossier).count() == 2
    assert Notice.objects.filter(dossier=dossier).count() == 2


def test_every_task_of_the_timetable_exists():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_sessions_that_have_run_out_are_taken_away(db):
    for key, days in (("cũ", -1), ("mới", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))

    tasks.clear_sessions()

    assert list(Session.objects.values_list("pk", flat=True)) == ["mới"]


def test_the_broker_is_set_to_lose_nothing_quietly():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result
    assert app.conf.broker_transport_options["visibility_timeout"] > 2 * app.conf.task_time_limit
