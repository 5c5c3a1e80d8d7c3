"""What is late, most late first, for those who answer for it; and whether anybody still looks."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from dossiers.models import Delay, Dossier, Urge
from dossiers.reads.alarms import SWEEP_IS_LATE_AFTER
from dossiers.reads.arrays import unpacked
from dossiers.reads.supervision import delays, urges
from dossiers.reads.supervision.listed import Listed, listed
from dossiers.reads.supervision.lists import OVERDUE
from dossiers.reads.supervision.within import Narrowed


@dataclass(frozen=True)
class Overdue(Listed):
    """Each dossier of a row has `delay` and `urge`, the last ones. causes: of the list before one was chosen."""

    sweep_is_late: bool = True
    causes: delays.Causes = field(default_factory=lambda: delays.Causes([]))


def overdue(*, by: Narrowed, cursor: str, now: datetime) -> Overdue:
    """One page of them, whose they are, and why. Five queries, and those of `grouped`."""
    found = listed(OVERDUE, by=by, cursor=cursor, now=now)
    explain(row.dossier for row in found.rows)
    causes = delays.causes(OVERDUE.question(replace(by, cause=""), now))
    is_late = found.swept_at is None or now - found.swept_at > SWEEP_IS_LATE_AFTER
    return Overdue(**vars(found), sweep_is_late=is_late, causes=causes)


def explain(dossiers: Iterable[Dossier]) -> None:
    """Set on each `delay`, the last that was written of it, and `urge`, its last one; None without. One query."""
    of = {dossier.pk: dossier for dossier in dossiers}
    last = {"rows_of_delays": delays.rows(1), "rows_of_urges": urges.rows(1)}
    for pk, said, asked in Dossier.objects.filter(pk__in=of).annotate(**last).values_list("pk", *last):
        of[pk].delay = next(iter(unpacked(Delay, said)), None)
        of[pk].urge = next(iter(unpacked(Urge, asked)), None)
