"""A missed date is told to the applicant with the mark that staff see: once, and never after the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.worktime import local_day
from dossiers import actions
from dossiers.actions import telling
from dossiers.models import Dossier, Message, Notice, Occasion
from dossiers.reads.messages import facts_of, to_send, why_not_send, worded
from dossiers.reads.words import day
from tests.province import receive


@pytest.fixture(autouse=True)
def _one_way(settings):
    settings.MESSAGE_WAYS = {"sms": "console"}


@pytest.fixture
def late(province):
    """A dossier whose date passed an hour ago, marked and not told yet."""
    return due_ago(old(province), timedelta(hours=1))


def old(p) -> Dossier:
    return receive(p, p.post, received_at=timezone.now() - timedelta(days=90), reason="Hồ sơ cũ")


def due_ago(dossier, age: timedelta) -> Dossier:
    due = timezone.now() - age
    Dossier.objects.filter(pk=dossier.pk).update(due_at=due, due_soon_at=due, next_flag_at=due)
    actions.sweep()
    dossier.refresh_from_db()
    return dossier


def told(dossier) -> list[Message]:
    return list(Message.objects.filter(dossier=dossier, occasion=Occasion.OVERDUE))


def why_not(message) -> str:
    return why_not_send(to_send(message))


def test_the_applicant_hears_of_it_with_the_staff_and_once(late):
    actions.relay()
    (message,) = told(late)
    assert Notice.objects.get(dossier=late, kind="overdue").state == "shown"
    facts = facts_of(to_send(message))
    assert (facts["ngay"], facts["ngay_moi"]) == (day(local_day(late.due_at)), "chưa có")
    assert "xin loi" in worded(to_send(message))[2]
    assert why_not(message) == ""

    Notice.objects.filter(dossier=late).update(state="pending")
    actions.relay()
    assert len(told(late)) == 1


def test_a_row_that_breaks_keeps_neither_staff_nor_others_from_being_told(province, late, monkeypatch):
    other, reachable_by = due_ago(old(province), timedelta(hours=2)), telling.reachable_by

    def broken(dossier, occasion):
        return reachable_by(dossier, occasion) if dossier != late else {}[""]

    monkeypatch.setattr(telling, "reachable_by", broken)

    actions.relay()

    assert set(Notice.objects.filter(kind="overdue").values_list("state", flat=True)) == {"shown"}
    assert (told(late), len(told(other))) == ([], 1)


def test_with_a_new_date_it_names_it(late):
    Dossier.objects.filter(pk=late.pk).update(promised_at=timezone.now() + timedelta(days=3))
    actions.relay()
    (message,) = told(late)
    assert facts_of(to_send(message))["ngay_moi"] == day(local_day(timezone.now() + timedelta(days=3)))


def test_nothing_is_told_of_what_has_ended_or_is_old_or_asked_for_silence(late):
    Dossier.objects.filter(pk=late.pk).update(told_in="")
    actions.relay()
    assert told(late) == []
    Dossier.objects.filter(pk=late.pk).update(told_in="vi")

    due_ago(late, timedelta(days=8))  # a dossier of an older system
    actions.relay()
    assert told(late) == []

    due_ago(late, timedelta(days=6))
    actions.relay()
    (message,) = told(late)
    Dossier.objects.filter(pk=late.pk).update(due_at=timezone.now() + timedelta(days=1))
    assert "không còn quá hạn" in why_not(message)


def test_an_end_before_the_relay_or_before_the_sender_keeps_it_back(province, late):
    seen = Dossier.objects.get(pk=late.pk)
    actions.relay()
    (message,) = told(late)
    actions.withdraw(
        dossier_id=late.pk, by=province.clerk, now=timezone.now(), version=seen.version, reason="Thôi",
        reason_class="no_need",
    )  # fmt: skip
    assert "đã kết thúc" in why_not(message)

    Message.objects.all().delete()
    Notice.objects.filter(dossier=late).update(state="pending")
    actions.relay()
    assert told(late) == []
