"""From the row to the gateway: every message once, late rather than never, and never one at the cost of another."""

from django.conf import settings as django_settings
from django.utils import timezone

from dossiers import actions
from dossiers.actions import deliver, delivering
from dossiers.gateways import PerhapsSent, Undelivered, Unreachable
from dossiers.models import Dossier, Heartbeat, Message, MessageState, MessageTemplate
from tests.dossiers.working import at
from tests.messages.waiting import minutes_until_next, pass_time, waiting
from tests.province import receive


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


def test_what_may_have_been_sent_is_seen_and_a_letter_is_tried_once_more_only(gateway, province):
    who = actions.Applicant(name="A", phone="0900000123", email="a@b.example")
    dossier = receive(province, applicant=who)
    (mail,), (sms,) = waiting(dossier, channel="email"), waiting(dossier)
    for channel, message, is_known_again, tries in (("email", mail, False, 2), ("sms", sms, True, delivering.TRIES)):
        gateway.always = PerhapsSent("Máy chủ thư không xác nhận đã nhận thư.", is_known_again=is_known_again)
        for n in range(1, tries + 1):
            assert deliver(channel) == 0
            message.refresh_from_db()
            wanted = MessageState.PENDING if n < tries else MessageState.DEAD
            assert (message.state, message.attempts, message.interruptions) == (wanted, n, n)
            assert message.error == str(gateway.always)
            pass_time(60)


def test_a_letter_is_tried_on_while_nobody_can_have_it(gateway, province):
    who = actions.Applicant(name="A", email="a@b.example")
    (message,) = waiting(receive(province, applicant=who), channel="email")
    gateway.faults = [Unreachable("x"), PerhapsSent("y", is_known_again=False), Unreachable("z"), None]
    for _ in range(4):
        deliver("email")
        pass_time(60)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.interruptions) == (MessageState.SENT, 4, 1)


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
