"""After whatever staff did, with sweeps and a calendar that changes meanwhile, the auditor finds nothing."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import CalendarDay, DayKind, DayStatus, Party, Unit, WorkCalendar
from agencies.worktime import ZONE
from dossiers import actions, wording
from dossiers.actions.applying import apply_portion
from dossiers.models import Dossier, Job, JobKind, Mark, PauseGround
from dossiers.reads import scope
from dossiers.reads.books import audit
from dossiers.workflow import Move, Status, is_allowed
from tests import moments
from tests.dossiers.saying import said
from tests.often import TIMES
from tests.province import receive, rules_of

STEPS = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
    ("Kiểm tra hồ sơ", Party.OFFICE, 2.5),
    ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 0),
    ("Hoàn thiện hồ sơ", Party.OFFICE, 1),
    ("Ký Giấy chứng nhận", Party.LEADERS, 1),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]
PEOPLE = ("clerk", "officer", "leader", "clerk_b", "officer_b", "leader_b")
MOVES = [move for move in Move if move not in (Move.RECEIVE, Move.REFUSE)]
ENDS = (Move.DECLINE, Move.WITHDRAW, Move.STOP)
RARE = (*ENDS, Move.VOID, Move.REDIRECT)


@pytest.fixture
def bag(province):
    p = province
    p.land = rules_of("1.012783", "Cấp đổi Giấy chứng nhận", "Đất đai", STEPS, p.department,
                      term=[[5, "working_days"]], second_term=[[2, "working_days"]])  # fmt: skip
    p.month = rules_of("1.012784", "Tách thửa đất", "Đất đai", STEPS, p.department, term=[[15, "calendar_days"]])
    p.units = list(Unit.objects.filter(agency__in=[p.department, p.commune]).order_by("pk"))
    p.readers = {name: scope.reader_of(getattr(p, name)) for name in PEOPLE}
    with moments.set_to(datetime(2026, 4, 1, 8, tzinfo=ZONE)) as p.clock:
        yield p


def test_after_random_lives_the_books_are_clean(bag):
    met: set = set()
    for seed in range(5 * TIMES):
        with transaction.atomic():
            lives(bag, Random(seed))
            met |= {Status(status) for status in Dossier.objects.values_list("status", flat=True)}
            met |= set(Mark.objects.values_list("kind", flat=True))
            transaction.set_rollback(True)
    assert {"due_soon", "overdue", "stalled"} <= met  # so that this is about something
    assert len(met) > 5


def lives(p, rng: Random) -> None:
    now = datetime(2026, 4, 1, 8, tzinfo=ZONE) + timedelta(minutes=rng.randrange(150_000))
    ids = []
    for _ in range(30):
        now += timedelta(minutes=rng.choice((1, 5, 20, 200, 2_000)) * rng.randint(1, 4), seconds=1)
        p.clock.to(now)
        chance = rng.random()
        if not ids or (len(ids) < 3 and chance < 0.1):
            rules = rng.choice(
                (p.building, p.pausing, p.land, p.month, p.birth, p.copy, p.termless, p.sensitive, p.post)
            )
            early = {"received_at": now - timedelta(days=rng.randint(1, 9)), "reason": "Bưu điện"}
            ids.append(receive(p, rules, **(early if rules == p.post else {})).pk)
        elif chance < 0.2:
            actions.sweep()
        elif chance < 0.26:
            change_calendar(p, rng, now.date())
        else:
            press(p, rng, rng.choice(ids), now)
    actions.sweep()
    assert audit(sorted(ids), timezone.now()) == []


def press(p, rng: Random, pk: int, now: datetime) -> None:
    dossier = Dossier.objects.select_related("passing_to").get(pk=pk)
    step = dossier.steps.select_related("rule_step").filter(n=dossier.current_step).first()
    moves = [move for move in MOVES if is_allowed(move, Status(dossier.status))]
    moves = [move for move in moves if move not in RARE or rng.random() < 0.15]
    pairs = [(m, name) for m in moves for name, reader in p.readers.items() if scope.may(reader, m, dossier, step)]
    if not pairs:
        return
    move = rng.choice(sorted({m for m, _ in pairs}))
    by = getattr(p, rng.choice([name for m, name in pairs if m == move]))
    back = rng.choice((None, now - timedelta(minutes=rng.randint(1, 200))))
    more = {
        Move.REQUEST_SUPPLEMENT: {"reason": "Thiếu", "papers": ["Bản vẽ"], "answer_by": now.date() + timedelta(days=9)},
        Move.PERMIT_SUPPLEMENT: {"reason": "Cần thêm"},
        Move.RETURN_STEP: {"reason": "Làm lại"},
        Move.ASSIGN: {"to": getattr(p, rng.choice(PEOPLE))},
        Move.PASS_ON: {"to": rng.choice(p.units)},
        Move.PAUSE: {"ground": PauseGround.SURVEY, "reason": "Đo đạc", "since": back},
        Move.RESUME: {"at": back},
        Move.DRAFT_APOLOGY: {"reason": "Đông", "promised_on": now.date() + timedelta(days=rng.randint(1, 40))},
        **{m: {"reason_class": next(iter(wording.END_REASON[m])), "reason": "Theo đơn"} for m in ENDS},
    }.get(move) or said(p, move, dossier, now, rng.randint(0, 9))
    try:
        with transaction.atomic():
            getattr(actions, move)(dossier_id=pk, by=by, now=now, version=dossier.version, **more)
    except actions.Refused:
        pass


def change_calendar(p, rng: Random, today: date) -> None:
    """A working day ahead is off from now on: applied by the background job, or met by whoever acts next."""
    day = today + timedelta(days=rng.randint(-3, 25))
    if day.weekday() > 4 or CalendarDay.objects.filter(day=day).exists():
        return
    job = change_calendar_to(day)
    if rng.random() < 0.7:
        for _ in range(5):
            apply_portion(job)
            if job.finished_at is not None:
                break
        job.finished_at = timezone.now()
        job.save()


def change_calendar_to(day: date, *, job: bool = True) -> Job | None:
    whole = WorkCalendar.objects.get()
    whole.version += 1
    whole.save()
    CalendarDay.objects.create(
        day=day, kind=DayKind.OFF, status=DayStatus.IN_FORCE, legal_basis="Quyết định", since=whole.version
    )
    if not job:
        return None
    return Job.objects.create(kind=JobKind.CALENDAR, created_at=timezone.now(), facts={"version": whole.version})


def test_a_calendar_that_did_not_reach_a_dossier_is_named(bag):
    pk = receive(bag, bag.building).pk
    day = timezone.localdate() + timedelta(days=5)
    while day.weekday() > 4 or CalendarDay.objects.filter(day=day).exists():
        day += timedelta(days=1)
    change_calendar_to(day, job=False)

    (fault,) = audit([pk], timezone.now())

    assert "lịch hôm nay cho" in fault.what
    assert fault.cached is None  # moving a date takes an event
    Job.objects.create(kind=JobKind.CALENDAR, created_at=timezone.now(), facts={"version": 2})
    assert audit([pk], timezone.now()) == []  # it is on its way


def test_a_calendar_passes_a_mistaken_intake_by_and_nothing_is_wrong(bag):
    dossier = receive(bag, bag.building)
    actions.void(
        dossier_id=dossier.pk, by=bag.clerk, now=timezone.now(), version=dossier.version, reason_class="twice",
        reason="Nhập hai lần",
    )  # fmt: skip

    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() > 4 or CalendarDay.objects.filter(day=day).exists():
        day += timedelta(days=1)
    job = change_calendar_to(day)
    while apply_portion(job):
        pass
    job.save()

    assert audit([dossier.pk], timezone.now()) == []
