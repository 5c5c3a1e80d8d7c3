"""Judging one book: dates from the ledger, the rest from the events, told again from the beginning."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from agencies.worktime import Calendar
from dossiers import codes
from dossiers.models import Event, EventKind, Mark, MarkKind
from dossiers.reads.books.book import Book, Broken, Cached
from dossiers.reads.ledger import Dates, dates, ledger_from
from dossiers.workflow import CLOCK_ENDED, TARGET, Move, Status, is_allowed

PATIENCE = timedelta(minutes=2)  # how long a deadline may have passed before its mark is missed

MOVE = {
    EventKind.RECEIVED: Move.RECEIVE,
    EventKind.REFUSED: Move.REFUSE,
    EventKind.STEP_COMPLETED: Move.COMPLETE_STEP,
    EventKind.SUPPLEMENT_REQUESTED: Move.REQUEST_SUPPLEMENT,
    EventKind.SUPPLEMENT_RECEIVED: Move.RECEIVE_SUPPLEMENT,
    EventKind.FINISHED: Move.FINISH,
    EventKind.HANDED_OVER: Move.HAND_OVER,
}


class Auditor:
    """Judges one book. What is cached is wrong when it differs from what the book gives."""

    def __init__(self, book: Book, calendar: Calendar, now: datetime):
        self.book, self.calendar, self.now = book, calendar, now
        self.dossier = book.dossier
        self._known: dict[datetime, Dates] = {}

    def faults(self) -> Iterator[Broken]:
        yield from self._codes()
        yield from self._dates()
        if not self.book.is_thin:
            yield from self._life()
        yield from self._marks()

    def _broken(self, what: str) -> Broken:
        return Broken(str(self.dossier), what)

    def _cached(self, **right: Any) -> Iterator[Broken]:
        for name, value in right.items():
            kept = getattr(self.dossier, name)
            if kept != value:
                what = f"{name} ghi {_words(kept)}, tính lại được {_words(value)}"
                yield Broken(str(self.dossier), what, Cached(self.dossier.pk, self.dossier.version, {name: value}))

    def _codes(self) -> Iterator[Broken]:
        receipt, official = self.dossier.receipt_code, self.dossier.official_code
        if codes.check_symbol(receipt[:-1]) != receipt[-1]:
            yield self._broken("Mã biên nhận sai ký tự kiểm tra")
        if official is not None:
            if f"-{timezone.localdate(self.dossier.received_at):%y%m%d}-" not in official:
                yield self._broken("Mã số hồ sơ không mang ngày tiếp nhận")
            if self.dossier.official_plain != codes.folded(official):
                yield self._broken("Mã số hồ sơ và dạng viết liền không khớp")

    # ── Dates ────────────────────────────────────────────────────────────────────────────────────────────────

    def _dates(self) -> Iterator[Broken]:
        found = self._promised(self.now)
        yield from self._cached(
            due_at=found.due_at, due_is_provisional=found.is_provisional, due_soon_at=found.due_soon_at,
            is_paused=found.is_paused,
        )  # fmt: skip
        first = self._promised(self.dossier.received_at).due_at
        if self.dossier.original_due_at != first:
            yield self._broken(f"Ngày hẹn đầu tiên ghi {_words(self.dossier.original_due_at)}, lẽ ra {_words(first)}")

    def _promised(self, at: datetime) -> Dates:
        """What the ledger gave at a moment of the past."""
        if at not in self._known:
            book = self.book
            ledger = None if book.was_refused else ledger_from(self.dossier, book.pauses, book.supplements, at)
            self._known[at] = dates(ledger, self.calendar)
        return self._known[at]

    # ── Life ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _life(self) -> Iterator[Broken]:
        """Replay the events; status, steps, holder, stops and instants must come out as they are stored."""
        if not self.book.events:
            yield self._broken("Không có sự kiện nào")
            return
        status, n, told = None, None, _Told()
        for event in self.book.events:
            if event.kind == EventKind.DUE_CHANGED:
                continue
            move = MOVE.get(event.kind)
            begins = move in (Move.RECEIVE, Move.REFUSE)
            if move is None or (status is None) != begins or (status is not None and not is_allowed(move, status)):
                yield self._broken(f"Sự kiện {event.seq} ({event.kind}) không thể xảy ra lúc đó")
                return
            status = TARGET[move]
            n = told.hear(move, event, n)
        yield from self._outcome(status, n, told)

    def _outcome(self, status: Status | None, n: int | None, told: "_Told") -> Iterator[Broken]:
        dossier = self.dossier
        facts = {
            "status": status,
            "received_at": told.received_at,
            "closed_at": told.closed_at,
            "returned_at": told.returned_at,
        }
        for name, value in facts.items():
            if getattr(dossier, name) != value:
                kept = _words(getattr(dossier, name))
                yield self._broken(f"{name} ghi {kept}, sự kiện cho {_words(value)}")
        moved = [event for event in self.book.events if event.kind == EventKind.DUE_CHANGED]
        last = datetime.fromisoformat(moved[-1].data["after"]) if moved else dossier.original_due_at
        due = self._promised(self.now).due_at
        if due is not None and due != last:
            yield self._broken(f"Ngày hẹn {_words(due)} khác ngày đã báo {_words(last)} mà không có sự kiện")
        stops = [(s.asked_at, s.received_at) for s in self.book.supplements]
        if stops != told.supplements:
            yield self._broken("Yêu cầu bổ sung không khớp sự kiện")
        held = [(s.asked_at, s.received_at) for s in self.book.supplements if not s.restarts]
        if [(pause.span.lower, pause.span.upper) for pause in self.book.pauses] != held:
            yield self._broken("Thời gian tạm dừng không khớp yêu cầu bổ sung")
        times = {step.n: [step.started_at, step.finished_at] for step in self.book.steps}
        if times != {step.n: told.times.get(step.n, [None, None]) for step in self.book.steps}:
            yield self._broken("Thời điểm các bước không khớp sự kiện")
        steps = {step.n: step for step in self.book.steps}
        right: dict[str, Any] = {"current_step": n}
        at = steps.get(n) if n is not None else steps.get(max(steps, default=0))
        if at is not None:
            right |= {"holder_agency_id": at.agency_id, "holder_unit_id": at.unit_id}
        elif n is not None:
            yield self._broken(f"Không có bước {n}")
            return
        yield from self._cached(**right)

    # ── Marks ────────────────────────────────────────────────────────────────────────────────────────────────

    def _marks(self) -> Iterator[Broken]:
        """Each deadline that passed has its mark, each mark its deadline, and the sweep looks at the right instant."""
        made = {(mark.kind, mark.key): mark for mark in self.book.marks}
        due: dict[tuple[str, datetime], datetime] = {}
        end = self.dossier.closed_at or self.dossier.voided_at or self.now
        changes = [self.dossier.received_at]
        changes += sorted(at for s in self.book.supplements for at in (s.asked_at, s.received_at) if at is not None)
        for since, until in zip(changes, [*changes[1:], end], strict=True):
            for kind, key, at in _flags(self._promised(since)):
                if since <= at <= until:
                    due[kind, key] = at
                if since <= at < until - PATIENCE and (kind, key) not in made and not self.book.is_thin:
                    yield self._broken(f"Thiếu dấu mốc {kind} cho hạn {_words(key)}")
        for mark in self.book.marks:
            if due.get((mark.kind, mark.key)) != mark.became_at or mark.noticed_at < mark.became_at:
                yield self._broken(f"Dấu mốc {mark.kind} cho hạn {_words(mark.key)} không có căn cứ")
        yield from self._cached(next_flag_at=self._next_flag(made))

    def _next_flag(self, made: dict[tuple[str, datetime], Mark]) -> datetime | None:
        if self.dossier.status in CLOCK_ENDED or self.dossier.voided_at is not None or not self.book.events:
            return None
        since = self.book.events[-1].at
        flags = _flags(self._promised(self.now))
        return min((at for kind, key, at in flags if at >= since and (kind, key) not in made), default=None)


class _Told:
    """What the events say about the rest of the book."""

    def __init__(self):
        self.received_at = self.closed_at = self.returned_at = None
        self.times: dict[int, list[datetime | None]] = {}
        self.supplements: list[tuple[datetime, datetime | None]] = []

    def hear(self, move: Move, event: Event, n: int | None) -> int | None:
        """Take one event in; the step that the dossier stands at after it."""
        match move:
            case Move.RECEIVE:
                entered = event.data.get("entered_at")
                at = datetime.fromisoformat(entered) if entered else event.at
                self.received_at = event.at
                self.times = {1: [event.at, at], 2: [at, None]}
                return 2
            case Move.REFUSE:
                self.received_at = self.closed_at = event.at
                return None
            case Move.COMPLETE_STEP | Move.FINISH:
                self.times[n][1] = event.at
                self.times[n + 1] = [event.at, None]
                if move is Move.FINISH:
                    self.closed_at = event.at
                return n + 1
            case Move.HAND_OVER:
                self.times[n][1] = self.returned_at = event.at
                return None
            case Move.REQUEST_SUPPLEMENT:
                self.supplements.append((event.at, None))
            case Move.RECEIVE_SUPPLEMENT:
                self.supplements[-1] = (self.supplements[-1][0], event.at)
        return n


def _flags(promised: Dates) -> list[tuple[str, datetime, datetime]]:
    """(kind, key, instant) of what a sweep will mark."""
    if promised.due_at is None:
        return []
    return [
        (MarkKind.DUE_SOON, promised.due_at, promised.due_soon_at),
        (MarkKind.OVERDUE, promised.due_at, promised.due_at),
    ]


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%H:%M:%S %d/%m/%Y")
    return "trống" if value is None else str(value)
