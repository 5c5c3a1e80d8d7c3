"""Whatever happens to a dossier, in whatever order: its applicant is told of each thing once by each way."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import actions
from dossiers.actions.telling import tell
from dossiers.models import OCCASION_OF, Dossier, Event, EventKind, Message, Untold
from dossiers.workflow import Move
from tests.dossiers.conftest import extended
from tests.dossiers.test_lives import said
from tests.province import receive

MOVES = (
    Move.COMPLETE_STEP, Move.REQUEST_SUPPLEMENT, Move.RECEIVE_SUPPLEMENT, Move.REQUEST_PAYMENT, Move.CONFIRM_PAYMENT,
    Move.DRAFT_APOLOGY, Move.APPROVE_APOLOGY, Move.FINISH, Move.DECLINE, Move.WITHDRAW, Move.STOP, Move.UNDO,
)  # fmt: skip
PRESSES = st.lists(
    st.tuples(st.sampled_from(MOVES), st.integers(1, 400), st.booleans()), min_size=1, max_size=14
)  # what, after how many minutes, whether the relay comes round after it


@pytest.fixture
def office(province):
    return extended(province)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=PRESSES)
def test_each_thing_is_told_once(office, settings, presses):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console"}
    with transaction.atomic():
        applicant = actions.Applicant(name="Nguyễn Thị Đoan", identity="087190001234", phone="0900000123")
        live(office, receive(office, office.taxed, applicant=applicant), presses)
        transaction.set_rollback(True)


def live(p, dossier, presses):
    now = timezone.now()
    for move, minutes, relayed in presses:
        now += timedelta(minutes=minutes)
        before = Dossier.objects.get(pk=dossier.pk)
        by = p.clerk if move in (Move.RECEIVE_SUPPLEMENT, Move.WITHDRAW) else p.leader
        try:
            getattr(actions, move)(dossier_id=dossier.pk, by=by, now=now, version=before.version, **said(p, move, now))
        except actions.Refused:
            continue
        if relayed:
            tell()
    tell()
    assert not Untold.objects.exists()
    events = Event.objects.filter(dossier=dossier, kind__in=set(OCCASION_OF) - {EventKind.UNDONE})
    told = Message.objects.filter(dossier=dossier).exclude(occasion="taken_back")
    wanted = {f"event:{event.pk}:sms" for event in events}
    assert {message.dedup_key for message in told} == wanted
    assert told.count() == len(wanted)
