"""Counts that stay cheap: exact up to a thousand, and many of them in one query."""

from collections.abc import Sequence

from django.db.models import IntegerField, QuerySet, Subquery

from agencies.models import WorkCalendar
from dossiers.models import Heartbeat

MOST = 1000  # above it lists and counts say "1.000+"


class _Count(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def counted(*, beat: str = "sweep", **questions: QuerySet | Sequence[QuerySet]) -> tuple[dict[str, int], int, object]:
    """How many rows each question has (at most MOST + 1), the calendar's version, when this job last came to its end.

    One query. A question in parts, which may overlap, counts each row once; one that can have no answer counts 0.
    Raises WorkCalendar.DoesNotExist before `load_reference`.
    """
    asked = {name: [question] if isinstance(question, QuerySet) else question for name, question in questions.items()}
    rows = {name: _Count(_firsts(parts)) for name, parts in asked.items() if parts}
    beaten = Subquery(Heartbeat.objects.filter(name=beat).values("finished_at")[:1])
    found = WorkCalendar.objects.annotate(**rows, beaten_at=beaten).values("version", "beaten_at", *rows).get()
    return {name: found.get(name) or 0 for name in asked}, found["version"], found["beaten_at"]


def count_of(question: QuerySet) -> Subquery:
    """How many rows a question about the outer row has, at most MOST + 1."""
    return _Count(_firsts([question]))


def _firsts(parts: Sequence[QuerySet]) -> QuerySet:
    firsts = [part.order_by().values("pk")[: MOST + 1] for part in parts]
    return firsts[0].union(*firsts[1:])[: MOST + 1] if len(firsts) > 1 else firsts[0]
