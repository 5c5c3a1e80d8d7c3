"""One dossier for each letter there is, with ordinary facts and with the heaviest that the forms let in."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from unittest import mock

from agencies.models import Agency, Party, Procedure, ProcedureRules, RuleStep, Unit, UnitKind
from dossiers import actions
from dossiers.actions import entering, intake, letters
from dossiers.models import Dossier, Letter, LetterKind
from dossiers.reads.letters import register
from tests.dossiers.working import FETCHED, LATE, at, at_office, press, taken_in
from tests.province import rules_of
from tests.staff.conftest import LAND_STEPS

PRINTED = "2026-04-20 08:00"
_LONG = "Chờ đo đạc lại ranh giới thửa đất giáp với hai hộ liền kề theo biên bản của Ủy ban nhân dân phường; "


def _text(letters_in_all: int, seed: str = _LONG) -> str:
    return (seed * (letters_in_all // len(seed) + 1))[:letters_in_all].strip()


@dataclass(frozen=True)
class Facts:
    """What people typed. weigh: what else of the province is long, too."""

    applicant: actions.Applicant
    papers: list[dict]
    reason: str
    missing: list[str]
    answer: str
    weigh: Callable[[SimpleNamespace], None] = field(default=lambda p: None)


def _weigh(p: SimpleNamespace) -> None:
    """Names that fill their lines, of agencies, units, people, the procedure and its case."""
    names = {
        p.department: "Sở Nông nghiệp, Phát triển nông thôn, Tài nguyên, Môi trường và Ứng phó biến đổi khí hậu",
        p.commune: "UBND xã Tân Hồng Thường Phước Nhơn Hội Vĩnh Thạnh Mỹ An Hưng Thạnh Lợi",
        p.root: "UBND tỉnh Đồng Tháp – Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính",
    }
    for agency, name in names.items():
        Agency.objects.filter(pk=agency.pk).update(
            name=name,
            phone="0277 3851 431 – 0277 3851 432",
            address=_text(150, "Số 12, đường 30 Tháng 4, khóm Mỹ Tây, "),
        )
        agency.refresh_from_db()
    for unit in Unit.objects.filter(agency__in=names):
        Unit.objects.filter(pk=unit.pk).update(name=f"{unit.name} về đất đai, xây dựng và hạ tầng kỹ thuật đô thị")
    for person in (p.clerk, p.officer, p.leader, p.clerk_b, p.officer_b, p.leader_b):
        person.last_name = "Nguyễn Phúc Công Tằng Tôn Nữ Thị Kim Hoàng"
        person.save()
    for rules in (p.building, p.birth, p.land):
        Procedure.objects.filter(pk=rules.procedure_id).update(name=_text(420, f"{rules.procedure.name} đối với "))
        ProcedureRules.objects.filter(pk=rules.pk).update(case=_text(180))
        RuleStep.objects.filter(rules=rules, party=Party.OFFICE).update(name=_text(110))
        rules.refresh_from_db()


ORDINARY = Facts(
    applicant=actions.Applicant(
        name="Nguyễn Thị Đoan", identity="087190001234", phone="0912345678", email="doan.nguyen@example.vn",
        address="Ấp 3, xã Tân Hồng, tỉnh Đồng Tháp",
    ),
    papers=[
        {"name": "Đơn đề nghị cấp giấy phép xây dựng (Mẫu số 01)", "kind": "original", "copies": 1},
        {"name": "Giấy chứng nhận quyền sử dụng đất", "kind": "certified", "copies": 1},
        {"name": "Bản vẽ thiết kế xây dựng", "kind": "original", "copies": 2},
        {"name": "Căn cước công dân", "kind": "copy", "copies": 1},
    ],
    reason="Bản vẽ mặt bằng chưa thể hiện ranh giới với hai hộ liền kề.",
    missing=["Bản vẽ mặt bằng có ranh giới thửa đất", "Văn bản đồng ý của hộ liền kề"],
    answer="Không có tranh chấp.",
)  # fmt: skip
HEAVY = Facts(
    applicant=actions.Applicant(
        name=_text(200, "Công ty trách nhiệm hữu hạn một thành viên Thương mại, Dịch vụ và Xây dựng Đồng Tháp Mười – "),
        identity="0871900012345678", phone="+84 912 345 678 901", email=_text(220, "lien.he.") + "@dongthap.example",
        address=_text(300, "Số 123/45/6 đường Nguyễn Sinh Sắc, khóm Hòa Khánh, phường Sa Đéc, tỉnh Đồng Tháp, "),
        representative_name=_text(200, "Tôn Nữ Thị Kim Hoàng Phượng "), representative_identity="087190009999",
    ),
    papers=[
        {"name": _text(300, f"{n}. Văn bản, bản vẽ và tài liệu kèm theo của thửa đất số {n}, tờ bản đồ số 7; "),
         "kind": ("original", "certified", "copy")[n % 3], "copies": 99}
        for n in range(1, 31)
    ],
    reason=f"{_text(800)}\n\n{_text(500)}\n{'kéodàikhôngnghỉ' * 20}\n{_text(380)}",
    missing=[_text(95, f"Giấy tờ thứ {n} còn thiếu của thửa đất ") for n in range(1, 31)],
    answer=_text(1800),
    weigh=_weigh,
)  # fmt: skip
WEIGHTS = {"ordinary": ORDINARY, "heavy": HEAVY}


def letters_of(p: SimpleNamespace, facts: Facts) -> dict[str, Letter]:
    """Every letter there is, by a name of its own."""
    p.land = rules_of("1.012756", "Đăng ký biến động đất đai", "Đất đai", LAND_STEPS, p.department,
                      term=[[10, "working_days"]], second_term=[[5, "working_days"]])  # fmt: skip
    facts.weigh(p)
    return {name: life(p, facts) for name, life in LIVES.items()}


def _handed_in(p: SimpleNamespace, facts: Facts, rules=None) -> Dossier:
    paid = {"fee_paid": 150_000, "fee_receipt": "0001234"}
    return taken_in(p, "2026-03-02 09:00", rules, applicant=facts.applicant, papers=facts.papers, **paid)


def _at_office(p: SimpleNamespace, facts: Facts) -> Dossier:
    return at_office(p, applicant=facts.applicant, papers=facts.papers)


def _printed(p: SimpleNamespace, kind: LetterKind, dossier: Dossier) -> Letter:
    return actions.print_letter(kind=kind, dossier_id=dossier.pk, by=p.leader, now=at(PRINTED))


def _receipt(p, facts):
    return _printed(p, LetterKind.RECEIPT, _handed_in(p, facts))


def _second_receipt(p, facts):
    """Of both appointments, after a new code."""
    dossier = press(_handed_in(p, facts, p.land), actions.complete_step, p.clerk, "2026-03-02 09:05")
    dossier = press(dossier, actions.request_payment, p.officer, "2026-03-04 09:00", form_number="12/PC", amount=None)
    dossier = press(dossier, actions.confirm_payment, p.officer, "2026-03-10 10:30")
    dossier = press(dossier, actions.reissue_code, p.clerk, "2026-03-11 10:00", reason="Mất giấy")
    return _printed(p, LetterKind.RECEIPT, dossier)


def _asked(p, facts, dossier, when="2026-03-04 09:00"):
    asked = {"reason": facts.reason, "papers": facts.missing, "answer_by": date(2026, 4, 15)}
    return press(dossier, actions.request_supplement, p.officer, when, **asked)


def _supplement(p, facts):
    return _printed(p, LetterKind.SUPPLEMENT, _asked(p, facts, _at_office(p, facts)))


def _refused_at_counter(p, facts):
    def pressed(*of):
        return entering.pressed(*of)._replace(now=at("2026-03-02 10:00"))

    with mock.patch.object(intake, "pressed", pressed):
        dossier = actions.refuse_dossier(
            key=uuid.uuid4(), agency=p.commune, rules=p.birth, applicant=facts.applicant, papers=facts.papers,
            by=p.clerk_b, reason=facts.reason,
        )  # fmt: skip
    return actions.print_letter(kind=LetterKind.REFUSAL, dossier_id=dossier.pk, by=p.clerk_b, now=at(PRINTED))


def _ended(verb, kind):
    def life(p, facts):
        by = p.clerk if verb is actions.withdraw else p.officer
        why = {"reason_class": "other", "reason": facts.reason}
        return _printed(p, kind, press(_at_office(p, facts), verb, by, "2026-03-10 15:00", **why))

    return life


def _apologised(p, facts, dossier):
    draft = {"reason": facts.reason, "promised_on": date(2026, 4, 20)}
    dossier = press(dossier, actions.draft_apology, p.officer, "2026-03-26 09:00", **draft)
    return press(dossier, actions.approve_apology, p.leader, "2026-03-26 14:00")


def _apology(p, facts):
    return _printed(p, LetterKind.APOLOGY, _apologised(p, facts, _at_office(p, facts)))


def _control(p, facts):
    """A life with everything in it: papers, a stop, an opinion, a return, an undone move, another unit, an apology."""
    registry = p.department.units.get(kind=UnitKind.REGISTRY)
    dossier = _asked(p, facts, _at_office(p, facts))
    dossier = press(dossier, actions.receive_supplement, p.clerk, "2026-03-06 09:00")
    dossier = press(dossier, actions.pause, p.officer, "2026-03-09 09:00", ground="survey", reason=facts.reason)
    dossier = press(dossier, actions.resume, p.officer, "2026-03-11 09:00")
    asked = {"agency": p.commune, "question": facts.reason, "answer_by": date(2026, 3, 18)}
    dossier = press(dossier, actions.ask_opinion, p.officer, "2026-03-11 10:00", **asked)
    answered = {"opinion": dossier.opinions.get(), "answer": facts.answer}
    dossier = press(dossier, actions.answer_opinion, p.officer_b, "2026-03-16 10:00", **answered)
    dossier = press(dossier, actions.complete_step, p.officer, "2026-03-19 09:00")
    dossier = press(dossier, actions.return_step, p.leader, "2026-03-19 15:00", reason=facts.reason[:1800])
    dossier = press(dossier, actions.complete_step, p.officer, "2026-03-23 09:00")
    dossier = press(dossier, actions.undo, p.officer, "2026-03-23 09:05")
    dossier = press(dossier, actions.pass_on, p.officer, "2026-03-24 08:00", to=registry, reason=facts.reason[:1800])
    dossier = press(dossier, actions.take_over, p.leader, "2026-03-24 10:00")
    dossier = _apologised(p, facts, dossier)
    dossier = press(dossier, actions.complete_step, p.leader, "2026-04-13 09:00")
    dossier = press(dossier, actions.finish, p.leader, "2026-04-14 09:00", **LATE)
    dossier = press(dossier, actions.hand_over, p.clerk, "2026-04-15 09:00", **FETCHED)
    return _printed(p, LetterKind.CONTROL, dossier)


def _passing(p, facts):
    return _printed(p, LetterKind.PASSING, _at_office(p, facts))


def _result(p, facts):
    dossier = press(_at_office(p, facts), actions.complete_step, p.officer, "2026-03-20 09:00")
    dossier = press(dossier, actions.finish, p.leader, "2026-03-23 09:00")
    paper = _text(min(200, 2 * len(facts.answer)), "Căn cước công dân và giấy ủy quyền có chứng thực; ")
    who = {"way": "counter", "collector": "other", "collector_name": facts.applicant.name, "paper": paper}
    return _printed(p, LetterKind.RESULT, press(dossier, actions.hand_over, p.clerk, "2026-03-24 09:00", **who))


def _urge(p, facts):
    dossier, now = _at_office(p, facts), at(PRINTED)
    asked = {"request": facts.answer, "reply_by": now + timedelta(days=1)}
    return actions.urge(key=uuid.uuid4(), dossier_id=dossier.pk, by=p.leader, now=now, **asked)


def _register(p, facts):
    """Of all that the lives before took in."""
    return letters.made(register(p.department, date(2026, 3, 1), date(2026, 3, 31)), by=p.leader, now=at(PRINTED))


LIVES: dict[str, Callable[[SimpleNamespace, Facts], Letter]] = {
    "receipt": _receipt,
    "receipt-second": _second_receipt,
    "supplement": _supplement,
    "refusal": _ended(actions.decline, LetterKind.REFUSAL),
    "refusal-counter": _refused_at_counter,
    "apology": _apology,
    "stopping": _ended(actions.stop, LetterKind.STOPPING),
    "stopping-withdrawn": _ended(actions.withdraw, LetterKind.STOPPING),
    "control": _control,
    "passing": _passing,
    "result": _result,
    "urge": _urge,
    "register": _register,
}
