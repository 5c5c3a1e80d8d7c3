"""People who sign in, and dossiers in the situations that desks know."""

import uuid
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier
from tests.province import receive


@pytest.fixture
def enter():
    """enter(user): a browser in which this person has signed in."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


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
        return self.client.post(self.page("kiem-tra"), {"do": "receive", **changes})


@pytest.fixture
def begin(enter):
    """begin(clerk, rules): a draft with its procedure chosen."""
    return lambda user, rules: Draft(enter(user), rules)


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
def many(province):
    """many(n): so many dossiers at the department's counter."""
    numbers = count(1)

    def made(n: int) -> None:
        for _ in range(n):
            receive(province, applicant=actions.Applicant(name=f"Người nộp thứ {next(numbers)}", phone="0912345678"))

    return made
