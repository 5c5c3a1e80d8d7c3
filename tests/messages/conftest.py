"""A gateway inside the test's own process, a dossier whose applicant has a telephone, and mornings for staff."""

from collections import Counter

import pytest
from django.contrib.auth.models import User

from dossiers import gateways
from dossiers.actions import delivering
from tests.dossiers.working import at
from tests.moments import set_to
from tests.province import receive

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


@pytest.fixture
def post(province, settings):
    """Everybody has an address, and e-mail has a way out; the portal's clock is what this is told."""
    settings.MESSAGE_WAYS = {"email": "console"}
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@dongthap.gov.vn")
    with set_to(at("2026-03-02 09:00")) as clock:
        yield lambda when: clock.to(at(when))
