"""What supervisors ask and are told: why a dossier is late, what an urge was answered, that the alarm clock stands."""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.letters import Letter


class DelayKind(models.TextChoices):
    """Why a dossier is late, by whom it hangs on."""

    LOAD = "load", "Quá nhiều hồ sơ, thiếu người làm"
    ABSENT = "absent", "Người thụ lý vắng mặt hoặc chuyển công tác"
    NEGLECT = "neglect", "Người thụ lý chưa làm đúng thời hạn của bước"
    RECEIVED_LATE = "received_late", "Nhận hồ sơ chậm từ bước trước"
    OTHER_BODY = "other_body", "Chờ cơ quan khác phối hợp, cho ý kiến"
    COMPLEX = "complex", "Hồ sơ phức tạp, phải xác minh thêm"
    APPLICANT = "applicant", "Người nộp bổ sung giấy tờ hoặc nộp tiền chậm"
    SYSTEM = "system", "Lỗi hệ thống, dữ liệu đồng bộ chậm hoặc sai"
    RULES = "rules", "Vướng quy định, chờ hướng dẫn"
    OTHER = "other", "Nguyên nhân khác"


class Delay(models.Model):
    """Why an overdue dossier is late, as somebody wrote it down; the latest counts, none is ever changed."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="delays", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)  # for which they wrote
    kind = models.CharField(max_length=15, choices=DelayKind)
    text = models.TextField(max_length=1000)

    class Meta:
        indexes = [models.Index(fields=["dossier", "-at", "-id"], name="delay_by_dossier")]
        constraints = [models.CheckConstraint(name="delay_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kind}"


class Urge(models.Model):
    """One urge slip, and what was answered to it; what it asks for stands in its letter. nth: among the dossier's."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="urge")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="urges", db_index=False)
    nth = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)  # for which they urged
    reply_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "nth"], name="urge_once"),
            models.CheckConstraint(
                name="urge_answered_whole",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__gte=F("at"), answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]
        # For whoever waits for an answer.
        indexes = [models.Index(fields=["reply_by"], name="urge_unanswered", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return f"{self.dossier_id}: lần {self.nth}"


class AlarmKind(models.TextChoices):
    SWEEP = "sweep", "Chưa có lần kiểm tra hạn nào hoàn tất"


class Alarm(models.Model):
    """Something that must never stop has stopped. One open alarm of a kind; it ends when the thing goes again."""

    kind = models.CharField(max_length=10, choices=AlarmKind)
    since = models.DateTimeField(null=True)  # when it last worked; None: never
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # by e-mail
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind"], condition=Q(ended_at=None), name="one_alarm_is_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at:%d/%m/%Y %H:%M}"
