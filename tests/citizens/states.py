"""Every state in which a citizen can find a dossier, each brought about by what officials do.

A state is (status, deadline state, situation). Which deadline states a way of working leads to is looked up, not
written here: the same dossier is in time today and late next week. test_states.py says which must be among them.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import NamedTuple

from agencies.models import Party, ProcedureRules, RuleStep, StopMode
from agencies.worktime import ZONE
from dossiers import actions
from dossiers.clock import DeadlineState
from dossiers.models import Dossier
from dossiers.reads import lookup, status
from dossiers.workflow import CLOCK_ENDED, Status
from tests import moments
from tests.citizens.lives import STEPS
from tests.dossiers.working import FETCHED, LATE
from tests.province import receive, rules_of

BEGUN = datetime(2026, 8, 3, 9, tzinfo=ZONE)  # a Monday, no holiday before the end of the month
PROMISED = date(2026, 9, 15)
STATUS = {
    Status.SUBMITTED: "da-nop",
    Status.ACCEPTED: "da-tiep-nhan",
    Status.NOT_ACCEPTED: "khong-tiep-nhan",
    Status.PROCESSING: "dang-giai-quyet",
    Status.SUPPLEMENT: "cho-bo-sung",
    Status.PAYMENT: "cho-nop-tien",
    Status.WITHDRAWN: "da-rut",
    Status.STOPPED: "da-dung",
    Status.DONE: "da-co-ket-qua",
    Status.RETURNED: "da-tra",
}
DEADLINE = {
    DeadlineState.NONE: "khong-ngay-hen",
    DeadlineState.IN_TIME: "trong-han",
    DeadlineState.DUE_SOON: "sap-den-han",
    DeadlineState.DUE_TODAY: "den-han-hom-nay",
    DeadlineState.OVERDUE: "qua-han",
    DeadlineState.PAUSED: "tam-dung",
    DeadlineState.EARLY: "truoc-han",
    DeadlineState.ON_TIME: "dung-han",
    DeadlineState.LATE: "tre-han",
}
FIRST, AGAIN, SORRY = "lan-dau", "sau-bo-sung", "hen-lai"
SENTENCE = {  # of a step, to citizens, as agencies/reference/steps.json has them
    "Chuyển hồ sơ": "Bộ phận Một cửa đang chuyển hồ sơ của Ông/Bà đến nơi giải quyết.",
    "Thẩm định": "Chuyên viên đang thẩm định hồ sơ của Ông/Bà.",
    "Xác định nghĩa vụ tài chính": "Cơ quan thuế đang xác định số tiền Ông/Bà phải nộp.",
    "Ký giấy chứng nhận": "Lãnh đạo cơ quan đang xem xét và ký kết quả.",
    "Trả kết quả": "Kết quả đã có. Mời Ông/Bà mang giấy tiếp nhận đến nơi trả kết quả để nhận.",
}
OUTSIDE, BETWEEN, SECOND = "co-quan-ngoai", "giua-hai-lan-hen", "lan-hen-hai"
BETWEEN_LATE = "giua-hai-lan-hen-da-tre"  # the first appointment was not kept

_ENDS = (("declined",), ("withdrawn",), ("stopped",), ("finished",), ("finished", "handed_over"))
# By situation: the rules, what is done until it is reached, and how the clock can be stopped in it.
_SITUATIONS: dict[str, tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    FIRST: ("one", ("to_office",), (("paused",), ("asked",), ("billed",))),
    AGAIN: ("one", ("to_office", "asked", "answered"), (("paused",), ("permitted", "asked"), ("billed",))),
    SORRY: ("one", ("to_office", "drafted", "sorry"), (("paused",), ("asked",), ("billed",))),
    OUTSIDE: ("within", ("to_office", "to_leaders"), ()),
    SECOND: ("two", ("to_office", "billed", "paid"), (("paused",),)),
}


class State(NamedTuple):
    """One dossier at one moment. name: status/deadline state/situation, as an address would have it."""

    name: str
    status: Status
    deadline: DeadlineState
    situation: str
    dossier: Dossier
    look_at: datetime


def every(p: SimpleNamespace, *situations: str) -> list[State]:
    """All of them, or those of these situations, in the order of the statuses. p: a province; its rules are added to.

    All take ten seconds to come about, those of FIRST two.
    """
    with moments.set_to(BEGUN) as clock:
        rules = _rules(p)
        walks = (
            (Walk(p, clock, rules[key]).did(*moves), situation)
            for key, situation, moves in _ways()
            if not situations or situation in situations
        )
        found = [state for walk, situation in walks for state in _seen(walk.dossier(), situation)]
        found.append(_imported(p, rules["termless"]))
    one_each = {state.name: state for state in reversed(found)}
    return sorted(one_each.values(), key=lambda state: (state.status, list(DEADLINE).index(state.deadline)))


def _rules(p: SimpleNamespace) -> dict[str, ProcedureRules]:
    """By how the term runs; an outside body works within the term only under `within`."""
    terms: dict[str, dict] = {
        "one": {"term": [[10, "working_days"]], "stop_mode": StopMode.PAUSE},
        "two": {"term": [[10, "working_days"]], "second_term": [[5, "working_days"]]},
        "within": {"term": [[10, "working_days"]], "stop_mode": StopMode.PAUSE},
        "termless": {"term": None},
    }
    steps = [(name, party, days) for name, party, days, _on_clock in STEPS]
    inside = [step for step in steps if step[1] != Party.OUTSIDE]
    laid = {"one": inside, "two": steps, "within": steps, "termless": inside}
    made = {
        key: rules_of(f"1.9999{n}", "Đăng ký đất đai", "Đất đai", laid[key], p.department, **term)
        for n, (key, term) in enumerate(terms.items(), start=10)
    }
    for name, sentence in SENTENCE.items():
        RuleStep.objects.filter(rules__in=made.values(), name=name).update(sentence=sentence)
    RuleStep.objects.filter(rules=made["within"]).update(on_clock=True)
    return made


def _ways() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every way of working as (rules, situation, moves)."""
    yield "one", FIRST, ()
    yield "one", FIRST, ("paused",)
    yield "one", FIRST, ("late", "paused")
    yield "one", SORRY, ("drafted", "sorry")
    for moves in ((), ("to_office",), ("to_office", "asked"), ("to_office", "billed")):
        yield "termless", FIRST, moves
    yield "termless", AGAIN, ("to_office", "asked", "answered")
    for end in _ENDS:
        yield "termless", FIRST, ("to_office", *_work_before(end), *end)
    for situation, (key, before, stops) in _SITUATIONS.items():
        yield key, situation, before
        for stop in stops:
            yield key, situation, (*before, *stop)
            yield key, situation, (*before, "late", *stop)
        for end in _ENDS:
            works = () if situation == SECOND else _work_before(end)
            for when in ((), ("due",), ("late",)):
                yield key, situation, (*before, *works, *when, *end)
    yield "within", OUTSIDE, ("to_office", "billed")
    yield "within", OUTSIDE, ("to_office", "late", "billed")
    for moves in (("billed",), ("billed", "withdrawn"), ("billed", "stopped")):
        yield "two", BETWEEN, ("to_office", *moves)
    yield "two", BETWEEN_LATE, ("to_office", "late", "billed")


