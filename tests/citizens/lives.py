"""A dossier to which everything happens, at hours that can be checked on a wall calendar (August–September 2026)."""

from contextlib import contextmanager
from datetime import date, datetime, time
from types import SimpleNamespace

from agencies.models import Channel, Party, Procedure, ProcedureRules, RuleStep, StopMode
from agencies.worktime import ZONE
from dossiers import actions
from dossiers.models import Dossier
from tests import moments
from tests.dossiers.working import LATE
from tests.province import receive

STEPS = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0, True),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5, True),
    ("Thẩm định", Party.OFFICE, 5, True),
    ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 3, False),
    ("Ký giấy chứng nhận", Party.LEADERS, 2, True),
    ("Trả kết quả", Party.RETURN_COUNTER, 0, True),
]
SECRETS = (
    "Thiếu chữ ký của bà Sáu", "Bản vẽ nhà ông Bảy", "Đoàn đo của ông Tám", "CV 17/ông Chín", "Vì bà Mười ốm",
    "Ông Mười Một xin thêm", "PC-12", "Trần Minh Khôi", "Phạm Quốc Dũng", "Lê Thị Bích Ngọc", "Đoan",
)  # fmt: skip


def at(day: int, hour: int, minute: int = 0, month: int = 8) -> datetime:
    return datetime.combine(date(2026, month, day), time(hour, minute), ZONE)


def two_appointments(p: SimpleNamespace, **changes) -> ProcedureRules:
    """Rules with a second appointment after the tax office; received by 15:00, a supplement only pauses."""
    land = Procedure.objects.create(
        code="1.999999", name="Đăng ký đất đai", field="Đất đai", level="Cấp tỉnh", department=p.department
    )
    facts = {"term": [[10, "working_days"]], "second_term": [[3, "working_days"]], "stop_mode": StopMode.PAUSE}
    rules = ProcedureRules.objects.create(
        procedure=land, channel=Channel.COUNTER, valid_from=date(2025, 1, 1), cutoff="15:00", is_confirmed=True,
        **{**facts, **changes},
    )  # fmt: skip
    RuleStep.objects.bulk_create(
        RuleStep(rules=rules, n=n, name=name, sentence=f"{name}.", party=party, days=days, on_clock=on_clock)
        for n, (name, party, days, on_clock) in enumerate(STEPS, start=1)
    )
    return rules


class Life:
    """Moves made at set moments, each on the page as it is then."""

    def __init__(self, p: SimpleNamespace, clock: moments.Moments, rules: ProcedureRules):
        self.p, self.clock = p, clock
        self.dossier = receive(p, rules)

    def do(self, when: datetime, verb, by, **more) -> Dossier:
        self.clock.to(when)
        fresh = Dossier.objects.get(pk=self.dossier.pk)
        self.dossier = verb(dossier_id=fresh.pk, by=by, now=when, version=fresh.version, **more)
        return self.dossier

    def to_office(self) -> "Life":
        self.do(at(21, 9), actions.complete_step, self.p.clerk)
        return self

    def asked(self) -> "Life":
        self.do(at(24, 9), actions.request_supplement, self.p.officer, reason=SECRETS[0], papers=[SECRETS[1]],
                answer_by=date(2026, 9, 20))  # fmt: skip
        return self

    def answered(self) -> "Life":
        self.do(at(26, 10), actions.receive_supplement, self.p.clerk)
        return self

    def paused(self) -> "Life":
        self.do(at(27, 10), actions.pause, self.p.officer, ground="survey", reason=SECRETS[2], document=SECRETS[3],
                since=at(27, 8))  # fmt: skip
        return self

    def resumed(self) -> "Life":
        self.do(at(28, 14), actions.resume, self.p.officer)
        return self

    def billed(self) -> "Life":
        self.do(at(3, 9, month=9), actions.request_payment, self.p.officer, form_number="PC-12", amount=12_500_000)
        return self

    def paid(self) -> "Life":
        self.do(at(7, 10, month=9), actions.confirm_payment, self.p.officer)
        return self

    def sorry(self) -> "Life":
        self.do(at(8, 8, month=9), actions.draft_apology, self.p.officer, reason=SECRETS[4],
                promised_on=date(2026, 9, 15))  # fmt: skip
        self.do(at(8, 9, month=9), actions.approve_apology, self.p.leader)
        return self

    def finished(self) -> "Life":
        self.do(at(11, 9, month=9), actions.finish, self.p.leader, **LATE)
        return self


@contextmanager
def begun(p: SimpleNamespace, rules: ProcedureRules | None = None):
    """A dossier received after the cut-off of Thursday 20/08/2026, and the clock to go on with."""
    with moments.set_to(at(20, 15, 30)) as clock:
        yield Life(p, clock, rules or two_appointments(p))
