"""Work on many dossiers under kill -9, and beside a second worker: each is done once, whole, or not at all."""

import os
import signal
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection
from django.utils import timezone

from dossiers import actions
from dossiers.actions import jobs
from dossiers.models import Dossier, Event, Job, JobItem, JobState, Step
from dossiers.reads.books import audit_whole
from dossiers.workflow import Move
from tests import crowd, databases
from tests.province import receive
from tests.unattended.test_sweep import eventually

ROOT = Path(__file__).resolve().parents[2]

# One portion is committed; of the next one, three dossiers have gone through their action when the worker hangs.
WORKER = """
import django; django.setup()
import time
from itertools import count
from dossiers.actions import bulk, work
bulk.PORTION = 5
whole, turn = bulk.VERBS["complete_step"], count(1)
def hanging(**facts):
    done = whole(**facts)
    if next(turn) == 8:
        print("in the middle", flush=True)
        time.sleep(600)
    return done
bulk.VERBS["complete_step"] = hanging
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
# In this database: other tests run beside it on the same server.
LOCKS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND objid = %s AND datname = current_database()
"""


def queued(p, n: int) -> Job:
    crowd.copies([receive(p)], n - 1)
    chosen = list(Dossier.objects.order_by("pk").values_list("pk", "version"))
    return actions.queue_bulk(by=p.clerk, now=timezone.now(), key=uuid.uuid4(), move=Move.COMPLETE_STEP, chosen=chosen)


def killed_in_the_middle() -> None:
    address = databases.named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    there = {**os.environ, "DATABASE_URL": address}
    child = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=there, stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"in the middle\n"
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()


def books() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(BOOKS)
        return cursor.fetchone()


def nobody_works() -> bool:
    """The server has noticed that the worker is gone, and taken its portion back."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKS, [jobs._TURN])
        return cursor.fetchone()[0] == 0


def test_a_worker_that_is_killed_again_and_again_leaves_no_dossier_half_done_and_does_none_twice(committed_province):
    n = 40
    job = queued(committed_province, n)
    for kills in (1, 2):
        killed_in_the_middle()
        assert eventually(nobody_works)
        assert books() == (5 * kills,) * 5

    actions.work()

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
