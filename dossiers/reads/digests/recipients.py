"""Who gets the morning's letter of a day, and for which posts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import CharField, Exists, F, OuterRef, Prefetch, QuerySet, Value
from django.db.models.functions import Cast, Concat

from agencies.models import Absence, Calendars, Membership, account_of, counting_on
from dossiers.models import Message
from dossiers.reads import scope
from dossiers.reads.digests.lists import Scope


@dataclass(frozen=True)
class Recipient:
    """One person. agency_id: who answers for the letter. parts: chosen ones of DIGEST_PARTS, in their order."""

    user_id: int
    agency_id: int
    parts: tuple[str, ...]
    scope: Scope


def key_of(user_id: int, day: date) -> str:
    """The dedup_key of a letter: one a person and local day."""
    return f"digest:{user_id}:{day}"


def recipients(*, day: date, found: Calendars, after: int, most: int) -> tuple[list[Recipient], int | None]:
    """Those with an id above `after` who get a letter on this local day and have none yet, by id; of `most` people
    looked at, and the last one's id, None when nobody is left. Three queries.

    They have an address and an account that counts, are not away, want at least one part, and read dossiers for an
    agency that works on this day by its own calendar.
    """
    people = list(_people(day).filter(pk__gt=after).order_by("pk")[:most])
    away: dict[int, list[int]] = defaultdict(list)
    lasting = Absence.objects.filter(stand_in__in=people, since__lte=day, until__gte=day)
    for stand_in, user in lasting.order_by("user").values_list("stand_in", "user").distinct():
        away[stand_in].append(user)
    chosen = (_recipient(user, day, found, away[user.pk]) for user in people)
    return [one for one in chosen if one is not None], people[-1].pk if len(people) == most else None


def _people(day: date) -> QuerySet[User]:
    key = Concat(Value("digest:"), Cast(OuterRef("pk"), CharField()), Value(f":{day}"))
    reads = Membership.objects.filter(role__in=scope.READERS)
    people = counting_on(User.objects.exclude(email=""), day)
    return (
        people.filter(Exists(reads.filter(user=OuterRef("pk"))))
        .exclude(Exists(Absence.objects.filter(user=OuterRef("pk"), since__lte=day, until__gte=day)))
        .exclude(Exists(Message.objects.filter(dedup_key=key)))
        .select_related("account")
        .prefetch_related(Prefetch("memberships", reads.order_by(F("agency"), F("unit").asc(nulls_first=True), "role")))
    )


def _recipient(user: User, day: date, found: Calendars, away: Iterable[int]) -> Recipient | None:
    parts = account_of(user).digest_parts
    posts = tuple(
        scope.Post(row.agency_id, row.unit_id, row.role)
        for row in user.memberships.all()
        if found.of(row.agency_id).is_working(day)
    )
    if not parts or not posts:
        return None
    return Recipient(user.pk, posts[0].agency_id, parts, Scope(posts, tuple(away)))
