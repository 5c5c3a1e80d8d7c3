"""What is told to people outside these pages: by e-mail, by SMS, by Zalo. Rows first; a relay sends them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.history import EventKind


class MessageChannel(models.TextChoices):
    """By what a message goes."""

    EMAIL = "email", "Thư điện tử"
    SMS = "sms", "Tin nhắn SMS"
    ZALO = "zalo", "Zalo"


class Occasion(models.TextChoices):
    """What a message tells of."""

    ACCEPTED = "accepted", "Đã tiếp nhận"
    SUPPLEMENT = "supplement", "Cần bổ sung giấy tờ"
    PAYMENT = "payment", "Cần nộp tiền"
    APPOINTMENT = "appointment", "Xin lỗi, có ngày hẹn mới"
    OVERDUE = "overdue", "Quá hạn, xin lỗi"
    READY = "ready", "Đã có kết quả"
    NOT_ACCEPTED = "not_accepted", "Không được tiếp nhận"
    DECLINED = "declined", "Từ chối giải quyết"
    STOPPED = "stopped", "Dừng giải quyết"
    WITHDRAWN = "withdrawn", "Đã rút hồ sơ"
    TAKEN_BACK = "taken_back", "Tin trước là nhầm"
    VOIDED = "voided", "Đã hủy tiếp nhận nhầm"
    DIGEST = "digest", "Việc đầu ngày của cán bộ"
    FOLLOW_CONFIRM = "follow_confirm", "Người theo dõi: xác nhận"
    FOLLOW_STATUS = "follow_status", "Người theo dõi: đổi trạng thái"
    FOLLOW_DATE = "follow_date", "Người theo dõi: đổi ngày hẹn"
    FOLLOW_LATE = "follow_late", "Người theo dõi: quá hạn"
    FOLLOW_OVER = "follow_over", "Người theo dõi: mã không còn dùng"


FOR_FOLLOWERS = (
    Occasion.FOLLOW_CONFIRM, Occasion.FOLLOW_STATUS, Occasion.FOLLOW_DATE, Occasion.FOLLOW_LATE, Occasion.FOLLOW_OVER,
)  # fmt: skip


# What the applicant is told of, by the kind of event. What was taken back is told where it had been told.
OCCASION_OF: dict[str, Occasion] = {
    EventKind.RECEIVED: Occasion.ACCEPTED,
    EventKind.REFUSED: Occasion.NOT_ACCEPTED,
    EventKind.SUPPLEMENT_REQUESTED: Occasion.SUPPLEMENT,
    EventKind.PAYMENT_REQUESTED: Occasion.PAYMENT,
    EventKind.APOLOGISED: Occasion.APPOINTMENT,
    EventKind.FINISHED: Occasion.READY,
    EventKind.DECLINED: Occasion.DECLINED,
    EventKind.WITHDRAWN: Occasion.WITHDRAWN,
    EventKind.STOPPED: Occasion.STOPPED,
    EventKind.UNDONE: Occasion.TAKEN_BACK,
    EventKind.VOIDED: Occasion.VOIDED,
}


class Untold(models.Model):
    """An event that people outside have not been told of yet: written with it, gone once its messages are queued."""

    event = models.BigIntegerField(primary_key=True)  # no foreign key: an intake writes one more row, not two

    def __str__(self) -> str:
        return str(self.event)


class MessageState(models.TextChoices):
    PENDING = "pending", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    DEAD = "dead", "Không gửi được"
    DROPPED = "dropped", "Không gửi nữa"  # what it says is no longer so, or they asked not to be told


class Message(models.Model):
    """One thing told to one person by one channel: sent at least once, and once unless a crash fell in between.

    dedup_key: cause and channel, so that nothing is queued twice. id: for the gateway, which keeps it from sending
    twice. facts: codes, days, places – no personal data; whom it goes to is read when it is sent.
    follower: for whom, when it is not for the applicant; perhaps gone since.
    next_at: when it may be tried; while it is being sent, until when the sender has it for itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dedup_key = models.CharField(max_length=80, unique=True)
    occasion = models.CharField(max_length=14, choices=Occasion)
    channel = models.CharField(max_length=5, choices=MessageChannel)
    language = models.CharField(max_length=2, default="vi")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="messages", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)
    follower = models.ForeignKey(
        "dossiers.Follower", models.DO_NOTHING, null=True, related_name="messages", db_index=False, db_constraint=False
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)  # who answers for it
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)  # no word that it was taken, yet it may be
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    template = models.PositiveIntegerField(default=0)  # the version by which it was worded; 0: the portal's own
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)  # as it was sent
    recipient = models.CharField(max_length=60, blank=True)  # masked: 0912***678
    reference = models.CharField(max_length=200, blank=True)  # the gateway's own
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            # For the relay.
            models.Index(
                fields=["channel", "next_at"], name="message_waiting", condition=Q(state__in=["pending", "sending"])
            ),
            # For supervisors.
            models.Index(fields=["agency", "-created_at"], name="message_dead", condition=Q(state="dead")),
            models.Index(
                fields=["dossier", "created_at"], name="message_by_dossier", condition=Q(dossier__isnull=False)
            ),
            models.Index(fields=["sent_at"], name="message_sent", condition=Q(state="sent")),
            models.Index(
                fields=["agency", "-created_at"], name="message_interrupted", condition=Q(interruptions__gt=0)
            ),
            models.Index(fields=["agency", "-created_at"], name="message_dropped", condition=Q(state="dropped")),
        ]

    def __str__(self) -> str:
        return self.dedup_key


class MessageTemplate(models.Model):
    """How an occasion is worded on a channel, as an administrator wrote it; a change is a new version."""

    occasion = models.CharField(max_length=14, choices=Occasion)
    channel = models.CharField(max_length=5, choices=MessageChannel)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "channel", "language", "version"], name="message_template_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.channel} {self.language} {self.version}"
