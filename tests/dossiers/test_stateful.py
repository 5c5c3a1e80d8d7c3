"""Random lives on the real database: two dossiers, everybody who works on them, sweeps, a calendar that is edited.

After each move: the due date is what the rule book gives for what happened; first dates stand; the states of the
clock are one partition, in Python and in SQL; the parties' times add up; every passing is marked, and marked once;
the history's chain is whole. At the end the books' auditor finds nothing.
"""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from agencies.models import DayKind, Party, Unit
from dossiers import actions
from dossiers.actions import calendar
from dossiers.actions.calendar import Proposed
from dossiers.actions.jobs import work
from dossiers.models import BESIDE, MOVE_OF, QUIET, Delay, Dossier, Event, Job, Pause
from dossiers.reads import scope
from dossiers.reads.books import audit, audit_whole
from dossiers.reads.ledger import key_of
from dossiers.workflow import UNDO_WITHIN, UNDOABLE, Move, Status, is_allowed
from tests import moments
from tests import province as province_of
from tests.dossiers.looking import Looking
from tests.dossiers.saying import said
from tests.dossiers.told import Life
from tests.dossiers.working import LATE
from tests.facts.slow import HANOI
from tests.often import TIMES

PEOPLE = ("clerk", "officer", "leader", "clerk_b", "leader_b", "auditor")
ENDS = (Move.FINISH, Move.DECLINE, Move.WITHDRAW, Move.STOP, Move.HAND_OVER, Move.VOID)
VERBS = [move for move in Move if move not in (Move.RECEIVE, Move.REFUSE)]
QUIET_MOVES = {MOVE_OF[kind] for kind in QUIET if kind in MOVE_OF}
RULES = st.sampled_from(["building", "pausing", "two_dates", "birth", "termless"])
MINUTES = st.one_of(st.integers(0, 300), st.integers(300, 6_000))
PRESS = {
    "which": st.integers(0, 1), "what": st.integers(0, 40), "usual": st.integers(0, 4), "who": st.integers(0, 5),
    "minutes": MINUTES, "fresh": st.integers(0, 11), "back": st.sampled_from([0, 0, 30, 120, 600]),
    "days": st.integers(0, 12),
}  # fmt: skip


