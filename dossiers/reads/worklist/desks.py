"""Whose work it is: what lies on the desk of a person, by their units and by the people they stand in for."""

from collections.abc import Collection

from django.db.models import Q

from agencies.models import Role, UnitKind
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope

# Who looks after what an outside body holds of their agency's; where members without a unit of their own work.
FOR_OUTSIDE = (Role.OFFICER, Role.SUPERVISOR)
_WORK_IN = {Role.CLERK: (UnitKind.COUNTER, UnitKind.REGISTRY), Role.OFFICER: (UnitKind.OFFICE, UnitKind.REGISTRY)}


def on_desk(reader: scope.Reader, away: Collection[int] = ()) -> list[DossierQuerySet]:
    """Open dossiers that wait for this person: what their units hold, what an outside body, which has no units here,
    has of their agency's, and in their own agencies what is assigned to those who are away (ids of users).

    In parts that may overlap: each rides an index of its own in the order of the list, which one OR of them would not.
    """
    posts = [post for post in reader.posts if post.role in scope.WORKERS]
    whole = {post.agency_id for post in posts if not _units(post)}
    parts = [Q(holder_agency=agency) for agency in sorted(whole)]
    parts += [Q(holder_agency=post.agency_id, **_units(post)) for post in posts if post.agency_id not in whole]
    if away:
        elsewhere = {post.agency_id for post in posts} - whole
        parts += [Q(holder_agency=agency, assignee__in=sorted(away)) for agency in sorted(elsewhere)]
    parts += [Q(deciding_agency=agency, holder_unit=None) for agency in sorted(reader.agencies(*FOR_OUTSIDE))]
    return [Dossier.objects.open().filter(part) for part in parts]


def _units(post: scope.Post) -> dict:
    """Which units' dossiers wait for a member: their own; without one, all in which their role does steps."""
    if post.unit_id is not None:
        return {"holder_unit": post.unit_id}
    if post.role not in _WORK_IN:
        return {}
    return {"holder_unit__kind__in": _WORK_IN[post.role]}  # a unit that holds is one of the agency that holds
