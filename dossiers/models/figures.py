"""What the night counts, so that ended dossiers cost no page anything: one row a dossier, and sums of those rows."""

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Channel, Party, Procedure
from dossiers.models.dossier import Dossier
from dossiers.models.progress import Step
from dossiers.workflow import Status


class Kept(models.TextChoices):
    """How an ended dossier stands to a date. Days are local, of Viet Nam."""

    EARLY = "early", "Trước hạn"
    ON_TIME = "on_time", "Đúng hạn"
    LATE = "late", "Trễ hạn"
    NONE = "none", "Không có thời hạn"


class Counted(models.Model):
    """One accepted dossier as the figures count it, as it was when the night's count began. Voided ones have none.

    by_first: by the date given first, of either appointment (deadlines: late when one of them was missed); by_now: by
    the date as it is. Both "" while it is open. is_missed: its first date passed before it ended, ended or not.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="counted")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)  # that decides it
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", db_index=False)
    channel = models.PositiveSmallIntegerField(choices=Channel)
    received_on = models.DateField()
    due_on = models.DateField(null=True)  # of the first date
    ended_on = models.DateField(null=True)
    ending = models.PositiveSmallIntegerField(null=True)  # Status: 3, 7, 8, 9; a result handed over is a 9
    by_first = models.CharField(max_length=7, choices=Kept, blank=True)
    by_now = models.CharField(max_length=7, choices=Kept, blank=True)
    is_missed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counted_ended_whole",
                condition=Q(ended_on=None, ending=None, by_first="", by_now="")
                | (
                    Q(ended_on__isnull=False)
                    & Q(ending__in=[Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.DONE])
                    & ~Q(by_first="")
                    & ~Q(by_now="")
                ),
            )
        ]
        indexes = [
            # For the lists behind the figures: of an agency, and of all.
            models.Index(fields=["agency", "received_on", "dossier"], name="counted_received"),
            models.Index(fields=["agency", "ended_on", "dossier"], name="counted_ended"),
            models.Index(fields=["agency", "due_on", "dossier"], name="counted_due"),
            models.Index(fields=["received_on", "dossier"], name="counted_all_received"),
            models.Index(fields=["ended_on", "dossier"], name="counted_all_ended"),
            models.Index(fields=["due_on", "dossier"], name="counted_all_due"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.received_on} – {self.ended_on or ''}"


class Tally(models.Model):
    """An agency's day: how many rows of `Counted` were received, ended (by how the dates were kept), fell due."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    received = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    first_early = models.PositiveIntegerField(default=0)
    first_on_time = models.PositiveIntegerField(default=0)
    first_late = models.PositiveIntegerField(default=0)
    now_early = models.PositiveIntegerField(default=0)
    now_on_time = models.PositiveIntegerField(default=0)
    now_late = models.PositiveIntegerField(default=0)
    fell_due = models.PositiveIntegerField(default=0)  # by the first date
    missed = models.PositiveIntegerField(default=0)  # of those

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="tally_once")]
        indexes = [models.Index(fields=["day"], name="tally_by_day")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day:%d/%m/%Y}"


class Count(models.Model):
    """The one row that says how far the figures reach; written in the transaction that counts."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through = models.DateField()  # the last whole local day that was counted
    counted_at = models.DateTimeField()
    dossiers = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField(default=0)  # of procedure and agency that hot spots were sought among

    class Meta:
        constraints = [models.CheckConstraint(name="one_count", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.through:%d/%m/%Y}"


class CountedStep(models.Model):
    """One step that was finished in the window of `StepTime`, as the night counted it: the rows behind its figures."""

    step = models.OneToOneField(Step, models.CASCADE, primary_key=True, related_name="counted")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)  # that decides the dossier
    party = models.CharField(max_length=20, choices=Party)
    name = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()  # working minutes, without the stretches in which somebody was waited for

    class Meta:
        indexes = [
            # For the lists behind the figures, longest first: of an agency, and of all.
            models.Index(fields=["agency", "party", "name", "-minutes", "-step"], name="counted_step"),
            models.Index(fields=["party", "name", "-minutes", "-step"], name="counted_step_all"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.minutes}"


class StepTime(models.Model):
    """How long a step took lately, in working minutes, at an agency and all below it; no agency: in the whole province.

    step: its name; "" for all steps of the party together. total: of all cases together, so that shares of the whole
    can be said. p50, p90: by nearest rank: the least time such that half, or nine tenths, of the cases took no longer.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+", db_index=False)
    step = models.CharField(max_length=200)
    party = models.CharField(max_length=20)
    cases = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()
    p50 = models.PositiveIntegerField()
    p90 = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "party", "step"], nulls_distinct=False, name="step_time_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.step}"


class HotSpot(models.Model):
    """A procedure at an agency where lateness rose against its own past, and by how much chance would have done it.

    Of dossiers whose first date fell into a stretch of days, how many missed it. chance: the one-sided probability of
    at least as many by Fisher's exact test.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="+", db_index=False)
    since = models.DateField()  # the first day of the recent stretch
    until = models.DateField()  # its last day
    before = models.DateField()  # the first day of the past that it is held against
    due = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    past_due = models.PositiveIntegerField()
    past_missed = models.PositiveIntegerField()
    chance = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "procedure"], name="hot_spot_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.procedure_id}: {self.missed}/{self.due}"


class ReportSpan(models.TextChoices):
    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    HALF = "half", "6 tháng"
    YEAR = "year", "Năm"


class Report(models.Model):
    """The figures of an agency and all below it in a period that is over, frozen: never counted again.

    start, end: local days, both included. content: by part ("progress", "register", "quality", "indices"), as
    `reads.reports` counted it; definitions: the version of its definitions.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()  # in which it was frozen
    number = models.PositiveIntegerField()
    span = models.CharField(max_length=10, choices=ReportSpan)
    start = models.DateField()
    end = models.DateField()
    content = models.JSONField()
    definitions = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("auth.User", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="report_number_once"),
            models.CheckConstraint(name="report_days_in_order", condition=Q(start__lte=models.F("end"))),
        ]
        indexes = [models.Index(fields=["agency", "start"], name="report_by_agency")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
