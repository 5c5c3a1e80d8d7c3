"""Whom a dossier may be put before for an opinion."""

from datetime import date

from agencies.models import Agency
from agencies.worktime import local_day
from dossiers.models import Dossier, Opinion


def askable(dossier: Dossier) -> list[Agency]:
    """Every active agency but the one that decides, by name. One query."""
    return list(Agency.objects.filter(is_active=True).exclude(pk=dossier.deciding_agency_id).order_by("name", "pk"))


def day_of(asked: Opinion) -> date:
    """The local day on which it was asked."""
    return local_day(asked.asked_at)
