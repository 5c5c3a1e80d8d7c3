"""Who looked at whose personal data, and why: for those who answer for the people who look."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import full_name
from dossiers.models import Access
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.plain import plain

_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class Narrowed:
    """agencies: of the people who looked; None for everybody's. person: as typed. dossier: an id. Days: local."""

    agencies: Collection[int] | None
    person: str = ""
    kind: str = ""
    dossier: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Accesses:
    rows: list[Access]  # with user, agency, dossier
    count: int  # at most 1,001
    cursor: str | None


def accesses(by: Narrowed, cursor: str) -> Accesses:
    """One page, the latest first. Two queries, one more to find a person by name."""
    question = _asked(by)
    counts, _version, _swept_at = counted(seen=question)
    page = list(
        question.filter(pages.before(cursor, "at"))
        .select_related("user", "agency", "dossier")
        .order_by("-at", "-pk")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Accesses(
        rows=shown,
        count=counts["seen"],
        cursor=pages.cursor_of(shown[-1], "at") if len(page) > pages.SIZE else None,
    )


def _asked(by: Narrowed) -> QuerySet[Access]:
    found = Access.objects.all()
    if by.agencies is not None:
        found = found.filter(agency__in=by.agencies)
    if by.person:
        found = found.filter(user__in=_people(by))
    if by.kind:
        found = found.filter(kind=by.kind)
    if by.dossier is not None:
        found = found.filter(dossier=by.dossier)
    if by.since:
        found = found.filter(at__gte=_midnight(by.since))
    if by.until:
        found = found.filter(at__lt=_midnight(by.until) + timedelta(days=1))
    return found


def _people(by: Narrowed) -> list[int]:
    """Who is called so: by their user name, or by words that begin words of their name, without marks."""
    words = plain(by.person).split()
    users = User.objects.only("username", "first_name", "last_name")
    if by.agencies is not None:
        users = users.filter(memberships__agency__in=by.agencies).distinct()
    return [user.pk for user in users if user.username == by.person or _is_called(user, words)]


def _is_called(user: User, words: list[str]) -> bool:
    name = plain(full_name(user)).split()
    return all(any(part.startswith(word) for part in name) for word in words)


def _midnight(day: date) -> datetime:
    """Where this local day begins; far outside any dossier's time the moments end, and nobody looked."""
    return timezone.make_aware(datetime.combine(min(max(day, _FIRST), _LAST), time()))