class Lives(Looking, RuleBasedStateMachine):
    bag = None  # the province, given by the test

    def __init__(self):
        super().__init__()
        self.lives = []
        self.undo = transaction.atomic()
        self.undo.__enter__()

    @initialize(day=st.dates(date(2026, 4, 1), date(2026, 8, 20)), minute=st.integers(0, 1439), rules=RULES)
    def open_the_office(self, day, minute, rules):
        self.clock = self.bag.clock
        self.now = datetime.combine(day, time(), HANOI)
        self.receive(rules, minute)

    @precondition(lambda self: len(self.lives) < 2)
    @rule(rules=RULES, minutes=MINUTES)
    def receive(self, rules, minutes):
        self._pass(minutes)
        self._begin(province_of.receive(self.bag, getattr(self.bag, rules), key=uuid.uuid4()))

    @precondition(lambda self: len(self.lives) < 2)
    @rule(minutes=MINUTES, days_back=st.integers(1, 40))
    def receive_by_post(self, minutes, days_back):
        """What the post brings may have been received long ago, and be late from its first moment."""
        self._pass(minutes)
        at = self.now - timedelta(days=days_back)
        self._begin(province_of.receive(self.bag, self.bag.post, received_at=at, reason="Bưu tá giao chậm"))

    def _begin(self, dossier):
        life = Life(dossier)
        life.since = dossier.received_at
        self.lives.append(life)
        self._look(life)

    @rule(**PRESS)
    def press(self, **how):
        self._press(**how)

    @rule(**PRESS)
    def press_again(self, **how):
        self._press(**how)

    @rule(**PRESS)
    def press_on(self, **how):
        self._press(**how)

    @rule(**PRESS)
    def press_once_more(self, **how):
        self._press(**how)

    def _press(self, which, what, usual, who, minutes, fresh, back, days):
        life = self.lives[which % len(self.lives)]
        self._pass(minutes)
        before = Dossier.objects.select_related("passing_to").get(pk=life.pk)
        seq = self._last_done(life)
        move, person = self._chosen(before, what, who, usual)
        is_stale = fresh == 0
        try:
            with transaction.atomic():
                getattr(actions, move)(
                    dossier_id=life.pk, by=person, now=self.now, version=before.version - is_stale,
                    **(self._said(move, back, days) or said(self.bag, move, before, self.now, days)),
                )  # fmt: skip
        except actions.Refused as refused:
            assert isinstance(refused, actions.Stale) == is_stale
            assert Dossier.objects.get(pk=life.pk).version == before.version
            return
        assert not is_stale
        if move in (Move.FINISH, Move.DECLINE, Move.STOP) and before.is_overdue(now=self.now):
            assert Delay.objects.filter(dossier=life.pk).exists()
        if move in QUIET_MOVES:  # not a thing that happened to it
            self._look(life)
            return
        life.expect(before, seq, self.now, reopened=move is Move.UNDO)
        after = Dossier.objects.select_related("rules__procedure").get(pk=life.pk)
        if after.due_at is not None and after.due_at < self.now and after.due_at != before.due_at:
            life.expected.add(("overdue", key_of(after.due_at)))  # the calendar has moved it into the past
        life.log.append((move, self._when(move, life)))
        self._look(life, after, was=None if move is Move.UNDO else Status(before.status))
        life.since = self.now

    @rule(which=st.integers(0, 1), minutes=st.integers(0, 16), leads=st.booleans())
    def think_better(self, which, minutes, leads):
        """Whoever moved it last, or who leads them, takes it back."""
        life = self.lives[which % len(self.lives)]
        self._pass(minutes)
        before = Dossier.objects.get(pk=life.pk)
        last = Event.objects.filter(dossier=life.pk).exclude(kind__in=BESIDE).latest("seq")
        by = self.bag.leader if leads else last.actor or self.bag.clerk
        try:
            with transaction.atomic():
                actions.undo(dossier_id=life.pk, by=by, now=self.now, version=before.version)
        except actions.Refused:
            return
        assert self.now - last.at <= UNDO_WITHIN
        assert MOVE_OF[last.kind] in UNDOABLE
        life.expect(before, last.seq, self.now, reopened=True)
        life.log.append((Move.UNDO, self.now))
        self._look(life)
        life.since = self.now

    def _chosen(self, dossier, what, who, usual):
        """Mostly a move that may be made by somebody who may; often enough any move by anybody."""
        step = dossier.steps.select_related("rule_step").filter(n=dossier.current_step).first()
        people = [getattr(self.bag, name) for name in PEOPLE]
        readers = self.bag.readers
        if usual:
            status = Status(dossier.status)
            hopes = [move for move in VERBS if is_allowed(move, status) and (usual == 4 or move not in ENDS)]
            first = what % max(1, len(hopes))
            for move in hopes[first:] + hopes[:first]:
                fit = [p for p in people if scope.may(readers[p.pk], move, dossier, step)]
                if fit:
                    return move, fit[who % len(fit)]
        return VERBS[what % len(VERBS)], people[who]

    @rule(minutes=MINUTES)
    def sweep(self, minutes):
        self._pass(minutes)
        before = [(life, Dossier.objects.get(pk=life.pk)) for life in self.lives]
        first, again = actions.sweep(), actions.sweep()
        assert [again[kind] for kind in ("overdue", "due_soon", "stalled")] == [0, 0, 0]
        assert first["seconds"] >= 0
        for life, dossier in before:
            life.expect(dossier, self._last_done(life), self.now)
            self._marked(life)
            life.since = self.now

    @rule(minutes=MINUTES, ahead=st.integers(-6, 30), works=st.booleans(), at_once=st.booleans())
    def edit_the_calendar(self, minutes, ahead, works, at_once):
        """Brought to all dossiers at once, or only to those that somebody moves before the job comes to them."""
        self.sweep(minutes)
        day = self.now.date() + timedelta(days=ahead)
        kind = DayKind.MAKE_UP if works else DayKind.OFF
        try:
            with transaction.atomic():
                row = calendar.propose_day(by=self.bag.administrator, proposed=Proposed(day, kind, "Thông báo"))
                calendar.confirm_proposals(
                    by=self.bag.administrator, now=self.now, days=[row.pk], hours=[], document="Thông báo 7366/TB-BNV"
                )
        except actions.Refused:
            return
        if at_once:
            self._apply()

    def _apply(self):
        work()
        assert not Job.objects.filter(finished_at=None).exists()
        for life in self.lives:
            self._look(life)
            life.since = self.now

    def teardown(self):
        try:
            if self.lives:
                self.sweep(5)
                self._apply()
                ids = [life.pk for life in self.lives]
                assert audit(ids, timezone.now()) == []
                assert list(audit_whole()) == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # ── What is pressed ──────────────────────────────────────────────────────────────────────────────────────

    def _pass(self, minutes):
        self.now += timedelta(minutes=minutes, seconds=1)
        self.clock.to(self.now)

    def _said(self, verb, back, days):
        earlier = self.now - timedelta(minutes=back) if back else None
        match verb:
            case "request_supplement":
                return {"reason": "Thiếu giấy", "papers": ["Bản vẽ"], "answer_by": self.now.date() + timedelta(days=9)}
            case "return_step" | "permit_supplement":
                return {"reason": "Cần làm rõ"}
            case "request_payment":
                return {"form_number": "PC-12"}
            case "assign":
                return {"to": self.bag.officer}
            case "pass_on":
                return {"to": self.bag.units[days % len(self.bag.units)]}
            case "pause":
                return {"ground": "survey", "reason": "Đo đạc lại", "since": earlier}
            case "resume":
                return {"at": earlier}
            case "draft_apology":
                return {"reason": "Nhiều hồ sơ cùng lúc", "promised_on": self.now.date() + timedelta(days=days)}
            case "withdraw":
                return {"reason_class": "other", "reason": "Theo đề nghị"}
            case "decline" | "stop":
                return {"reason_class": "other", "reason": "Theo đề nghị", **(LATE if days % 3 else {})}
            case "finish":
                return LATE if days % 3 else {}
        return {}

    def _last_done(self, life) -> int:
        return Event.objects.filter(dossier=life.pk).exclude(kind__in=QUIET).latest("seq").seq

    def _when(self, verb, life):
        if verb == "pause":
            return Pause.objects.filter(dossier=life.pk).latest("span").span.lower
        if verb == "resume":
            return Pause.objects.filter(dossier=life.pk).latest("span").span.upper
        return self.now


