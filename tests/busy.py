"""A department at work: a dossier in each situation that desks know, and full lists around them."""

from datetime import timedelta
from itertools import cycle, product
from types import SimpleNamespace
from uuid import uuid4

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agencies.models import Role, UnitKind
from dossiers import actions
from dossiers.models import (
    Access,
    AccessKind,
    Delay,
    DelayKind,
    Dossier,
    Finding,
    Job,
    JobKind,
    JobState,
    Letter,
    LetterKind,
    Message,
    MessageChannel,
    MessageState,
    Occasion,
    Urge,
)
from dossiers.workflow import Move
from tests import crowd
from tests.dossiers.working import FETCHED
from tests.province import _person, receive
from tests.staff.plants import act, asked, on_day

WORDS = "Chờ đo đạc lại ranh giới thửa đất giáp với hai hộ liền kề theo biên bản của Ủy ban nhân dân phường. "
NAME = "Công ty trách nhiệm hữu hạn một thành viên Thương mại, Dịch vụ và Xây dựng Đồng Tháp Mười"
STOP = {"ground": "survey", "reason": WORDS}
MOVES = {
    "chuyen-buoc": ("officer", "full"), "phan-cong": ("leader", "full"), "ban-giao": ("officer", "full"),
    "yeu-cau-bo-sung": ("officer", "full"), "tam-dung": ("officer", "full"), "lay-y-kien": ("officer", "full"),
    "nghia-vu-tai-chinh": ("officer", "full"), "tu-choi-giai-quyet": ("officer", "full"),
    "rut-ho-so": ("clerk", "full"), "dung-giai-quyet": ("officer", "full"), "sua-nguoi-nop": ("clerk", "full"),
    "cap-lai-ma": ("clerk", "full"), "chuyen-co-quan": ("leader", "full"),
    "tra-loi-y-kien": ("officer_b", "full"),
    "tra-lai-buoc-truoc": ("leader", "signing"), "ket-thuc": ("leader", "signing"),
    "nhan-ban-giao": ("leader", "offered"), "cho-phep-bo-sung": ("leader", "answered"),
    "ghi-nhan-bo-sung": ("clerk", "asked"), "tiep-tuc": ("officer", "paused"), "xac-nhan-da-nop": ("officer", "paying"),
    "du-thao-xin-loi": ("officer", "overdue"), "ky-xin-loi": ("leader", "drafted"),
    "tra-ket-qua": ("clerk", "finished"), "hoan-tac": ("leader", "finished"), "huy-tiep-nhan": ("clerk", "counter"),
}  # fmt: skip
"""Each move's page: who opens it, on the dossier in which situation."""
SITUATIONS = (
    "counter", "plain", "full", "signing", "offered", "asked", "answered", "paused", "paying", "overdue", "drafted",
    "finished", "returned", "voided", "stopped", "mended",
)  # fmt: skip


def department(p: SimpleNamespace) -> SimpleNamespace:
    """A dossier by the name of its situation; `full` has everything in it that a dossier may have."""
    made = SimpleNamespace(counter=_received(p), plain=_at_office(p), full=_full(p))
    made.signing = _made(actions.complete_step, _at_office(p), p.officer)
    registry = p.department.units.get(kind=UnitKind.REGISTRY)
    made.offered = _made(actions.pass_on, _at_office(p), p.officer, to=registry, reason=WORDS)
    made.asked = asked(p, _at_office(p), timezone.now())
    made.answered = _made(actions.receive_supplement, asked(p, _at_office(p), timezone.now()), p.clerk)
    made.paused = _made(actions.pause, _at_office(p), p.officer, **STOP)
    made.paying = _made(actions.request_payment, _at_office(p), p.officer, form_number="PC-12", amount=12_000_000)
    made.overdue = _urged(p, _at_office(p, 90))
    made.drafted = _apologised(p)
    made.finished = _finished(p)
    made.returned = _made(actions.hand_over, _finished(p), p.clerk, **FETCHED)
    made.voided = _made(actions.void, _received(p), p.clerk, reason_class="trial", reason="Tập huấn.")
    made.stopped = _made(actions.stop, _at_office(p), p.officer, reason_class="abolished", reason=WORDS)
    made.mended = _made(actions.reissue_code, _received(p), p.clerk, reason="Mất giấy; đã xem căn cước.")
    who = actions.Applicant(name=NAME, identity="087190004321", phone="0912345678", address="Ấp 4")
    made.mended = _made(actions.correct_applicant, made.mended, p.clerk, applicant=who, reason=WORDS)
    return made


