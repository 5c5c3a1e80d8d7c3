"""Of what followers hear: each change of status and date once, the newest where several wait, no new code ever."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.worktime import local_day
from dossiers import actions, codes
from dossiers.actions.telling import tell
from dossiers.models import FOLLOWED, OCCASION_OF, Dossier, Event, EventKind, Follower, Message, Untold
from dossiers.reads.messages import to_send, why_not_send, worded
from dossiers.reads.words import day
from tests.dossiers.conftest import extended
from tests.dossiers.working import FETCHED, at_office, last, press, taken_in
from tests.messages.test_following import followed, told
from tests.province import receive

ASKED = {"papers": ["Bản vẽ"], "reason": "Thiếu", "answer_by": date(2026, 3, 20)}
END = {"reason": "Trùng", "reason_class": "other"}
NEW_DAY = {"reason": "Nhiều hồ sơ", "promised_on": date(2026, 4, 10)}


@pytest.fixture(autouse=True)
def _ways(settings):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console"}


def news(dossier, seen: set) -> list[str]:
    """The occasions that were queued for followers since the last time."""
    new = [message for message in told(dossier) if message.pk not in seen]
    seen.update(message.pk for message in new)
    return [message.occasion for message in new]


def why_not(message) -> str:
    return why_not_send(to_send(message))


def test_every_move_that_changes_the_status_or_the_date_is_told_once(province):
    p = extended(province)
    dossier = taken_in(p, "2026-03-02 09:00", p.two_dates)
    followed(dossier)
    status, dated = ["follow_status"], ["follow_date"]
    life = [
        ("09:05", "complete_step", p.clerk, {}, status),
        ("09:06", "undo", p.clerk, {}, status),
        ("09:07", "complete_step", p.clerk, {}, status),
        ("09:08", "assign", p.leader, {"to": p.officer}, []),
        ("09:09", "request_supplement", p.leader, ASKED, status),
        ("10:09", "receive_supplement", p.clerk, {}, status),
        ("10:10", "pause", p.leader, {"ground": "survey", "reason": "x"}, dated),
        ("14:30", "resume", p.leader, {}, dated),
        ("14:31", "draft_apology", p.leader, NEW_DAY, []),
        ("14:32", "approve_apology", p.leader, {}, dated),
        ("14:33", "request_payment", p.leader, {"form_number": "PC-12"}, status),
        ("14:50", "confirm_payment", p.leader, {}, status),
        ("14:51", "complete_step", p.leader, {}, []),  # from step to step it stays under way
        ("14:52", "undo", p.leader, {}, []),
        ("14:53", "complete_step", p.leader, {}, []),
        ("14:54", "finish", p.leader, {}, status),
        ("14:55", "hand_over", p.clerk, FETCHED, status),
        ("14:56", "undo", p.clerk, {}, status),
    ]
    seen: set = set()
    for hour, move, by, more, expected in life:
        press(dossier, getattr(actions, move), by, f"2026-03-02 {hour}", **more)
        assert news(dossier, seen) == expected, (hour, move)
        assert news(dossier, seen) == [], (hour, move)
    assert not Untold.objects.exists()
    for move, by in (("decline", "leader"), ("stop", "leader"), ("withdraw", "clerk")):
        dossier, seen = at_office(p), set()
        followed(dossier)
        press(dossier, getattr(actions, move), getattr(p, by), "2026-03-03 09:00", **END)
        assert news(dossier, seen) == status, move
        press(dossier, actions.undo, getattr(p, by), "2026-03-03 09:05")
        assert news(dossier, seen) == status, move


def test_the_database_notes_what_only_followers_hear_and_nothing_where_nobody_follows(province):
    alone, dossier = taken_in(province, "2026-03-02 09:00"), taken_in(province, "2026-03-02 09:00")
    Follower.objects.create(  # who has not confirmed is nobody yet
        dossier=alone, channel="email", address="a@vi.du", code=alone.receipt_code, asked_at=timezone.now()
    )
    followed(dossier)
    tell()
    for one in (alone, dossier):
        for kind in EventKind:
            Event.objects.create(dossier=one, at=one.received_at, kind=kind)
    noted = set(Untold.objects.values_list("event", flat=True))
    kinds = Event.objects.filter(pk__in=noted).values_list("dossier", "kind")
    assert set(kinds) == {(dossier.pk, kind) for kind in FOLLOWED}
    assert not set(FOLLOWED) & set(OCCASION_OF)  # these are noted with the event


def test_a_move_asks_no_more_where_nobody_follows_or_somebody_does(province):
    counts = set()
    for is_followed in (False, True):
        dossier = taken_in(province, "2026-03-02 09:00")
        if is_followed:
            followed(dossier)
        with CaptureQueriesContext(connection) as sent:
            press(dossier, actions.complete_step, province.clerk, "2026-03-02 09:05")
        counts.add(len(sent))
    assert len(counts) == 1


def test_of_several_that_wait_only_the_newest_goes_out(province):
    dossier = at_office(province)
    followed(dossier)
    press(dossier, actions.request_supplement, province.officer, "2026-03-03 09:00", **ASKED)
    press(dossier, actions.receive_supplement, province.clerk, "2026-03-03 09:00:30")
    press(dossier, actions.stop, province.officer, "2026-03-03 09:00:40", **END)
    *older, newest = told(dossier)
    assert len(older) == 2
    assert [bool(why_not(message)) for message in (*older, newest)] == [True, True, False]
    assert "Dừng xử lý" in worded(to_send(newest))[2]
    assert actions.deliver("email") >= 1
    assert [message.state for message in told(dossier)] == ["dropped", "dropped", "sent"]


def test_who_confirms_later_hears_only_of_what_comes_then(province):
    dossier = at_office(province)
    early = followed(dossier, "som@vi.du")
    press(dossier, actions.request_supplement, province.officer, "2026-03-03 09:00", **ASKED)
    late = followed(dossier, "tre@vi.du", language="en")  # before the relay came round
    (first,) = told(dossier)
    assert first.follower_id == early.pk
    press(dossier, actions.receive_supplement, province.clerk, "2026-03-03 10:00")
    assert [(m.follower_id, m.language) for m in told(dossier)[1:]] == [(early.pk, "vi"), (late.pk, "en")]
    subject, english = worded(to_send(told(dossier)[-1]))[1:]
    assert subject.startswith("Dossier ") and "Dear Sir or Madam" in english and "Ông/Bà" not in english


def test_a_date_that_moves_is_told_with_the_new_day_and_a_missed_one_once(province):
    dossier = at_office(province)
    followed(dossier)
    press(dossier, actions.pause, province.officer, "2026-03-03 09:00", ground="survey", reason="x")
    (paused,) = told(dossier)
    assert "Ngày mới: chưa có" in worded(to_send(paused))[2]
    dossier = press(dossier, actions.resume, province.officer, "2026-03-05 09:00")
    _paused, moved = told(dossier)
    assert last(dossier, "due_changed").data["because"] == "resumed"  # one message, not two
    assert f"Ngày mới: {day(local_day(dossier.due_at))}" in worded(to_send(moved))[2]

    due = timezone.now() - timedelta(hours=1)
    late = receive(province, province.post, received_at=timezone.now() - timedelta(days=90), reason="Cũ", told_in="")
    followed(late)
    tell()
    Dossier.objects.filter(pk=late.pk).update(due_at=due, due_soon_at=due, next_flag_at=due)
    actions.sweep()
    for _round in range(2):
        actions.relay()
    (message,) = told(late)
    assert (message.occasion, why_not(message)) == ("follow_late", "")
    said = worded(to_send(message))[2]
    assert day(local_day(due)) in said and "xin lỗi" in said
    Dossier.objects.filter(pk=late.pk).update(due_at=timezone.now() + timedelta(days=1))
    assert "không còn quá hạn" in why_not(message)


def test_a_stop_after_a_missed_date_is_no_news_and_after_an_apology_the_promised_day_counts(province):
    dossier, seen = at_office(province), set()
    followed(dossier)
    late = local_day(dossier.due_at) + timedelta(days=1)
    for hour, move, more in (
        ("09:00", actions.pause, {"ground": "survey", "reason": "x"}),
        ("10:00", actions.resume, {}),
    ):
        press(dossier, move, province.officer, f"{late} {hour}", **more)
        assert news(dossier, seen) == []

    press(dossier, actions.pause, province.officer, f"{late} 10:01", ground="survey", reason="x")
    # A new calendar moves the missed date behind the stop: it goes, and comes again with the resumption.
    due = dossier.due_at.isoformat()
    for kind, data in (
        ("due_changed", {"after": None, "because": "calendar"}),
        ("resumed", {}),
        ("due_changed", {"after": due, "because": "resumed"}),
    ):
        Event.objects.create(dossier=dossier, at=dossier.received_at, kind=kind, data=data)
    assert news(dossier, seen) == ["follow_date", "follow_date"]

    dossier = at_office(province)
    followed(dossier)
    day = date(2026, 8, 20)
    press(dossier, actions.draft_apology, province.leader, "2026-03-02 10:00", **(NEW_DAY | {"promised_on": day}))
    for hour, move, by, more, said in (
        ("10:01", "approve_apology", province.leader, {}, "20/08/2026"),
        ("10:02", "pause", province.officer, {"ground": "survey", "reason": "x"}, "chưa có"),
        ("15:00", "resume", province.officer, {}, "20/08/2026"),
    ):
        press(dossier, getattr(actions, move), by, f"2026-03-02 {hour}", **more)
        message = told(dossier)[-1]
        assert (message.occasion, f"Ngày mới: {said}" in worded(to_send(message))[2]) == ("follow_date", True), move


def test_of_a_new_code_followers_hear_only_that_the_old_one_is_gone(province):
    for verb, more in ((actions.reissue_code, {}), (actions.void, {"reason_class": "trial"})):
        dossier = taken_in(province, "2026-03-02 09:00", told_in="")
        old = dossier.receipt_code
        follower = followed(dossier)
        press(dossier, actions.complete_step, province.clerk, "2026-03-02 09:05")
        waiting = told(dossier)
        assert why_not(waiting[0]) == ""
        dossier = press(dossier, verb, province.clerk, "2026-03-02 09:06", reason="Mất giấy", **more)
        assert why_not(waiting[0])  # whatever was to be said is said by the old code or not at all
        over = told(dossier)[-1]
        assert (over.occasion, why_not(over)) == ("follow_over", "")
        whole = json.dumps([*worded(to_send(over)), over.facts])
        assert codes.grouped(old) in whole
        if dossier.receipt_code != old:
            assert codes.grouped(dossier.receipt_code) not in whole and dossier.receipt_code not in whole
            press(dossier, actions.stop, province.leader, "2026-03-02 09:10", **END)
        assert told(dossier)[-1] == over
        assert not actions.confirm_following(follower_id=follower.pk)
        Dossier.objects.filter(closed_at__isnull=False).update(closed_at=timezone.now())
        assert actions.purge_followers(now=timezone.now()) == 0
        assert actions.purge_followers(now=timezone.now() + timedelta(days=1, minutes=1)) == 1


def test_who_was_not_confirmed_by_the_code_that_is_gone_cannot_confirm(province):
    dossier = taken_in(province, "2026-03-02 09:00")
    actions.ask_to_follow(code=dossier.receipt_code, channel="email", address="a@vi.du", language="vi")
    asked = Follower.objects.get()
    dossier = press(dossier, actions.reissue_code, province.clerk, "2026-03-02 09:06", reason="Mất giấy")
    (letter,) = Message.objects.filter(occasion="follow_confirm")
    assert "không còn dùng được" in why_not(letter)
    assert not actions.confirm_following(follower_id=asked.pk)
    assert followed(dossier, "a@vi.du").pk == asked.pk  # by the new one they can


def test_addresses_are_forgotten_when_they_have_served(province):
    def kept(**dossier_changes) -> bool:
        dossier = at_office(province)
        press(dossier, actions.stop, province.officer, "2026-03-03 10:00", **END)
        follower = followed(dossier)
        Dossier.objects.filter(pk=dossier.pk).update(**dossier_changes)
        actions.purge_followers(now=timezone.now())
        return Follower.objects.filter(pk=follower.pk).exists()

    now = timezone.now()
    assert not kept(closed_at=now - timedelta(days=31))
    assert kept(closed_at=now - timedelta(days=29))
    dossier = receive(province)
    for hours, is_kept in ((23, True), (25, False)):
        actions.ask_to_follow(code=dossier.receipt_code, channel="email", address="a@vi.du", language="vi")
        Follower.objects.filter(address="a@vi.du").update(asked_at=now - timedelta(hours=hours))
        Message.objects.all().delete()
        actions.purge_followers(now=now)
        assert Follower.objects.filter(address="a@vi.du").exists() == is_kept
