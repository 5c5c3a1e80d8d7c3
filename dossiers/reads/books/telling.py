"""What the events of a dossier tell when they are read from the beginning. Everything else must agree with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.models import Party, RuleStep
from dossiers.models import MOVE_OF, QUIET, Event, EventKind, PauseGround
from dossiers.reads.books import terms
from dossiers.reads.books.stopping import Asked, Owed, Span, Stopped, Stops
from dossiers.reads.books.stretches import Impossible, Made, Period, Stand
from dossiers.workflow import CLOCK_ENDED, TARGET, UNDOABLE, WAITING_FOR_APPLICANT, Move, Status, is_allowed


@dataclass
class Story:
    """A whole life. Raises Impossible where the events contradict the table or each other."""

    rule_steps: dict[int, RuleStep]
    has_term: bool
    second_original: datetime | None
    status: Status | None = None
    n: int | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None
    voided_at: datetime | None = None
    returned_at: datetime | None = None
    decider: int | None = None  # None: histories from before it was kept say nothing
    corrected: list[int] = field(default_factory=list)  # events
    reissued: list[datetime] = field(default_factory=list)
    holder: tuple[int, int | None] | None = None  # agency, unit
    assignee: int | None = None
    passing_to: int | None = None
    stops: Stops = field(default_factory=Stops)
    permitted: list[tuple[datetime, int | None]] = field(default_factory=list)  # when, and the round that used it
    drafted: tuple[datetime, date] | None = None
    signed: tuple[datetime, date, bool] | None = None  # when, the new day, whether in time
    signed_for: datetime | None = None  # the due date that it apologises for
    times: dict[int, list[datetime | None]] = field(default_factory=dict)
    places: dict[int, tuple[int, int | None]] = field(default_factory=dict)  # of the steps, as far as events say
    periods: list[Period] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    last: Made | None = None
    collected: list[tuple[datetime, datetime | None]] = field(default_factory=list)  # when, and when it was undone
    opinions: dict[int, tuple[datetime, datetime | None]] = field(default_factory=dict)  # asked, answered

    def hear(self, events: Sequence[Event], original: datetime | None, newest: int) -> None:
        """Take all events in. original: the first due date; newest: the calendar by which the date counts now."""
        told = original
        for event in events:
            try:
                hear = self._moved if event.kind == EventKind.DUE_CHANGED else self._happened
                told = hear(event, told)
            except (KeyError, IndexError, TypeError, ValueError, StopIteration) as fault:
                raise Impossible(f"{terms.event(event.seq, event.kind)} thiếu hoặc sai dữ kiện") from fault
        self._bound(newest)

    def _happened(self, event: Event, told: datetime | None) -> datetime | None:
        move = MOVE_OF.get(event.kind)
        begins = move in (Move.RECEIVE, Move.REFUSE)
        if move is None or (self.status is None) != begins or (self.status and not is_allowed(move, self.status)):
            raise Impossible(f"{terms.event(event.seq, event.kind)} không thể xảy ra lúc đó")
        if self.voided_at is not None:
            raise Impossible(f"{terms.event(event.seq, event.kind)} sau khi đã hủy tiếp nhận")
        was, stops, stood = self.status, self.stops, (self.n, self.assignee, self.passing_to)
        self.status = TARGET.get(move, was or Status.SUBMITTED)
        _HEAR[move](self, event)
        if move is Move.RECEIVE or stops != self.stops:
            if move is Move.CONFIRM_PAYMENT and self.stops.payments[-1].splits:
                told = self.second_original
            version = event.data.get("calendar", 1 if move is Move.RECEIVE else None)
            self.periods.append(Period(event.at, self.stops, told, version))
        self.closed_at = (self.closed_at or event.at) if self.status in CLOCK_ENDED else None
        if move not in (Move.UNDO, Move.CORRECT_APPLICANT, Move.REISSUE_CODE):
            self.last = Made(event.seq, move, was, *stood)
        if event.kind in QUIET:
            return told
        if move is not Move.REFUSE and (was not in CLOCK_ENDED or self.status not in CLOCK_ENDED):
            stalls = self.status not in (*CLOCK_ENDED, *WAITING_FOR_APPLICANT) and self.voided_at is None
            idle = self.times[2][0] if move is Move.RECEIVE else event.at
            now = len(self.periods) - 1
            self.stands.append(Stand(event.at, idle or event.at, event.seq, self.n if stalls else None, now, now))
        return told

    def _moved(self, event: Event, told: datetime | None) -> datetime | None:
        before, after = (at and datetime.fromisoformat(at) for at in (event.data["before"], event.data["after"]))
        if before != told:
            raise Impossible(f"{terms.event(event.seq, event.kind)} đổi từ một ngày chưa từng hẹn")
        version = event.data.get("calendar")
        if self.periods[-1].since == event.at:
            self.periods[-1].told = after
            self.periods[-1].version = version or self.periods[-1].version
        else:
            self.periods.append(Period(event.at, self.stops, after, version))
        last = self.stands[-1]
        if last.since == event.at:
            now = len(self.periods) - 1
            self.stands[-1] = last._replace(first=now, period=now)
        elif self.closed_at is None:  # by the calendar alone: nobody did anything
            self.stands.append(last._replace(since=event.at, period=len(self.periods) - 1))
        return after

    def _bound(self, newest: int) -> None:
        """Between which versions of the calendar each period was computed."""
        known = 1
        for period in self.periods:
            if period.version is not None:
                if period.version < known:
                    raise Impossible(f"Bản lịch {period.version} đi lùi sau bản {known}")
                known = period.version
            period.fewest = known
        known = newest
        for period in reversed(self.periods):
            period.latest = known
            if period.version is not None:
                if period.version > known:
                    raise Impossible(f"Sự kiện ghi bản lịch {period.version}, hồ sơ ghi bản {known}")
                known = period.version
            period.most = known

    # ── One event of each kind ───────────────────────────────────────────────────────────────────────────────

    def _received(self, event: Event) -> None:
        entered = event.data.get("entered_at")
        at = datetime.fromisoformat(entered) if entered else event.at
        self.received_at = event.at
        self.decider = event.data.get("decider")
        self.times = {1: [event.at, at], 2: [at, None]}
        self._arrive(event, 2)

    def _refused(self, event: Event) -> None:
        self.received_at = event.at

    def _stepped(self, event: Event) -> None:
        if self.n is None or event.data["step"] != self.n:
            said, at = event.data["step"], terms.words(self.n)
            raise Impossible(f"{terms.event(event.seq, event.kind)} nói về bước {said}, hồ sơ ở bước {at}")
        following = next(k for k in sorted(self.rule_steps) if k > self.n and not self._is_done_outside(k))
        self.times[self.n][1] = event.at
        self.times[following] = [event.at, None]
        self._arrive(event, following)

    def _is_done_outside(self, n: int) -> bool:
        """What an outside body has done is not done again when the dossier was sent back over it."""
        return self.rule_steps[n].party == Party.OUTSIDE and self.times.get(n, [None, None])[1] is not None

    def _returned_step(self, event: Event) -> None:
        n = self.n or 0
        before = max(k for k, step in self.rule_steps.items() if 1 < k < n and step.party != Party.OUTSIDE)
        began = self.times[n][0]
        is_paid = any(owed.confirmed_at and began and owed.confirmed_at >= began for owed in self.stops.payments)
        if self.rule_steps[n].party == Party.OUTSIDE and is_paid:  # it has done its step
            self.times[n][1] = event.at
        else:
            self.times[n][0] = None
        self.times[before] = [event.at, None]
        self._arrive(event, before)

    def _arrive(self, event: Event, n: int) -> None:
        self.n = n
        self.assignee = self.passing_to = None
        to = event.data.get("to")  # histories from before it was kept say nothing
        self.holder = (to["agency"], to["unit"]) if to else self.places.get(n)
        if self.holder:
            self.places[n] = self.holder

    def _taken_over(self, event: Event) -> None:
        self._arrive(event, self.n or 0)

    def _assigned(self, event: Event) -> None:
        self.assignee = event.data["user"]

    def _passed_on(self, event: Event) -> None:
        self.passing_to = event.data["unit_id"]

    def _asked(self, event: Event) -> None:
        data = event.data
        rounds = len(self.stops.supplements) + 1
        if rounds > 1 and self.permitted[-1][1] is not None:
            raise Impossible(f"Đợt bổ sung {rounds} không có phép")
        if rounds > 1:
            self.permitted[-1] = (self.permitted[-1][0], rounds)
        by = date.fromisoformat(data["answer_by"])
        asked = Asked(data.get("round", rounds), event.at, None, data["restarts"], by)
        self.stops = self.stops._replace(supplements=(*self.stops.supplements, asked))
        if not asked.restarts:
            self._stop(event.at, PauseGround.SUPPLEMENT)

    def _permitted(self, event: Event) -> None:
        self.permitted.append((event.at, None))

    def _papers_came(self, event: Event) -> None:
        *others, last = self.stops.supplements
        self.stops = self.stops._replace(supplements=(*others, last._replace(received_at=event.at)))
        self._run(event.at)

    def _paused(self, event: Event) -> None:
        self._stop(datetime.fromisoformat(event.data["since"]), event.data["ground"])

    def _resumed(self, event: Event) -> None:
        self._run(datetime.fromisoformat(event.data["since"]))

    def _owed(self, event: Event) -> None:
        owed = Owed(event.at, None, event.data["splits"])
        self.stops = self.stops._replace(payments=(*self.stops.payments, owed))
        if not owed.splits and self.has_term:
            self._stop(event.at, PauseGround.PAYMENT)
        if "step" in event.data:
            self._stepped(event)

    def _paid(self, event: Event) -> None:
        *others, last = self.stops.payments
        self.stops = self.stops._replace(payments=(*others, last._replace(confirmed_at=event.at)))
        self._run(event.at)
        if "step" in event.data:
            self._stepped(event)

    def _stop(self, since: datetime, ground: str) -> None:
        self.stops = self.stops._replace(pauses=(*self.stops.pauses, Stopped(Span(since, None), ground)))

    def _run(self, until: datetime) -> None:
        ended = (Stopped(Span(p.span.lower, p.span.upper or until), p.ground) for p in self.stops.pauses)
        self.stops = self.stops._replace(pauses=tuple(pause for pause in ended if not pause.span.isempty))

    def _drafted(self, event: Event) -> None:
        self.drafted = event.at, date.fromisoformat(event.data["day"])

    def _apologised(self, event: Event) -> None:
        self.signed = event.at, date.fromisoformat(event.data["day"]), event.data["in_time"]
        self.signed_for = self.periods[-1].told

    def _ended(self, event: Event) -> None:
        self.n = self.assignee = self.passing_to = None

    def _handed_over(self, event: Event) -> None:
        self.times[self.n or 0][1] = self.returned_at = event.at
        self.collected.append((event.at, None))
        self.n = None

    def _undone(self, event: Event) -> None:
        last = self.last
        if last is None or last.seq != event.data["undoes"] or last.move not in UNDOABLE or last.status is None:
            raise Impossible(f"{terms.event(event.seq, event.kind)} không theo sau thao tác hoàn tác được")
        self.last, self.status = None, last.status
        if last.move is Move.PASS_ON:
            self.passing_to = last.passing_to
            return
        if last.move in (Move.COMPLETE_STEP, Move.FINISH):
            self.times[self.n or 0][0] = None
        if last.move is Move.HAND_OVER:
            self.collected[-1] = (self.collected[-1][0], event.at)
            self.returned_at = None
        if last.n is not None:
            self.times[last.n][1] = None
            self._arrive(event, last.n)
        self.assignee, self.passing_to = last.assignee, last.passing_to

    def _opinion_asked(self, event: Event) -> None:
        self.opinions[event.data["opinion"]] = event.at, None

    def _opinion_given(self, event: Event) -> None:
        self.opinions[event.data["opinion"]] = self.opinions[event.data["opinion"]][0], event.at

    def _redirected(self, event: Event) -> None:
        if self.decider not in (None, event.data["from"]):
            raise Impossible(f"{terms.event(event.seq, event.kind)} không từ cơ quan đang giải quyết")
        self.decider = event.data["decider"]
        self.places |= {int(n): (agency, unit) for n, (agency, unit) in event.data["steps"].items()}
        self._arrive(event, self.n or 0)

    def _voided(self, event: Event) -> None:
        self.voided_at = event.at
        self.assignee = self.passing_to = None

    def _corrected(self, event: Event) -> None:
        self.corrected.append(event.pk)

    def _reissued(self, event: Event) -> None:
        self.reissued.append(event.at)


_HEAR: dict[Move, Callable[[Story, Event], None]] = {
    Move.RECEIVE: Story._received,
    Move.REFUSE: Story._refused,
    Move.COMPLETE_STEP: Story._stepped,
    Move.RETURN_STEP: Story._returned_step,
    Move.ASSIGN: Story._assigned,
    Move.PASS_ON: Story._passed_on,
    Move.TAKE_OVER: Story._taken_over,
    Move.REQUEST_SUPPLEMENT: Story._asked,
    Move.PERMIT_SUPPLEMENT: Story._permitted,
    Move.RECEIVE_SUPPLEMENT: Story._papers_came,
    Move.PAUSE: Story._paused,
    Move.RESUME: Story._resumed,
    Move.REQUEST_PAYMENT: Story._owed,
    Move.CONFIRM_PAYMENT: Story._paid,
    Move.DRAFT_APOLOGY: Story._drafted,
    Move.APPROVE_APOLOGY: Story._apologised,
    Move.FINISH: Story._stepped,
    Move.DECLINE: Story._ended,
    Move.WITHDRAW: Story._ended,
    Move.STOP: Story._ended,
    Move.HAND_OVER: Story._handed_over,
    Move.UNDO: Story._undone,
    Move.ASK_OPINION: Story._opinion_asked,
    Move.ANSWER_OPINION: Story._opinion_given,
    Move.CORRECT_APPLICANT: Story._corrected,
    Move.REDIRECT: Story._redirected,
    Move.REISSUE_CODE: Story._reissued,
    Move.VOID: Story._voided,
}
