"""The pages of a desk, opened at a million dossiers and at ten thousand: they do not grow with the province."""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from agencies.models import AgencyKind, Membership, Role
from dossiers.models import Dossier
from dossiers.reads import pages, scope
from dossiers.workflow import Status
from tests.bench.database import Database
from tests.bench.sizes import row

OPENINGS = 5
LIST_BOUND, PAGE_BOUND, SEARCH_BOUND = 1.5, 1.2, 3
Opening = Callable[[], int]  # opens a page; its status


def measure(big: Database, small: Database) -> list[dict[str, Any]]:
    """Rows of the bench: milliseconds on the server, medians. What is opened is written down in both."""
    pages_of_a_desk = (
        ("work list of an officer", lambda: _work_list("chuyenvien"), LIST_BOUND),
        ("work list of a supervisor", lambda: _work_list("lanhdao"), LIST_BOUND),
        ("dossier page", _dossier_page, PAGE_BOUND),
        ("five searches for a person by a commune's clerk", lambda: _searches(_clerk()), SEARCH_BOUND),
        ("five searches for a person by an auditor", lambda: _searches(_auditor()), SEARCH_BOUND),
    )
    return [
        row(name, partial(_opened, openings=openings), bound, big, small) for name, openings, bound in pages_of_a_desk
    ]


def _opened(database: Database, openings: Callable[[], list[Opening]]) -> float:
    """Seconds of all openings one after another, the shortest of several each: the rest is the machine's business.

    openings: asked in the database that they are of.
    """
    database.connect()
    return sum(min(map(_seconds, [opening] * OPENINGS)) for opening in openings())


def _seconds(opening: Opening) -> float:
    begun = perf_counter()
    status = opening()
    spent = perf_counter() - begun
    if status != 200:
        raise RuntimeError(f"a page of the desk answered {status}")
    return spent


def _browser(user: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _work_list(username: str) -> list[Opening]:
    """A full page in the order of slack, and the next one narrowed to what nobody works on."""
    client = _browser(User.objects.get(username=username))
    addresses = ("/can-bo/", "/can-bo/?loc=tat-ca&person=chua")
    for address in addresses:
        rows = client.get(address).content.count(b'name="chon"')
        if rows != pages.SIZE:
            raise RuntimeError(f"{address}: {rows} rows")
    return [lambda address=address: client.get(address).status_code for address in addresses]


def _dossier_page() -> list[Opening]:
    """Five dossiers of one officer's, at the same point of their way."""
    officer = User.objects.get(username="chuyenvien")
    client, agencies = _browser(officer), officer.memberships.values("agency")
    mine = Dossier.objects.open().filter(holder_agency__in=agencies, status=Status.PROCESSING, is_paused=False)
    return [lambda pk=pk: client.get(f"/can-bo/ho-so/{pk}").status_code for pk in mine.values_list("pk", flat=True)[:5]]


def _clerk() -> User:
    """Of a commune, the same one at any size."""
    post = Membership.objects.filter(role=Role.CLERK, agency__kind=AgencyKind.COMMUNE)
    return post.order_by("agency__code", "pk").select_related("user")[0].user


def _auditor() -> User:
    return User.objects.get(username="giamsat")


def _searches(user: User) -> list[Opening]:
    """What people type: a common name, a rarer one, three words, a telephone, an identity number."""
    client = _browser(user)
    somebody = scope.readable(scope.reader_of(user)).earliest("pk")
    typed = ("nguyen van", "ta hữu vinh", "tran thi loan", somebody.applicant_phone, somebody.applicant_identity)
    return [lambda text=text: _found(client, text) for text in typed]


def _found(client: Client, text: str) -> int:
    return client.post("/can-bo/tim", {"ma": text, "why": "works"}).status_code
