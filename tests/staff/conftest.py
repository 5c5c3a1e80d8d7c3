"""People who sign in, and dossiers in the situations that desks know."""

import re
import uuid
from copy import copy
from datetime import datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agencies.models import Party, ProcedureRules
from agencies.worktime import ZONE
from dossiers import actions
from dossiers.models import Dossier
from tests.dossiers.working import at
from tests.moments import set_to
from tests.province import receive, rules_of
from tests.staff.lists import MONDAY as AT_NINE

LAND_STEPS = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
    ("Xử lý hồ sơ", Party.OFFICE, 5),
    ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 5),
    ("Hoàn thiện, ký", Party.OFFICE, 3),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=ZONE)  # three weeks without a day off follow


def signed_in(user) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def enter():
    """enter(user): a browser in which this person has signed in."""
    return signed_in


@pytest.fixture
def look(enter):
    """look(user, address, at): the page as this person sees it at a moment."""

    def seen(user, address, at=None, **asked):
        with time_machine.travel(at or timezone.now(), tick=False):
            answer = enter(user).get(address, asked)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return seen


@pytest.fixture
def late(province):
    """late(days): a dossier received so many days ago, long past its due date."""

    def made(days: int = 90, **changes) -> Dossier:
        at = timezone.now() - timedelta(days=days)
        return receive(province, province.post, received_at=at, reason="Bưu tá giao chậm", **changes)

    return made


class Draft:
    """An intake in one browser, page by page."""

    WHO = {"name": "Nguyễn Thị Đoan", "identity": "087190001234", "phone": "0912 345 678", "address": "Ấp 3"}
    WHAT = {"name_0": "Đơn đề nghị", "kind_0": "original", "copies_0": "1", "kind_1": "copy", "copies_1": "1",
            "kind_2": "copy", "copies_2": "1"}  # fmt: skip

    def __init__(self, client: Client, rules):
        self.client = client
        chosen = client.post("/can-bo/tiep-nhan", {"rules": rules.pk})
        assert chosen.status_code == 302, chosen.content
        self.key = uuid.UUID(chosen.url.split("/")[3])

    def page(self, name: str) -> str:
        return f"/can-bo/tiep-nhan/{self.key}/{name}"

    def who(self, **changes):
        return self.client.post(self.page("nguoi-nop"), {**self.WHO, **changes})

    def what(self, **changes):
        return self.client.post(self.page("giay-to"), {**self.WHAT, **changes})

    def send(self, **changes):
        """Press on the check page as it is now."""
        return self.press(**self.held(), **changes)

    def press(self, **sent):
        return self.client.post(self.page("kiem-tra"), {"do": "receive", **sent})

    def held(self) -> dict[str, str]:
        """What the check page holds, hidden."""
        return dict(re.findall(r'type="hidden" name="(due|earlier)" value="([^"]*)"', self.shown("kiem-tra")))

    def following(self, rules, group: str) -> "Draft":
        """The next one of the same visit."""
        chosen = self.client.post("/can-bo/tiep-nhan", {"rules": rules.pk, "luot": group})
        assert chosen.url.endswith("/giay-to")
        after = copy(self)
        after.key = uuid.UUID(chosen.url.split("/")[3])
        return after

    def shown(self, name: str) -> str:
        return self.client.get(self.page(name)).content.decode()


@pytest.fixture
def begin(enter):
    """begin(clerk, rules): a draft with its procedure chosen."""
    return lambda user, rules: Draft(enter(user), rules)


@pytest.fixture
def ready(begin, province):
    """ready(rules, user): a draft of which only the check page is left."""

    def typed(rules=None, user=None, **who) -> Draft:
        draft = begin(user or province.clerk, rules or province.building)
        draft.who(**who)
        assert draft.what().status_code == 302
        return draft

    return typed


@pytest.fixture
def advance():
    """advance(dossier, *people): complete a step, each by the next person."""

    def advanced(dossier: Dossier, *people) -> Dossier:
        for person in people:
            dossier = actions.complete_step(
                dossier_id=dossier.pk, by=person, now=timezone.now(), version=dossier.version
            )
        return dossier

    return advanced


@pytest.fixture
def at_office(province, advance):
    """At the desk of the officer, now."""
    return advance(receive(province), province.clerk)


@pytest.fixture
def store(settings, tmp_path):
    """Where attached files lie."""
    settings.ATTACHMENTS_ROOT = tmp_path / "kho" / "tep"
    return settings.ATTACHMENTS_ROOT


@pytest.fixture
def many(province):
    """many(n): so many dossiers at the department's counter."""
    numbers = count(1)

    def made(n: int) -> None:
        for _ in range(n):
            receive(province, applicant=actions.Applicant(name=f"Người nộp thứ {next(numbers)}", phone="0912345678"))

    return made


@pytest.fixture
def moments(province, settings):
    """The portal's clock, at eight o'clock of an ordinary Monday until the test sets it. Nobody is signed out."""
    settings.SESSION_COOKIE_AGE = settings.SESSION_IDLE = settings.SESSION_LONGEST = 10**9
    with set_to(MONDAY) as clock:
        yield clock


@pytest.fixture
def now(settings):
    """now(when): the portal's clock, at nine o'clock of another Monday until it is set. Nobody is signed out."""
    settings.SESSION_COOKIE_AGE = settings.SESSION_IDLE = settings.SESSION_LONGEST = 10**9
    with set_to(at(AT_NINE)) as clock:
        yield lambda when: clock.to(at(when))


def land_rules(province) -> ProcedureRules:
    """Rules with two appointments: ten working days up to the tax form, five after the payment."""
    return rules_of("1.012756", "Đăng ký biến động đất đai", "Đất đai", LAND_STEPS, province.department,
                    term=[[10, "working_days"]], second_term=[[5, "working_days"]])  # fmt: skip


@pytest.fixture
def land(province):
    return land_rules(province)
