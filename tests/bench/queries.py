"""How many statements a page asks the database, at any size, against what it may ask."""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from dossiers.models import Dossier
from tests.bench.database import Database
from tests.statements import statements_sent

# Who opens it, and how many statements it may take, session and person included.
BUDGET = {
    "look-up": (None, 1),
    "status JSON": (None, 1),
    "work list": ("chuyenvien", 10),  # one for who urges
    "dossier page": ("chuyenvien", 14),  # one writes down that it was opened
    "overdue list": ("lanhdao", 11),  # two for what it can be narrowed to, two for groups and causes
    "dashboard": ("lanhdao", 15),
}


def measure(database: Database) -> list[dict[str, Any]]:
    """Rows of the bench: statements of each page; the limit is the budget."""
    connection.close()
    connection.settings_dict["NAME"] = database.name
    officer = User.objects.get(username="chuyenvien")
    agencies = officer.memberships.values("agency")
    mine = Dossier.objects.open().filter(holder_agency__in=agencies).earliest("pk")
    pages = {
        "look-up": f"/tra-cuu/{mine.receipt_code}",
        "status JSON": f"/api/v1/status/{mine.receipt_code}",
        "work list": "/can-bo/",
        "dossier page": f"/can-bo/ho-so/{mine.pk}",
        "overdue list": "/giam-sat/qua-han",
        "dashboard": "/giam-sat/",
    }
    with statements_sent() as sent:
        return [_row(name, pages[name], sent, *BUDGET[name]) for name in pages]


def _row(name: str, path: str, sent: list[str], username: str | None, budget: int) -> dict[str, Any]:
    client = Client(headers={"host": "localhost"})
    if username:
        client.force_login(User.objects.get(username=username))
    client.get(path)  # the calendar and the prepared statement are there from now on
    sent.clear()
    answer = client.get(path)
    asked = len(sent)
    assert answer.status_code == 200, (name, answer.status_code)
    return {
        "name": f"statements of the {name}",
        "value": asked,
        "limit": budget,
        "ratio": round(asked / budget, 2),
        "bound": "<=1",
    }
