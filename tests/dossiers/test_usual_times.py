"""Usual times, median and p90 of late work, against a slow count; and the order of open dossiers after it."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Party, UsualTime, WorkCalendar, calendars, days_and_rules
from agencies.worktime import ZONE
from dossiers import actions
from dossiers.actions import usual as counting
from dossiers.models import Dossier, Event, Heartbeat, Job, JobKind, JobState, Pause, Payment, Step, Supplement
from dossiers.reads.books import audit
from dossiers.reads.ledger import before
from dossiers.reads.usual import AT_LEAST, usual_times
from tests.province import receive

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)
SINCE = MONDAY
MOMENTS = st.integers(-600, 3_600).map(lambda minutes: MONDAY + minutes * MINUTE)
STRETCHES = st.tuples(MOMENTS, st.integers(0, 1_500)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1] * MINUTE))
MAYBE = st.one_of(st.none(), STRETCHES)
LIVES = st.lists(
    st.tuples(st.lists(MAYBE, min_size=4, max_size=4), MAYBE, MAYBE, MAYBE, st.booleans(), st.booleans()),
    min_size=8, max_size=8,
)  # fmt: skip


def done(dossier, n: int, start: datetime, minutes: int) -> None:
    Step.objects.filter(dossier=dossier, n=n).update(started_at=start, finished_at=start + minutes * MINUTE)


def slowly(minutes_of) -> dict:
    """Ranks and waits by comparing each with each, minutes by looking at each one of them."""
    found = defaultdict(list)
    for step in Step.objects.select_related("rule_step", "dossier__rules").exclude(finished_at=None):
        stops = [p.span for p in Pause.objects.filter(dossier=step.dossier) if not p.span.isempty]
        waits = [(span.lower, span.upper) for span in stops]
        waits += [(s.asked_at, s.received_at) for s in Supplement.objects.filter(dossier=step.dossier)]
        waits += [(p.requested_at, p.confirmed_at) for p in Payment.objects.filter(dossier=step.dossier)]
        start, end = step.started_at, step.finished_at
        waited = start < end and any(
            start < (upper or end) and lower < end and lower != upper for lower, upper in waits
        )
        counts = step.n > 1 and step.rule_step.party != Party.OUTSIDE and step.dossier.voided_at is None
        if counts and not waited and end >= SINCE:
            found[step.dossier.rules.procedure_id, step.rule_step.name].append(minutes_of(start, end))
    return {
        key: (least_for(5, values), least_for(9, values), len(values))
        for key, values in found.items() if len(values) >= AT_LEAST
    }  # fmt: skip


def least_for(tenths: int, values: list[int]) -> int:
    return min(v for v in values if 10 * sum(other <= v for other in values) >= tenths * len(values))


def one_by_one(calendar):
    """Minutes of session time, each looked at."""

    def counted(start: datetime, end: datetime) -> int:
        worked, at = 0, start.astimezone(ZONE)
        while at < end:
            hour = (at.hour, at.minute)
            in_session = (7, 0) <= hour < (11, 30) or (13, 30) <= hour < (17, 0)
            worked += in_session and calendar.is_working(at.date())
            at += MINUTE
        return worked

    return counted


@pytest.fixture
def eight(province):
    return [receive(province) for _ in range(8)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_the_fast_count_is_the_slow_one(province, eight, lives):
    calendar = calendars().province
    with transaction.atomic():
        for dossier, (steps, stopped, asked, owed, is_outside, is_void) in zip(eight, lives, strict=True):
            Step.objects.filter(dossier=dossier).update(started_at=None, finished_at=None)
            for n, stretch in enumerate(steps, start=2):
                if stretch:
                    Step.objects.filter(dossier=dossier, n=n).update(started_at=stretch[0], finished_at=stretch[1])
            who = {"requested_by": province.officer, "splits": False}
            if stopped:
                Pause.objects.create(dossier=dossier, span=stopped, ground="survey")
            if asked:
                Supplement.objects.create(
                    dossier=dossier, asked_at=asked[0], received_at=None if is_outside else asked[1], reason="Thiếu",
                    papers=["Bản vẽ"], answer_by=MONDAY.date(), restarts=True,
                )  # fmt: skip
            if owed:
                paid = {"confirmed_at": owed[1], "confirmed_by": province.officer}
                Payment.objects.create(dossier=dossier, requested_at=owed[0], **who, **paid)
            if is_void:
                Dossier.objects.filter(pk=dossier.pk).update(voided_at=timezone.now(), next_flag_at=None)
        fast = usual_times(SINCE, calendars())

        assert fast == slowly(one_by_one(calendar))
        transaction.set_rollback(True)


@pytest.fixture
def finished(province):
    """finished(minutes, …): so many dossiers whose appraisal took so long, lately. By their agency's calendar."""

    def made(*minutes: int, rules=None, n: int = 3) -> list[Dossier]:
        monday = timezone.localtime(timezone.now() - timedelta(days=14))
        monday -= timedelta(days=monday.weekday())
        start = monday.replace(hour=7, minute=0, second=0, microsecond=0)
        while not calendars().province.is_working(start.date()):
            start += timedelta(days=1)
        dossiers = [receive(province, rules) for _ in minutes]
        for dossier, size in zip(dossiers, minutes, strict=True):
            done(dossier, n, start, size)
        return dossiers

    return made


