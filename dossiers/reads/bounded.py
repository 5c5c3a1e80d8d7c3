"""Counts that stay cheap: exact up to a thousand, and many of them in one query."""

from django.db.models import IntegerField, QuerySet, Subquery

from agencies.models import WorkCalendar
from dossiers.models import Heartbeat

MOST = 1000  # above it lists and counts say "1.000+"


class _Count(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def counted(**questions: QuerySet) -> tuple[dict[str, int], int, object]:
    """How many rows each question has (at most MOST + 1), the calendar's version, the last complete sweep. One query.

    A question that can have no answer counts 0. Raises WorkCalendar.DoesNotExist before `load_reference`.
    """
    rows = {name: _Count(question.order_by().values("pk")[: MOST + 1]) for name, question in questions.items()}
    swept = Subquery(Heartbeat.objects.filter(name="sweep").values("finished_at")[:1])
    found = WorkCalendar.objects.annotate(**rows, swept_at=swept).values("version", "swept_at", *rows).get()
    return {name: found[name] or 0 for name in rows}, found["version"], found["swept_at"]
