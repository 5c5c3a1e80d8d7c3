"""What happened to a dossier: written once, chained by hashes, never changed."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Collate

from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.workflow import Move


class EventKind(models.TextChoices):
    RECEIVED = "received", "Tiếp nhận hồ sơ"
    REFUSED = "refused", "Không tiếp nhận hồ sơ"
    STEP_COMPLETED = "step_completed", "Hoàn thành bước"
    STEP_RETURNED = "step_returned", "Trả lại bước trước"
    ASSIGNED = "assigned", "Phân công thụ lý"
    PASSED_ON = "passed_on", "Bàn giao"
    TAKEN_OVER = "taken_over", "Nhận bàn giao"
    SUPPLEMENT_REQUESTED = "supplement_requested", "Yêu cầu bổ sung giấy tờ"
    SUPPLEMENT_RECEIVED = "supplement_received", "Đã nhận đủ giấy tờ bổ sung"
    SUPPLEMENT_PERMITTED = "supplement_permitted", "Cho phép yêu cầu bổ sung thêm một lần"
    PAUSED = "paused", "Tạm dừng tính thời hạn"
    RESUMED = "resumed", "Tiếp tục tính thời hạn"
    PAYMENT_REQUESTED = "payment_requested", "Yêu cầu thực hiện nghĩa vụ tài chính"
    PAYMENT_CONFIRMED = "payment_confirmed", "Đã hoàn thành nghĩa vụ tài chính"
    APOLOGY_DRAFTED = "apology_drafted", "Dự thảo văn bản xin lỗi"
    APOLOGISED = "apologised", "Xin lỗi và hẹn lại ngày trả kết quả"
    DUE_CHANGED = "due_changed", "Đổi ngày hẹn trả"
    FINISHED = "finished", "Đã có kết quả giải quyết"
    DECLINED = "declined", "Từ chối giải quyết"
    WITHDRAWN = "withdrawn", "Người nộp rút hồ sơ"
    STOPPED = "stopped", "Dừng giải quyết"
    HANDED_OVER = "handed_over", "Đã trả kết quả"
    UNDONE = "undone", "Hoàn tác"
    OPINION_ASKED = "opinion_asked", "Lấy ý kiến cơ quan khác"
    OPINION_GIVEN = "opinion_given", "Đã có ý kiến"
    CORRECTED = "corrected", "Sửa thông tin người nộp"
    REDIRECTED = "redirected", "Chuyển đúng cơ quan giải quyết"
    REISSUED = "reissued", "Cấp lại mã biên nhận"
    VOIDED = "voided", "Hủy tiếp nhận nhầm"


class Signal(models.TextChoices):
    """What the night watch looks at: it says that something looks bent, never that it is. In data["signals"]."""

    OUTSIDE_HOURS = "outside_hours", "Kết thúc ngoài giờ làm việc"
    NO_RESULT = "no_result", "Kết thúc mà không có kết quả"
    ENDED_LATE = "ended_late", "Kết thúc không kết quả khi đã quá hạn"
    NEAR_DUE = "near_due", "Dừng đồng hồ sát hạn"
    FIRST_LATE = "first_late", "Lần hẹn thứ nhất đã trễ"
    LATE_ASKED = "late_asked", "Yêu cầu bổ sung sau ngày làm việc thứ ba"
    SECOND_ROUND = "second_round", "Yêu cầu bổ sung lần hai trở lên"
    REFILED = "refiled", "Nộp lại sau khi bị từ chối, dừng hoặc rút"
    ENTERED_EARLIER = "entered_earlier", "Ghi thời điểm tiếp nhận sớm hơn"
    LATE_APOLOGY = "late_apology", "Xin lỗi muộn hơn một ngày trước hạn"
    VOIDED = "voided", "Hủy tiếp nhận"
    REDIRECTED = "redirected", "Chuyển sang cơ quan giải quyết khác"


# What is counted whole, so that a share can be said of it.
MEASURED = (EventKind.SUPPLEMENT_REQUESTED, EventKind.APOLOGISED)
# Mistakes set right, for the supervisor's list.
MENDINGS = (EventKind.UNDONE, EventKind.CORRECTED, EventKind.REDIRECTED, EventKind.REISSUED, EventKind.VOIDED)
# Nothing has happened to the dossier itself: the move before these is still its last, and they end no standstill and
# begin none. Nor do opinions, which anybody could ask and answer for ever.
BESIDE = (EventKind.DUE_CHANGED, EventKind.CORRECTED, EventKind.REISSUED)
QUIET = (*BESIDE, EventKind.OPINION_ASKED, EventKind.OPINION_GIVEN)
ENDINGS = (EventKind.FINISHED, EventKind.DECLINED, EventKind.WITHDRAWN, EventKind.STOPPED)
# When a receipt with an earlier moment was entered: ISO 8601, in an order that no locale changes.
ENTERED_AT = Collate(KT("data__entered_at"), "C")


# Which move an event tells of; a due date that changed is nobody's own move.
MOVE_OF: dict[str, Move] = {
    EventKind.RECEIVED: Move.RECEIVE,
    EventKind.REFUSED: Move.REFUSE,
    EventKind.STEP_COMPLETED: Move.COMPLETE_STEP,
    EventKind.STEP_RETURNED: Move.RETURN_STEP,
    EventKind.ASSIGNED: Move.ASSIGN,
    EventKind.PASSED_ON: Move.PASS_ON,
    EventKind.TAKEN_OVER: Move.TAKE_OVER,
    EventKind.SUPPLEMENT_REQUESTED: Move.REQUEST_SUPPLEMENT,
    EventKind.SUPPLEMENT_PERMITTED: Move.PERMIT_SUPPLEMENT,
    EventKind.SUPPLEMENT_RECEIVED: Move.RECEIVE_SUPPLEMENT,
    EventKind.PAUSED: Move.PAUSE,
    EventKind.RESUMED: Move.RESUME,
    EventKind.PAYMENT_REQUESTED: Move.REQUEST_PAYMENT,
    EventKind.PAYMENT_CONFIRMED: Move.CONFIRM_PAYMENT,
    EventKind.APOLOGY_DRAFTED: Move.DRAFT_APOLOGY,
    EventKind.APOLOGISED: Move.APPROVE_APOLOGY,
    EventKind.FINISHED: Move.FINISH,
    EventKind.DECLINED: Move.DECLINE,
    EventKind.WITHDRAWN: Move.WITHDRAW,
    EventKind.STOPPED: Move.STOP,
    EventKind.HANDED_OVER: Move.HAND_OVER,
    EventKind.UNDONE: Move.UNDO,
    EventKind.OPINION_ASKED: Move.ASK_OPINION,
    EventKind.OPINION_GIVEN: Move.ANSWER_OPINION,
    EventKind.CORRECTED: Move.CORRECT_APPLICANT,
    EventKind.REDIRECTED: Move.REDIRECT,
    EventKind.REISSUED: Move.REISSUE_CODE,
    EventKind.VOIDED: Move.VOID,
}


class Event(models.Model):
    """One fact of the history. `seq`, `previous` and `hash` are set by the database's trigger.

    data carries ids, numbers and instants, never personal data or free text. Keys that others read: "to" (where the
    dossier lies from now on: {"agency": id, "unit": id or None, "party": Party}), "signals" ([Signal, …]),
    "calendar" (the version by which a date was computed), "class" (a reason from a list), "left" (with whom it was
    before, for whoever takes the move back: {"assignee": id, "passing_to": id}).
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
        indexes = [
            # For the night watch: the few events that look bent, endings by person, dates that moved.
            models.Index(fields=["agency", "-at"], name="event_signals", condition=Q(data__has_key="signals")),
            models.Index(fields=["agency", "actor", "at"], name="event_endings", condition=Q(kind__in=ENDINGS)),
            models.Index(fields=["agency", "-at"], name="event_due_changes", condition=Q(kind=EventKind.DUE_CHANGED)),
            models.Index(fields=["agency", "-at"], name="event_measured", condition=Q(kind__in=MEASURED)),
            # For the supervisor: mistakes that were set right.
            models.Index(fields=["agency", "-at"], name="event_mended", condition=Q(kind__in=MENDINGS)),
            # Receipts entered with an earlier moment are seen on the day they were entered.
            models.Index("agency", ENTERED_AT, name="event_entered", condition=Q(data__has_key="entered_at")),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}#{self.seq} {self.kind}"


class Reason(models.Model):
    """Free text behind an event; kept apart, because people write names into it and names must be erasable."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="reason")
    text = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return f"Lý do của {self.event_id}"
