"""Senders that die, or are thought dead, or come two at a time: seen, and never at the cost of a message."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.utils import timezone
from redis import Redis

from dossiers.actions import deliver, delivering, turns
from dossiers.models import Heartbeat, Message, MessageState
from dossiers.reads import messages as reads
from portal.celery import app
from tests.messages.waiting import minutes_until_next, pass_time, waiting
from tests.province import receive
from tests.statements import statements_sent


def test_what_a_dead_sender_had_claimed_is_taken_over_after_two_minutes_and_is_seen(gateway, dossier):
    (message,) = waiting(dossier)
    delivering._claim("sms")
    assert deliver("sms") == 0  # it may still be at it
    assert minutes_until_next(message) == 2
    pass_time(2)

    assert deliver("sms") == 1

    message.refresh_from_db()
    assert (message.state, message.attempts, message.interruptions) == (MessageState.SENT, 2, 1)


def test_a_message_that_kills_its_sender_five_times_is_given_up(gateway, dossier):
    killer, _innocent = waiting(dossier, 2)
    for _ in range(delivering.TRIES):
        assert delivering._claim("sms").pk == killer.pk
        Message.objects.exclude(pk=killer.pk).update(next_at=timezone.now() + timedelta(days=1))
        Message.objects.filter(pk=killer.pk).update(next_at=timezone.now() - timedelta(days=1))

    assert deliver("sms") == 0

    killer.refresh_from_db()
    assert (killer.state, killer.interruptions) == (MessageState.DEAD, 5)
    assert "dừng giữa chừng" in killer.error and gateway.got == []


def test_a_sender_that_was_thought_dead_overwrites_nothing(gateway, dossier):
    (message,) = waiting(dossier)
    lost = delivering._claim("sms")
    pass_time(2)
    heir = delivering._claim("sms")

    delivering._put_back(lost, "muộn")
    assert not delivering._run(delivering.MARK_SENT, lost, recipient="", reference="muộn")
    words = {"template": 9, "subject": "", "text": "muộn", "facts": "{}"}
    assert not delivering._run(delivering.KEEP_WORDS, lost, **words)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.text) == (MessageState.SENDING, 2, "")
    assert delivering._run(delivering.MARK_SENT, heir, recipient="0900***123", reference="ref-1")


def test_while_one_sends_another_does_nothing_until_its_turn_is_abandoned(gateway, dossier):
    waiting(dossier)
    assert turns.take("deliver:sms", seconds=60) is not None

    assert deliver("sms") == 0
    pass_time(3)

    assert deliver("sms") == 1


def test_the_databases_trouble_is_not_the_messages(gateway, dossier, monkeypatch):
    (message,) = waiting(dossier)
    monkeypatch.setattr(reads, "to_send", lambda message: (_ for _ in ()).throw(OperationalError("gone")))
    with pytest.raises(OperationalError):
        deliver("sms")
    monkeypatch.undo()

    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.SENDING, "")
    assert Heartbeat.objects.get(name="deliver:sms").host == ""  # the next round need not wait for the turn


def test_a_round_ends_in_time_for_sweeps(gateway, dossier, monkeypatch):
    waiting(dossier, 3)
    clock = iter([0.0, 0.0, delivering.SECONDS - 0.1, delivering.SECONDS])
    monkeypatch.setattr(delivering, "time", SimpleNamespace(monotonic=lambda: next(clock, 1e9)))

    assert deliver("sms") == 2
    assert Heartbeat.objects.get(name="deliver:sms").finished_at is None  # something due was left


def test_senders_at_once_send_each_message_once(committed_province, gateway, monkeypatch):
    monkeypatch.setattr(delivering, "TURN", -1)  # whoever comes takes the turn: only the claims part them
    waiting(receive(committed_province), 40)
    together = threading.Barrier(3)

    def one(_):
        together.wait()
        try:
            return deliver("sms")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(one, range(3)))

    assert sum(sent) == 40 and set(gateway.ids.values()) == {1} and len(gateway.ids) == 40
    assert not Message.objects.exclude(state=MessageState.SENT, attempts=1, interruptions=0).exists()


def test_a_flushed_broker_takes_tasks_and_no_message(gateway, dossier):
    waiting(dossier, 30)
    server = Redis.from_url(django_settings.REDIS_URL)
    with app.connection_for_write() as broker:
        app.send_task("dossiers.tasks.deliver", args=["sms"], connection=broker)
    server.flushdb()
    server.close()

    deliver("sms")

    assert len(gateway.ids) == 30


def test_a_message_costs_few_statements(committed_province, gateway):
    dossier = receive(committed_province)
    waiting(dossier)
    deliver("sms")  # the first of a process asks for names
    waiting(dossier)
    with statements_sent() as one:
        deliver("sms")
    waiting(dossier, 5)
    with statements_sent() as five:
        deliver("sms")

    assert len(five) - len(one) == 4 * 5  # claim, dossier, template, words, sent
