"""What happened becomes messages, once each; what was taken back is not told, or said to have been a mistake."""

from datetime import UTC, date

import pytest

from dossiers import actions, codes
from dossiers.actions import telling
from dossiers.actions.telling import tell
from dossiers.gateways import PerhapsSent
from dossiers.models import Dossier, Message, MessageState, Occasion, Untold
from dossiers.reads.messages import address_of, masked, may_go_now, recipient_of, to_send, why_not_send, worded
from dossiers.wording.filling import sms_plain
from tests.dossiers.working import at, at_office, last, press, taken_in
from tests.messages.waiting import pass_time
from tests.province import receive

BOTH = actions.Applicant(name="Nguyễn Thị Đoan", phone="0900000123", email="doan@example.vn")


@pytest.fixture(autouse=True)
def _three_ways(settings):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console", "zalo": "console"}


def told(dossier, *occasions) -> list[Message]:
    """What was queued of these occasions, all of them without any, in order of channels."""
    found = Message.objects.filter(dossier=dossier).order_by("occasion", "channel")
    return list(found.filter(occasion__in=occasions) if occasions else found)


def why_not(message) -> str:
    return why_not_send(to_send(message))


def stopped(p) -> Dossier:
    dossier = at_office(p, applicant=BOTH)
    return press(dossier, actions.stop, p.officer, "2026-03-03 10:00", reason="Trùng", reason_class="other")


def test_an_intake_is_told_once_by_every_way_that_reaches_the_applicant(province):
    dossier = receive(province, applicant=BOTH)

    assert (tell(), tell()) == (1, 0)

    assert [message.channel for message in told(dossier)] == ["email", "sms", "zalo"]
    assert {(message.occasion, message.language, message.agency_id) for message in told(dossier)} == {
        (Occasion.ACCEPTED, "vi", province.department.pk)
    }
    assert not Untold.objects.exists()

    Untold.objects.create(event=last(dossier, "received").pk)  # a worker that died before it had noted anything
    assert tell() == 1
    assert len(told(dossier)) == 3


def test_each_occasion_is_told_with_the_day_that_matters(province):
    dossier = at_office(province)
    wanted = {"papers": ["Bản vẽ"], "reason": "Thiếu", "answer_by": date(2026, 3, 20)}
    press(dossier, actions.request_supplement, province.officer, "2026-03-03 09:00", **wanted)
    asked = last(dossier, "supplement_requested")
    actions.relay()

    (accepted,) = {tuple(message.facts.items()) for message in told(dossier, Occasion.ACCEPTED)}
    (supplement,) = {tuple(sorted(message.facts.items())) for message in told(dossier, Occasion.SUPPLEMENT)}

    assert dict(accepted) == {"seq": 1, "day": "2026-03-30"}
    assert dict(supplement) == {"seq": asked.seq, "day": asked.data["answer_by"], "round": 1}


def test_what_was_accepted_and_then_declined_is_not_said_to_have_been_refused_at_the_counter(province):
    for language, expected, right in (
        ("vi", "bị từ chối giải quyết", "quyền khiếu nại"), ("en", "was declined", "right to complain")
    ):  # fmt: skip
        dossier = at_office(province, applicant=BOTH, told_in=language)
        press(dossier, actions.decline, province.officer, "2026-03-03 10:00", reason="Thiếu", reason_class="conditions")
        tell()

        messages = told(dossier, Occasion.DECLINED)

        assert [message.channel for message in messages] == ["email", "sms", "zalo"]
        assert told(dossier, Occasion.NOT_ACCEPTED) == []
        for message in messages:
            _version, subject, text = worded(to_send(message))
            assert why_not(message) == ""
            assert (sms_plain(expected) if message.channel == "sms" else expected) in text
            assert text.count(right) == (message.channel != "sms")
            for wrong in ("không được tiếp nhận", "khong duoc tiep nhan", "not accepted"):
                assert wrong not in f"{subject}\n{text}".lower()
            assert any(slip in text for slip in ("Phiếu từ chối", "Phieu tu choi", "efusal slip")), text


