"""The table of what the night watch looks at. Signals, never verdicts: each has a question, and nothing but that.

A signal is judged at the moment of the action and kept in the event (dossiers/actions/signals.py); batches and moved
dates are seen in the events themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from enum import Enum, auto

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from dossiers.models import ENDINGS, ENTERED_AT, MEASURED, Event, EventKind, Signal
from dossiers.querysets import noticed
from dossiers.reads.supervision.period import Period

BATCH = 5  # endings by one person …
BATCH_WITHIN = timedelta(minutes=10)  # … in this time look like a batch


class Source(Enum):
    """Which events a sign is sought in; each has an index of its own by (agency, at)."""

    SIGNALS = auto()
    BATCHES = auto()
    DUE_CHANGES = auto()


@dataclass(frozen=True)
class Sign:
    """One list. slug: how its address names it. why: what it means, and what it need not mean."""

    slug: str
    title: str
    why: str
    source: Source
    which: Q


def _kept(signal: Signal) -> Q:
    return Q(data__signals__contains=[signal.value])


_BY_CALENDAR = Q(data__because="calendar")

SIGNS = (
    Sign(
        "theo-lo", "Kết thúc hàng loạt",
        "Một người kết thúc từ 5 hồ sơ trở lên trong vòng 10 phút.", Source.BATCHES, Q(),
    ),
    Sign(
        "ngoai-gio", "Kết thúc ngoài giờ làm việc",
        "Hồ sơ được kết thúc vào ban đêm, giờ nghỉ hoặc ngày nghỉ của cơ quan giải quyết.",
        Source.SIGNALS, _kept(Signal.OUTSIDE_HOURS),
    ),
    Sign(
        "khong-ket-qua", "Kết thúc mà không có kết quả",
        "Từ chối giải quyết, dừng giải quyết hoặc người nộp rút sau khi hồ sơ đã được tiếp nhận.",
        Source.SIGNALS, _kept(Signal.NO_RESULT),
    ),
    Sign(
        "khong-ket-qua-khi-qua-han", "Kết thúc không kết quả khi đã quá hạn",
        "Trong số trên, những hồ sơ kết thúc sau ngày hẹn trả.", Source.SIGNALS, _kept(Signal.ENDED_LATE),
    ),
    Sign(
        "sat-han", "Dừng đồng hồ sát hạn",
        "Yêu cầu bổ sung, tạm dừng hoặc yêu cầu nghĩa vụ tài chính khi chỉ còn 8 giờ làm việc trở xuống.",
        Source.SIGNALS, _kept(Signal.NEAR_DUE),
    ),
    Sign(
        "tre-lan-hen-thu-nhat", "Trễ ngay lần hẹn thứ nhất",
        "Phiếu chuyển thông tin đi sau ngày hẹn lần 1; lần hẹn thứ hai không xóa việc đó.",
        Source.SIGNALS, _kept(Signal.FIRST_LATE),
    ),
    Sign(
        "bo-sung-muon", "Yêu cầu bổ sung sau ngày làm việc thứ ba",
        "Lần yêu cầu đầu tiên, muộn hơn 3 ngày làm việc kể từ ngày tiếp nhận (Điều 19 Nghị định 61/2018/NĐ-CP).",
        Source.SIGNALS, _kept(Signal.LATE_ASKED) & Q(data__round=1),
    ),
    Sign(
        "bo-sung-lan-hai", "Yêu cầu bổ sung từ lần hai",
        "Pháp luật cho phép yêu cầu một lần; mỗi lần sau đều có lãnh đạo cho phép và ghi lý do.",
        Source.SIGNALS, _kept(Signal.SECOND_ROUND),
    ),
    Sign(
        "nop-lai", "Nộp lại sau khi bị từ chối, dừng hoặc rút",
        "Cùng người nộp và cùng thủ tục, trong 30 ngày kể từ hồ sơ trước.", Source.SIGNALS, _kept(Signal.REFILED),
    ),
    Sign(
        "ghi-lui", "Ghi thời điểm tiếp nhận sớm hơn",
        "Thời điểm tiếp nhận sớm hơn lúc nhập hồ sơ, kèm lý do. Tính vào ngày nhập.",
        Source.SIGNALS, _kept(Signal.ENTERED_EARLIER),
    ),
    Sign(
        "xin-loi-muon", "Xin lỗi muộn",
        "Văn bản xin lỗi được ký từ ngày hẹn trả trở đi, không phải chậm nhất trước đó một ngày.",
        Source.SIGNALS, _kept(Signal.LATE_APOLOGY),
    ),
    Sign(
        "huy-tiep-nhan", "Hủy tiếp nhận nhầm",
        "Hồ sơ được tuyên là tiếp nhận nhầm; từ đó không còn tính thời hạn.", Source.SIGNALS, _kept(Signal.VOIDED),
    ),
    Sign(
        "chuyen-co-quan", "Chuyển sang cơ quan giải quyết khác",
        "Hồ sơ chưa quá hạn được chuyển cho cơ quan khác; ngày hẹn giữ nguyên.",
        Source.SIGNALS, _kept(Signal.REDIRECTED),
    ),
    Sign(
        "doi-ngay-hen", "Ngày hẹn trả thay đổi",
        "Ngày hẹn đổi do việc làm trên hồ sơ: bổ sung, tạm dừng, nghĩa vụ tài chính.",
        Source.DUE_CHANGES, ~_BY_CALENDAR,
    ),
    Sign(
        "doi-ngay-hen-do-lich", "Ngày hẹn trả thay đổi do lịch",
        "Ngày hẹn tính lại khi lịch làm việc thay đổi; không do ai làm trên hồ sơ.",
        Source.DUE_CHANGES, _BY_CALENDAR,
    ),
)  # fmt: skip
BY_SLUG = {sign.slug: sign for sign in SIGNS}

# Batches are looked for past both ends of the period, so that midnight does not cut one in two.
_IN_BATCH = f"""
SELECT id FROM (
    SELECT id, max(opens) OVER (
        PARTITION BY actor_id ORDER BY at, id ROWS BETWEEN {BATCH - 1} PRECEDING AND CURRENT ROW
    ) AS is_inside
    FROM (
        SELECT id, at, actor_id,
               (lead(at, {BATCH - 1}) OVER (PARTITION BY actor_id ORDER BY at, id) <= at + %s)::int AS opens
        FROM dossiers_event
        WHERE kind IN ({", ".join(f"'{kind}'" for kind in ENDINGS)})
              AND actor_id IS NOT NULL AND agency_id = ANY(%s) AND at >= %s - %s AND at < %s + %s
    ) AS ending
) AS told WHERE is_inside = 1
"""  # noqa: S608 - our own words


def source(kind: Source, overseen: Sequence[int], period: Period) -> QuerySet[Event]:
    """The events of these agencies in this period that a source is about; `noticed` is when each one was written.

    overseen: every agency of the reader, also when the answer is narrowed to one: a batch is one person's, wherever.
    """
    mine = Event.objects.filter(agency__in=overseen)
    within = mine.filter(at__gte=period.start, at__lt=period.end)
    match kind:
        case Source.SIGNALS:
            # Two questions, each with its index: what was written as it happened, and what was entered later.
            written = within.filter(~Q(data__has_key="entered_at"), data__has_key="signals")
            ids = written.values("pk").union(_entered(mine, period).values("pk"), all=True)
            found = Event.objects.filter(pk__in=ids)
        case Source.BATCHES:
            arguments = [BATCH_WITHIN, list(overseen), period.start, BATCH_WITHIN, period.end, BATCH_WITHIN]
            found = within.filter(kind__in=ENDINGS, pk__in=RawSQL(_IN_BATCH, arguments))  # noqa: S611
        case Source.DUE_CHANGES:
            found = within.filter(kind=EventKind.DUE_CHANGED)
    return found.annotate(noticed=noticed())


def first_requests(overseen: Sequence[int], period: Period) -> QuerySet[Event]:
    """Every first request for papers, of which the late ones are a share."""
    return Event.objects.filter(kind__in=MEASURED, agency__in=overseen, at__gte=period.start, at__lt=period.end).filter(
        kind=EventKind.SUPPLEMENT_REQUESTED, data__round=1
    )


def _entered(events: QuerySet[Event], period: Period) -> QuerySet[Event]:
    """Receipts with an earlier moment, by when they were entered. Texts may differ in their offset from UTC: the index
    narrows to the day before and the day after, the instants decide.
    """
    start, end = (
        (at.astimezone(UTC) + timedelta(days=days)).isoformat() for at, days in ((period.start, -1), (period.end, 1))
    )
    near = events.annotate(text=ENTERED_AT).filter(data__has_key="entered_at", text__gte=start, text__lt=end)
    return near.annotate(noticed=noticed()).filter(noticed__gte=period.start, noticed__lt=period.end)
