"""Procedures, the versions of their rules, and the steps those rules lay down."""

from decimal import Decimal
from math import ceil

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, StepValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Mod
from django.db.models.lookups import Exact

from agencies.models.organisations import Agency, is_a_list_of_names
from agencies.models.versions import ORDER, OVERLAP, Span
from agencies.querysets import RulesQuerySet
from agencies.worktime import Term


class Channel(models.IntegerChoices):
    """How a dossier came in; the numbers are the national ones (KenhThucHien)."""

    COUNTER = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Bưu chính công ích"


class StopMode(models.TextChoices):
    """What a supplement does to the clock; restart is the law's default (NĐ 61/2018 Art 19(4))."""

    RESTART = "restart", "Tính lại từ đầu khi nhận đủ hồ sơ"
    PAUSE = "pause", "Chỉ tạm dừng"


class Party(models.TextChoices):
    """Who does a step, in words that fit every agency."""

    RECEIVING_COUNTER = "receiving_counter", "Một cửa nơi tiếp nhận"
    OFFICE = "office", "Phòng chuyên môn"
    LEADERS = "leaders", "Lãnh đạo cơ quan"
    REGISTRY = "registry", "Văn thư"
    OUTSIDE = "outside", "Cơ quan thuế"
    RETURN_COUNTER = "return_counter", "Một cửa nơi trả kết quả"


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính) as published nationally."""

    code = models.CharField("mã thủ tục", max_length=30, unique=True)
    name = models.CharField("tên thủ tục", max_length=1500)  # decisions name whole lists of cases
    field = models.CharField("lĩnh vực", max_length=120)
    level = models.CharField("cấp thực hiện", max_length=120)
    department = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan giải quyết",
        help_text="Để trống khi xã, phường tiếp nhận cũng là nơi giải quyết.",
    )  # fmt: skip
    decision = models.CharField("quyết định công bố", max_length=120, blank=True)
    source_url = models.URLField("nguồn", max_length=300, blank=True)
    is_sensitive = models.BooleanField(
        "nhạy cảm", default=False, help_text="Trang tra cứu chỉ hiện lĩnh vực, không hiện tên thủ tục."
    )
    is_active = models.BooleanField("đang áp dụng", default=True)

    class Meta:
        verbose_name = "thủ tục hành chính"
        verbose_name_plural = "thủ tục hành chính"

    def __str__(self) -> str:
        return f"{self.code} – {self.name}"


def _is_a_term(value) -> None:
    try:
        Term.parse(value)
    except ValueError as fault:
        raise ValidationError(str(fault)) from fault


UNCONFIRMED = "Thời hạn cần được đối chiếu với quyết định công bố."
NEGATIVE = "Số ngày không được âm."
STALLS_AFTER = 3  # working days, at least
HALVES = "Số ngày là số nguyên hoặc có nửa ngày, ví dụ 2 hoặc 2,5."


class ProcedureRules(models.Model):
    """One version of one case's rules through one channel. A dossier keeps the version it was received under."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="rules", verbose_name="thủ tục")
    case = models.CharField(
        "trường hợp", max_length=200, blank=True, help_text="Để trống khi thủ tục chỉ có một trường hợp."
    )
    channel = models.PositiveSmallIntegerField("kênh", choices=Channel)
    version = models.PositiveIntegerField("phiên bản", default=1)
    valid_from = models.DateField("áp dụng từ")
    valid_to = models.DateField("áp dụng đến hết", null=True, blank=True)
    # A temporary version goes before the permanent one while it lasts; afterwards that one counts again by itself.
    is_temporary = models.BooleanField("tạm thời", default=False)
    term = models.JSONField(
        "thời hạn", null=True, blank=True, validators=[_is_a_term],
        help_text='Ví dụ [[15, "calendar_days"], [8, "working_days"]]. Trống: chưa có thời hạn.',
    )  # fmt: skip
    second_term = models.JSONField("thời hạn lần hẹn 2", null=True, blank=True, validators=[_is_a_term])
    cutoff = models.CharField("giờ chốt nhận", max_length=9, blank=True, help_text="15:00, last_hour hoặc để trống.")
    stop_mode = models.CharField("khi yêu cầu bổ sung", max_length=10, choices=StopMode, default=StopMode.RESTART)
    fee = models.PositiveIntegerField("phí, lệ phí (đồng)", null=True, blank=True)
    papers = models.JSONField(
        "thành phần hồ sơ", default=list, blank=True, validators=[is_a_list_of_names],
        help_text='Ví dụ ["Tờ khai theo mẫu", "Giấy chứng sinh"].',
    )  # fmt: skip
    is_confirmed = models.BooleanField("đã xác nhận", default=False)
    doubts = models.TextField("điều cần xác nhận", blank=True)
    source_text = models.TextField("nguyên văn", blank=True)
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)

    objects = RulesQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản quy định"
        verbose_name_plural = "phiên bản quy định"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "case", "channel", "version"], name="rules_version_once"),
            ExclusionConstraint(
                name="rules_never_overlap",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    ("case", RangeOperators.EQUAL),
                    ("channel", RangeOperators.EQUAL),
                    (Cast("is_temporary", models.IntegerField()), RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            RangeBoundary(inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=OVERLAP,
            ),
            models.CheckConstraint(
                name="rules_end_after_they_begin",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=ORDER,
            ),
            models.CheckConstraint(
                name="rules_cutoff_is_a_time",
                condition=Q(cutoff="") | Q(cutoff="last_hour") | Q(cutoff__regex=r"^([01]\d|2[0-3]):[0-5]\d$"),
                violation_error_message="Giờ chốt nhận là 15:00, last_hour hoặc để trống.",
            ),
        ]

    def __str__(self) -> str:
        case = f" – {self.case}" if self.case else ""
        return f"{self.procedure.code}{case} ({self.get_channel_display()}, bản {self.version})"

    @property
    def limit(self) -> str:
        """How long it may take, in Vietnamese words; both appointments when there are two; empty without a term."""
        if not self.term:
            return ""
        first = Term.parse(self.term).in_words()
        if not self.second_term:
            return first
        return f"hẹn lần 1: {first}; hẹn lần 2: {Term.parse(self.second_term).in_words()}"

    @property
    def doubted(self) -> list[str]:
        """What nobody has confirmed yet, a sentence each; empty once the rules are confirmed."""
        if self.is_confirmed:
            return []
        return self.doubts.splitlines() or [UNCONFIRMED]

    @property
    def span(self) -> Span:
        """When it counts, for judging it beside the others of its case and channel."""
        return Span(self.valid_from, self.valid_to, self.is_temporary, self.pk or 0)

    def siblings(self) -> RulesQuerySet:
        """All kept versions of the same case and channel, with this one among them when it is kept."""
        return ProcedureRules.objects.filter(procedure=self.procedure_id, case=self.case, channel=self.channel)


class RuleStep(models.Model):
    """One step that a version of rules lays down."""

    rules = models.ForeignKey(ProcedureRules, models.CASCADE, related_name="steps")
    n = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên bước", max_length=120)
    sentence = models.CharField("câu cho công dân", max_length=200)
    party = models.CharField("ai làm", max_length=20, choices=Party)
    days = models.DecimalField(
        "số ngày làm việc", max_digits=5, decimal_places=1, help_text="0 là làm ngay; nửa ngày ghi 0,5.",
        validators=[MinValueValidator(0, NEGATIVE), StepValueValidator(Decimal("0.5"), HALVES)],
    )  # fmt: skip
    on_clock = models.BooleanField("tính vào thời hạn của tỉnh", default=True)
    stall_days = models.PositiveSmallIntegerField(
        "đứng yên sau (ngày làm việc)", null=True, blank=True, validators=[MinValueValidator(1, "Ít nhất 1 ngày.")],
        help_text="Từng ấy ngày không có diễn biến thì hồ sơ là đứng yên. Trống: theo số ngày của bước, ít nhất 3.",
    )  # fmt: skip

    class Meta:
        verbose_name = "bước"
        verbose_name_plural = "bước"
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["rules", "n"], name="rule_step_once"),
            models.CheckConstraint(
                name="rule_step_days_are_halves",
                condition=Q(days__gte=0) & Q(Exact(Mod(F("days"), Decimal("0.5")), 0)),
                violation_error_message=HALVES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n}. {self.name}"

    @property
    def stalls_after(self) -> int:
        """Working days without an event after which a dossier at this step stands still."""
        return self.stall_days or max(STALLS_AFTER, ceil(self.days))


class UsualTime(models.Model):
    """How long a step of a procedure usually takes: median and p90 of the last 90 days, from the night's count.

    step: its name, which outlives a version of the rules. minutes, p90: working minutes by nearest rank: the least time
    such that half, or nine tenths, of the cases took no longer. p90 is None until the night has counted it.
    """

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="usual_times")
    step = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()
    p90 = models.PositiveIntegerField(null=True)
    cases = models.PositiveIntegerField()  # how many times it was done

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "step"], name="usual_time_once"),
            models.CheckConstraint(
                name="usual_p90_is_no_less_than_the_median", condition=Q(p90=None) | Q(p90__gte=F("minutes"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.minutes}"
