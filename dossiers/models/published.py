"""The figures that everybody may read, as the night counted them: of a month, of an agency, a field, a procedure."""

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Procedure


class Published(models.Model):
    """The figures of one month of one part of the province: of all, of an agency, of a field, of a procedure.

    month: its first day. No agency: of all. A field or a procedure, never both; neither: of all of them. figures: whole
    numbers by key, as `reads.published.definitions` defines them, at the end of the month or as far as it is counted.
    """

    month = models.DateField()
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+", db_index=False)  # that decides
    field = models.CharField(max_length=120, blank=True)
    procedure = models.ForeignKey(Procedure, models.CASCADE, null=True, related_name="+", db_index=False)
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "agency", "field", "procedure"], nulls_distinct=False, name="published_once"
            ),
            models.CheckConstraint(name="published_field_or_procedure", condition=Q(field="") | Q(procedure=None)),
        ]
        indexes = [models.Index(fields=["agency", "field", "procedure", "month"], name="published_months")]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.agency_id} {self.field or self.procedure_id}"


class Publication(models.Model):
    """The one row that says what the published figures are; written in the transaction that counts them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through = models.DateField()  # the last whole local day that was counted
    counted_at = models.DateTimeField()
    calendar_version = models.PositiveIntegerField()
    definitions = models.PositiveSmallIntegerField()  # their version

    class Meta:
        constraints = [models.CheckConstraint(name="one_publication", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.through:%d/%m/%Y}"
