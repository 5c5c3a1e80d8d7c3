"""What lies on a desk beside a dossier: drafts of intakes, notes, files, opinions, who fetched a result, who looked."""

import uuid

from django.db import models
from django.db.models import Q

from agencies.models import Agency, ProcedureRules
from dossiers import codes
from dossiers.models.dossier import Dossier
from dossiers.models.history import Event


class Draft(models.Model):
    """An intake that is being typed; it waits for its clerk whatever happens to the browser.

    group: drafts of one visit, where one person hands in several dossiers. What became of a draft stands in `Intake`
    under the same key.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)  # of the intake that it becomes
    group = models.UUIDField(default=uuid.uuid4)
    user = models.ForeignKey("auth.User", models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    rules = models.ForeignKey(ProcedureRules, models.CASCADE, related_name="+", db_index=False)
    answers = models.JSONField(default=dict)  # {"applicant": {field: typed}, "papers": {field: typed}}
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-updated_at"], name="draft_by_user"),
            models.Index(fields=["group"], name="draft_by_group"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class Note(models.Model):
    """What staff write for each other; no applicant ever reads it, and it is no step forward."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notes", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(max_length=2000)

    class Meta:
        indexes = [models.Index(fields=["dossier", "at"], name="note_by_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.at:%d/%m/%Y}"


class Attachment(models.Model):
    """A file of a dossier. One that should not be there is taken away with a reason; this line stays."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="attachments", db_index=False)
    name = models.CharField(max_length=200)  # as it was called by whoever sent it
    content_type = models.CharField(max_length=20)  # by what is in it
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    removed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["dossier", "at"], name="attachment_by_dossier")]
        constraints = [
            models.CheckConstraint(
                name="attachment_removed_whole",
                condition=Q(removed_at=None, removed_by=None, removed_because="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because="")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Opinion(models.Model):
    """Another agency's opinion: what is asked, and by when (NĐ 61/2018 Art 19(5)). The dossier's own clock goes on."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="opinions", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    question = models.TextField(max_length=2000)
    answer_by = models.DateTimeField()  # the close of a working day
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.TextField(max_length=2000, blank=True)
    document = models.CharField(max_length=200, blank=True)  # number and day of the paper that it came by

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "agency"], condition=Q(answered_at=None), name="one_opinion_is_open"
            ),
            models.CheckConstraint(
                name="opinion_answered_whole",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__gte=models.F("asked_at"), answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "agency"], name="opinion_by_dossier"),
            # For whoever is asked.
            models.Index(fields=["agency", "answer_by"], name="opinion_open", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.agency_id}"


class CollectionWay(models.TextChoices):
    COUNTER = "counter", "Nhận tại quầy"
    POST = "post", "Gửi bưu chính công ích"


class Collector(models.TextChoices):
    APPLICANT = "applicant", "Người nộp hồ sơ"
    REPRESENTATIVE = "representative", "Người được ủy quyền ghi trong hồ sơ"
    OTHER = "other", "Người khác được ủy quyền"


class Collection(models.Model):
    """Who fetched a result, and by which paper they were known. A hand-over that was undone keeps its line."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="collections", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=10, choices=CollectionWay)
    collector = models.CharField(max_length=20, choices=Collector)
    collector_name = models.CharField(max_length=200)
    paper = models.CharField(max_length=200)  # what was checked; by post the number of the parcel
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(undone_at=None), name="collected_once"),
        ]
        indexes = [models.Index(fields=["dossier"], name="collection_by_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.at:%d/%m/%Y}"


class Correction(models.Model):
    """What an applicant's data were before they were corrected; apart from the event, because it must be erasable."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="correction")
    before = models.JSONField()  # {field: old value}

    def __str__(self) -> str:
        return f"Sửa theo {self.event_id}"


class RetiredCode(models.Model):
    """A receipt code that opens nothing any more, because a new one was issued."""

    code = models.CharField(max_length=codes.LENGTH, primary_key=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="retired_codes", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return codes.grouped(self.code)


class AccessKind(models.TextChoices):
    VIEWED = "viewed", "Xem hồ sơ"
    PRINTED = "printed", "In giấy tờ của hồ sơ"
    SEARCHED = "searched", "Tìm người"
    REMEMBERED = "remembered", "Lấy lại thông tin người nộp"
    DOWNLOADED = "downloaded", "Tải tệp đính kèm"
    REMOVED = "removed", "Gỡ tệp đính kèm"
    EXPORTED = "exported", "Xuất danh sách"


class Access(models.Model):
    """Somebody saw personal data, or took some out: whose, and why. Written before it is shown; never changed."""

    at = models.DateTimeField()
    user = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)  # of the user
    kind = models.CharField(max_length=12, choices=AccessKind)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+", db_index=False)
    what = models.CharField(max_length=300, blank=True)  # what was searched for, which file
    reason = models.CharField(max_length=300, blank=True)
    found = models.PositiveIntegerField(null=True)  # how many dossiers a search showed

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_by_time"),  # for who oversees many agencies
            models.Index(fields=["agency", "-at", "-id"], name="access_by_agency"),
            models.Index(fields=["user", "-at", "-id"], name="access_by_user"),
            models.Index(fields=["dossier", "-at"], name="access_by_dossier", condition=Q(dossier__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.at:%d/%m/%Y %H:%M}"
