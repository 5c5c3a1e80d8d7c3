"""Who is away, and who looks after their work meanwhile. None of it gives a right."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Absence, Membership, Role, counting_on, full_name
from dossiers.reads import pages, scope


@dataclass(frozen=True)
class Line:
    """One absence of the list. may_end: this person may say that it is over."""

    absence: Absence
    is_on: bool
    may_end: bool


@dataclass(frozen=True)
class Absences:
    lines: list[Line]
    cursor: str | None  # of the next page


def stood_in_for(user_id: int, today: date) -> list[tuple[int, str]]:
    """For whom this person stands in on this local day, as (user id, name), by name. One query.

    Only those who asked for it themselves: whoever stands in for an absent person does not inherit that one's own.
    """
    lasting = Absence.objects.filter(stand_in=user_id, since__lte=today, until__gte=today)
    people = {absence.user_id: full_name(absence.user) for absence in lasting.select_related("user")}
    return sorted(people.items(), key=lambda person: (person[1], person[0]))


def absences(*, reader: scope.Reader, today: date, cursor: str) -> Absences:
    """Present and future ones, the earliest first, that concern this person or the agencies they lead. One query."""
    led = _led(reader, OuterRef("user"))
    ours = Absence.objects.filter(until__gte=today).annotate(led=Exists(led))
    ours = ours.filter(Q(user=reader.user_id) | Q(stand_in=reader.user_id) | Q(led=True))
    rows = list(
        ours.filter(_after(cursor)).select_related("user", "stand_in").order_by("since", "pk")[: pages.SIZE + 1]
    )
    shown = rows[: pages.SIZE]
    return Absences(
        [Line(row, row.since <= today, row.led or row.user_id == reader.user_id) for row in shown],
        f"{shown[-1].since:%Y-%m-%d}.{shown[-1].pk}" if len(rows) > pages.SIZE else None,
    )


def may_note_for(reader: scope.Reader, user_id: int) -> bool:
    """Everybody for themselves, supervisors for whoever works in an agency that they lead. At most one query."""
    if user_id == reader.user_id:
        return reader.has(*scope.WORKERS)
    return _led(reader, user_id).exists()


def people_led(reader: scope.Reader) -> list[User]:
    """Whose absences this person may note beside their own, by name. One query, none for who leads nobody."""
    if not reader.has(Role.SUPERVISOR):
        return []
    people = User.objects.filter(Exists(_led(reader, OuterRef("pk"))), is_active=True).exclude(pk=reader.user_id)
    return list(people.order_by("first_name", "last_name", "pk"))


def stand_ins_of(user_id: int, today: date) -> QuerySet[User]:
    """Colleagues with the same role in the same agency who may sign in on this local day, by name."""
    same = Membership.objects.filter(
        user=user_id, role__in=scope.WORKERS, agency=OuterRef("agency"), role=OuterRef("role")
    )
    posts = Membership.objects.filter(Exists(same), user=OuterRef("pk"))
    people = counting_on(User.objects.filter(Exists(posts)), today)
    return people.exclude(pk=user_id).order_by("first_name", "last_name")


def _led(reader: scope.Reader, user) -> QuerySet[Membership]:
    """The posts by which somebody works under this person."""
    return Membership.objects.filter(user=user, agency__in=reader.agencies(Role.SUPERVISOR), role__in=scope.WORKERS)


def _after(cursor: str) -> Q:
    """A cursor that means nothing is the start."""
    day, _, pk = cursor.partition(".")
    try:
        since, number = date.fromisoformat(day), int(pk)
    except ValueError:
        return Q()
    if not 0 <= number < 2**63:
        return Q()
    return Q(since__gt=since) | Q(since=since, pk__gt=number)
