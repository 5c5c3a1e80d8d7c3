"""Where a dossier is on its way: steps, stops, supplements."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from agencies.models import Agency, RuleStep, Unit
from dossiers.models.dossier import Dossier


class Step(models.Model):
    """One step of one dossier, laid down when it was received."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="steps", db_index=False)
    n = models.PositiveSmallIntegerField()
    rule_step = models.ForeignKey(RuleStep, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "n"], name="step_once_in_a_dossier"),
            models.CheckConstraint(
                name="step_finishes_after_it_starts",
                condition=Q(finished_at=None) | Q(finished_at__gte=models.F("started_at")),
            ),
        ]
        # Who may read a dossier includes every agency that holds one of its steps.
        indexes = [models.Index(fields=["agency", "dossier"], name="step_by_agency")]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.n}"


class PauseGround(models.TextChoices):
    SUPPLEMENT = "supplement", "Chờ bổ sung giấy tờ"


class Pause(models.Model):
    """A time in which the clock stands still: [from, to), open while it lasts."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses", db_index=False)
    span = DateTimeRangeField()
    ground = models.CharField(max_length=20, choices=PauseGround)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="pauses_never_overlap",
                expressions=[("dossier", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.span}"


class Supplement(models.Model):
    """A request for missing papers; the law allows one (NĐ 118/2025 Art 11)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements", db_index=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.TextField(max_length=2000)
    papers = models.JSONField()  # [str, …]
    answer_by = models.DateField()
    restarts = models.BooleanField()  # whether the term begins again, frozen from the rules
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(received_at=None), name="one_supplement_is_open"),
            models.CheckConstraint(
                name="supplement_received_after_asked",
                condition=Q(received_at=None) | Q(received_at__gte=models.F("asked_at")),
            ),
        ]
        indexes = [models.Index(fields=["dossier", "asked_at"], name="supplement_by_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.asked_at:%d/%m/%Y}"
