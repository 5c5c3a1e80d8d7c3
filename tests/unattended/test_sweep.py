"""Noticing what has become late: once each, whatever happens in between."""

import multiprocessing
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dossiers import actions
from dossiers.actions import unattended
from dossiers.models import Dossier, Heartbeat, Mark, Notice
from dossiers.reads.books import audit_whole
from dossiers.reads.ledger import key_of
from tests.dossiers.working import LATE
from tests.province import receive


def eventually(condition, seconds=30.0):
    """Whether the condition came true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


def overdue_by(dossier, age: timedelta) -> Dossier:
    """Set the cached instants as if the due date lay that far back."""
    due = timezone.now() - age
    Dossier.objects.filter(pk=dossier.pk).update(
        due_at=due, due_soon_at=due - timedelta(days=2), next_flag_at=due - timedelta(days=2)
    )
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def early(province, monkeypatch):
    """A dossier received long ago, so that its due date may lie anywhere in the past."""
    return receive(province, province.post, received_at=timezone.now() - timedelta(days=90), reason="Hồ sơ cũ")


def test_a_late_dossier_gets_both_marks_and_their_notices_once(early):
    late = overdue_by(early, timedelta(hours=1))

    first, second = actions.sweep(), actions.sweep()

    assert (first["overdue"], first["due_soon"]) == (1, 1)
    assert (second["overdue"], second["due_soon"]) == (0, 0)
    mark = Mark.objects.get(dossier=late, kind="overdue")
    assert (mark.key, mark.became_at) == (key_of(late.due_at), late.due_at)
    assert mark.noticed_at > mark.became_at
    assert Notice.objects.filter(dossier=late).count() == 2
    late.refresh_from_db()
    assert late.next_flag_at == late.stalls_at  # entered today: whether it stands still is to be seen


def test_after_an_outage_of_days_every_deadline_that_passed_is_marked_once_with_its_own_time(province):
    ages = [timedelta(minutes=1), timedelta(days=1), timedelta(days=9)]
    month_ago = timezone.now() - timedelta(days=90)
    late = [overdue_by(receive(province, province.post, received_at=month_ago, reason="Hồ sơ cũ"), age) for age in ages]

    assert actions.sweep()["overdue"] == len(ages)

    for dossier in late:
        mark = Mark.objects.get(dossier=dossier, kind="overdue")
        assert mark.became_at == dossier.due_at
        assert timezone.now() - mark.noticed_at < timedelta(minutes=1)


def test_due_soon_is_marked_first_and_overdue_when_it_comes(early):
    now = timezone.now()
    Dossier.objects.filter(pk=early.pk).update(
        due_at=now + timedelta(hours=1), due_soon_at=now - timedelta(minutes=1), next_flag_at=now - timedelta(minutes=1)
    )

    assert actions.sweep()["due_soon"] == 1
    early.refresh_from_db()
    assert early.next_flag_at == early.due_at
    assert actions.sweep() | {"seconds": 0} == {"overdue": 0, "due_soon": 0, "stalled": 0, "seconds": 0}


def test_the_instant_itself_is_still_in_time(early):
    overdue_by(early, timedelta(seconds=-30))

    assert actions.sweep()["overdue"] == 0


def test_a_dossier_closed_late_before_anybody_noticed_keeps_its_mark(early, province):
    assert early.due_at < timezone.now()
    steps = [
        (actions.complete_step, province.clerk),
        (actions.complete_step, province.officer),
        (partial(actions.finish, **LATE), province.leader),
    ]

    dossier = early
    for verb, by in steps:
        dossier = verb(dossier_id=dossier.pk, by=by, now=timezone.now(), version=dossier.version)

    mark = Mark.objects.get(dossier=early, kind="overdue")
    assert (mark.key, mark.became_at) == (key_of(early.due_at), early.due_at)
    assert actions.sweep()["overdue"] == 0


def test_the_heartbeat_says_when_the_last_complete_sweep_was(province):
    actions.sweep()

    beat = Heartbeat.objects.get(name="sweep")
    assert beat.finished_at >= beat.started_at
    assert beat.error == ""


def test_a_sweep_that_breaks_off_is_no_complete_sweep(province, monkeypatch):
    actions.sweep()
    before = Heartbeat.objects.get(name="sweep").finished_at
    monkeypatch.setattr(unattended, "BATCH", None)

    with pytest.raises(TypeError):
        actions.sweep()

    after = Heartbeat.objects.get(name="sweep")
    assert after.finished_at == before
    assert after.error.startswith("TypeError")


def test_the_relay_shows_each_notice_once(early):
    overdue_by(early, timedelta(hours=1))
    actions.sweep()

    assert (actions.relay(), actions.relay()) == (2, 0)
    assert not Notice.objects.filter(shown_at=None).exists()


def many_late(p, n):
    dossier = receive(p, p.post, received_at=timezone.now() - timedelta(days=90), reason="Hồ sơ cũ")
    overdue_by(dossier, timedelta(hours=3))
    fields = [
        f
        for f in Dossier._meta.concrete_fields
        if f.name not in ("id", "receipt_code", "official_code", "official_plain")
    ]
    columns = ", ".join(f.column for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO dossiers_dossier (receipt_code, official_code, official_plain, {columns}) "
            f"SELECT translate(lpad(to_hex(i), 12, 'V'), '0abcdef', 'CFHKMNP'), 'H20.6-250101-' || i, "
            f"'H206250101' || i, {columns} "
            "FROM dossiers_dossier, generate_series(1001, %s) AS i WHERE dossiers_dossier.id = %s",
            [1000 + n, dossier.pk],
        )
    return n + 1


def test_many_sweeps_at_once_mark_each_dossier_once(committed_province):
    n = many_late(committed_province, 3000)

    def one(_):
        try:
            return actions.sweep()["overdue"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(one, range(4)))

    assert sum(found) == n
    assert Mark.objects.filter(kind="overdue").count() == n
    assert Notice.objects.count() == 2 * n


def _sweep_slowly(begun) -> None:
    """Small batches, so that a kill meets a sweep at work."""
    unattended.BATCH = 100
    unattended._SWEEP = unattended._MARK.format(
        now="now()", which="next_flag_at < now()", batch=100, quiet=unattended._QUIET
    )
    begun.set()
    unattended.sweep()


def test_sweeps_killed_in_the_middle_lose_and_double_nothing(committed_province):
    n = many_late(committed_province, 6000)
    forked = multiprocessing.get_context("fork")
    met = 0
    for _ in range(5):
        connection.close()  # the child opens its own
        begun = forked.Event()
        child = forked.Process(target=_sweep_slowly, args=[begun])
        child.start()
        begun.wait()
        time.sleep(0.05)
        child.kill()
        child.join()
        met += child.exitcode == -signal.SIGKILL
        with connection.cursor() as cursor:  # in one snapshot: a killed client's last batch may still commit
            cursor.execute("SELECT (SELECT count(*) FROM dossiers_mark) - (SELECT count(*) FROM dossiers_notice)")
            assert cursor.fetchone() == (0,)

    assert met == 5
    assert eventually(lambda: actions.sweep()["overdue"] == 0)
    assert Mark.objects.filter(kind="overdue").count() == n
    assert Mark.objects.values("dossier", "kind").distinct().count() == Mark.objects.count() == Notice.objects.count()


def test_a_locked_dossier_is_left_for_the_next_sweep(committed_province):
    p = committed_province
    late = overdue_by(
        receive(p, p.post, received_at=timezone.now() - timedelta(days=90), reason="x"), timedelta(hours=1)
    )

    def sweep_elsewhere():
        try:
            return actions.sweep()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Dossier.objects.select_for_update(no_key=True).get(pk=late.pk)
        assert pool.submit(sweep_elsewhere).result(timeout=10)["overdue"] == 0

    assert actions.sweep()["overdue"] == 1


def test_notices_keyed_in_seconds_before_an_upgrade_belong_to_their_marks_again(early):
    late = overdue_by(early, timedelta(hours=1))
    actions.sweep()
    for notice in Notice.objects.all():
        Notice.objects.filter(pk=notice.pk).update(
            dedup_key=f"{notice.kind}:{late.pk}:{round(late.due_at.timestamp())}"
        )
    assert list(audit_whole())

    migration = import_module("dossiers.migrations.0006_notice_keys").Migration
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute(migration.operations[0].sql)
    assert not list(audit_whole())
    assert set(Notice.objects.values_list("dedup_key", flat=True)) == {
        f"{kind}:{late.pk}:{key_of(late.due_at)}" for kind in ("due_soon", "overdue")
    }
