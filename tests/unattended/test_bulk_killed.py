"""Work on many dossiers under kill -9, and beside a second worker: each is done once, whole, or not at all."""

import multiprocessing
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from django.db import connection
from django.utils import timezone

from dossiers import actions
from dossiers.actions import bulk, jobs
from dossiers.models import Dossier, Event, Job, JobItem, JobState, Step
from dossiers.reads.books import audit_whole
from dossiers.workflow import Move
from tests import crowd
from tests.province import receive
from tests.unattended.test_sweep import eventually

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


def _work_until_stuck(is_stuck) -> None:
    """One portion is committed; of the next one, three dossiers have gone through their action when it hangs."""
    bulk.PORTION = 5
    whole, turn = bulk.VERBS["complete_step"], count(1)

    def hanging(**facts):
        done = whole(**facts)
        if next(turn) == 8:
            is_stuck.set()
            time.sleep(600)
        return done

    bulk.VERBS["complete_step"] = hanging
    actions.work(seconds=900)


def killed_in_the_middle() -> None:
    connection.close()  # the child opens its own
    forked = multiprocessing.get_context("fork")
    is_stuck = forked.Event()
    child = forked.Process(target=_work_until_stuck, args=[is_stuck])
    child.start()
    assert is_stuck.wait(30)
    child.kill()
    child.join()
    assert child.exitcode == -signal.SIGKILL


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
