"""What supervisors are to see, planted by real actions: each sign of the night watch, and what comes near it."""

import re
from datetime import datetime, time, timedelta

from django.utils import timezone

from agencies.models import AgencyKind, CalendarDay, DayKind, DayStatus, Procedure, WorkCalendar, working_calendar
from dossiers import actions
from dossiers.models import Dossier, Job, JobKind, JobState
from tests.dossiers.conftest import LAND
from tests.dossiers.working import LATE
from tests.province import _agency, receive, rules_of

MINUTE = timedelta(minutes=1)
# The applicant of `receive`, as a correction is typed; and why an intake was a mistake.
WHO = {"name": "Nguyễn Thị Đoan", "identity": "087190001234", "phone": "0900000123", "address": "Ấp 3, xã Tân Hồng"}
VOIDED = {"reason_class": "trial", "reason": "Tập huấn nhân viên mới"}


def codes_in(page: str) -> list[str]:
    """The dossiers that a list shows, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a class="code" href="[^"]+">([^<]+)</a>', page)


def ran(ago=timedelta(hours=3), scope="open", state=JobState.DONE, done=1234) -> Job:
    """An audit of the books, so long ago."""
    at = timezone.now() - ago
    return Job.objects.create(
        kind=JobKind.BOOKS, facts={"scope": scope}, state=state, total=2000, done=done, created_at=at,
        finished_at=at if state == JobState.DONE else None,
    )  # fmt: skip


def on_day(n: int, hour: int = 9) -> datetime:
    """An hour of the n-th working day after today."""
    day = working_calendar().working_day_after(timezone.localdate(), n)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def act(verb, dossier, by, now, **more) -> Dossier:
    fresh = Dossier.objects.get(pk=dossier.pk)
    return verb(dossier_id=fresh.pk, by=by, now=now, version=fresh.version, **more)


def stopped(p, now, *, by=None, dossier=None, **more) -> Dossier:
    why = {"reason_class": "at_request", "reason": "Người nộp đề nghị", **LATE}
    return act(actions.stop, dossier or receive(p, **more), by or p.officer, now, **why)


def asked(p, dossier, now) -> Dossier:
    papers = {"papers": ["Bản vẽ"], "answer_by": timezone.localdate(now) + timedelta(9)}
    return act(actions.request_supplement, dossier, p.officer, now, reason="Thiếu bản vẽ", **papers)


def at_office(p, *args, **more) -> Dossier:
    """At the desk of the officer, today."""
    return act(actions.complete_step, receive(p, *args, **more), p.clerk, timezone.now())


# ── Each answers the dossiers whose events are to be seen ────────────────────────────────────────────────────────


def a_batch(p):
    start = on_day(1)
    five = [stopped(p, start + n * MINUTE) for n in range(5)]
    stopped(p, start + timedelta(hours=2))
    for n in range(4):
        stopped(p, start + n * MINUTE, by=p.leader)
    return five


def outside_hours(p):
    stopped(p, on_day(1, 9))
    return [stopped(p, on_day(1, 20)), stopped(p, on_day(2, 12))]


def without_result(p):
    why = {"reason_class": "other", "reason": "Theo đơn"}
    finished = act(actions.complete_step, at_office(p), p.officer, on_day(1))
    act(actions.finish, finished, p.leader, on_day(1))
    return [
        stopped(p, on_day(1)),
        act(actions.withdraw, receive(p), p.clerk, on_day(1, 14), **why),
        act(actions.decline, at_office(p), p.officer, on_day(2), **why),
    ]


def ended_late(p):
    stopped(p, on_day(2))
    late = receive(p)
    return [stopped(p, late.due_at + MINUTE, dossier=late)]


def near_due(p):
    early, papers, pause, payment = (at_office(p) for _ in range(4))
    asked(p, early, on_day(2))
    asked(p, papers, papers.due_at - timedelta(hours=2))
    act(actions.pause, pause, p.officer, pause.due_at - MINUTE, ground="survey", reason="Đo đạc lại")
    act(actions.request_payment, payment, p.officer, payment.due_at - MINUTE)
    return [papers, pause, payment]


def first_late(p):
    rules = rules_of(
        "1.013831", "Đăng ký biến động", "Đất đai", LAND, p.department,
        term=[[3, "working_days"]], second_term=[[2, "working_days"]],
    )  # fmt: skip
    in_time, late = at_office(p, rules), at_office(p, rules)
    act(actions.request_payment, in_time, p.officer, in_time.due_at)
    return [act(actions.request_payment, late, p.officer, late.due_at + MINUTE)]


def asked_late(p):
    in_time, late = at_office(p), at_office(p)
    asked(p, in_time, on_day(2))
    asked(p, late, on_day(6))
    act(actions.receive_supplement, in_time, p.clerk, on_day(3))
    act(actions.permit_supplement, in_time, p.leader, on_day(7), reason="Bản vẽ sai")
    asked(p, in_time, on_day(7, 10))  # a second round is a sign of its own
    return [late]


def second_round(p):
    once, twice = at_office(p), at_office(p)
    asked(p, once, on_day(1))
    asked(p, twice, on_day(1))
    act(actions.receive_supplement, twice, p.clerk, on_day(2))
    act(actions.permit_supplement, twice, p.leader, on_day(2, 10), reason="Bản vẽ sai")
    asked(p, twice, on_day(2, 14))
    return [twice]


def refiled(p):
    other = actions.Applicant(name="Người khác", identity="087190009999", phone="0900000999")
    receive(p, applicant=other)
    receive(p, applicant=other)  # the first one is still open
    stopped(p, timezone.now())
    return [receive(p)]


def entered_earlier(p):
    receive(p, p.post)
    forty_days_ago = timezone.now() - timedelta(days=40)
    return [receive(p, p.post, received_at=forty_days_ago, reason="Bưu tá giao chậm")]


def apologised_late(p):
    in_time, late = at_office(p), at_office(p)
    for dossier, now in ((in_time, on_day(2)), (late, late.due_at + MINUTE)):
        promised = working_calendar().working_day_after(timezone.localdate(dossier.due_at), 3)
        act(actions.draft_apology, dossier, p.officer, now, reason="Nhiều hồ sơ", promised_on=promised)
        act(actions.approve_apology, dossier, p.leader, now + MINUTE)
    return [late]


def voided(p):
    receive(p)
    return [act(actions.void, receive(p), p.clerk, on_day(1), reason_class="trial", reason="Tập huấn")]


def redirected(p):
    """Seen where it was given away."""
    finance = _agency("H20.7", "Sở Tài chính", AgencyKind.DEPARTMENT, p.root)
    at_office(p)
    dossier = at_office(p)
    Procedure.objects.filter(pk=p.building.procedure_id).update(department=finance)  # it has changed hands
    return [act(actions.redirect, dossier, p.leader, on_day(1), to=finance, reason="Thuộc Sở Tài chính")]


def moved(p):
    dossier = asked(p, at_office(p), on_day(2))
    act(actions.receive_supplement, dossier, p.clerk, on_day(8))
    moved_by_calendar(p)
    return [dossier]


def moved_by_calendar(p):
    dossier = at_office(p)
    CalendarDay.objects.create(
        day=on_day(3).date(), kind=DayKind.OFF, status=DayStatus.IN_FORCE, legal_basis="Thử", since=2
    )
    WorkCalendar.objects.update(version=2)
    return [act(actions.complete_step, dossier, p.officer, on_day(4))]


PLANTS = {
    "theo-lo": a_batch,
    "ngoai-gio": outside_hours,
    "khong-ket-qua": without_result,
    "khong-ket-qua-khi-qua-han": ended_late,
    "sat-han": near_due,
    "tre-lan-hen-thu-nhat": first_late,
    "bo-sung-muon": asked_late,
    "bo-sung-lan-hai": second_round,
    "nop-lai": refiled,
    "ghi-lui": entered_earlier,
    "xin-loi-muon": apologised_late,
    "huy-tiep-nhan": voided,
    "chuyen-co-quan": redirected,
    "doi-ngay-hen": moved,
    "doi-ngay-hen-do-lich": moved_by_calendar,
}
