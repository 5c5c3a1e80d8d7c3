"""How long a procedure really took lately, from the receipt to the result, as the night counted it."""

from django.db import models
from django.db.models import F, Q

from agencies.models import Procedure


class ProcedureTime(models.Model):
    """Of a procedure's dossiers that got a result in the last 90 days: how many, how long, how many late.

    p50, p90: working days after the day of receipt, through the day of the result, by nearest rank: the least number
    such that half, or nine tenths, of the cases took no longer. late: missed one of their first dates.
    """

    procedure = models.OneToOneField(Procedure, models.CASCADE, primary_key=True, related_name="lately")
    cases = models.PositiveIntegerField()
    p50 = models.PositiveIntegerField()
    p90 = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    through = models.DateField()  # the last local day that was counted

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="procedure_time_whole",
                condition=Q(cases__gte=1) & Q(p90__gte=F("p50")) & Q(late__lte=F("cases")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.p50}–{self.p90}"