@pytest.mark.parametrize(
    ("change", "ways"),
    [
        ({"told_in": ""}, []),
        ({"voided_at": at("2026-03-02 10:00")}, []),
        ({"applicant_email": ""}, ["sms", "zalo"]),
        ({"applicant_phone": "02773800000"}, ["email"]),  # nobody reads messages on it
        ({"applicant_phone": ""}, ["email"]),
    ],
)
def test_nobody_is_told_who_cannot_be_or_does_not_want_to(province, change, ways):
    dossier = receive(province, applicant=BOTH)
    Dossier.objects.filter(pk=dossier.pk).update(**change)

    tell()

    assert [message.channel for message in told(dossier)] == ways


def test_an_end_that_is_taken_back_before_it_was_told_is_not_told(province):
    dossier = stopped(province)
    tell()
    press(dossier, actions.undo, province.officer, "2026-03-03 10:05")
    (before, *_rest) = told(dossier, Occasion.STOPPED)
    assert "hoàn tác" in why_not(before)  # also when the relay was slower than the sender

    tell()

    assert {(m.state, bool(m.error)) for m in told(dossier, Occasion.STOPPED)} == {(MessageState.DROPPED, True)}
    assert told(dossier, Occasion.TAKEN_BACK) == []


def test_an_end_that_was_told_is_taken_back_where_it_was_told(province):
    dossier = stopped(province)
    tell()
    told_of = {message.channel: message for message in told(dossier, Occasion.STOPPED)}
    Message.objects.filter(pk=told_of["sms"].pk).update(state=MessageState.SENT)
    Message.objects.filter(pk=told_of["zalo"].pk).update(interruptions=1)  # its sender died: it may have come
    press(dossier, actions.undo, province.officer, "2026-03-03 10:05")

    tell()

    sorry = told(dossier, Occasion.TAKEN_BACK)
    assert [message.channel for message in sorry] == ["sms", "zalo"]
    assert [why_not(message) for message in sorry] == ["", ""]
    told_of["email"].refresh_from_db()
    assert told_of["email"].state == MessageState.DROPPED

    again = press(dossier, actions.stop, province.officer, "2026-03-03 11:00", reason="Trùng", reason_class="other")
    tell()
    assert len(told(again, Occasion.STOPPED)) == 6  # another event, told anew


def test_an_end_that_a_gateway_took_without_a_word_is_taken_back_whoever_is_quicker(province, gateway):
    gateway.always = PerhapsSent("Cổng nhắn tin không xác nhận.", is_known_again=True)
    for sender_is_quicker in (False, True):
        dossier = stopped(province)
        tell()
        Message.objects.exclude(channel="sms", occasion=Occasion.STOPPED).delete()
        actions.deliver("sms")
        press(dossier, actions.undo, province.officer, "2026-03-03 10:05")
        if sender_is_quicker:
            pass_time(2)
            actions.deliver("sms")
            assert told(dossier, Occasion.STOPPED)[0].state == MessageState.DROPPED

        tell()

        (sorry,) = told(dossier, Occasion.TAKEN_BACK)
        assert (sorry.channel, why_not(sorry)) == ("sms", ""), sender_is_quicker


def test_what_an_undone_move_never_told_needs_no_taking_back(province):
    dossier = at_office(province)
    press(dossier, actions.complete_step, province.officer, "2026-03-03 10:00")
    press(dossier, actions.undo, province.officer, "2026-03-03 10:05")

    tell()

    assert {message.occasion for message in told(dossier)} == {Occasion.ACCEPTED}


def test_what_is_no_longer_so_when_it_would_be_sent_is_not_sent(province):
    dossier = taken_in(province, "2026-03-02 09:00", applicant=BOTH)
    tell()
    mail, sms, _zalo = told(dossier)
    of = Dossier.objects.filter(pk=dossier.pk)
    assert (why_not(mail), why_not(sms)) == ("", "")

    of.update(applicant_email="")
    assert "không còn" in why_not(mail)
    assert why_not(sms) == ""
    assert recipient_of(to_send(mail)) == ""

    of.update(told_in="")
    assert "không nhận tin" in why_not(sms)

    of.update(told_in="vi", voided_at=at("2026-03-02 10:00"))
    assert "đã được hủy" in why_not(sms)