def kept() -> dict[str, tuple[int, int]]:
    return {row.step: (row.minutes, row.cases) for row in UsualTime.objects.all()}


def test_five_cases_say_something_and_four_say_nothing(finished):
    finished(10, 20, 200, 230)
    assert actions.count_usual_times() == 0
    assert kept() == {}

    finished(30)
    assert actions.count_usual_times() == 1
    assert kept() == {"Thẩm định": (30, 5)}


def test_of_two_in_the_middle_the_lower_counts(finished):
    finished(10, 20, 30, 40, 50, 60)
    actions.count_usual_times()
    assert kept() == {"Thẩm định": (30, 6)}


def test_nine_of_ten_took_no_longer(finished):
    finished(10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
    actions.count_usual_times()
    assert [(row.minutes, row.p90) for row in UsualTime.objects.all()] == [(50, 90)]

    finished(110)  # nine tenths of eleven is ten cases
    assert actions.count_usual_times() == 1
    assert [(row.minutes, row.p90) for row in UsualTime.objects.all()] == [(60, 100)]


def test_what_is_older_than_ninety_days_counts_no_more(finished):
    dossiers = finished(10, 20, 30, 40, 50)
    actions.count_usual_times()
    Step.objects.filter(dossier=dossiers[0], n=3).update(
        started_at=timezone.now() - timedelta(days=92), finished_at=timezone.now() - timedelta(days=91)
    )
    assert actions.count_usual_times() == 1
    assert kept() == {}


def test_counted_again_nothing_is_written_and_nothing_queued(finished):
    finished(10, 20, 30, 40, 50)
    actions.count_usual_times()
    changed_at = WorkCalendar.objects.get().names_changed_at

    assert actions.count_usual_times() == 0
    assert Job.objects.filter(kind=JobKind.USUAL).count() == 1
    assert WorkCalendar.objects.get().names_changed_at == changed_at


def test_more_cases_of_the_same_length_move_no_dossier(finished):
    finished(10, 20, 30, 40, 50)
    actions.count_usual_times()
    finished(30, 30)

    assert actions.count_usual_times() == 0
    assert kept() == {"Thẩm định": (30, 7)}
    assert Job.objects.filter(kind=JobKind.USUAL).count() == 1


def test_open_dossiers_are_put_into_the_new_order_and_nothing_else_happens_to_them(province, finished):
    finished(60, 60, 60, 60, 60)
    dossier, ended, termless = receive(province), receive(province), receive(province, province.termless)
    actions.stop(
        dossier_id=ended.pk, by=province.officer, now=timezone.now(), version=ended.version, reason_class="other",
        reason="Theo đơn",
    )  # fmt: skip
    events = Event.objects.count()
    actions.count_usual_times()
    actions.work()

    calendar, after = days_and_rules()[0].province, Dossier.objects.get(pk=dossier.pk)
    assert after.start_by == before(calendar, dossier.due_at, 240 + 60 + 2 * 480)
    assert after.start_by > dossier.start_by
    assert (after.version, after.updated_at, Event.objects.count()) == (dossier.version, dossier.updated_at, events)
    assert Dossier.objects.get(pk=ended.pk).start_by is None
    assert Dossier.objects.get(pk=termless.pk).start_by is None
    job = Job.objects.get(kind=JobKind.USUAL)
    assert (job.state, job.done, job.total) == (JobState.DONE, 7, 7)
    assert audit(list(Dossier.objects.filter(pk=dossier.pk).values_list("pk", flat=True)), timezone.now()) == []


def test_portions_go_on_where_the_last_one_ended(province, finished, monkeypatch):
    monkeypatch.setattr(counting, "PORTION", 2)
    finished(60, 60, 60, 60, 60)
    waiting = [receive(province) for _ in range(3)]
    actions.count_usual_times()
    job = Job.objects.get(kind=JobKind.USUAL)
    while counting.order_portion(job):
        pass

    assert job.state == JobState.DONE
    assert job.done == 8
    moved = Dossier.objects.filter(pk__in=[dossier.pk for dossier in waiting])
    assert {dossier.start_by for dossier in moved}.isdisjoint({dossier.start_by for dossier in waiting})


def test_who_began_before_it_was_counted_is_waited_for_and_all_is_looked_at_once_more(province, finished, monkeypatch):
    """An intake that read the older times, and was committed behind the cursor."""
    finished(60, 60, 60, 60, 60)
    actions.count_usual_times()
    job, others = Job.objects.get(kind=JobKind.USUAL), [True, True, False, False]
    monkeypatch.setattr(counting, "is_any_older", lambda than: others.pop(0))

    assert counting.order_portion(job)  # the first pass, beside somebody
    late = receive(province)
    wrong = late.start_by - timedelta(days=3)
    Dossier.objects.filter(pk=late.pk).update(start_by=wrong)
    job.cursor = late.pk
    assert not counting.order_portion(job)  # still there: come back later
    assert job.state != JobState.DONE
    assert counting.order_portion(job)  # gone: from the beginning
    assert counting.order_portion(job)
    assert not counting.order_portion(job)

    assert job.state == JobState.DONE
    assert Dossier.objects.get(pk=late.pk).start_by == late.start_by


def test_the_list_says_when_it_was_counted(finished):
    actions.count_usual_times()
    assert Heartbeat.objects.get(name="usual").finished_at is not None