def crowded(p: SimpleNamespace, made: SimpleNamespace, each: int) -> None:
    """So many of everything that is listed: dossiers of each kind, who saw what, what does not agree. Two are away."""
    with time_machine.travel(timezone.now() - timedelta(days=45)):
        forgotten = _finished(p)
    late = _apologised(p)
    _made(actions.approve_apology, _apologised(p), p.leader)
    shown = [made.counter, made.paused, made.asked, made.overdue, made.finished, made.mended, made.voided,
             made.stopped, late, forgotten]  # fmt: skip
    crowd.copies([Dossier.objects.get(pk=dossier.pk) for dossier in shown], each)
    now = timezone.now()
    _urged_all(p, made.overdue, now)
    seen = {"at": now, "user": p.clerk, "agency": p.department, "kind": AccessKind.VIEWED}
    Access.objects.bulk_create(Access(**seen, dossier=made.full, what=WORDS, reason=WORDS) for _ in range(each))
    job = Job.objects.create(
        kind=JobKind.BOOKS, facts={"scope": "open"}, state=JobState.DONE, total=1234, done=1234,
        created_at=now - timedelta(hours=9), finished_at=now - timedelta(hours=9),
    )  # fmt: skip
    Finding.objects.bulk_create(Finding(job=job, dossier=made.full, what=WORDS) for _ in range(each))
    today = timezone.localdate()
    colleague = _person("chuyenvien3", "Ngô Thị Kim Xuyến", p.department, Role.OFFICER, UnitKind.OFFICE)
    for days, person, stand_in in ((0, p.officer, colleague), (20, colleague, p.officer)):
        since = today + timedelta(days=days)
        actions.note_absence(
            by=p.leader, today=today, user=person, stand_in=stand_in, since=since, until=since + timedelta(days=9)
        )


def _urged_all(p: SimpleNamespace, like: Dossier, now) -> None:
    """Every other overdue dossier has a cause and an urge as long as that one's."""
    others = list(Dossier.objects.overdue(now=now).filter(urges=None).order_by("pk"))
    delay, urge = Delay.objects.filter(dossier=like).latest("pk"), Urge.objects.select_related("letter").get(
        dossier=like, nth=2)  # fmt: skip
    letters = Letter.objects.bulk_create(
        Letter(
            kind=LetterKind.URGE, subject=f"thử:{n}", agency=urge.agency, year=1999, number=n, dossier=other, basis="",
            facts=urge.letter.facts, pdf=b"%PDF", made_at=now, made_by=p.leader,
        )
        for n, other in enumerate(others, start=1)
    )  # fmt: skip
    Urge.objects.bulk_create(
        Urge(
            letter=letter, dossier=letter.dossier, nth=1, at=now, by=p.leader, agency=urge.agency,
            reply_by=now + timedelta(days=n % 3 - 1), **({} if n % 2 else {
                "answered_at": now, "answered_by": p.officer, "answer": urge.answer}),
        )
        for n, letter in enumerate(letters)
    )  # fmt: skip
    Delay.objects.bulk_create(
        Delay(dossier=other, at=now, by=p.officer, agency=delay.agency, kind=delay.kind, text=delay.text)
        for other in others[::2]
    )


def told(p: SimpleNamespace, dossier: Dossier, each: int) -> None:
    """So many letters of this dossier, and messages that say as much as they may."""
    now = timezone.now()
    letter = actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=p.clerk, now=now)
    of = {field: getattr(letter, field) for field in ("kind", "agency", "year", "basis", "facts", "made_at", "made_by")}
    Letter.objects.bulk_create(
        Letter(**of, dossier=dossier, subject=f"thử:{n}", number=n, pdf=b"%PDF") for n in range(2, each + 2)
    )
    Message.objects.bulk_create(
        Message(
            dedup_key=f"thử:{n}", occasion=Occasion.SUPPLEMENT, channel=channel, dossier=dossier, agency=p.department,
            state=state, attempts=n % 6, interruptions=n % 2, created_at=now, next_at=now, recipient="0900***123",
            sent_at=now if state == MessageState.SENT else None, subject=WORDS, text=(WORDS * 20)[:2000],
            error=WORDS if state == MessageState.DEAD else "",
        )
        for n, (state, channel) in zip(range(each), cycle(product(MessageState, MessageChannel)), strict=False)
    )  # fmt: skip


