"""Letters of the dossiers whose codes are given out to try: printed as the counter prints them, by who works there."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from agencies.models import Membership, Role
from dossiers import actions
from dossiers.models import Dossier
from dossiers.reads.own_letters import OWN


def print_for(dossiers: Iterable[Dossier], now: datetime) -> None:
    """Every letter of the applicant's own that each of them has by now; what was printed before stays as it is."""
    for dossier in dossiers:
        clerk = Membership.objects.filter(agency=dossier.receiving_agency_id, role=Role.CLERK).order_by("pk").first()
        if clerk is not None:
            for kind in OWN:
                with suppress(actions.Refused, Dossier.DoesNotExist):  # has no such letter; or this clerk has left
                    actions.print_letter(kind=kind, dossier_id=dossier.pk, by=clerk.user, now=now)
