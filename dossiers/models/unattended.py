"""What runs unattended leaves behind: marks, notices waiting to be told, heartbeats."""

from django.db import models

from agencies.models import Agency, Unit
from dossiers.models.dossier import Dossier


class MarkKind(models.TextChoices):
    DUE_SOON = "due_soon", "Sắp đến hạn"
    OVERDUE = "overdue", "Quá hạn"
    STALLED = "stalled", "Chậm luân chuyển"


class Mark(models.Model):
    """A deadline passed, or nothing happened for too long, and it was noticed. One for each (dossier, kind, key).

    key: the due instant in microseconds since 1970; for stalled, the number of the last event that was not quiet.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="marks", db_index=False)
    kind = models.CharField(max_length=10, choices=MarkKind)
    key = models.BigIntegerField()
    became_at = models.DateTimeField()
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "kind", "key"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind}"


class NoticeState(models.TextChoices):
    PENDING = "pending", "Chờ báo"
    SHOWN = "shown", "Đã báo"


class NoticeKind(models.TextChoices):
    """What staff are told beside marks."""

    URGED = "urged", "Lãnh đạo đôn đốc"


class Notice(models.Model):
    """Something staff must be told; the outbox of marks and of urge slips. One for each of them, by its key.

    dedup_key: of a mark kind:dossier:key, of a slip kind:letter:the instant by which to answer, in microseconds since
    1970.
    """

    dedup_key = models.CharField(max_length=80, unique=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=20, choices=[*MarkKind.choices, *NoticeKind.choices])
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


class JobKind(models.TextChoices):
    CALENDAR = "calendar", "Áp dụng lịch làm việc"
    BOOKS = "books", "Đối soát dữ liệu hồ sơ"
    USUAL = "usual", "Tính lại thứ tự việc theo thời gian làm thường lệ"
    BULK = "bulk", "Thao tác trên nhiều hồ sơ"
    PRINT = "print", "In nhiều giấy tờ"
    EXPORT = "export", "Xuất danh sách"
    REPORT = "report", "Chốt báo cáo"


# What somebody put down, waits for and fetches.
OWN = (JobKind.BULK, JobKind.PRINT, JobKind.EXPORT, JobKind.REPORT)


class JobState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Bị lỗi"


class Job(models.Model):
    """Work in the background: done in portions, each with its own commit, so that a crash costs one portion.

    `cursor` is where the next portion begins; it is written in the portion's own transaction.
    """

    kind = models.CharField(max_length=20, choices=JobKind)
    facts = models.JSONField(default=dict)  # what it is about, by kind
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="job_to_do", condition=models.Q(finished_at=None)),
            # For whoever looks for what they gave.
            models.Index(fields=["created_by", "-id"], name="job_by_giver", condition=models.Q(kind__in=OWN)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done}/{self.total}"


class JobItemState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    DONE = "done", "Đã xong"
    REFUSED = "refused", "Không thực hiện"


class JobItem(models.Model):
    """One dossier of a job on many: done whole or not at all."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="items", db_index=False)
    n = models.PositiveSmallIntegerField()  # the order in which they were chosen
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()  # of the dossier, when it was chosen
    state = models.CharField(max_length=10, choices=JobItemState, default=JobItemState.WAITING)
    said = models.CharField(max_length=500, blank=True)  # why it was refused

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "n"], name="job_item_in_order"),
            models.UniqueConstraint(fields=["job", "dossier"], name="job_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.n}"


class JobFile(models.Model):
    """What a job made to be fetched; taken away some days later."""

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="file")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class JobPart(models.Model):
    """A piece of a file that is being made, so that a crash costs one piece; gone once the file is whole."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts", db_index=False)
    n = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "n"], name="job_part_in_order")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.n}"


class Finding(models.Model):
    """One thing that the books' auditor found broken in one run."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="findings")
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, related_name="+", db_index=False)
    what = models.TextField()

    def __str__(self) -> str:
        return self.what
