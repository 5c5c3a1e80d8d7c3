"""Which agencies could decide a dossier instead of the one that does."""

from django.db.models import QuerySet

from agencies.models import Agency, calendars
from dossiers.models import Dossier


def instead_of(dossier: Dossier) -> QuerySet[Agency]:
    """Active, of the same kind, and with the same working hours, by which its due date was promised; by name.

    A procedure with an agency of its own knows no other. Asks the newest calendar's version.
    """
    decider, newest = dossier.deciding_agency, calendars()
    hours = newest.of(decider.pk)
    others = Agency.objects.filter(kind=decider.kind, is_active=True).exclude(pk=decider.pk).order_by("name")
    if dossier.rules.procedure.department_id is not None:
        others = others.filter(pk=dossier.rules.procedure.department_id)
    if hours == newest.province:
        return others.exclude(pk__in=[pk for pk, own in newest.own.items() if own != hours])
    return others.filter(pk__in=[pk for pk, own in newest.own.items() if own == hours])
