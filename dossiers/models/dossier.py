"""The dossier itself, the counter of its official code, and the keys that make a double click one dossier."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from agencies.models import Agency, Channel, ProcedureRules, Unit
from dossiers import codes
from dossiers.querysets import DossierQuerySet, NameWords
from dossiers.workflow import CLOCK_ENDED, Status

TOLD_IN = [("vi", "Tiếng Việt"), ("en", "English"), ("", "Không nhận tin")]
# What open figures ask of a dossier beside its due date.
_OPEN_FIGURES = [
    "original_due_at", "second_original_due_at", "received_at", "start_by", "stalls_at", "is_paused", "promised_at",
    "voided_at",
]  # fmt: skip
STATUS_CHOICES = [(status.value, status.name) for status in Status]


class Dossier(models.Model):
    """A citizen's request, from receipt to result. Changed by actions only."""

    receipt_code = models.CharField(max_length=codes.LENGTH, editable=False)
    official_code = models.CharField(max_length=60, null=True, editable=False)
    # The official code without separators, as people type it.
    official_plain = models.CharField(max_length=60, null=True, editable=False)

    # Foreign keys without an index of their own: the partial ones below serve, and closed dossiers cost nothing.
    receiving_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    deciding_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    return_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    rules = models.ForeignKey(ProcedureRules, models.PROTECT, related_name="+", db_index=False, editable=False)
    channel = models.PositiveSmallIntegerField(choices=Channel)
    # The same applicant's dossier of the same procedure, 30 days before or less.
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False, editable=False)

    applicant_name = models.CharField(max_length=200)
    applicant_plain = models.CharField(max_length=200, editable=False)
    applicant_identity = models.CharField(max_length=20, blank=True)
    applicant_phone = models.CharField(max_length=20, blank=True)
    applicant_email = models.EmailField(blank=True)
    applicant_address = models.CharField(max_length=300, blank=True)
    representative_name = models.CharField(max_length=200, blank=True)
    representative_identity = models.CharField(max_length=20, blank=True)
    # In which language the applicant is told what happens; "": they asked not to be.
    told_in = models.CharField(max_length=2, choices=TOLD_IN, default="vi", blank=True)
    papers = models.JSONField(default=list)  # [{"name": str, "kind": str, "copies": int}, …]
    fee_paid = models.PositiveBigIntegerField(null=True)  # đồng, taken at the counter
    fee_receipt = models.CharField(max_length=60, blank=True)  # the number of the receipt for it

    status = models.PositiveSmallIntegerField(choices=STATUS_CHOICES, editable=False)
    current_step = models.PositiveSmallIntegerField(null=True, editable=False)
    holder_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False, editable=False)
    holder_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False, editable=False)
    # The agencies that may read it: the four above, those of its steps, those asked for an opinion. Triggers keep it.
    readers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # Offered to another unit, and still answered for by the holder until that unit takes it over.
    passing_to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False, editable=False)
    assignee = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, related_name="+", db_index=False, editable=False
    )

    received_at = models.DateTimeField(editable=False)
    original_due_at = models.DateTimeField(null=True, editable=False)
    second_original_due_at = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    calendar_version = models.PositiveIntegerField(default=1, editable=False)  # by which due_at was computed
    due_is_provisional = models.BooleanField(default=False, editable=False)
    is_paused = models.BooleanField(default=False, editable=False)
    due_soon_at = models.DateTimeField(null=True, editable=False)
    stalls_at = models.DateTimeField(null=True, editable=False)
    # From when on the usual time of the steps that remain no longer fits before due_at.
    start_by = models.DateTimeField(null=True, editable=False)
    next_flag_at = models.DateTimeField(null=True, editable=False)
    promised_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    returned_at = models.DateTimeField(null=True, editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["receipt_code"], name="receipt_code_once"),
            models.UniqueConstraint(fields=["official_code"], name="official_code_once"),
            models.CheckConstraint(
                name="dossier_receipt_code_has_twelve_symbols",
                condition=Q(receipt_code__regex=rf"^[{codes.ALPHABET}]{{12}}$"),
            ),
            models.CheckConstraint(
                name="dossier_status_is_national", condition=Q(status__in=[s.value for s in Status])
            ),
            models.CheckConstraint(
                name="dossier_clock_ended_exactly_when_dated",
                condition=Q(status__in=[s.value for s in CLOCK_ENDED], closed_at__isnull=False)
                | (~Q(status__in=[s.value for s in CLOCK_ENDED]) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="dossier_returned_exactly_when_dated",
                condition=Q(status=Status.RETURNED, returned_at__isnull=False)
                | (~Q(status=Status.RETURNED) & Q(returned_at=None)),
            ),
            models.CheckConstraint(
                name="dossier_due_not_before_receipt",
                condition=Q(due_at=None) | Q(due_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="dossier_not_closed_before_receipt",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="dossier_official_code_unless_refused",
                condition=Q(official_code__isnull=False)
                | Q(status__in=[Status.NOT_ACCEPTED, Status.SUBMITTED, Status.WITHDRAWN]),
            ),
            models.CheckConstraint(name="dossier_names_are_clean", condition=~Q(applicant_name__regex=r"[\x01-\x1f]")),
        ]
        indexes = [
            # For look-up by an official code typed without its separators.
            models.Index(fields=["official_plain"], name="dossier_official_plain"),
            # For the sweep: only what still has a flag to come.
            models.Index(fields=["next_flag_at"], name="dossier_next_flag", condition=Q(next_flag_at__isnull=False)),
            # For work lists: open dossiers of a holder, the one that can wait least first.
            models.Index(
                fields=["holder_agency", "start_by", "id"], name="dossier_open_by_start", condition=Q(closed_at=None)
            ),
            # The same for those who look after what an outside body holds, which has no units.
            models.Index(
                fields=["deciding_agency", "start_by", "id"],
                name="dossier_open_outside",
                condition=Q(closed_at=None, holder_unit=None),
            ),
            # For what a holder must finish today, or should have.
            models.Index(
                fields=["holder_agency", "due_at", "id"], name="dossier_open_by_holder", condition=Q(closed_at=None)
            ),
            # For overdue lists by deciding agency; what it carries answers open figures without the table.
            models.Index(
                fields=["deciding_agency", "due_at", "id"],
                name="dossier_open_by_decider",
                condition=Q(closed_at=None),
                include=_OPEN_FIGURES,
            ),
            # For the province's overdue list.
            models.Index(fields=["due_at", "id"], name="dossier_open_by_due", condition=Q(closed_at=None)),
            # For what stands still, by deciding agency.
            models.Index(
                fields=["deciding_agency", "stalls_at", "id"], name="dossier_open_by_stall", condition=Q(closed_at=None)
            ),
            # For units that are offered a dossier.
            models.Index(fields=["passing_to"], name="dossier_passing_to", condition=Q(passing_to__isnull=False)),
            # For an earlier dossier of the same person.
            models.Index(
                fields=["applicant_identity"], name="dossier_by_identity", condition=~Q(applicant_identity="")
            ),
            models.Index(fields=["applicant_phone"], name="dossier_by_phone", condition=~Q(applicant_phone="")),
            # For finding a person among what somebody may read. The list of what is still to be sorted in stays short:
            # every search reads it through.
            GinIndex("readers", NameWords("applicant_plain"), name="dossier_by_name", gin_pending_list_limit=1024),
            # For the counter: results that wait to be handed over.
            models.Index(
                fields=["holder_agency", "closed_at", "id"],
                name="dossier_waiting_collection",
                condition=Q(status=Status.DONE),
            ),
        ]

    def __str__(self) -> str:
        return self.official_code or codes.grouped(self.receipt_code)

    def get_absolute_url(self) -> str:
        return reverse("dossiers:staff-dossier", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """The clock has not ended."""
        return self.closed_at is None

    def is_overdue(self, *, now) -> bool:
        """Open, and the due instant has passed. Twin of `DossierQuerySet.overdue`."""
        return self.is_open and self.voided_at is None and self.due_at is not None and now > self.due_at

    def is_at_risk(self, *, now) -> bool:
        """Not late yet, but the usual time of what remains no longer fits. Twin of `DossierQuerySet.at_risk`."""
        if self.due_at is None or self.start_by is None or self.voided_at is not None:
            return False
        return self.is_open and self.start_by < now <= self.due_at

    def is_stalled(self, *, now) -> bool:
        """Open, and nothing has happened for longer than its step allows. Twin of `DossierQuerySet.stalled`."""
        return self.is_open and self.voided_at is None and self.stalls_at is not None and now > self.stalls_at


class NameWord(models.Model):
    """A word that some applicant's name has or had. A trigger keeps them, as `NameWords` parts a name.

    With the few words that begin with what was typed, the index reads only those; a beginning alone would make it
    read through all that begin so.
    """

    word = models.CharField(max_length=200, primary_key=True)

    def __str__(self) -> str:
        return self.word


class CodeCounter(models.Model):
    """How many official codes an agency has given on one local day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    day = models.DateField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="one_counter_a_day")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day:%d/%m/%Y}: {self.n}"


class Intake(models.Model):
    """One press of the button: the same key and the same content give the same dossier."""

    key = models.UUIDField(primary_key=True)
    content = models.CharField(max_length=64)  # sha256 of what was sent
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.key)
