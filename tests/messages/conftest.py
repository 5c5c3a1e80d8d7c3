"""A gateway inside the test's own process, and a dossier whose applicant has a telephone."""

from collections import Counter

import pytest

from dossiers import gateways
from dossiers.actions import delivering
from tests.dossiers.working import at
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
