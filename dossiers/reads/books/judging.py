"""Judging one book: dates from the ledger, the rest from the events, told again from the beginning."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from typing import Any

from django.utils import timezone

from agencies.models import Layout, calendars
from agencies.worktime import Calendar
from dossiers import clock, codes
from dossiers.reads.books.book import Book, Broken, Cached
from dossiers.reads.books.marking import faults_of_marks
from dossiers.reads.books.stopping import Stops, kept
from dossiers.reads.books.stretches import Impossible, Period
from dossiers.reads.books.telling import Story
from dossiers.reads.books.terms import COLUMN, held, words
from dossiers.reads.ledger import NO_DATES, Dates, Facts, appointments, dates, stalls_at, start_by
from dossiers.reads.parties import turns_of
from dossiers.workflow import CLOCK_ENDED


class Auditor:
    """Judges one book. What is cached is wrong when it differs from what the book gives.

    newest: the version of today's calendar; is_applied: to all open dossiers, so that they count by it. laid: with the
    usual times by which work lists are ordered; None while these are being counted anew.
    """

    def __init__(self, book: Book, now: datetime, newest: int, is_applied: bool, laid: Layout | None = None):
        self.book, self.now, self.newest, self.is_applied, self.laid = book, now, newest, is_applied, laid
        self.dossier = book.dossier
        self.kept = kept(book.pauses, book.supplements, book.payments)
        self._known: dict[tuple[Stops, int], Dates] = {}

    def faults(self) -> Iterator[Broken]:
        dossier, book = self.dossier, self.book
        yield from self._codes()
        if dossier.calendar_version > self.newest:
            yield self._broken(f"Hồ sơ ghi bản lịch {dossier.calendar_version}, mới có đến bản {self.newest}")
            return  # by which calendar, then?
        yield from self._dates()
        if book.is_thin:
            yield from self._cached(next_flag_at=None, stalls_at=None, start_by=None)
            yield from self._first(self.dates(Stops(), dossier.calendar_version).due_at)
            return
        if not book.events:
            yield self._broken("Không có sự kiện nào")
            return
        story = Story(book.rule_steps, dossier.rules.term is not None, dossier.second_original_due_at)
        try:
            story.hear(book.events, dossier.original_due_at, dossier.calendar_version)
        except Impossible as fault:
            yield self._broken(str(fault))
            return
        yield from self._facts(story)
        yield from self._position(story)
        yield from self._stops(story)
        yield from self._apology(story)
        yield from self._periods(story)
        yield from self._stall(story)
        yield from self._desk(story)
        yield from self._parties(story)
        for what in faults_of_marks(self, story):
            yield self._broken(what) if isinstance(what, str) else self._wrong(*what)

    # ── Ways to say it ───────────────────────────────────────────────────────────────────────────────────────

    def _broken(self, what: str) -> Broken:
        return Broken(str(self.dossier), what, None, self.dossier.pk)

    def _wrong(self, name: str, right: Any) -> Broken:
        """A cached column that is not what it should be."""
        what = f"{COLUMN[name]} ghi {held(name, getattr(self.dossier, name))}, tính lại được {held(name, right)}"
        return Broken(
            str(self.dossier), what, Cached(self.dossier.pk, self.dossier.version, {name: right}), self.dossier.pk
        )

    def _cached(self, **right: Any) -> Iterator[Broken]:
        for name, value in right.items():
            if getattr(self.dossier, name) != value:
                yield self._wrong(name, value)

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

    def calendar(self, version: int) -> Calendar:
        return calendars(version).of(self.dossier.deciding_agency_id)

    def dates(self, stops: Stops, version: int) -> Dates:
        """What a ledger gives by one version of the calendar."""
        if self.book.was_refused:
            return NO_DATES
        if (stops, version) not in self._known:
            course = appointments(self.dossier, Facts(*stops))
            self._known[stops, version] = dates(course, self.calendar(version))
        return self._known[stops, version]

    def possible(self, period: Period, most: int) -> list[Dates]:
        """What the ledger of a period gives by each version of the calendar that may have counted then."""
        found = [self.dates(period.stops, version) for version in range(period.fewest, most + 1)]
        return [dated for dated in found if dated.due_at in (None, period.told)]

    def _dates(self) -> Iterator[Broken]:
        version = self.dossier.calendar_version
        found = self.dates(self.kept, version)
        yield from self._cached(
            due_at=found.due_at, due_is_provisional=found.is_provisional, due_soon_at=found.due_soon_at,
            is_paused=found.is_paused,
        )  # fmt: skip
        is_counted = self.dossier.is_open and self.dossier.voided_at is None  # a mistaken intake keeps its days
        if self.is_applied and self.newest != version and is_counted:
            today = self.dates(self.kept, self.newest).due_at
            if today != found.due_at:
                what = f"Ngày hẹn {words(found.due_at)} tính theo bản lịch {version}, lịch hôm nay cho {words(today)}"
                yield self._broken(what)

    def _first(self, right: datetime | None) -> Iterator[Broken]:
        if self.dossier.original_due_at != right:
            yield self._broken(f"Ngày hẹn đầu tiên ghi {words(self.dossier.original_due_at)}, lẽ ra {words(right)}")

    def _periods(self, story: Story) -> Iterator[Broken]:
        """Each date that was told was the ledger's own, by a calendar that counted then."""
        if not story.periods:
            yield from self._first(None)
            return
        first = story.periods[0]
        yield from self._first(self.dates(first.stops, first.fewest).due_at)
        second = None
        for period in story.periods:
            if any(owed.splits and owed.confirmed_at for owed in period.stops.payments) and second is None:
                second = period
                right = [self.dates(period.stops, v).due_at for v in range(period.fewest, period.most + 1)]
                if self.dossier.second_original_due_at not in right:
                    given = words(self.dossier.second_original_due_at)
                    yield self._broken(f"Ngày hẹn đầu tiên của lần hẹn hai ghi {given}, lẽ ra {words(right[0])}")
            elif period is not first and not self.possible(period, period.most):
                right = self.dates(period.stops, period.most).due_at
                at, told = words(period.since), words(period.told)
                yield self._broken(f"Lúc {at} tính lại được ngày hẹn {words(right)}, khác ngày đã báo {told}")
        if second is None and self.dossier.second_original_due_at is not None:
            yield self._broken("Có ngày hẹn đầu tiên của lần hẹn hai mà chưa có lần hẹn hai")
        last, due = story.periods[-1], self.dates(self.kept, self.dossier.calendar_version).due_at
        if due is not None and due != last.told:
            yield self._broken(f"Ngày hẹn {words(due)} khác ngày đã báo {words(last.told)} mà không có sự kiện")

    # ── What happened ────────────────────────────────────────────────────────────────────────────────────────

    def _facts(self, story: Story) -> Iterator[Broken]:
        facts = {
            "status": story.status,
            "received_at": story.received_at,
            "closed_at": story.closed_at,
            "returned_at": story.returned_at,
            "voided_at": story.voided_at,
        }
        for name, value in facts.items():
            given = getattr(self.dossier, name)
            if given != value:
                yield self._broken(f"{COLUMN[name]} ghi {held(name, given)}, theo sự kiện là {held(name, value)}")

    def _position(self, story: Story) -> Iterator[Broken]:
        """Where it lies, and the steps behind it."""
        times = {step.n: [step.started_at, step.finished_at] for step in self.book.steps}
        if times != {n: story.times.get(n, [None, None]) for n in times} or not story.times.keys() <= times.keys():
            yield self._broken("Thời điểm các bước không khớp sự kiện")
        places = {step.n: (step.agency_id, step.unit_id) for step in self.book.steps}
        for n, place in story.places.items():
            if places.get(n) != place:
                yield self._broken(f"Nơi làm bước {n} không khớp sự kiện")
        right: dict[str, Any] = {
            "current_step": story.n, "assignee_id": story.assignee, "passing_to_id": story.passing_to,
        }  # fmt: skip
        at = story.holder or places.get(story.n or 0)
        if at is not None:
            right |= {"holder_agency_id": at[0], "holder_unit_id": at[1]}
        yield from self._cached(**right)

    def _stops(self, story: Story) -> Iterator[Broken]:
        for what, told, rows in (
            ("Yêu cầu bổ sung", story.stops.supplements, self.kept.supplements),
            ("Thời gian tạm dừng", story.stops.pauses, self.kept.pauses),
            ("Nghĩa vụ tài chính", story.stops.payments, self.kept.payments),
        ):
            if told != rows:
                yield self._broken(f"{what} không khớp sự kiện")
        rounds = {s.pk: s.round for s in self.book.supplements}
        permitted = [
            (p.permitted_at, None if p.supplement_id is None else rounds.get(p.supplement_id))
            for p in self.book.permissions
        ]
        if permitted != story.permitted:
            yield self._broken("Việc cho phép bổ sung thêm không khớp sự kiện")

    def _apology(self, story: Story) -> Iterator[Broken]:
        row = next(iter(self.book.apologies), None)
        signed = row if row is not None and row.approved_at else None
        if self.dossier.promised_at != (signed and signed.promised_at):
            given, right = words(self.dossier.promised_at), words(signed and signed.promised_at)
            yield self._broken(f"{COLUMN['promised_at']} ghi {given}, theo văn bản xin lỗi là {right}")
        told = story.signed or (story.drafted and (None, story.drafted[1], None))
        rows = row and (row.approved_at, timezone.localdate(row.promised_at), row.was_in_time)
        drafted = row and row.drafted_at
        if rows != told or drafted != (story.drafted and story.drafted[0]):
            yield self._broken("Văn bản xin lỗi không khớp sự kiện")
        elif signed is not None and signed.due_at != story.signed_for:
            yield self._broken(
                f"Văn bản xin lỗi ghi ngày hẹn {words(signed.due_at)}, lúc ký là {words(story.signed_for)}"
            )

    def _stall(self, story: Story) -> Iterator[Broken]:
        possible = self.stalls(story)
        if self.dossier.stalls_at not in possible:
            yield self._wrong("stalls_at", possible[-1])

    def _desk(self, story: Story) -> Iterator[Broken]:
        """Its place in the work list, who decides, who fetched the result, who was asked, what was set right."""
        if self.laid is not None:
            version, right = self.dossier.calendar_version, copy(self.dossier)
            right.due_at, right.current_step = self.dates(self.kept, version).due_at, story.n
            yield from self._cached(start_by=start_by(right, self.calendar(version), self.laid))
        if [(row.at, row.undone_at) for row in self.book.collections] != story.collected:
            yield self._broken("Việc nhận kết quả không khớp sự kiện")
        if story.decider not in (None, self.dossier.deciding_agency_id):
            yield self._broken("Cơ quan giải quyết không khớp sự kiện")
        if sorted(row.pk for row in self.book.corrections) != story.corrected:
            yield self._broken("Việc sửa thông tin người nộp không khớp sự kiện")
        if sorted(row.at for row in self.book.retired) != story.reissued:
            yield self._broken("Việc cấp lại mã biên nhận không khớp sự kiện")
        if {row.pk: (row.asked_at, row.answered_at) for row in self.book.opinions} != story.opinions:
            yield self._broken("Việc lấy ý kiến không khớp sự kiện")

    def _parties(self, story: Story) -> Iterator[Broken]:
        """Every working minute from the receipt to the end is somebody's, and nobody's twice."""
        start, end = self.dossier.received_at, story.closed_at or story.voided_at or self.now
        if self.book.was_refused or end < start:
            return
        calendar = self.calendar(self.dossier.calendar_version)
        found = clock.shares(calendar, turns_of(self.book.events), start, end)
        spent, elapsed = sum(share.minutes for share in found), calendar.working_minutes(start, end)
        if spent != elapsed or any(share.minutes < 0 for share in found):
            yield self._broken(f"Thời gian theo từng bên cộng lại {spent} phút, trôi qua {elapsed} phút làm việc")

    def stalls(self, story: Story) -> list[datetime | None]:
        """When it will stand still if nothing more happens, by each calendar that may have counted."""
        last = story.stands[-1] if story.stands else None
        if last is None or last.n is None or self.dossier.status in CLOCK_ENDED or story.closed_at or story.voided_at:
            return [None]
        fewest = story.periods[last.first].fewest
        return self.stalls_of(last.idle_since, last.n, fewest, self.dossier.calendar_version)

    def stalls_of(self, since: datetime, n: int, fewest: int, most: int) -> list[datetime | None]:
        step = self.book.rule_steps[n]
        return [stalls_at(self.calendar(version), since, step) for version in range(fewest, max(fewest, most) + 1)]
