"""What runs unattended leaves behind: marks, notices waiting to be told, heartbeats."""

from django.db import models

from agencies.models import Agency, Unit
from dossiers.models.dossier import Dossier


class MarkKind(models.TextChoices):
    DUE_SOON = "due_soon", "Sắp đến hạn"
    OVERDUE = "overdue", "Quá hạn"


class Mark(models.Model):
    """A deadline passed and was noticed. One for each (dossier, kind, due instant), for ever."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="marks", db_index=False)
    kind = models.CharField(max_length=10, choices=MarkKind)
    key = models.DateTimeField()  # the due instant this mark is about
    became_at = models.DateTimeField()
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "kind", "key"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind}"


class NoticeState(models.TextChoices):
    PENDING = "pending", "Chờ báo"
    SHOWN = "shown", "Đã báo"


class Notice(models.Model):
    """Something staff must be told; the outbox of marks. Unique per mark by its key."""

    dedup_key = models.CharField(max_length=80, unique=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=20, choices=MarkKind)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.PENDING)
    created_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # For the relay: what still waits.
            models.Index(fields=["id"], name="notice_pending", condition=models.Q(state="pending")),
            # For the desk: the latest told to an agency.
            models.Index(fields=["agency", "-shown_at"], name="notice_by_agency", condition=models.Q(state="shown")),
        ]

    def __str__(self) -> str:
        return self.dedup_key


class Heartbeat(models.Model):
    """When an unattended job last ran to its end, and with what result."""

    name = models.CharField(max_length=30, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    host = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
