"""Five hundred messages while their senders are killed again and again: none is lost, and no duplicate is hidden."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from dossiers import actions
from dossiers.actions import delivering
from dossiers.models import Message, MessageState, Untold
from tests.databases import named
from tests.messages.catcher import Catcher
from tests.messages.gateway import LocalGateway
from tests.messages.waiting import pass_time, waiting
from tests.province import receive
from tests.unattended.test_sweep import eventually

pytestmark = pytest.mark.soak

ROOT = Path(__file__).resolve().parents[2]
N, KILLS, KILLS_OF_WORKERS = 500, 20, 4
BOTH = actions.Applicant(name="Nguyễn Thị Đoan", phone="0900000123", email="doan@hop-thu.example")


def _send_all(ready, ways: dict) -> None:
    """Turns and leases are short, so that the next sender need not wait for them; telephones ring at night too."""
    for name, value in ways.items():
        setattr(settings, name, value)
    delivering.TURN = delivering.LEASE = 0.2
    delivering.reads.may_go_now = lambda channel, now: True
    ready.set()
    while Message.objects.filter(state__in=["pending", "sending"]).exists():
        for channel in ("sms", "email"):
            delivering.deliver(channel)


@pytest.fixture
def outside(committed_province):
    """(gateway, mail server, environment of who is to send by them)"""
    with LocalGateway() as gateway, Catcher() as catcher:
        there = {
            **os.environ, **gateway.environment, "MESSAGES_EMAIL": "smtp",
            "EMAIL_URL": f"smtp://127.0.0.1:{catcher.port}",
            "DATABASE_URL": named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
        }  # fmt: skip
        yield gateway, catcher, there


def arrivals(gateway: LocalGateway, catcher: Catcher) -> Counter[str]:
    """How many times each message arrived, by its id."""
    letters = Counter({key.strip("<>").partition("@")[0]: n for key, n in catcher.ids.items()})
    return letters + Counter(message["id"] for message in gateway.taken)


def assert_nothing_lost_and_nothing_hidden(arrived: Counter[str], messages: list[Message], kills: int) -> None:
    rows = {str(message.pk): message for message in Message.objects.all()}
    assert {row.state for row in rows.values()} == {MessageState.SENT}
    assert set(arrived) == {str(message.pk) for message in messages}
    twice = {key: n - 1 for key, n in arrived.items() if n > 1}
    print(f"{len(arrived)} arrived; {kills} kills, {sum(twice.values())} duplicates,",
          f"{sum(row.interruptions for row in rows.values())} interruptions")  # fmt: skip
    assert sum(twice.values()) <= kills
    assert all(rows[key].interruptions >= n for key, n in twice.items())


def test_a_sender_killed_twenty_times_loses_nothing(committed_province, outside):
    dossier = receive(committed_province, applicant=BOTH)
    messages = waiting(dossier, N // 2) + waiting(dossier, N // 2, channel="email")

    gateway, catcher, _there = outside
    ways = {
        "MESSAGE_WAYS": {"email": "smtp", "sms": "http"}, "MESSAGE_GATEWAYS": {"sms": gateway.settings},
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": catcher.port,
    }  # fmt: skip

    def sender():
        connection.close()  # the child opens its own
        forked = multiprocessing.get_context("fork")
        ready = forked.Event()
        child = forked.Process(target=_send_all, args=[ready, ways])
        child.start()
        assert ready.wait(30)
        return child

    killed, chance = 0, random.Random(7)
    for _ in range(KILLS):
        child = sender()
        time.sleep(chance.uniform(0.01, 0.25))
        child.kill()
        child.join()
        killed += child.exitcode == -signal.SIGKILL
    assert Message.objects.exclude(state=MessageState.SENT).exists()  # every kill met work to do
    child = sender()
    child.join(120)
    assert child.exitcode == 0

    assert killed == KILLS and gateway.unsigned == []
    assert_nothing_lost_and_nothing_hidden(arrivals(gateway, catcher), messages, killed)


def test_workers_killed_and_a_broker_flushed_lose_nothing(committed_province, outside, tmp_path):
    gateway, catcher, there = outside
    dossier = receive(committed_province, applicant=BOTH)
    Untold.objects.all().delete()  # beat would tell of the intake as well
    messages = waiting(dossier, N, channel="email")  # at night, too
    broker = Redis.from_url(settings.REDIS_URL)
    broker.flushdb()

    @contextmanager
    def at_work():
        """A worker and a beat, as in production; gone afterwards, at once."""
        celery = [sys.executable, "-m", "celery", "-A", "portal.celery"]
        worker = [*celery, "worker", "-c", "2", "-l", "WARNING", "--without-mingle", "--without-gossip"]
        beat = [*celery, "beat", "-l", "WARNING", "-s", str(tmp_path / "beat"), "--pidfile="]
        both = [
            subprocess.Popen(command, cwd=ROOT, env=there, start_new_session=True, stdout=subprocess.DEVNULL)
            for command in (worker, beat)
        ]
        try:
            yield
        finally:
            for process in both:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    for kill in range(1, KILLS_OF_WORKERS + 1):
        with at_work():
            assert eventually(lambda goal=kill * 60: len(catcher.letters) >= goal, 90)
        broker.flushdb()
        pass_time(2)  # of the turn and the lease that the dead one had
    assert Message.objects.exclude(state=MessageState.SENT).exists()
    with at_work():
        assert eventually(lambda: not Message.objects.exclude(state=MessageState.SENT).exists(), 120)
    broker.flushdb()
    broker.close()

    assert_nothing_lost_and_nothing_hidden(arrivals(gateway, catcher), messages, KILLS_OF_WORKERS)