TWO_DATES = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
    ("Kiểm tra hồ sơ", Party.OFFICE, 2.5),
    ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 0),
    ("Hoàn thiện hồ sơ", Party.OFFICE, 1),
    ("Ký Giấy chứng nhận", Party.LEADERS, 1),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]


@pytest.fixture
def bag(province):
    province.two_dates = province_of.rules_of(
        "TAM-138-15", "Cấp đổi Giấy chứng nhận", "Đất đai", TWO_DATES, province.department,
        term=[[3, "working_days"]], second_term=[[2, "working_days"]],
    )  # fmt: skip
    people = [getattr(province, name) for name in PEOPLE]
    province.readers = {person.pk: scope.reader_of(person) for person in people}
    province.units = list(Unit.objects.filter(agency=province.department).order_by("pk"))
    with moments.set_to(datetime(2026, 4, 1, tzinfo=HANOI)) as clock:
        province.clock = clock
        yield province


@pytest.mark.parametrize("part", range(2))  # one for each core
def test_no_life_bends_the_clock(bag, part):
    run_state_machine_as_test(
        type("Lives", (Lives,), {"bag": bag}),
        settings=settings(
            max_examples=6 * TIMES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],  # shrinking a life of thirty moves takes longer than reading it
        ),
    )  # fmt: skip
