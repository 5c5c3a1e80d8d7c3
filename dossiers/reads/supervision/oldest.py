"""The open dossiers that have waited longest since they were received."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import calendars
from dossiers.models import Dossier
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.supervision.within import Narrowed

LISTED = 10


@dataclass(frozen=True)
class Waiting:
    """days: whole days, of any kind, since it was received."""

    dossier: Dossier
    days: int
    deadline: Deadline


def oldest(by: Narrowed, now: datetime, version: int) -> list[Waiting]:
    """The longest first. version: of the calendars. One query."""
    # Found in the index alone; only these are then read.
    first = by.decided().open().order_by("received_at", "pk").values("pk")[:LISTED]
    dossiers = (
        Dossier.objects.filter(pk__in=first)
        .select_related("rules__procedure", "deciding_agency", "holder_agency", "holder_unit", "assignee")
        .order_by("received_at", "pk")
    )
    found = calendars(version)
    return [
        Waiting(each, (now - each.received_at).days, deadline_of(each, found.of(each.deciding_agency_id), now))
        for each in dossiers
    ]
