"""Judging the marks of one book: each where a deadline passed or nothing happened, and none elsewhere."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from dossiers.models import MarkKind
from dossiers.reads.books import terms
from dossiers.reads.books.telling import Story
from dossiers.reads.books.terms import words
from dossiers.reads.ledger import key_of
from dossiers.workflow import CLOCK_ENDED

PATIENCE = timedelta(minutes=2)  # how long a deadline may have passed before its mark is missed
CLOCKS_DIFFER = timedelta(seconds=5)  # a sweep's clock, and that of whoever acted next

Key = tuple[str, int]


def faults_of_marks(auditor, story: Story) -> Iterator[str | tuple[str, Any]]:
    """Sentences, and (column, right value) where only a cached one is wrong. auditor: the one that judges the book."""
    marks = {(mark.kind, mark.key): mark for mark in auditor.book.marks}
    marking = _Marking(auditor, story)
    for (kind, key), at in marking.missing(auditor.now).items():
        if (kind, key) not in marks:
            yield f"Thiếu dấu mốc {terms.mark(kind)} lúc {words(at)}"
    for (kind, key), mark in marks.items():
        may = marking.allowed.get((kind, key), ())
        if mark.became_at not in may or mark.noticed_at < mark.became_at:
            yield f"Dấu mốc {terms.mark(kind)} lúc {words(mark.became_at)} không có căn cứ"
    yield from marking.next_flag()


class _Marking:
    """The instants that a sweep marks, or may mark, in each stretch of a life."""

    def __init__(self, auditor, story: Story):
        self.auditor, self.story, self.dossier = auditor, story, auditor.dossier
        self.end = story.closed_at or auditor.dossier.voided_at
        self.due: dict[Key, tuple[datetime, bool]] = {}  # when it could be seen, whether that stretch has ended
        self.came_late: datetime | None = None  # the date that counts now, if it was past when it was given
        self.allowed: dict[Key, set[datetime]] = defaultdict(set)
        if story.periods:
            self._deadlines()
            self._stalls()

    def missing(self, now: datetime) -> dict[Key, datetime]:
        """What must have been marked by now."""
        return {key: at for key, (at, is_past) in self.due.items() if is_past or at < now - PATIENCE}

    def _pass(self, key: Key, possible: list[datetime], since: datetime, until: datetime | None) -> None:
        """A flag that was up between since and until (None: still is). possible: its instant, by each calendar."""
        inside = [at for at in possible if at >= since and (until is None or at <= until + CLOCKS_DIFFER)]
        self.allowed[key].update(inside)
        if inside and len(inside) == len(possible) and all(until is None or at < until for at in inside):
            self.due[key] = max(inside), until is not None

    def _deadlines(self) -> None:
        before = None
        for period, following in zip(self.story.periods, [*self.story.periods[1:], None], strict=True):
            until = following.since if following else self.end
            found = [dated for dated in self.auditor.possible(period, period.latest) if dated.due_at is not None]
            at, self.came_late = found[0].due_at if found else None, None
            if at is not None:
                if period.since <= at:
                    self._pass((MarkKind.OVERDUE, key_of(at)), [at], period.since, until)
                elif at != before:  # moved into the past
                    self.allowed[MarkKind.OVERDUE, key_of(at)].add(at)
                    self.due[MarkKind.OVERDUE, key_of(at)] = period.since, until is not None
                    self.came_late = at
                soon = [dated.due_soon_at for dated in found if dated.due_soon_at]
                self._pass((MarkKind.DUE_SOON, key_of(at)), soon, period.since, until)
            before = at

    def _stalls(self) -> None:
        for stand, following in zip(self.story.stands, [*self.story.stands[1:], None], strict=True):
            if stand.n is None:
                continue
            between = self.story.periods[stand.first].fewest, self.story.periods[stand.period].latest
            possible = [at for at in self.auditor.stalls_of(stand.idle_since, stand.n, *between) if at]
            self._pass((MarkKind.STALLED, stand.seq), possible, stand.since, following.since if following else self.end)

    def next_flag(self) -> Iterator[str | tuple[str, Any]]:
        """What the sweep will look at next: the first instant of the last stretch that has no mark yet."""
        kept = self.dossier.next_flag_at
        if self.dossier.status in CLOCK_ENDED or self.dossier.voided_at is not None or not self.story.stands:
            if kept is not None:
                yield "next_flag_at", None
            return
        made = {(mark.kind, mark.key): mark.noticed_at for mark in self.auditor.book.marks}
        flags = self._flags()
        to_come = [at for at, key in flags if key not in made]
        right = to_come[0] if to_come else None
        if kept == right:
            return
        since = self.story.stands[-1].since
        # A date that came back finds its old mark, and is looked at all the same.
        again = {at for at, key in flags if key in made and made[key] < since}
        # A calendar that changed nothing else has moved the look-out on, without an event.
        if self.story.periods[-1].fewest < self.dossier.calendar_version:
            again |= {at for at, _ in flags}
            right = next((at for at in to_come if at >= self.auditor.now), None)
        if kept != right and (kept not in again or (right is not None and kept > right)):
            yield "next_flag_at", right

    def _flags(self) -> list[tuple[datetime, Key]]:
        """What a sweep has to look at, or had to, since the last event, in order."""
        last = self.story.stands[-1]
        found = self.auditor.dates(self.auditor.kept, self.dossier.calendar_version)
        flags: list[tuple[datetime, Key]] = []
        if found.due_at is not None and found.due_soon_at is not None:
            key = key_of(found.due_at)
            flags = [(found.due_soon_at, (MarkKind.DUE_SOON, key)), (found.due_at, (MarkKind.OVERDUE, key))]
        possible = self.auditor.stalls(self.story)
        # Where the column is wrong, by what it should hold: one mending sets both right.
        stalls_at = self.dossier.stalls_at if self.dossier.stalls_at in possible else possible[-1]
        if stalls_at is not None:
            flags.append((stalls_at, (MarkKind.STALLED, last.seq)))
        return sorted((at, key) for at, key in flags if at >= last.since or at == self.came_late)
