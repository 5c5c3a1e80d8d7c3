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

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.n}"


class PauseGround(models.TextChoices):
    """What stops the clock, by law (labels and sources: wording.PAUSE_GROUND)."""

    SUPPLEMENT = "supplement", "Chờ bổ sung giấy tờ"
    PAYMENT = "payment", "Chờ nộp phí, lệ phí"
    VERIFICATION = "verification", "Xác minh tại cơ quan khác"
    SURVEY = "survey", "Đo đạc, kiểm tra thực địa"
    APPRAISAL = "appraisal", "Chờ ý kiến thẩm định chuyên ngành"
    DISPUTE = "dispute", "Chờ giải quyết tranh chấp, bản án"
    FORCE_MAJEURE = "force_majeure", "Sự kiện bất khả kháng"


BY_HAND = tuple(ground for ground in PauseGround if ground not in (PauseGround.SUPPLEMENT, PauseGround.PAYMENT))


class Pause(models.Model):
    """A time in which the clock stands still: [from, to), open while it lasts."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses", db_index=False)
    span = DateTimeRangeField()
    ground = models.CharField(max_length=20, choices=PauseGround)
    document = models.CharField(max_length=200, blank=True)  # number and day of the paper that allows it
    by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)

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
    """A round of asking for missing papers; the law allows one (NĐ 118/2025 Art 11), a second needs a permission."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements", db_index=False)
    round = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_on_day = models.PositiveSmallIntegerField(default=0)  # working days after the day of receipt
    reason = models.TextField(max_length=2000)
    papers = models.JSONField()  # [str, …]
    answer_by = models.DateField()
    restarts = models.BooleanField()  # whether the term begins again, frozen from the rules
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(received_at=None), name="one_supplement_is_open"),
            models.UniqueConstraint(fields=["dossier", "round"], name="supplement_round_once"),
            models.CheckConstraint(
                name="supplement_received_after_asked",
                condition=Q(received_at=None) | Q(received_at__gte=models.F("asked_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "asked_at"], name="supplement_by_dossier"),
            # For the counter: who has not answered.
            models.Index(fields=["answer_by"], name="supplement_open", condition=Q(received_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.asked_at:%d/%m/%Y}"


class SupplementPermission(models.Model):
    """A supervisor's leave to ask once more; used up by the round that it allowed. The reason is the event's."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="permissions", db_index=False)
    permitted_at = models.DateTimeField()
    permitted_by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    supplement = models.OneToOneField(Supplement, models.PROTECT, null=True, related_name="permission")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(supplement=None), name="one_permission_at_a_time")
        ]
        indexes = [models.Index(fields=["dossier"], name="permission_by_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.permitted_at:%d/%m/%Y}"


class Payment(models.Model):
    """A financial obligation: from the form that goes out to the proof that it was paid.

    With a second term in the rules it ends the first appointment, and the second begins when it is confirmed
    (QĐ 138/2025/QĐ-UBND Art 5(3)); otherwise it only stops the clock, and has a Pause.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="payments", db_index=False)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    form_number = models.CharField(max_length=100, blank=True)  # of the Phiếu chuyển thông tin
    amount = models.PositiveBigIntegerField(null=True)  # đồng; None until the tax office has said it
    splits = models.BooleanField()  # into two appointments, frozen from the rules
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(confirmed_at=None), name="one_payment_is_open"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(splits=True), name="two_appointments_only"),
            models.CheckConstraint(
                name="payment_confirmed_after_requested",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=models.F("requested_at")),
            ),
        ]
        indexes = [models.Index(fields=["dossier"], name="payment_by_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.requested_at:%d/%m/%Y}"


class Apology(models.Model):
    """An apology with its one new date (NĐ 61/2018 Art 19(9)): drafted by the officer, signed by the head.

    A draft may be written again; what was signed never changes.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="apologies", db_index=False)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField(max_length=2000)
    promised_at = models.DateTimeField()  # the close of the new day
    due_at = models.DateTimeField(null=True)  # the date that will not be kept, when it was signed
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("auth.User", models.PROTECT, null=True, related_name="+", db_index=False)
    was_in_time = models.BooleanField(null=True)  # signed a day or more before the due day

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], name="one_apology"),
            models.CheckConstraint(
                name="apology_signed_whole",
                condition=Q(approved_at=None, approved_by=None, was_in_time=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False, was_in_time__isnull=False),
            ),
        ]
        # For the head: what waits to be signed.
        indexes = [models.Index(fields=["dossier"], name="apology_draft", condition=Q(approved_at=None))]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.promised_at:%d/%m/%Y}"
