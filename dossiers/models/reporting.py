"""The dossiers behind a frozen report, each as the report counts it: so that every number shows what it is made of."""

from typing import Any

from django.db import models

from agencies.models import Agency, Channel, Procedure
from dossiers.models.dossier import Dossier
from dossiers.models.figures import Kept, Report
from dossiers.models.progress import PauseGround

# A freeze writes a million of these, of rows that nobody may delete: asking for each of them again takes minutes.
_BARE: dict[str, Any] = {"related_name": "+", "db_index": False, "db_constraint": False}


class Stage(models.TextChoices):
    """Where a dossier was when a period ended."""

    WORK = "work", "Đang giải quyết"
    SUPPLEMENT = "supplement", "Chờ bổ sung giấy tờ"
    PAYMENT = "payment", "Chờ nghĩa vụ tài chính"
    BY_HAND = "by_hand", "Tạm dừng tính thời hạn"
    DONE = "done", "Đã có kết quả"
    DECLINED = "declined", "Từ chối giải quyết"
    WITHDRAWN = "withdrawn", "Người nộp rút"
    STOPPED = "stopped", "Dừng giải quyết"


class Reported(models.Model):
    """One dossier in one report, as it was at the end of the report's period. Never changed.

    by_now: by the date that stood at that instant; by_first: by the dates given first; national: by the rule of QĐ
    766/QĐ-TTg, indicator 2.1. An open one that is not late is on_time. Days are working days.
    """

    report = models.ForeignKey(Report, models.PROTECT, **_BARE)
    dossier = models.ForeignKey(Dossier, models.PROTECT, **_BARE)
    agency = models.ForeignKey(Agency, models.PROTECT, **_BARE)  # that decided it then
    procedure = models.ForeignKey(Procedure, models.PROTECT, **_BARE)
    channel = models.PositiveSmallIntegerField(choices=Channel)
    is_new = models.BooleanField()  # received in the period, not before it
    stage = models.CharField(max_length=10, choices=Stage)
    by_now = models.CharField(max_length=7, choices=Kept)
    by_first = models.CharField(max_length=7, choices=Kept)
    national = models.CharField(max_length=7, choices=Kept)
    days = models.PositiveSmallIntegerField()  # from its receipt to its end, or to the end of the period
    stood = models.PositiveSmallIntegerField()  # of those, while its clock stood still
    ground = models.CharField(max_length=20, choices=PauseGround, blank=True)  # why it stands still at the end
    still_for = models.PositiveSmallIntegerField(null=True)  # days since it stands still
    was_late = models.BooleanField()  # its first date had passed when it began to stand still
    rounds = models.PositiveSmallIntegerField()  # of asking for papers, up to the end
    asked = models.PositiveSmallIntegerField()  # of those in the period
    asked_late = models.PositiveSmallIntegerField()  # first ones after the third day
    asked_again = models.PositiveSmallIntegerField()  # second and later ones
    is_apologised = models.BooleanField()  # in a signed letter, up to the end
    apologised = models.PositiveSmallIntegerField()  # letters signed in the period
    apologised_late = models.PositiveSmallIntegerField()
    moved = models.PositiveSmallIntegerField()  # changes of its due date in the period by what was done to it …
    moved_by_calendar = models.PositiveSmallIntegerField()  # … and by the calendar
    is_entered_later = models.BooleanField()  # than it was received
    is_waiting = models.BooleanField()  # its result is there and nobody has fetched it
    agencies = models.PositiveSmallIntegerField()  # that its steps went through
    # Finished steps against their plan: on a day before it, in time, after it.
    steps_early = models.PositiveSmallIntegerField()
    steps_on_time = models.PositiveSmallIntegerField()
    steps_late = models.PositiveSmallIntegerField()
    fee = models.PositiveBigIntegerField(null=True)  # đồng, taken at the counter

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "dossier"], name="reported_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.dossier_id}"
