"""To whom a dossier can be given: people of the agency that holds it, units that may take it over; and who has what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery

from agencies.models import Absence, Agency, Membership, Role, Unit, counting_on, full_name
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope


@dataclass(frozen=True)
class Held:
    """How many open dossiers one person works on at one agency."""

    person: User
    agency: Agency
    n: int


def people_of(dossier: Dossier, today: date) -> QuerySet[User]:
    """Who of the holding agency may work on it: `workers_of` it. Asks two queries."""
    return workers_of([dossier.holder_agency_id], today)


def workers_of(agency_ids: Iterable[int], today: date) -> QuerySet[User]:
    """Who may work on what these agencies hold, and may sign in on this local day, by given name. Each with `posts`
    there and with `away_until`: the last day of an absence that lasts on this day, or None. Asks two queries.
    """
    lasting = Absence.objects.filter(user=OuterRef("pk"), since__lte=today, until__gte=today).order_by("-until")
    posts = Membership.objects.filter(agency__in=list(agency_ids), role__in=scope.WORKERS).select_related("unit")
    return (
        counting_on(User.objects.filter(memberships__in=posts), today)
        .annotate(away_until=Subquery(lasting.values("until")[:1]))
        .distinct()
        .order_by("first_name", "last_name", "pk")
        .prefetch_related(Prefetch("memberships", posts.order_by("pk"), to_attr="posts"))
    )


def with_posts(person: User) -> str:
    """A person of `workers_of` as lists name them."""
    posts = [Role(post.role).label + (f", {post.unit.name}" if post.unit else "") for post in person.posts]
    away = f" – vắng mặt đến hết {person.away_until:%d/%m/%Y}" if person.away_until else ""
    return f"{full_name(person)} – {'; '.join(posts)}{away}"


def units_for(dossier: Dossier) -> QuerySet[Unit]:
    """Units of the holding and the deciding agency other than the one that holds it. Asks one query."""
    return (
        Unit.objects.filter(agency__in=(dossier.holder_agency_id, dossier.deciding_agency_id))
        .exclude(pk=dossier.holder_unit_id)
        .select_related("agency")
        .order_by("agency__name", "name")
    )


def held_by_person(agency_id: int, user_id: int) -> DossierQuerySet:
    """What a person works on at an agency, and has not finished."""
    return Dossier.objects.open().held_by([agency_id]).filter(assignee=user_id)


def held_by_people(reader: scope.Reader) -> list[Held]:
    """Everybody who works on something at the agencies that this person leads, also who has left. Three queries."""
    agencies = reader.agencies(Role.SUPERVISOR)
    found = list(
        Dossier.objects.open()
        .held_by(agencies)
        .exclude(assignee=None)
        .values_list("assignee", "holder_agency")
        .annotate(n=Count("pk"))
        .order_by()
    )
    people = User.objects.in_bulk({person for person, _, _ in found})
    named = Agency.objects.in_bulk(agencies)
    held = [Held(people[person], named[agency], n) for person, agency, n in found]
    return sorted(held, key=lambda row: (row.agency.name, row.person.first_name, row.person.last_name, row.person.pk))


def held_by_one(reader: scope.Reader, agency_id: int | None, user_id: int | None) -> Held | None:
    """The same of one person at one agency; None where it is nothing, or not this person's to see. Two queries."""
    if user_id is None or agency_id not in reader.agencies(Role.SUPERVISOR):
        return None
    held = held_by_person(agency_id, user_id)
    some = held.select_related("assignee", "holder_agency")[:1]
    return next((Held(dossier.assignee, dossier.holder_agency, held.count()) for dossier in some), None)
