"""Every list of dossiers that supervision has: which are on it, in which order, and by which agency it goes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lower

from agencies.worktime import Calendar
from dossiers.models import QUIET, Dossier, Event, EventKind, Pause, PauseGround, Payment, Supplement
from dossiers.querysets import DossierQuerySet, noticed
from dossiers.reads.slack import slack_of
from dossiers.reads.supervision import measures
from dossiers.reads.supervision.within import Narrowed
from dossiers.reads.worklist.narrowing import WAITS_LONG
from dossiers.workflow import Status


@dataclass(frozen=True)
class List:
    """One list. slug: how its address names it. name: of its route and its page. what: what it counts, after a number.
    why: which dossiers are on it.

    question: its dossiers in their order, worst first, with what the list says of each as attributes. order: the
    instant they are ordered by, then by id. agency_field: by which agency it goes. measure: of a dossier, by the
    calendar of that agency, at a moment (`measures`).
    """

    slug: str
    name: str
    title: str
    what: str
    why: str
    question: Callable[[Narrowed, datetime], DossierQuerySet]
    order: str = "due_at"
    agency_field: str = "deciding_agency"
    measure: Callable[[Dossier, Calendar, datetime], int | None] | None = None


def _open(by: Narrowed, now: datetime) -> DossierQuerySet:
    return by.decided().open().in_order("due_at")


def _held(by: Narrowed, now: datetime) -> DossierQuerySet:
    return by.held().open().in_order("due_at")


def _overdue(by: Narrowed, now: datetime) -> DossierQuerySet:
    return by.decided().overdue(now=now).in_order("due_at")


def missed(now: datetime) -> tuple[Q, Q]:
    """Of open dossiers: whose date given first, of the first appointment, and of the second, was not kept.

    With two appointments the first one ends with the tax form (QĐ 138/2025/QĐ-UBND Art 5(3)).
    """
    kept = Payment.objects.filter(dossier=OuterRef("pk"), splits=True, requested_at__lte=OuterRef("original_due_at"))
    return Q(original_due_at__lt=now) & ~Exists(kept), Q(second_original_due_at__lt=now)


def _missed(by: Narrowed, now: datetime) -> DossierQuerySet:
    """With `missed_at`: the date given first, of either appointment, that was not kept."""

    first, second = missed(now)
    missed_at = Case(When(first, then=F("original_due_at")), default=F("second_original_due_at"))
    return by.decided().open().filter(first | second).annotate(missed_at=missed_at).in_order("missed_at")


def _at_risk(by: Narrowed, now: datetime) -> DossierQuerySet:
    return by.decided().at_risk(now=now).in_order("start_by")


def _with_stops(dossiers: DossierQuerySet) -> DossierQuerySet:
    """With `paused_since`, and `ground`: a PauseGround; both None while the clock runs."""
    supplements = Supplement.objects.filter(dossier=OuterRef("pk"), received_at=None)
    payments = Payment.objects.filter(dossier=OuterRef("pk"), confirmed_at=None)
    pauses = Pause.objects.filter(dossier=OuterRef("pk"), span__upper_inf=True)
    since = Case(
        When(is_paused=False, then=None),
        When(status=Status.SUPPLEMENT, then=Subquery(supplements.values("asked_at")[:1])),
        When(status=Status.PAYMENT, then=Subquery(payments.values("requested_at")[:1])),
        default=Subquery(pauses.annotate(begins=Lower("span")).values("begins")[:1]),
        output_field=DateTimeField(),
    )
    ground = Case(
        When(is_paused=False, then=None),
        When(status=Status.SUPPLEMENT, then=Value(PauseGround.SUPPLEMENT.value)),
        When(status=Status.PAYMENT, then=Value(PauseGround.PAYMENT.value)),
        default=Subquery(pauses.values("ground")[:1]),
        output_field=CharField(),
    )
    return dossiers.annotate(paused_since=since, ground=ground)


def _paused(by: Narrowed, now: datetime) -> DossierQuerySet:
    return _with_stops(by.decided().open().filter(is_paused=True)).in_order("paused_since")


def _stalled(by: Narrowed, now: datetime) -> DossierQuerySet:
    """With `since`: when something happened last. A date that the calendar moved is nothing that happened."""
    # Also of all agencies by their names: the index of what stands still begins with the agency.
    by = replace(by, within=replace(by.within, is_all=False))
    happened = Event.objects.filter(dossier=OuterRef("pk")).exclude(kind__in=QUIET).order_by("-seq")
    since = Subquery(happened.annotate(noticed=noticed()).values("noticed")[:1])
    return _with_stops(by.decided().stalled(now=now)).annotate(since=since).in_order("stalls_at")


def _offered(by: Narrowed, now: datetime) -> DossierQuerySet:
    """With `since` and `offered_by` (a user's id): of the offer that stands, also when a later one was taken back."""
    passed = Event.objects.filter(dossier=OuterRef("pk"), kind=EventKind.PASSED_ON).annotate(
        to=Cast(KT("data__unit_id"), BigIntegerField())
    )
    offers = passed.filter(to=OuterRef("passing_to")).order_by("-seq")
    offered = by.held().open().filter(passing_to__isnull=False)
    return offered.annotate(
        since=Subquery(offers.values("at")[:1]), offered_by=Subquery(offers.values("actor")[:1])
    ).in_order("since")


def _unapologised(by: Narrowed, now: datetime) -> DossierQuerySet:
    return _overdue(by, now).unapologised()


def _uncollected(by: Narrowed, now: datetime) -> DossierQuerySet:
    waiting = by.held().waiting_for_collection()
    return waiting.filter(closed_at__lt=now - WAITS_LONG).in_order("closed_at")


OVERDUE = List(
    "qua-han", "overdue", "Hồ sơ quá hạn", "hồ sơ quá hạn",
    "Hồ sơ đang giải quyết mà đã qua thời hạn hiện nay.", _overdue,
)  # fmt: skip
STALLED = List(
    "dung-yen", "stalled", "Hồ sơ chậm luân chuyển", "hồ sơ chậm luân chuyển",
    "Hồ sơ đang giải quyết mà quá số ngày làm việc cho phép của bước vẫn không có việc gì được ghi nhận.",
    _stalled, "stalls_at", measure=measures.days_still,
)  # fmt: skip
UNAPOLOGISED = List(
    "chua-xin-loi", "unapologised", "Chưa xin lỗi", "hồ sơ quá hạn chưa xin lỗi",
    "Hồ sơ quá hạn mà chưa có văn bản xin lỗi được ký.", _unapologised,
)  # fmt: skip
UNCOLLECTED = List(
    "cho-nhan-ket-qua", "uncollected", "Kết quả chưa có người nhận", "kết quả",
    "Kết quả đã có hơn 30 ngày mà người nộp chưa đến nhận. Bộ phận Một cửa nên gọi báo hoặc gửi qua bưu chính.",
    _uncollected, "closed_at", "holder_agency", measures.days_waiting,
)  # fmt: skip
OPEN = List(
    "dang-giai-quyet", "open", "Hồ sơ đang giải quyết", "hồ sơ đang giải quyết",
    "Mọi hồ sơ đã nhận mà chưa kết thúc, tính theo cơ quan giải quyết; thời hạn sớm nhất ở trên.", _open,
)  # fmt: skip
HELD = List(
    "dang-giu", "held", "Hồ sơ đang giữ", "hồ sơ đang giữ",
    "Mọi hồ sơ chưa kết thúc đang nằm ở cơ quan, kể cả hồ sơ do cơ quan khác giải quyết; thời hạn sớm nhất ở trên.",
    _held, agency_field="holder_agency",
)  # fmt: skip
MISSED = List(
    "qua-han-hen-dau", "missed", "Hồ sơ quá hạn theo ngày hẹn đầu tiên", "hồ sơ quá hạn theo ngày hẹn đầu tiên",
    "Hồ sơ đang giải quyết mà ngày hẹn đầu tiên của một lần hẹn đã qua, dù thời hạn hiện nay đã đổi.",
    _missed, "missed_at", measure=measures.days_missed,
)  # fmt: skip
AT_RISK = List(
    "co-nguy-co", "at-risk", "Hồ sơ có nguy cơ quá hạn", "hồ sơ có nguy cơ quá hạn",
    "Chưa quá hạn, nhưng thời gian còn lại không đủ cho các bước còn lại làm theo thời gian thường lệ.",
    _at_risk, "start_by", measure=slack_of,
)  # fmt: skip
PAUSED = List(
    "tam-dung", "paused", "Hồ sơ tạm dừng", "hồ sơ tạm dừng",
    "Hồ sơ đang giải quyết mà đồng hồ dừng. Hồ sơ đã quá hạn trước khi dừng vẫn là quá hạn.",
    _paused, "paused_since", measure=measures.days_paused,
)  # fmt: skip
OFFERED = List(
    "cho-nhan-ban-giao", "offered", "Hồ sơ chờ nhận bàn giao", "hồ sơ chờ nhận bàn giao",
    "Hồ sơ đã bàn giao cho một đơn vị mà đơn vị đó chưa nhận. Cho đến lúc ấy nơi giao vẫn chịu trách nhiệm.",
    _offered, "since", "holder_agency", measures.minutes_offered,
)  # fmt: skip

PAUSED_LATE = List(
    "tam-dung-qua-han", "paused-late", "Hồ sơ tạm dừng khi đã quá hạn", "hồ sơ tạm dừng khi đã quá hạn",
    "Hồ sơ tạm dừng mà thời hạn đã qua từ trước khi dừng: vẫn là quá hạn.",
    lambda by, now: _paused(by, now).overdue(now=now), "paused_since", measure=measures.days_paused,
)  # fmt: skip
HELD_OVERDUE = List(
    "dang-giu-qua-han", "held-overdue", "Hồ sơ đang giữ đã quá hạn", "hồ sơ đang giữ đã quá hạn",
    "Hồ sơ quá hạn đang nằm ở cơ quan, kể cả hồ sơ do cơ quan khác giải quyết.",
    lambda by, now: _held(by, now).overdue(now=now), agency_field="holder_agency",
)  # fmt: skip
HELD_AT_RISK = List(
    "dang-giu-co-nguy-co", "held-at-risk", "Hồ sơ đang giữ có nguy cơ quá hạn", "hồ sơ đang giữ có nguy cơ quá hạn",
    "Hồ sơ đang nằm ở cơ quan, chưa quá hạn, nhưng thời gian còn lại không đủ cho các bước còn lại.",
    lambda by, now: by.held().at_risk(now=now).in_order("start_by"), "start_by", "holder_agency", slack_of,
)  # fmt: skip

LISTS = (
    OVERDUE, MISSED, AT_RISK, UNAPOLOGISED, STALLED, OFFERED, PAUSED, PAUSED_LATE, OPEN, HELD, HELD_OVERDUE,
    HELD_AT_RISK, UNCOLLECTED,
)  # fmt: skip
BY_SLUG = {each.slug: each for each in LISTS}