def _work_before(end: tuple[str, ...]) -> tuple[str, ...]:
    return ("to_leaders",) if "finished" in end else ()


class Walk:
    """A dossier on its way, each move on the page as it is then."""

    def __init__(self, p: SimpleNamespace, clock: moments.Moments, rules: ProcedureRules):
        self.p, self.clock, self.now = p, clock, BEGUN
        clock.to(BEGUN)
        self.pk = receive(p, rules).pk

    def dossier(self) -> Dossier:
        return Dossier.objects.get(pk=self.pk)

    def did(self, *moves: str) -> "Walk":
        for move in moves:
            getattr(self, move)()
        return self

    def due(self) -> None:
        """What follows is done on the due day."""
        self.now = self.dossier().due_at.astimezone(ZONE) - timedelta(days=1)

    def late(self) -> None:
        self.now = self.dossier().due_at.astimezone(ZONE) + timedelta(days=2)

    def _do(self, verb: Callable, by, **more) -> None:
        self.now = datetime.combine(self.now + timedelta(days=1), time(10), ZONE)
        while self.now.weekday() > 4:
            self.now += timedelta(days=1)
        self.clock.to(self.now)
        verb(dossier_id=self.pk, by=by, now=self.now, version=self.dossier().version, **more)

    def to_office(self) -> None:
        self._do(actions.complete_step, self.p.clerk)

    def to_leaders(self) -> None:
        """To the step after the office's: an outside body's, where the rules have one."""
        self._do(actions.complete_step, self.p.officer)

    def asked(self) -> None:
        self._do(actions.request_supplement, self.p.officer, reason="Bản vẽ thiếu chữ ký.",
                 papers=["Bản vẽ hoàn công"], answer_by=PROMISED)  # fmt: skip

    def answered(self) -> None:
        self._do(actions.receive_supplement, self.p.clerk)

    def permitted(self) -> None:
        self._do(actions.permit_supplement, self.p.leader, reason="Người nộp xin thêm.")

    def paused(self) -> None:
        self._do(actions.pause, self.p.leader, ground="survey", reason="Chờ đo đạc thực địa.")

    def billed(self) -> None:
        self._do(actions.request_payment, self.p.officer, form_number="PC-12", amount=12_500_000)

    def paid(self) -> None:
        self._do(actions.confirm_payment, self.p.officer)

    def drafted(self) -> None:
        self._do(actions.draft_apology, self.p.leader, reason="Hồ sơ cần kiểm tra thực địa thêm.",
                 promised_on=PROMISED)  # fmt: skip

    def sorry(self) -> None:
        self._do(actions.approve_apology, self.p.leader)

    def finished(self) -> None:
        self._do(actions.finish, self.p.leader, **LATE)

    def handed_over(self) -> None:
        self._do(actions.hand_over, self.p.clerk, **FETCHED)

    def declined(self) -> None:
        self._do(actions.decline, self.p.leader, reason_class="conditions", reason="Chưa đủ điều kiện.", **LATE)

    def withdrawn(self) -> None:
        self._do(actions.withdraw, self.p.clerk, reason_class="no_need", reason="Không còn nhu cầu.")

    def stopped(self) -> None:
        self._do(actions.stop, self.p.leader, reason_class="dispute", reason="Có tranh chấp.", **LATE)


def _seen(dossier: Dossier, situation: str) -> Iterator[State]:
    """The first moment of each deadline state that this dossier comes through when nothing more is done to it."""
    found = lookup.by_receipt_code(dossier.receipt_code)
    shown = Status(dossier.status)
    first = dossier.updated_at.astimezone(ZONE) + timedelta(minutes=30)
    # Open ones until the new date of an apology has passed too.
    days = 1 if shown in CLOCK_ENDED else (PROMISED - first.date()).days + 2
    reached: set[str] = set()
    for day in range(days):
        look_at = first + timedelta(days=day)
        reading = status.read(found, look_at)
        here = f"{situation}-lo-hen" if reading.is_promise_missed else situation
        name = f"{STATUS[shown]}/{DEADLINE[reading.state]}/{here}"
        if name not in reached:
            reached.add(name)
            yield State(name, shown, reading.state, here, dossier, look_at)


def _imported(p: SimpleNamespace, rules: ProcedureRules) -> State:
    """Submitted and not accepted yet: nobody brings a dossier there here, it comes so from the national portal."""
    dossier = receive(p, rules)
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.SUBMITTED, current_step=1)
    (state,) = _seen(Dossier.objects.get(pk=dossier.pk), FIRST)
    return state
