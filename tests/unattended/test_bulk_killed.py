"""Work on many dossiers under kill -9, and beside a second worker: each is done once, whole, or not at all."""

import os
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Event, Job, JobItem, JobState, Step
from dossiers.reads.books import audit_whole
from dossiers.workflow import Move
from tests import crowd, databases
from tests.province import receive

ROOT = Path(__file__).resolve().parents[2]

# Small portions and a breath inside each dossier, so that every kill meets a worker in the middle of one.
WORKER = """
import django; django.setup()
import time
from dossiers.actions import bulk, work
bulk.PORTION = 5
whole = bulk.VERBS["complete_step"]
def slow(**facts):
    done = whole(**facts)
    time.sleep(0.01)
    return done
bulk.VERBS["complete_step"] = slow
print("go", flush=True)
work(seconds=900)
"""
# One snapshot: results written, dossiers moved, events of that move, steps that ended.
BOOKS = """
SELECT (SELECT count(*) FROM dossiers_jobitem WHERE state = 'done'),
       (SELECT sum(done) FROM dossiers_job),
       (SELECT count(*) FROM dossiers_dossier WHERE current_step = 3),
       (SELECT count(*) FROM dossiers_event WHERE kind = 'step_completed'),
       (SELECT count(*) FROM dossiers_step WHERE n = 2 AND finished_at IS NOT NULL)
"""


def queued(p, n: int) -> Job:
    crowd.copies([receive(p)], n - 1)
    chosen = list(Dossier.objects.order_by("pk").values_list("pk", "version"))
    return actions.queue_bulk(by=p.clerk, now=timezone.now(), key=uuid.uuid4(), move=Move.COMPLETE_STEP, chosen=chosen)


def worker() -> subprocess.Popen:
    there = {
        **os.environ,
        "DATABASE_URL": databases.named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
    }
    child = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=there, stdout=subprocess.PIPE)
    child.stdout.readline()
    return child


def books() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(BOOKS)
        return cursor.fetchone()


def test_a_worker_that_is_killed_again_and_again_leaves_no_dossier_half_done_and_does_none_twice(committed_province):
    n = 150
    job = queued(committed_province, n)
    met = []
    for _ in range(4):
        child = worker()
        before = books()[0]
        while books()[0] < before + 10:
            assert child.poll() is None
            time.sleep(0.003)
        time.sleep(0.02)  # somewhere inside a portion
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        child.stdout.close()
        time.sleep(0.1)  # a portion that was being committed is
        found = books()
        assert len(set(found)) == 1, found
        met.append(found[0])

    actions.work()

    assert 0 < met[0] < met[1] < met[2] < met[3] < n
    assert books() == (n,) * 5
    assert Event.objects.filter(kind="step_completed").values("dossier").distinct().count() == n
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (JobState.DONE, n, {"refused": 0})
    assert not JobItem.objects.exclude(state="done").exists()
    assert not Step.objects.filter(n=3, started_at=None).exists()
    assert not [broken for broken in audit_whole() if broken.dossier_id]  # the counters know nothing of copies


def test_workers_side_by_side_do_each_dossier_once(committed_province):
    n = 60
    job = queued(committed_province, n)

    def one(_):
        try:
            return actions.work()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one, range(3)))
    actions.work()

    assert books() == (n,) * 5
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, n)
