"""One dossier's life, lived step by step from its receipt until `now`, as the actions would have written it down."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random

from agencies.models import Agency, Channel, Party, Role
from agencies.worktime import MINUTE, ZONE, instant
from dossiers import clock
from dossiers.models import BY_HAND, Signal
from dossiers.reads.ledger import next_flag, planned
from dossiers.sample.ground import Case, Ground, Stop
from dossiers.sample.happening import DAY_OF_WORK, Happening, NotYet
from dossiers.sample.lived import Asked, Collected, Episode, Life, Manner, Owed, Paused, Permitted, Span
from dossiers.sample.saying import BY_POST, CLASSES, COLLECTED, REASONS, UNANSWERED
from dossiers.workflow import LATE_AFTER, Move, Status

RUSHES = (1, 9, 22)  # weeks ago in which the demo's agencies entered all their results on Friday evening


class Lives(Happening):
    """How lives go on one ground. Due dates are computed once for each receipt day."""

    def __init__(self, ground: Ground, now: datetime):
        super().__init__(ground, now)
        self._rushing = {agency.pk for agency in ground.demo}

    def live(
        self, receiving: Agency, case: Case, route: list[Stop], received_at: datetime, manner: Manner, rng: Random,
        *, brief: bool = False, again_of: Life | None = None,
    ) -> Life:  # fmt: skip
        """again_of: the same person's, before. brief: one that is over by now keeps no steps and no events."""
        deciding = case.rules.procedure.department_id or receiving.pk
        life = Life(case, receiving, route, self.ground.calendars.of(deciding), received_at)
        life.again_of = again_of
        life.worked = life.calendar.worked_until(instant(received_at))
        channel = {"channel": case.rules.channel}
        if manner.refused:
            life.is_over = True
            self._do(life, Move.REFUSE, received_at, route[0].actor, route[0].agency, channel, rng)
            return life
        key = self.promise(life)
        if brief and self._over(life, manner):
            return life
        entered = self._entered(life, rng)
        life.times = [[None, None, due] for due in self.plan(key, life)]
        life.times[0][:2] = received_at, entered
        life.times[1][0] = entered
        life.lies = 1
        said = {**channel, "calendar": self.version, "decider": deciding, "to": route[1].arrival}
        bent: list[str] = [] if again_of is None else [Signal.REFILED]
        if entered != received_at:
            said["entered_at"] = entered.isoformat()
            bent.append(Signal.ENTERED_EARLIER)
        self.happen(
            life, Move.RECEIVE, entered, route[0].actor, route[0].agency, said, rng=rng, seen=tuple(bent),
            reason=BY_POST if entered != received_at else "",
        )  # fmt: skip
        with suppress(NotYet):
            self._work(life, manner, rng)
        self.watch(life, self.now, rng)
        if life.is_open:
            life.next_flag_at = next_flag(life.dates, self.now, life.stalls_at, told=life.due_at)
        return life

    def _entered(self, life: Life, rng: Random) -> datetime:
        """When it was typed in: some of what the post brings lies for a day."""
        at = life.received_at
        if life.rules.channel == Channel.POST and rng.random() < 0.05:
            at = max(at, self.at(life, life.worked + int(rng.uniform(0.4, 1.4) * DAY_OF_WORK)))
        if at >= self.now:
            return life.received_at
        life.worked = life.calendar.worked_until(instant(at))
        return at

    def _work(self, life: Life, manner: Manner, rng: Random) -> None:
        """Step after step, each with its share of the time. Raises NotYet."""
        last = len(life.route) - 1
        office = next((n for n in range(1, last) if life.route[n].party == Party.OFFICE), 1)
        left = sum(stop.weight for stop in life.route[1:last])
        budget = self.budget(life, manner)
        for n in range(1, last):
            if life.status is Status.PAYMENT:
                at = self.later(life, manner.waits * DAY_OF_WORK, manner.sorry, rng)
                self._confirm(life, at, rng)
                left -= life.route[n].weight
                budget = self.budget(life, manner)
                if life.lies != n:
                    continue
            if n == office:
                if manner.assigned:
                    since = life.worked
                    at = self.later(life, rng.uniform(0.02, 0.1) * budget, manner.sorry, rng)
                    life.assignee = life.route[n].actor
                    self._do(life, Move.ASSIGN, at, self._leader(life), self._where(life), {"user": life.assignee}, rng)
                    budget -= life.worked - since
                if manner.episode is not None:
                    since = life.worked
                    self._episode(life, manner, budget * life.route[n].weight / left / 3, rng)
                    if life.is_over:
                        return
                    budget = max(self.budget(life, manner) if life.due_at else budget - (life.worked - since), 0)
            share = budget * life.route[n].weight / left
            if n == office and manner.ending is not None:
                at = self.later(life, share * rng.uniform(0.2, 0.9), manner.sorry, rng)
                self._end(life, manner.ending, at, rng.choice(CLASSES[manner.ending]), rng)
                return
            if manner.episode is Episode.RETURNED and n == office + 1 and life.route[n].party == Party.LEADERS:
                self._redo(life, n, share, manner, rng)
                share /= 3
            left -= life.route[n].weight
            budget -= share
            at = self.later(life, share, manner.sorry, rng)
            self._complete(life, n, at, manner, rng)
        at = self.later(life, manner.fetched_after * DAY_OF_WORK, None, rng)
        life.times[last][1] = life.returned_at = at
        life.is_over = True
        life.collected = Collected(at, life.route[last].actor, *rng.choice(COLLECTED))
        said = {"way": life.collected.way, "collector": life.collected.collector}
        self._do(life, Move.HAND_OVER, at, life.route[last].actor, life.route[last].agency, said, rng)

    # ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────

    def _do(
        self, life: Life, move: Move, at: datetime, actor: int, agency: int, data: dict, rng: Random,
        seen: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """With its reason, where it has one."""
        reason = rng.choice(REASONS[move]) if move in REASONS else ""
        self.happen(life, move, at, actor, agency, data, rng=rng, reason=reason, seen=seen)

    def _complete(self, life: Life, n: int, at: datetime, manner: Manner, rng: Random) -> None:
        """The step is done: to the next one, to the tax office with its form, or to the counter with the result."""
        stop, following = life.route[n], life.route[n + 1]
        move, actor = Move.COMPLETE_STEP, stop.actor
        data = {"step": n + 1, "name": stop.name, "to": following.arrival}
        where = life.deciding if stop.party == Party.OUTSIDE else stop.agency
        off_clock = life.rules.second_term is not None or not life.case.days[n + 1][1]
        if n + 2 == len(life.route):
            move, actor = Move.FINISH, stop.finisher
            at = self._evening(life, at, manner, rng)
        elif following.party == Party.OUTSIDE and life.case.term is not None and off_clock:
            move, actor = Move.REQUEST_PAYMENT, stop.finisher
            data = {"splits": self._owe(life, at, actor), **data}
        self._advance(life, n, at, rng)
        self.happen(life, move, at, actor, where, data, rng=rng)

    def _advance(self, life: Life, n: int, at: datetime, rng: Random) -> None:
        life.times[n][1] = life.times[n + 1][0] = at
        self._lay(life, n + 1, at, rng)

    def _lay(self, life: Life, n: int, at: datetime, rng: Random) -> None:
        """It lies there from now on; what the sweep noticed until now, it noticed where it lay before."""
        self.watch(life, at, rng)
        life.watched_from, life.lies = at, n
        life.assignee = life.passing_to = None

    def _redo(self, life: Life, n: int, share: float, manner: Manner, rng: Random) -> None:
        """The leader sends it back; the office does its step again."""
        at = self.later(life, share / 3, manner.sorry, rng)
        back, stop = n - 1, life.route[n]
        life.times[n][0] = None
        life.times[back][:2] = at, None
        data = {"step": n + 1, "name": life.route[back].name, "to": life.route[back].arrival}
        self._lay(life, back, at, rng)
        self._do(life, Move.RETURN_STEP, at, stop.actor, stop.agency, data, rng)
        self._complete(life, back, self.later(life, share / 3, manner.sorry, rng), manner, rng)

    def _evening(self, life: Life, at: datetime, manner: Manner, rng: Random) -> datetime:
        """When a result is entered: in the evening by some, by others all of a week's at once. Raises NotYet."""
        day = at.date()
        friday = datetime.combine(day + timedelta(days=4 - day.weekday()), time(17, 5), ZONE)
        if manner.at_night:
            at = max(at, at.replace(hour=19, minute=rng.randint(0, 59)))
        elif life.deciding in self._rushing and at < friday and (self.now - friday).days // 7 in RUSHES:
            at = friday + timedelta(seconds=rng.randint(0, 400))
        if at >= self.now:
            raise NotYet
        life.worked = life.calendar.worked_until(instant(at))
        return at

    # ── Episodes ─────────────────────────────────────────────────────────────────────────────────────────────

    def _episode(self, life: Life, manner: Manner, before: float, rng: Random) -> None:
        """before: session time until it begins."""
        wait = manner.waits * DAY_OF_WORK
        match manner.episode:
            case Episode.ASKED | Episode.ASKED_TWICE | Episode.UNANSWERED:
                self._ask(life, self.later(life, before, manner.sorry, rng), rng)
                if manner.episode is Episode.UNANSWERED:
                    at = self.later(life, 14 * DAY_OF_WORK, manner.sorry, rng)
                    self._end(life, Move.STOP, at, "unanswered", rng, UNANSWERED)
                    return
                self._answered(life, self.later(life, wait, manner.sorry, rng), rng)
                if manner.episode is Episode.ASKED_TWICE:
                    at, leader = self.later(life, DAY_OF_WORK, manner.sorry, rng), self._leader(life)
                    life.permitted = Permitted(at, leader)
                    self._do(life, Move.PERMIT_SUPPLEMENT, at, leader, life.deciding, {}, rng)
                    self._ask(life, self.later(life, DAY_OF_WORK / 4, manner.sorry, rng), rng)
                    self._answered(life, self.later(life, wait, manner.sorry, rng), rng)
            case Episode.PAUSED if life.case.term is not None:
                late = manner.pace > 1
                self._pause(life, self.later(life, before * 3 if late else before, manner.sorry, rng), rng)
                self._resume(life, self.later(life, wait, manner.sorry, rng), rng)
            case Episode.OWED if all(stop.party != Party.OUTSIDE for stop in life.route):
                at, officer = self.later(life, before, manner.sorry, rng), life.holder.finisher
                data = {"splits": self._owe(life, at, officer)}
                self._do(life, Move.REQUEST_PAYMENT, at, officer, self._where(life), data, rng)
                self._confirm(life, self.later(life, wait, manner.sorry, rng), rng)
            case Episode.PASSED if before > DAY_OF_WORK / 2:  # what is done in a day stays where it is
                self._pass(life, before, wait, manner, rng)

    def _ask(self, life: Life, at: datetime, rng: Random) -> None:
        receipt = clock.receipt_day(life.calendar, life.received_at, self.cutoff(life.case))
        on_day = max(0, life.calendar.working_days_between(receipt, at.date()))
        answer_by, rounds = life.calendar.working_day_after(at.date(), 10), len(life.supplements)
        restarts, officer = life.case.restarts, life.holder.finisher
        life.supplements.append(Asked(at, officer, on_day, answer_by, restarts))
        if rounds and life.permitted is not None:
            life.permitted = life.permitted._replace(is_used=True)
        if not restarts:
            life.pauses.append(Paused(Span(at), "supplement", "", officer))
        seen = ((Signal.LATE_ASKED,) if on_day > LATE_AFTER else ()) + ((Signal.SECOND_ROUND,) if rounds else ())
        data = {
            "papers": 1, "answer_by": answer_by.isoformat(), "restarts": restarts, "round": rounds + 1,
            "on_day": on_day,
        }  # fmt: skip
        self._do(life, Move.REQUEST_SUPPLEMENT, at, officer, self._where(life), data, rng, seen)

    def _answered(self, life: Life, at: datetime, rng: Random) -> None:
        life.supplements[-1] = life.supplements[-1]._replace(received_at=at)
        self._run(life, at)
        self._do(life, Move.RECEIVE_SUPPLEMENT, at, life.route[0].actor, life.route[0].agency, {}, rng)

    def _pause(self, life: Life, at: datetime, rng: Random) -> None:
        ground, officer = rng.choice(BY_HAND), life.holder.finisher
        life.pauses.append(Paused(Span(at), ground, f"CV {rng.randint(101, 999)}/{at.year}", officer))
        self._do(life, Move.PAUSE, at, officer, self._where(life), {"ground": ground, "since": at.isoformat()}, rng)

    def _resume(self, life: Life, at: datetime, rng: Random) -> None:
        data = {"ground": life.pauses[-1].ground, "since": at.isoformat()}
        self._run(life, at)
        self._do(life, Move.RESUME, at, life.holder.finisher, self._where(life), data, rng)

    def _run(self, life: Life, at: datetime) -> None:
        if life.pauses and life.pauses[-1].span.upper is None:
            life.pauses[-1] = life.pauses[-1]._replace(span=Span(life.pauses[-1].span.lower, at))

    def _owe(self, life: Life, at: datetime, officer: int) -> bool:
        """Whether it splits the appointment in two."""
        splits = life.case.term is not None and life.rules.second_term is not None
        life.payments.append(Owed(at, officer, splits))
        if not splits and life.case.term is not None:
            life.pauses.append(Paused(Span(at), "payment", "", officer))
        return splits

    def _confirm(self, life: Life, at: datetime, rng: Random) -> None:
        officer, n = self.ground.staff[life.deciding, Role.OFFICER], life.lies
        owed = life.payments[-1] = life.payments[-1]._replace(confirmed_at=at, confirmed_by=officer)
        self._run(life, at)
        data: dict = {"splits": owed.splits}
        if life.holder.party == Party.OUTSIDE and n + 2 < len(life.route):
            data |= {"step": n + 1, "name": life.holder.name, "to": life.route[n + 1].arrival}
            self._advance(life, n, at, rng)
        self._do(life, Move.CONFIRM_PAYMENT, at, officer, life.deciding, data, rng)
        if owed.splits:
            rest = planned(life, life.calendar, life.case.days[life.lies :], since=at)
            for times, due_at in zip(life.times[life.lies :], rest, strict=True):
                times[2] = due_at

    def _pass(self, life: Life, before: float, wait: float, manner: Manner, rng: Random) -> None:
        """Offered to another unit of the agency, which takes it over after a while."""
        stop, n = life.holder, life.lies
        others = [unit for unit in self.ground.units[stop.agency] if unit.pk != stop.unit]
        if not others:
            return
        unit = min(others, key=lambda unit: (unit.kind != "office", unit.pk))
        at = self.later(life, before, manner.sorry, rng)
        life.passing_to = unit.pk
        data = {"from": stop.unit, "unit_id": unit.pk, "unit": unit.name}
        self._do(life, Move.PASS_ON, at, stop.actor, stop.agency, data, rng)
        at = self.later(life, wait, manner.sorry, rng)
        self._lay(life, n, at, rng)
        life.route = [*life.route[:n], stop._replace(unit=unit.pk), *life.route[n + 1 :]]
        data = {"from": stop.unit, "unit": unit.name, "to": life.holder.arrival}
        self._do(life, Move.TAKE_OVER, at, stop.actor, stop.agency, data, rng)

    def _end(self, life: Life, move: Move, at: datetime, reason_class: str, rng: Random, reason: str = "") -> None:
        """Without a result: by the counter at the applicant's wish, or by those who decide."""
        by_counter = move is Move.WITHDRAW
        actor = life.route[0].actor if by_counter else self.ground.staff[life.deciding, Role.OFFICER]
        where = life.receiving.pk if by_counter else life.deciding
        life.is_over, data = True, {"class": reason_class, "step": life.lies + 1}
        life.assignee = life.passing_to = None
        said = reason or rng.choice(REASONS[move])
        self.happen(life, move, at, actor, where, data, rng=rng, reason=said)

    def _leader(self, life: Life) -> int:
        return self.ground.staff[life.deciding, Role.SUPERVISOR]

    def _where(self, life: Life) -> int:
        """The agency whose people act on it now; nobody of an outside body does."""
        return life.deciding if life.holder.party == Party.OUTSIDE else life.holder.agency

    def _over(self, life: Life, manner: Manner) -> bool:
        """Bring a life to its end at once, without its history; False when it is not over by now."""
        worked = life.worked + max(int(self.budget(life, manner)), MINUTE)
        at = self.at(life, worked)
        if at >= self.now:
            return False
        life.status, life.closed_at, life.updated_at, life.version = Status.DONE, at, at, len(life.route) - 1
        life.lies, life.has_history = len(life.route) - 1, False
        fetched = self.at(life, worked + int(manner.fetched_after * DAY_OF_WORK) + MINUTE)
        if fetched < self.now:
            life.status, life.returned_at, life.updated_at = Status.RETURNED, fetched, fetched
            life.version, life.is_over = life.version + 1, True
        return True
