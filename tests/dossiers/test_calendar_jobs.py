"""Applying a calendar edit in the background: second edits, late intakes, several workers, kill -9."""

import threading
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.models import calendars
from dossiers import actions
from dossiers.actions import applying, jobs
from dossiers.models import Dossier, Event, Job, JobState
from dossiers.reads.ledger import dates_of
from tests import crowd
from tests.edits import confirmed, killed_twice_is_like_undisturbed, nth_working_day, proposed, state, told
from tests.province import receive


def test_a_second_edit_while_the_first_is_applied_moves_each_dossier_to_the_newest(province, monkeypatch):
    p = province
    crowd.lives(p)
    open_ones = Dossier.objects.open().count()
    monkeypatch.setattr(applying, "PORTION", 4)
    first_day, second_day = proposed(nth_working_day(1)), proposed(nth_working_day(2))
    first = confirmed(p, first_day)
    assert actions.work(seconds=0.0001) == 1
    assert Dossier.objects.filter(calendar_version=2).count() == 4

    second = confirmed(p, second_day)
    actions.work()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (JobState.DONE, JobState.DONE)
    assert (first.done, second.done) == (open_ones, 4)
    newest = calendars()
    for dossier in Dossier.objects.open().select_related("rules"):
        assert dossier.calendar_version == 3
        assert dossier.due_at == dates_of(dossier, newest.of(dossier.deciding_agency_id)).due_at
        said = told(dossier)
        assert all(before["after"] == after["before"] for before, after in pairwise(said))
        assert not said or timezone.datetime.fromisoformat(said[-1]["after"]) == dossier.due_at


def test_a_dossier_touched_by_hand_first_is_not_told_twice(province, monkeypatch):
    p = province
    dossier = receive(p)
    confirmed(p, proposed(timezone.localdate(dossier.due_at)))
    fresh = Dossier.objects.get(pk=dossier.pk)
    actions.complete_step(dossier_id=fresh.pk, by=p.clerk, now=timezone.now(), version=fresh.version)

    actions.work()

    assert len(told(dossier)) == 1
    assert Dossier.objects.get(pk=dossier.pk).calendar_version == 2


def test_done_again_it_does_nothing(province):
    crowd.lives(province)
    confirmed(province, proposed(nth_working_day(2)))
    actions.work()
    before = state()

    Job.objects.update(state=JobState.WAITING, finished_at=None, cursor=0)
    actions.work()

    assert state() == before


def test_an_intake_that_still_counts_by_the_old_calendar_is_waited_for(committed_province):
    p = committed_province
    started, go_on = threading.Event(), threading.Event()
    made = []

    def slow_intake():
        try:
            with transaction.atomic():
                made.append(receive(p))
                started.set()
                go_on.wait(20)
        finally:
            connection.close()

    other = receive(p)
    thread = threading.Thread(target=slow_intake)
    thread.start()
    assert started.wait(20)
    job = confirmed(p, proposed(timezone.localdate(other.due_at)))
    actions.work()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert Dossier.objects.get(pk=other.pk).due_at > other.due_at
    go_on.set()
    thread.join()

    actions.work()

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)
    assert Dossier.objects.get(pk=made[0].pk).due_at == Dossier.objects.get(pk=other.pk).due_at


def test_workers_that_share_a_job_do_each_dossier_once(committed_province, monkeypatch):
    p = committed_province
    crowd.copies([receive(p)], 200)
    monkeypatch.setattr(applying, "PORTION", 20)
    confirmed(p, proposed(timezone.localdate(Dossier.objects.latest("pk").due_at)))

    def one():
        try:
            actions.work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    actions.work()

    assert Job.objects.get().result["moved"] == 201
    assert Event.objects.filter(kind="due_changed").count() == 201


def test_one_round_at_a_time_leaves_the_other_processes_to_the_sweep(committed_province, monkeypatch):
    p = committed_province
    receive(p)
    day = proposed(nth_working_day(2))
    going, go_on, done = threading.Event(), threading.Event(), []

    def slow(job):
        going.set()
        assert go_on.wait(20)
        return applying.apply_portion(job)

    def one():
        try:
            done.append(actions.work())
        finally:
            connection.close()

    confirmed(p, day)
    confirmed(p, proposed(nth_working_day(3)))  # another job, which nobody has locked
    monkeypatch.setitem(jobs.PORTIONS, "calendar", slow)
    thread = threading.Thread(target=one)
    thread.start()
    assert going.wait(20)
    go_on_at_once = actions.work()
    go_on.set()
    thread.join()

    assert go_on_at_once == 0
    assert done[0] > 1
    assert not Job.objects.filter(finished_at=None).exists()


@pytest.mark.soak
def test_workers_killed_in_the_middle_lose_and_double_nothing(committed_province):
    p = committed_province
    crowd.copies(crowd.lives(p), 100)

    killed_twice_is_like_undisturbed(p, portion=50)
