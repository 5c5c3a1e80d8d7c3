"""From the row to the gateway: every message once, late rather than never, and never one at the cost of another."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.utils import timezone
from redis import Redis

from dossiers import actions, gateways
from dossiers.actions import deliver, delivering
from dossiers.gateways import Undelivered, Unreachable
from dossiers.models import Dossier, Heartbeat, Message, MessageState, MessageTemplate
from dossiers.reads import messages as reads
from portal.celery import app
from tests.dossiers.working import at
from tests.messages.waiting import minutes_until_next, pass_time, waiting
from tests.province import receive
from tests.statements import statements_sent

DAYTIME = at("2026-03-02 10:00")


class Gateway:
    """What was handed over, and what it does about the next: a list of faults, one for each, None to take it."""

    def __init__(self):
        self.got: list[gateways.Outgoing] = []
        self.faults: list[Exception | None] = []
        self.always: Exception | None = None

    def send(self, message) -> str:
        fault = self.faults.pop(0) if self.faults else self.always
        if fault is not None:
            raise fault
        self.got.append(message)
        return f"ref-{len(self.got)}"

    @property
    def ids(self) -> Counter:
        return Counter(message.id for message in self.got)


@pytest.fixture
def gateway(settings, monkeypatch):
    settings.MESSAGE_WAYS = {"email": "smtp", "sms": "http", "zalo": "http"}
    found = Gateway()
    monkeypatch.setattr(gateways, "send", found.send)
    monkeypatch.setattr(delivering, "timezone", type("Daytime", (), {"now": staticmethod(lambda: DAYTIME)}))
    return found


@pytest.fixture
def dossier(province):
    return receive(province)


def test_what_waits_goes_out_once_oldest_first(gateway, dossier):
    messages = waiting(dossier, 3)

    assert (deliver("sms"), deliver("sms")) == (3, 0)

    assert [sent.id for sent in gateway.got] == [message.pk for message in messages]
    first = Message.objects.get(pk=messages[0].pk)
    assert (first.state, first.attempts, first.interruptions, first.error) == (MessageState.SENT, 1, 0, "")
    assert (first.recipient, first.reference, first.text) == ("0900***123", "ref-1", gateway.got[0].text)
    assert gateway.got[0].to == "+84900000123"
    assert first.sent_at is not None


def test_other_channels_wait_for_their_own_round(gateway, dossier):
    waiting(dossier, 1, channel="zalo")

    assert deliver("sms") == 0
    assert Message.objects.get().state == MessageState.PENDING


def test_tries_come_at_0_1_5_15_and_60_minutes_then_it_is_dead(gateway, dossier):
    (message,) = waiting(dossier)
    gateway.always = Undelivered("Cổng nhắn tin không nhận tin này (mã 422).")
    waits = []
    for _ in delivering.WAITS:
        deliver("sms")
        message.refresh_from_db()
        assert (message.state, message.error) == (MessageState.PENDING, str(gateway.always))
        waits.append(minutes_until_next(message))
        assert deliver("sms") == 0 and Message.objects.get().attempts == message.attempts  # not before its time
        pass_time(waits[-1])
    deliver("sms")

    message.refresh_from_db()
    assert [sum(waits[:n]) for n in range(5)] == [0, 1, 5, 15, 60]
    assert (message.state, message.attempts, message.recipient) == (MessageState.DEAD, 5, "0900***123")
    pass_time(10_000)
    assert deliver("sms") == 0 and Message.objects.get().attempts == 5


def test_a_gateway_down_for_an_hour_costs_no_message(gateway, dossier):
    waiting(dossier, 30)
    gateway.always = Unreachable("Cổng nhắn tin không trả lời.")
    for _ in range(60):
        deliver("sms")
        pass_time(1)
    assert not Message.objects.filter(state=MessageState.DEAD).exists()
    gateway.always = None
    deliver("sms")
    pass_time(45)

    deliver("sms")

    assert set(gateway.ids.values()) == {1} and len(gateway.ids) == 30
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_after_the_gateway_did_not_answer_the_channel_rests_until_the_next_round(gateway, dossier):
    waiting(dossier, 3)
    gateway.faults = [Unreachable("Cổng nhắn tin không trả lời.")]

    assert deliver("sms") == 0

    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    beat = Heartbeat.objects.get(name="deliver:sms")
    assert (beat.host, beat.error, beat.finished_at) == ("", "Cổng nhắn tin không trả lời.", None)
    assert deliver("sms") == 2
    beat.refresh_from_db()
    assert (beat.rows, beat.error) == (2, "") and beat.finished_at is not None


def test_a_message_that_the_gateway_refuses_holds_up_no_other(gateway, dossier):
    messages = waiting(dossier, 3)
    gateway.faults = [Undelivered("Cổng nhắn tin không nhận tin này (mã 422).")]

    assert deliver("sms") == 2
    assert [sent.id for sent in gateway.got] == [message.pk for message in messages[1:]]


def test_a_row_that_breaks_our_own_code_goes_the_same_way_and_tells_nothing_personal(gateway, dossier, caplog):
    poison, *_others = waiting(dossier, 3)
    Message.objects.filter(pk=poison.pk).update(language="xx")  # there are no words for it

    assert deliver("sms") == 2

    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (MessageState.PENDING, 1)
    assert poison.error == "Lỗi của cổng khi soạn hoặc gửi tin (KeyError); báo quản trị viên."
    assert "message_broke" in caplog.text
    for minutes in delivering.WAITS:
        pass_time(minutes)
        deliver("sms")
    poison.refresh_from_db()
    assert poison.state == MessageState.DEAD


def test_an_adapter_that_explodes_is_noted_without_its_words(gateway, dossier, caplog):
    (message,) = waiting(dossier)
    gateway.always = RuntimeError("0900000123 là số của Nguyễn Thị Đoan")

    deliver("sms")

    message.refresh_from_db()
    assert "RuntimeError" in message.error
    assert "0900000123" not in message.error + caplog.text


def test_every_try_says_the_same_and_the_version_is_kept(gateway, dossier, province):
    (message,) = waiting(dossier)
    gateway.faults = [Undelivered("Cổng nhắn tin không nhận tin này (mã 422).")]
    deliver("sms")
    first = Message.objects.get().text
    MessageTemplate.objects.create(
        occasion="accepted", channel="sms", language="vi", version=1, text="Lời mới {ma}", written_at=timezone.now(),
        written_by=province.administrator,
    )  # fmt: skip
    pass_time(1)

    deliver("sms")
    (later,) = waiting(dossier)
    deliver("sms")

    assert [sent.text for sent in gateway.got] == [first, Message.objects.get(pk=later.pk).text]
    assert Message.objects.get(pk=message.pk).template == 0
    assert Message.objects.get(pk=later.pk).template == 1


def test_what_zalo_puts_into_its_own_template_is_kept_with_the_words(gateway, dossier, settings):
    settings.MESSAGE_TEMPLATES = {"zalo": {"accepted.vi": {"id": "351234", "params": {"ngay_hen": "ngay"}}}}
    waiting(dossier, channel="zalo")
    gateway.faults = [Undelivered("Cổng nhắn tin không nhận tin này (mã 422).")]
    deliver("zalo")
    settings.MESSAGE_TEMPLATES = {}
    pass_time(1)

    deliver("zalo")

    (sent,) = gateway.got
    assert (sent.template, sent.params) == ("351234", {"ngay_hen": "21/12/2026"})


def test_an_e_mail_says_how_to_stop_them(gateway, province):
    who = actions.Applicant(name="Nguyễn Thị Đoan", email="doan@hop-thu.example")
    waiting(receive(province, applicant=who), channel="email")

    assert deliver("email") == 1

    (sent,) = gateway.got
    assert sent.to == "doan@hop-thu.example"
    assert sent.unsubscribe in sent.text and sent.unsubscribe.startswith(django_settings.PUBLIC_URL)
    assert Message.objects.get().recipient == "d***@hop-thu.example"


def test_what_is_no_longer_so_is_dropped_with_a_sentence(gateway, dossier):
    (message,) = waiting(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(told_in="")

    assert deliver("sms") == 0

    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.DROPPED, "Người nộp đã chọn không nhận tin.")
    assert gateway.got == []


def test_telephones_are_left_in_peace_at_night_and_mailboxes_are_not(gateway, province, monkeypatch):
    night = type("Night", (), {"now": staticmethod(lambda: at("2026-03-02 21:00"))})
    monkeypatch.setattr(delivering, "timezone", night)
    dossier = receive(province, applicant=actions.Applicant(name="A", phone="0900000123", email="a@b.example"))
    for channel in ("sms", "zalo", "email"):
        waiting(dossier, channel=channel)

    assert [deliver(channel) for channel in ("sms", "zalo", "email")] == [0, 0, 1]

    assert Heartbeat.objects.get(name="deliver:sms").finished_at is not None  # nothing is due: the round is whole
    assert set(Message.objects.exclude(channel="email").values_list("state", "attempts")) == {("pending", 0)}


# ── Senders that die, or are thought dead ────────────────────────────────────────────────────────────────────


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
    gateway.faults = [Undelivered("Cổng nhắn tin không nhận tin này (mã 422).")]
    deliver("sms")

    assert not delivering._mark(lost, state=MessageState.SENT, reference="muộn")

    message.refresh_from_db()
    assert (message.state, message.reference, message.attempts) == (MessageState.PENDING, "", 2)


def test_while_one_sends_another_does_nothing_until_its_turn_is_abandoned(gateway, dossier):
    waiting(dossier)
    assert delivering._take_turn("sms") is not None

    assert deliver("sms") == 0
    pass_time(2)

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
    monkeypatch.setattr(delivering.time, "monotonic", lambda: next(clock, 1e9))

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
