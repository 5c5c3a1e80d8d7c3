"""How long procedures really took lately: the night's part of the figures that goes by procedure."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from math import ceil

from django.db.models import Count, Q

from agencies.models import calendars
from dossiers.models import Counted, Kept, ProcedureTime
from dossiers.reads.step_times import DAYS
from dossiers.workflow import Status


def count_procedure_times(through: date) -> None:
    """Sum the rows of `Counted` with a result on one of the last days up to `through`. In the count's transaction.

    The waiting for papers or money is part of it: that is how long people really waited.
    """
    days = calendars().province  # hours differ between agencies, days do not
    took: dict[int, Counter[int]] = defaultdict(Counter)
    late: Counter[int] = Counter()
    rows = (
        Counted.objects.filter(ended_on__gt=through - timedelta(days=DAYS), ending=Status.DONE)
        .order_by()
        .values_list("procedure", "received_on", "ended_on")
        .annotate(cases=Count("pk"), late=Count("pk", filter=Q(by_first=Kept.LATE)))
    )
    for procedure, received_on, ended_on, cases, of_them_late in rows:
        took[procedure][max(0, days.working_days_between(received_on, ended_on))] += cases
        late[procedure] += of_them_late
    ProcedureTime.objects.all().delete()
    ProcedureTime.objects.bulk_create(
        ProcedureTime(
            procedure_id=procedure, cases=each.total(), p50=nearest_rank(each, 50), p90=nearest_rank(each, 90),
            late=late[procedure], through=through,
        )
        for procedure, each in took.items()
    )  # fmt: skip


def nearest_rank(cases: Counter[int], percent: int) -> int:
    """The least length such that so many of a hundred cases took no longer. cases: how many, by length; at least one.

    >>> nearest_rank(Counter({1: 5, 2: 4, 30: 1}), 50), nearest_rank(Counter({1: 5, 2: 4, 30: 1}), 90)
    (1, 2)
    """
    rank, seen = ceil(cases.total() * percent / 100), 0
    for length in sorted(cases):
        seen += cases[length]
        if seen >= rank:
            return length
    raise ValueError("no cases")