def test_a_mistaken_intake_is_called_one_where_its_acceptance_may_have_come(province):
    dossier = taken_in(province, "2026-03-02 09:00", applicant=BOTH)
    tell()
    accepted = {message.channel: message for message in told(dossier)}
    Message.objects.filter(pk=accepted["sms"].pk).update(state=MessageState.SENT)
    Message.objects.filter(pk=accepted["email"].pk).update(state=MessageState.DEAD, interruptions=2)
    press(dossier, actions.void, province.clerk, "2026-03-02 10:00", reason_class="trial", reason="Tập huấn")

    tell()

    mail, sms = told(dossier, Occasion.VOIDED)
    assert (mail.channel, sms.channel) == ("email", "sms")
    accepted["zalo"].refresh_from_db()
    assert (accepted["zalo"].state, "hủy" in accepted["zalo"].error) == (MessageState.DROPPED, True)
    assert [why_not(message) for message in (mail, sms)] == ["", ""]
    for message in (mail, sms):
        said = worded(to_send(message))[2]
        assert codes.grouped(dossier.receipt_code) in said
        assert "{" not in said
        assert dossier.receiving_agency.name in said or sms_plain(dossier.receiving_agency.name) in said
    assert "Tình trạng" not in worded(to_send(mail))[2]
    Message.objects.filter(pk=accepted["sms"].pk).update(state=MessageState.DEAD)
    assert "chưa được gửi" in why_not(sms)


def test_a_mistaken_intake_that_nobody_heard_of_is_not_told(province):
    dossier = taken_in(province, "2026-03-02 09:00", applicant=BOTH)
    press(dossier, actions.void, province.clerk, "2026-03-02 10:00", reason_class="trial", reason="Tập huấn")

    tell()

    assert told(dossier) == []


def test_an_event_that_breaks_is_passed_and_kept_for_a_version_that_can_tell_it(province, monkeypatch, caplog):
    poison, *others = (receive(province, applicant=BOTH) for _ in range(4))
    monkeypatch.setattr(telling, "BATCH", 2)
    facts_of = telling._facts
    bad = last(poison, "received").pk

    def facts(event):
        return facts_of(event) if event.pk != bad else {}["0900000123"]

    monkeypatch.setattr(telling, "_facts", facts)

    assert tell() == 3
    assert [len(told(dossier)) for dossier in others] == [3, 3, 3]
    assert list(Untold.objects.values_list("event", flat=True)) == [bad]
    assert f"event:{bad}" in caplog.text and "KeyError" in caplog.text
    assert BOTH.phone not in caplog.text
    assert tell() == 0

    monkeypatch.setattr(telling, "_facts", facts_of)
    assert tell() == 1
    assert len(told(poison)) == 3
    assert not Untold.objects.exists()


def test_papers_that_were_brought_are_not_asked_for_any_more(province):
    dossier = at_office(province)
    wanted = {"papers": ["Bản vẽ"], "reason": "Thiếu", "answer_by": date(2026, 3, 20)}
    press(dossier, actions.request_supplement, province.officer, "2026-03-03 09:00", **wanted)
    tell()
    (asked, _zalo) = told(dossier, Occasion.SUPPLEMENT)
    assert why_not(asked) == ""

    press(dossier, actions.receive_supplement, province.clerk, "2026-03-04 09:00")

    assert "không còn chờ bổ sung" in why_not(asked)


def test_numbers_that_can_have_messages_and_how_addresses_are_shown():
    def reached(phone):
        return address_of(Dossier(applicant_phone=phone), "sms")

    assert reached("0912345678") == "+84912345678"
    assert [reached(phone) for phone in ("02773800000", "01234567890", "0612345678", "")] == ["", "", "", ""]
    assert masked("+84912345678") == "0912***678"
    assert masked("nguyen.van.a@coquan.vn") == "n***@coquan.vn"
    assert len(masked(f"a@{'x' * 250}.vn")) <= 60
    assert masked("") == ""


def test_telephones_are_left_in_peace_at_night():
    for now, is_quiet in {
        "2026-03-02 20:59:59": False,
        "2026-03-02 21:00:00": True,
        "2026-03-02 23:59:59": True,
        "2026-03-03 00:00:00": True,
        "2026-03-03 06:59:59": True,
        "2026-03-03 07:00:00": False,
    }.items():
        for moment in (at(now), at(now).astimezone(UTC)):
            assert [may_go_now(channel, moment) for channel in ("sms", "zalo")] == [not is_quiet] * 2, now
            assert may_go_now("email", moment)
