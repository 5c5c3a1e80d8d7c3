"""What takes minutes at a province's size: in a round of its own, before nobody's file, never twice at once."""

import json
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from dossiers import actions
from dossiers.actions import exporting, figures, jobs, publishing, reporting
from dossiers.models import Heartbeat, Job, JobState, Report
from dossiers.reads.reports.periods import over
from portal.celery import app
from tests.dossiers.working import done, received
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import said
from tests.supervision.exported import queued


def freezing(p) -> Job:
    """Of the month before this one."""
    stretch = over("month", timezone.localdate())[0]
    return actions.queue_report(
        by=p.leader, now=timezone.now(), key=uuid.uuid4(), agency_id=p.department.pk, span="month", start=stretch.start
    )


def state(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_a_freeze_keeps_nobodys_file_waiting(province):
    received(province, 1)
    freeze = freezing(province)
    file = queued(province.leader, "dang-giai-quyet")

    actions.work()
    assert (state(file), state(freeze)) == (JobState.DONE, JobState.WAITING)
    actions.work_long()
    assert state(freeze) == JobState.DONE


class Killed(BaseException):
    """As a worker that is killed: nothing of it runs afterwards."""


def test_what_killed_three_workers_is_set_aside_with_a_sentence(province, enter, monkeypatch):  # noqa: F811
    freeze = freezing(province)

    def killed(job):
        raise Killed

    with monkeypatch.context() as away:
        away.setitem(jobs.LONG, "report", killed)
        for _ in range(jobs.TRIES):
            with pytest.raises(Killed):
                actions.work_long()
            assert state(freeze) == JobState.RUNNING
        assert actions.work_long() == 0
    assert state(freeze) == JobState.FAILED
    assert "đã thử 3 lần" in said(enter(province.leader).get(f"/giam-sat/bao-cao/viec/{freeze.pk}"))
    assert actions.work_long() == 0
    assert not Report.objects.exists()
    again = done(freezing(province))
    assert (again.state, set(again.result)) == (JobState.DONE, {"report"})


def other_turn(key: int):
    """Somebody else's connection that has this turn."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    return other


def test_a_second_delivery_ends_at_once(committed_province, capsys):
    freeze, before = freezing(committed_province), timezone.now()
    for key, second in (
        (jobs._LONG_TURN, lambda: actions.work_long() == 0),
        (figures._TURN, lambda: actions.count_figures() == {}),
        (publishing._TURN, lambda: actions.publish_figures() == {}),
        (figures._TURN, lambda: call_command("count_figures") or json.loads(capsys.readouterr().out) == {}),
    ):
        other = other_turn(key)
        assert second()
        other.close()
    assert (state(freeze), Job.objects.get(pk=freeze.pk).result) == (JobState.WAITING, {})
    assert not Heartbeat.objects.filter(name="figures", finished_at__gte=before).exists()
    assert done(freeze).state == JobState.DONE


def test_only_what_ends_at_once_when_it_comes_twice_may_run_longer_than_the_broker_waits():
    app.loader.import_default_modules()
    again = app.conf.broker_transport_options["visibility_timeout"]
    longer = {name for name, task in app.tasks.items() if (task.time_limit or app.conf.task_time_limit) >= again}
    long = ("work_long", "count_figures", "publish_figures")
    assert longer == {f"dossiers.tasks.{name}" for name in long}
    assert all(app.tasks[name].soft_time_limit < app.tasks[name].time_limit == 3600 for name in longer)
    assert longer <= {entry["task"] for entry in app.conf.beat_schedule.values()}


def patience() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
        )
        return list(cursor.fetchone())


def test_nothing_that_computes_for_long_is_cut_off_while_it_computes(province, monkeypatch):
    assert patience() == ["8s", "15s"]
    seen = []
    for module, name in ((figures, "hot_spots"), (reporting, "content"), (exporting, "_head")):
        real = getattr(module, name)

        def looked(*args, real=real, **kwargs):
            seen.append(patience())
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, looked)
    for work in (
        actions.count_figures,
        lambda: done(freezing(province)),
        lambda: done(queued(province.leader, "qua-han")),
    ):
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
    assert seen == [["0", "0"]] * 3
