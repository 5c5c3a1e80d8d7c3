"""The night's audit: queued once, done in portions by whoever works, sure of what it says, and kept for a month."""

from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from dossiers import actions, tasks
from dossiers.actions import audits
from dossiers.actions.audits import KEPT, audit_portion
from dossiers.models import Dossier, Finding, Job, JobKind, JobState
from portal.celery import app
from tests import databases
from tests.province import build, receive


@pytest.fixture(scope="module")
def seeded_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """The name of a database, and the province in it."""
    built = []

    def seed():
        built.append(build())
        call_command("seed_demo", dossiers=300, seed=3)

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ROOT", tmp_path_factory.mktemp("seeded"))
        with databases.beside("audited", seed) as name:
            yield name, built[0]


@pytest.fixture
def seeded(seeded_once, django_db_blocker):
    """The province, in a copy to tamper with."""
    name, built = seeded_once
    with django_db_blocker.unblock(), databases.within_a_copy_of(name):
        yield built


def break_one(owner, which: str) -> Dossier:
    dossier = Dossier.objects.extra(where=[which]).order_by("pk").first()
    owner.execute("UPDATE dossiers_dossier SET due_at = due_at + interval '1 day' WHERE id = %s", [dossier.pk])
    return dossier


OPEN = "closed_at IS NULL AND due_at IS NOT NULL"
ENDED = "status = 10 AND due_at IS NOT NULL"


def test_it_finds_what_is_broken_in_open_dossiers_and_leaves_everything_as_it_was(seeded, owner, monkeypatch):
    monkeypatch.setattr(audits, "PORTION", 40)
    victim, ended = break_one(owner, OPEN), break_one(owner, ENDED)
    before = list(Dossier.objects.order_by("pk").values())
    still_open = Dossier.objects.filter(closed_at=None).count()

    tasks.audit_books()
    tasks.audit_books()  # a second beat
    assert tasks.work() > still_open / 40

    job = Job.objects.get(kind=JobKind.BOOKS)
    assert (job.state, job.done, job.total) == (JobState.DONE, still_open, still_open)
    found = list(Finding.objects.filter(job=job))
    assert {finding.dossier_id for finding in found} == {victim.pk}
    assert any("Ngày hẹn trả ghi" in finding.what for finding in found)
    assert job.result == {"checked": still_open, "broken": len(found)}
    assert list(Dossier.objects.order_by("pk").values()) == before
    assert ended.pk not in {finding.dossier_id for finding in found}


def test_ended_dossiers_are_checked_when_somebody_asks(seeded, owner):
    ended = break_one(owner, ENDED)

    job = actions.ask_for_audit(by=seeded.leader, now=timezone.now())
    assert actions.ask_for_audit(by=seeded.leader, now=timezone.now()) == job
    tasks.work()

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 300)
    assert {finding.dossier_id for finding in job.findings.all()} == {ended.pk}


def test_a_counter_and_a_stray_belong_to_no_dossier(seeded, owner):
    owner.execute("UPDATE dossiers_codecounter SET n = n + 1 WHERE id = (SELECT min(id) FROM dossiers_codecounter)")

    tasks.audit_books()
    tasks.work()

    (finding,) = Finding.objects.all()
    assert finding.dossier is None
    assert ": Bộ đếm" in finding.what


def test_what_somebody_is_just_doing_is_no_finding(seeded, owner):
    """The first look sees a half of it; the audit waits until it is done, and looks again."""
    victim = break_one(owner, OPEN)
    is_held, may_go_on = Signal(), Signal()

    def mend_meanwhile():
        with transaction.atomic():
            held = Dossier.objects.select_for_update().get(pk=victim.pk)
            is_held.set()
            may_go_on.wait(20)  # the lock's patience is shorter
            Dossier.objects.filter(pk=held.pk).update(due_at=held.due_at - timedelta(days=1))
        connections.close_all()

    somebody = Thread(target=mend_meanwhile)
    somebody.start()
    is_held.wait(20)
    Thread(target=lambda: (_when_somebody_waits(owner), may_go_on.set())).start()
    tasks.audit_books()
    tasks.work()
    somebody.join()

    assert Job.objects.get(kind=JobKind.BOOKS).state == JobState.DONE
    assert not Finding.objects.exists()


def _when_somebody_waits(owner) -> None:
    for _ in range(200):
        owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        if owner.fetchone()[0]:
            return
        Signal().wait(0.1)


def test_findings_of_the_last_thirty_audits_are_kept(province):
    now = timezone.now()
    dossier = receive(province)
    for n in range(KEPT + 4):
        job = Job.objects.create(
            kind=JobKind.BOOKS, facts={"scope": "open"}, created_at=now - timedelta(days=n), state=JobState.DONE
        )
        Finding.objects.create(job=job, dossier=dossier, what="due_at")
    last = Job.objects.create(kind=JobKind.BOOKS, facts={"scope": "open"}, created_at=now)

    while audit_portion(last):
        pass

    assert Finding.objects.values("job").distinct().count() == KEPT - 1  # and the last, which found nothing
    assert Job.objects.count() == KEPT + 5


def test_a_flood_of_findings_is_counted_and_not_all_kept(seeded, owner, monkeypatch):
    monkeypatch.setattr(audits, "MOST", 5)
    owner.execute("UPDATE dossiers_dossier SET is_paused = NOT is_paused WHERE closed_at IS NULL")

    tasks.audit_books()
    tasks.work()

    assert Finding.objects.count() == 5
    assert Job.objects.get(kind=JobKind.BOOKS).result["broken"] >= Dossier.objects.filter(closed_at=None).count()


def test_it_runs_at_half_past_two_every_night():
    (entry,) = [e for e in app.conf.beat_schedule.values() if e["task"] == "dossiers.tasks.audit_books"]

    assert (entry["schedule"].hour, entry["schedule"].minute) == ({2}, {30})