def queued(p: SimpleNamespace, key) -> Job:
    """Fifty and more to be moved on together; a few of them have changed since."""
    waiting = Dossier.objects.filter(status=2, voided_at=None)[:120].values_list("pk", "version")
    job = actions.queue_bulk(by=p.clerk, now=timezone.now(), key=key, move=Move.COMPLETE_STEP, chosen=list(waiting))
    Dossier.objects.filter(pk__in=[pk for pk, _ in waiting[:3]]).update(version=99)
    return job


def _received(p: SimpleNamespace, days: int = 0) -> Dossier:
    who = actions.Applicant(
        name=NAME, identity="087190001234", phone="0900000123", email="hoso@dongthap.example", address=WORDS,
        representative_name="Nguyễn Thị Đoan", representative_identity="087190009999",
    )  # fmt: skip
    papers = [{"name": f"{n}. {WORDS}", "kind": "copy", "copies": 2} for n in range(1, 9)]
    earlier = {"received_at": timezone.now() - timedelta(days=days), "reason": "Bưu tá giao chậm"} if days else {}
    return receive(p, p.post if days else p.building, applicant=who, papers=papers, **earlier)


def _at_office(p: SimpleNamespace, days: int = 0) -> Dossier:
    return _made(actions.complete_step, _received(p, days), p.clerk)


def _finished(p: SimpleNamespace) -> Dossier:
    return _made(actions.finish, _made(actions.complete_step, _at_office(p), p.officer), p.leader)


def _apologised(p: SimpleNamespace) -> Dossier:
    promised = {"reason": WORDS, "promised_on": on_day(40).date()}
    return _made(actions.draft_apology, _at_office(p, 90), p.officer, **promised)


def _urged(p: SimpleNamespace, dossier: Dossier) -> Dossier:
    """Late for reasons that were written down, its holder urged again and again; all but the first were answered."""
    by, n = {"dossier_id": dossier.pk, "by": p.officer}, 5
    for nth in range(1, n):
        now = timezone.now()
        actions.explain_delay(**by, now=now, kind=DelayKind.OTHER, text=f"{nth}. {(WORDS * 10)[:900]}")
        until = now + timedelta(hours=1)
        words = {"request": (WORDS * 20)[:2000], "reply_by": until}
        actions.urge(key=uuid4(), dossier_id=dossier.pk, by=p.leader, now=now, **words)
        if nth > 1:
            actions.answer_urge(**by, nth=nth, now=now, answer=(WORDS * 20)[:2000])
    return dossier


def _full(p: SimpleNamespace) -> Dossier:
    dossier = _at_office(p, 20)
    dossier = _made(actions.receive_supplement, asked(p, dossier, timezone.now()), p.clerk)
    dossier = _made(actions.permit_supplement, dossier, p.leader, reason=WORDS)
    dossier = _made(actions.assign, dossier, p.leader, to=p.officer)
    for _ in range(4):
        dossier = _made(actions.resume, _made(actions.pause, dossier, p.officer, **STOP), p.officer)
    for agency in (p.other, p.tax, p.commune):
        question = {"agency": agency, "question": WORDS * 3, "answer_by": on_day(3).date()}
        dossier = _made(actions.ask_opinion, dossier, p.officer, **question)
    answer = {"opinion": dossier.opinions.get(agency=p.tax), "answer": WORDS * 3, "document": "15/TB-THUE"}
    dossier = _made(actions.answer_opinion, dossier, p.officer, **answer)
    beside = {"dossier_id": dossier.pk, "by": p.officer, "now": timezone.now()}
    for n in range(20):
        actions.add_note(**beside, text=f"{n}. {WORDS}")
        sent = SimpleUploadedFile(f"Bản vẽ mặt bằng tầng {n}.pdf", b"%%PDF-1.7 %d" % n)
        kept = actions.attach(**beside, name=sent.name, file=sent)
    actions.remove_attachment(**beside, attachment_id=kept.pk, reason=WORDS)
    return _made(actions.reissue_code, dossier, p.clerk, reason=WORDS)


def _made(verb, dossier: Dossier, by, **more) -> Dossier:
    return act(verb, dossier, by, timezone.now(), **more)
