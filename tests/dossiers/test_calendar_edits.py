"""A calendar edit: what the preview says is what applying does, once, whatever happens in between."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import CalendarDay, DayKind, DayStatus, calendars
from dossiers import actions
from dossiers.models import Dossier, Job, JobKind, JobState, Mark
from dossiers.reads import calendar_edits
from dossiers.reads.ledger import dates_of
from tests import crowd
from tests.edits import confirmed, nth_working_day, own_hours, proposed, told
from tests.moments import set_to
from tests.province import receive

EDITS = {
    "a day off to come": lambda p: ([proposed(nth_working_day(3))], []),
    "days off to come and gone by": lambda p: ([proposed(nth_working_day(n)) for n in (-30, -15, -2, 1, 8)], []),
    "a make-up day": lambda p: ([proposed(_saturday(), DayKind.MAKE_UP)], []),
    "a day off that is none": lambda p: ([proposed(_some_day_off(), DayKind.ORDINARY)], []),
    "hours of the department": lambda p: ([], [own_hours(p.department, ["07:30", "11:30"], ["13:00", "16:30"])]),
    "a day long gone": lambda p: ([proposed(nth_working_day(-300))], []),
}


def _saturday():
    today = timezone.localdate()
    return today + timedelta(days=(5 - today.weekday()) % 7)


def _some_day_off():
    rows = CalendarDay.objects.filter(kind=DayKind.OFF, status=DayStatus.IN_FORCE, day__lte=timezone.localdate())
    return rows.latest("day").day


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_preview_is_what_applying_does_and_both_are_what_the_ledger_says(province, edit):
    p = province
    crowd.lives(p)
    actions.sweep()
    days, hours = edit(p)
    before = {d.pk: d for d in Dossier.objects.all()}
    now = timezone.now()
    foreseen = {
        row.pk: (row.before, row.after, row.effect)
        for row in calendar_edits.moves(calendar_edits.as_if([d.pk for d in days], [h.pk for h in hours]), now)
        if row is not None
    }

    confirmed(p, *days, hours=hours)
    actions.work()

    newest = calendars()
    moved = {}
    for dossier in Dossier.objects.select_related("rules"):
        was = before[dossier.pk]
        assert (dossier.original_due_at, dossier.second_original_due_at) == (
            was.original_due_at, was.second_original_due_at,
        )  # fmt: skip
        if not dossier.is_open:
            assert (dossier.due_at, dossier.calendar_version, told(dossier)) == (was.due_at, 1, [])
            continue
        found = dates_of(dossier, newest.of(dossier.deciding_agency_id))
        assert (dossier.due_at, dossier.due_soon_at, dossier.due_is_provisional, dossier.is_paused) == (
            found.due_at, found.due_soon_at, found.is_provisional, found.is_paused,
        )  # fmt: skip
        assert dossier.calendar_version == 2
        changed = dossier.due_at != was.due_at
        assert len(told(dossier)) == changed
        assert (dossier.version, dossier.updated_at == was.updated_at) == (was.version + changed, not changed)
        if changed:
            was_late, is_late = (at is not None and at < now for at in (was.due_at, dossier.due_at))
            effect = "" if was_late == is_late else "late" if is_late else "in_time"
            moved[dossier.pk] = (was.due_at, dossier.due_at, effect)
    assert foreseen == moved
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (JobState.DONE, job.total, job.done)
    assert job.result["moved"] == len(moved)


def test_most_edits_of_the_list_above_move_something(province):
    """The proof above is none where nothing moves."""
    crowd.lives(province)
    n = {}
    for name, edit in EDITS.items():
        with transaction.atomic():
            days, hours = edit(province)
            found = calendar_edits.preview(days=[d.pk for d in days], hours=[h.pk for h in hours], now=timezone.now())
            n[name] = found.whole.moved
            transaction.set_rollback(True)

    assert n.pop("a day long gone") == 0
    assert min(n.values()) > 0, n


def test_leaving_out_what_cannot_move_gives_what_computing_all_gives(province, monkeypatch):
    crowd.lives(province)
    chance, now = random.Random(5), timezone.now()
    with monkeypatch.context() as patch:
        for _ in range(25):
            days = [proposed(nth_working_day(chance.randint(-70, 30))) for _ in range(chance.randint(1, 3))]
            after = calendar_edits.as_if([day.pk for day in days], [])
            quick = list(calendar_edits.moves(after, now))
            patch.setattr(calendar_edits._Reach, "touches", lambda *row: True)
            assert list(calendar_edits.moves(after, now)) == quick
            patch.undo()
            CalendarDay.objects.filter(pk__in=[day.pk for day in days]).delete()


def test_the_tally_counts_by_agency_and_by_effect(province):
    crowd.lives(province)
    day = proposed(nth_working_day(1))

    found = calendar_edits.preview(days=[day.pk], hours=[], now=timezone.now())

    whole = found.whole
    assert whole.moved == whole.later > 0
    assert whole.moved == sum(tally.moved for _, tally in found.by_agency) == len(found.first)
    assert {name for name, _ in found.by_agency} <= {"Sở Xây dựng", "UBND phường Mỹ Tho"}
    assert found.seen == Dossier.objects.open().exclude(rules__term=None).count()


def test_batches_leave_nobody_out(province, monkeypatch):
    crowd.lives(province)
    after, now = calendar_edits.as_if([proposed(nth_working_day(2)).pk], []), timezone.now()
    whole = list(calendar_edits.moves(after, now))

    monkeypatch.setattr(calendar_edits, "BATCH", 4)

    assert list(calendar_edits.moves(after, now)) == whole


def test_hours_of_one_agency_move_its_dossiers_only(province):
    p = province
    crowd.lives(p)
    before = dict(Dossier.objects.values_list("pk", "due_at"))

    confirmed(p, hours=[own_hours(p.commune, ["07:30", "11:30"], ["13:00", "16:00"])])
    actions.work()

    moved = {d.deciding_agency_id for d in Dossier.objects.all() if d.due_at != before[d.pk]}
    assert moved == {p.commune.pk}


def test_hours_taken_back_are_the_provinces_again(province):
    p = province
    dossier = receive(p, p.birth)
    confirmed(p, hours=[own_hours(p.commune, ["07:30", "11:00"])])
    actions.work()
    moved = Dossier.objects.get(pk=dossier.pk).due_at

    confirmed(p, hours=[own_hours(p.commune)])
    actions.work()

    back = Dossier.objects.get(pk=dossier.pk)
    assert moved != dossier.due_at == back.due_at
    assert [data["calendar"] for data in told(dossier)] == [2, 3]


def test_what_was_missed_is_marked_before_its_date_moves(province):
    """Overdue, and no sweep has come by: a day off that makes it in time washes nothing away."""
    p = province
    late = receive(p, p.post, received_at=_due_since_yesterday(p), reason="Bưu tá")
    assert late.is_overdue(now=timezone.now())
    assert not Mark.objects.exists()
    days = [proposed(nth_working_day(n)) for n in range(-8, 1)]

    confirmed(p, *days)
    actions.work()

    now = Dossier.objects.get(pk=late.pk)
    assert not now.is_overdue(now=timezone.now())
    assert Mark.objects.get(dossier=late, kind="overdue").became_at == late.due_at
    assert now.next_flag_at == now.due_soon_at or now.next_flag_at > timezone.now()


def test_a_new_date_that_has_already_passed_is_marked_by_the_next_sweep(province):
    """To come when it was received; yesterday, once the days off of the last week are none."""
    p = province
    received_at = _due_since_yesterday(p)
    confirmed(p, *[proposed(nth_working_day(n)) for n in range(-6, 0)])
    dossier = receive(p, p.post, received_at=received_at, reason="Bưu tá")
    assert not dossier.is_overdue(now=timezone.now())
    actions.work()
    actions.sweep()

    confirmed(p, *[proposed(row.day, DayKind.ORDINARY) for row in CalendarDay.objects.filter(since=2)])
    actions.work()
    actions.sweep()

    late = Dossier.objects.get(pk=dossier.pk)
    assert late.is_overdue(now=timezone.now())
    assert Mark.objects.get(dossier=dossier, kind="overdue").became_at == late.due_at < dossier.due_at
    assert actions.sweep()["overdue"] == 0


def _due_since_yesterday(p):
    """When a dossier of twenty working days must have come to be due on the last working day before today."""
    calendar = calendars().province
    today = timezone.localdate().toordinal()
    day = calendar.nth(calendar.count_through(today - 1) - 20)
    return timezone.make_aware(timezone.datetime.fromordinal(day)) + timedelta(hours=9)


def test_standing_still_is_counted_from_what_happened_not_from_the_calendar(province):
    p = province
    start = timezone.make_aware(timezone.datetime(2026, 3, 9, 9))  # a Monday
    with set_to(start) as moments:
        dossier = receive(p)
        stalls = timezone.localdate(dossier.stalls_at)
        moments.to(start + timedelta(days=1))

        confirmed(p, proposed(stalls))
        actions.work()
        later = Dossier.objects.get(pk=dossier.pk)
        moments.to(start + timedelta(days=2))
        confirmed(p, proposed(stalls, DayKind.ORDINARY))
        actions.work()

    assert len(told(dossier)) == 2
    assert later.stalls_at - dossier.stalls_at == timedelta(days=1)
    assert Dossier.objects.get(pk=dossier.pk).stalls_at == dossier.stalls_at


def test_only_a_calendar_job_is_pressed_again_from_the_calendar(province):
    books = Job.objects.create(
        kind=JobKind.BOOKS, state=JobState.FAILED, error="x", created_at=timezone.now(), facts={"scope": "all"}
    )

    with pytest.raises(Job.DoesNotExist):
        actions.press_again(by=province.administrator, job_id=books.pk)
