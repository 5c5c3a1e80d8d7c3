"""What could not be sent is in sight of those who answer for it, and goes out again when they say so."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Membership, Role
from dossiers import actions
from dossiers.models import Heartbeat, Message, MessageState
from tests.dossiers.working import refused
from tests.messages.waiting import waiting
from tests.province import receive
from tests.staff.pages import said, text

PAGE = "/giam-sat/tin-nhan"
REFUSED = "Cổng nhắn tin không nhận tin này (mã 422)."


def enter(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def dead(dossier, n=1, **changes):
    return waiting(dossier, n, state=MessageState.DEAD, attempts=5, error=REFUSED, **changes)


@pytest.fixture
def theirs(province):
    return receive(province)


@pytest.fixture
def elsewhere(province):
    return receive(province, province.birth)


def sweeps(page: str) -> dict[str, str]:
    """{channel: "late" or ""}"""
    return {
        name: mark for mark, name in re.findall(r'class="sweep(?: sweep--(late))?".*?<strong>([^<:]+):', page, re.S)
    }


def test_a_leader_sees_their_own_and_an_auditor_all(province, theirs, elsewhere):
    dead(theirs, interruptions=1)
    dead(elsewhere, 2)

    mine, all_of_them = (said(enter(who).get(PAGE)) for who in (province.leader, province.auditor))

    assert "1 tin không gửi được" in mine and "3 tin không gửi được" in all_of_them
    assert theirs.official_code in mine and elsewhere.official_code not in mine
    assert REFUSED in mine and "Đã tiếp nhận Tin nhắn SMS" in mine
    assert "có thể đã gửi hai lần" in mine
    assert "Gửi lại" in mine and "Gửi lại" not in all_of_them
    assert theirs.applicant_name not in mine and theirs.applicant_phone not in mine


def test_the_counts_are_what_they_say(province, theirs):
    now = timezone.now()
    old = now - timedelta(days=40)
    waiting(theirs, 4, created_at=now - timedelta(minutes=3))
    waiting(theirs, 3, state=MessageState.SENT, sent_at=now)
    waiting(theirs, 1, state=MessageState.SENT, sent_at=now - timedelta(hours=25))
    waiting(theirs, 2, state=MessageState.SENT, sent_at=now - timedelta(hours=30), interruptions=1)
    waiting(theirs, 1, state=MessageState.SENT, sent_at=old, created_at=old, interruptions=1)
    waiting(theirs, 5, state=MessageState.DROPPED)

    page = said(enter(province.leader).get(PAGE))

    assert "4 tin đang chờ" in page
    assert "Đã gửi trong 24 giờ qua 3 tin" in page
    assert "Có thể đã gửi hai lần, 30 ngày qua 2 tin" in page
    assert "Không gửi nữa, 30 ngày qua 5 tin" in page
    assert "0 tin không gửi được" in page


def test_a_way_is_red_after_a_quarter_of_an_hour_with_something_waiting(province, theirs, settings):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console"}
    leader, now = enter(province.leader), timezone.now()

    def round_ended(minutes: int, error: str = "") -> None:
        ended = now - timedelta(minutes=minutes)
        defaults = {"started_at": ended, "finished_at": ended, "error": error}
        Heartbeat.objects.update_or_create(name="deliver:sms", defaults=defaults)

    round_ended(60)
    assert sweeps(text(leader.get(PAGE))) == {"Thư điện tử": "", "Tin nhắn SMS": ""}  # nothing waits
    (message,) = waiting(theirs, created_at=now - timedelta(minutes=10))
    assert sweeps(text(leader.get(PAGE)))["Tin nhắn SMS"] == ""  # it has not waited for long
    Message.objects.update(created_at=now - timedelta(minutes=16))
    round_ended(60, "Cổng nhắn tin không trả lời trong thời gian cho phép.")
    page = leader.get(PAGE)
    assert sweeps(text(page)) == {"Thư điện tử": "", "Tin nhắn SMS": "late"}
    assert "Cổng nhắn tin không trả lời" in said(page)
    round_ended(1)
    assert sweeps(text(leader.get(PAGE)))["Tin nhắn SMS"] == ""  # it waits for its next try, or for the morning
    Message.objects.filter(pk=message.pk).update(channel="zalo")
    page = leader.get(PAGE)
    assert sweeps(text(page))["Zalo"] == "late" and "chưa được nối với kênh này" in said(page)


def test_one_or_all_of_the_page_are_tried_again_and_say_what_they_said(province, theirs, elsewhere):
    one, two, three = dead(theirs, 3, text="Lời cũ", interruptions=1)
    (foreign,) = dead(elsewhere)
    leader = enter(province.leader)

    answer = leader.post(PAGE, {"tin": str(two.pk), "trang": [str(one.pk), str(two.pk), str(three.pk)]}, follow=True)
    assert "Đã xếp 1 tin vào hàng chờ để gửi lại." in said(answer)
    two.refresh_from_db()
    assert (two.state, two.attempts, two.error, two.text) == (MessageState.PENDING, 0, "", "Lời cũ")
    assert two.interruptions == 1 and two.next_at <= timezone.now()

    shown = re.findall(r'name="trang" value="([^"]+)"', text(leader.get(PAGE)))
    assert set(shown) == {str(one.pk), str(three.pk)}
    answer = leader.post(PAGE, {"trang": [*shown, str(foreign.pk)]}, follow=True)
    assert "Đã xếp 2 tin" in said(answer)
    foreign.refresh_from_db()
    assert foreign.state == MessageState.DEAD


def test_pressed_twice_or_made_up_is_a_sentence(province, theirs, elsewhere):
    (message,) = dead(theirs)
    (foreign,) = dead(elsewhere)
    leader = enter(province.leader)
    leader.post(PAGE, {"tin": str(message.pk)})

    for chosen in (str(message.pk), str(foreign.pk), "không phải mã", "\x00", ""):
        answer = leader.post(PAGE, {"tin": chosen})
        assert answer.status_code == 409, chosen
        assert "Không có tin nào để gửi lại" in said(answer)
    assert leader.get(PAGE, {"agency": "x", "sau": "1.2"}).status_code == 400
    for cursor in ("1.2", "x", f"{10**18}.{'0' * 32}", f"٣.{'0' * 32}"):
        assert leader.get(PAGE, {"sau": cursor}).status_code == 200


def test_only_who_leads_may_say_so(province, theirs):
    (message,) = dead(theirs)

    assert enter(province.auditor).post(PAGE, {"tin": str(message.pk)}).status_code == 403
    assert enter(province.clerk).post(PAGE, {"tin": str(message.pk)}).status_code == 403
    for by in (province.clerk, province.auditor, province.leader_b):
        with refused("message_not_dead"):
            actions.send_again(message_ids=[message.pk], by=by, now=timezone.now())
    Membership.objects.create(user=province.auditor, agency=province.root, role=Role.SUPERVISOR)
    assert actions.send_again(message_ids=[message.pk], by=province.auditor, now=timezone.now()) == 1


def test_pages_follow_each_other_whatever_came_at_the_same_moment(province, theirs):
    messages = dead(theirs, 120)
    client, address, seen = enter(province.leader), PAGE, []
    client.get(PAGE)
    while address:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert len(asked) <= 10 and len(answer.content) <= 60_000
        seen += re.findall(r'name="trang" value="([^"]+)"', text(answer))
        following = re.search(r'<a href="([^"]+)">Trang sau', text(answer))
        address = following and PAGE + following[1].replace("&amp;", "&")

    assert len(seen) == 120 and set(seen) == {str(message.pk) for message in messages}
