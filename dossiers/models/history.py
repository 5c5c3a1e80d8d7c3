"""What happened to a dossier: written once, chained by hashes, never changed."""

from django.db import models

from agencies.models import Agency
from dossiers.models.dossier import Dossier


class EventKind(models.TextChoices):
    RECEIVED = "received", "Tiếp nhận hồ sơ"
    REFUSED = "refused", "Không tiếp nhận hồ sơ"
    STEP_COMPLETED = "step_completed", "Hoàn thành bước"
    SUPPLEMENT_REQUESTED = "supplement_requested", "Yêu cầu bổ sung giấy tờ"
    SUPPLEMENT_RECEIVED = "supplement_received", "Đã nhận đủ giấy tờ bổ sung"
    DUE_CHANGED = "due_changed", "Đổi ngày hẹn trả"
    FINISHED = "finished", "Đã có kết quả giải quyết"
    HANDED_OVER = "handed_over", "Đã trả kết quả"


class Event(models.Model):
    """One fact of the history. `seq`, `previous` and `hash` are set by the database's trigger.

    data carries ids, numbers and instants, never personal data or free text.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField(editable=False, default=0)
    at = models.DateTimeField()
    actor = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=30, choices=EventKind)
    data = models.JSONField(default=dict)
    public = models.BooleanField(default=True)
    previous = models.BinaryField(max_length=32, editable=False, default=b"")
    hash = models.BinaryField(max_length=32, editable=False, default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="event_once_in_a_row")]

    def __str__(self) -> str:
        return f"{self.dossier_id}#{self.seq} {self.kind}"


class Reason(models.Model):
    """Free text behind an event; kept apart, because people write names into it and names must be erasable."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="reason")
    text = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return f"Lý do của {self.event_id}"
