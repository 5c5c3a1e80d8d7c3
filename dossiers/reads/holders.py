"""To whom a dossier can be given: people of the agency that holds it, units that may take it over."""

from django.contrib.auth.models import User
from django.db.models import Prefetch, QuerySet

from agencies.models import Membership, Unit
from dossiers.models import Dossier
from dossiers.reads import scope


def people_of(dossier: Dossier) -> QuerySet[User]:
    """Who of the holding agency may work on it, by given name; each with `posts`. Asks two queries."""
    posts = Membership.objects.filter(agency=dossier.holder_agency_id, role__in=scope.WORKERS).select_related("unit")
    return (
        User.objects.filter(is_active=True, memberships__in=posts)
        .distinct()
        .order_by("first_name", "last_name", "pk")
        .prefetch_related(Prefetch("memberships", posts.order_by("pk"), to_attr="posts"))
    )


def units_for(dossier: Dossier) -> QuerySet[Unit]:
    """Units of the holding and the deciding agency other than the one that holds it. Asks one query."""
    return (
        Unit.objects.filter(agency__in=(dossier.holder_agency_id, dossier.deciding_agency_id))
        .exclude(pk=dossier.holder_unit_id)
        .select_related("agency")
        .order_by("agency__name", "name")
    )
