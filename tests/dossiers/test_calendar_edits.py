"""A calendar edit: what the preview says is what applying does, once, whatever happens in between."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.sql import SQL, Identifier

from agencies.models import CalendarDay, DayKind, DayStatus, OfficeHours, calendars
from dossiers import actions
from dossiers.actions import applying
from dossiers.models import Dossier, Event, Job, JobState, Mark
from dossiers.reads import calendar_edits
from dossiers.reads.ledger import dates_of
from tests import crowd, databases
from tests.province import receive

ROOT = Path(__file__).resolve().parents[2]


def proposed(day, kind=DayKind.OFF) -> CalendarDay:
    row, _ = CalendarDay.objects.get_or_create(
        day=day, status=DayStatus.PROPOSED, defaults={"kind": kind, "legal_basis": "Nghỉ hoán đổi"}
    )
    return row


def own_hours(agency, *sessions) -> OfficeHours:
    return OfficeHours.objects.create(
        agency=agency, sessions=list(sessions), status=DayStatus.PROPOSED, legal_basis="Quy chế"
    )


def confirmed(p, *days, hours=()) -> Job:
    ids = [row.pk for row in days], [row.pk for row in hours]
    return actions.confirm_proposals(
        by=p.administrator, now=timezone.now(), days=ids[0], hours=ids[1], document="Thông báo 7366/TB-BNV"
    )


def nth_working_day(n: int):
    """The n-th working day from today, before it when negative; 0: today or the one before."""
    calendar, today = calendars().province, timezone.localdate()
    return type(today).fromordinal(calendar.nth(calendar.count_through(today.toordinal()) + n))


def state(*, events=True) -> dict:
    """Everything that applying may touch, without the moments at which it ran."""
    found = {
        pk: list(row)
        for pk, *row in Dossier.objects.order_by("pk").values_list(
            "pk", "due_at", "due_is_provisional", "due_soon_at", "stalls_at", "next_flag_at", "calendar_version",
            "original_due_at", "second_original_due_at", "version", "status", "is_paused", "closed_at",
        )
    }  # fmt: skip
    for pk, *event in Event.objects.order_by("dossier", "seq").values_list(
        "dossier", "seq", "kind", "data", "actor_id"
    ):
        found[pk].append(event)
    for pk, *mark in Mark.objects.order_by("dossier", "kind", "key").values_list("dossier", "kind", "key", "became_at"):
        found[pk].append(mark)
    return found


def told(dossier) -> list[dict]:
    """What the calendar's events say of this dossier."""
    events = Event.objects.filter(dossier=dossier, kind="due_changed", data__because="calendar").order_by("seq")
    return [event.data for event in events]


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
    p = province
    dossier = receive(p, p.post, received_at=_due_since_yesterday(p), reason="Bưu tá")
    days = [proposed(nth_working_day(n)) for n in (1, 2, 3)]
    confirmed(p, *days, *[proposed(nth_working_day(n)) for n in range(-6, 0)])
    actions.work()
    actions.sweep()
    later = Dossier.objects.get(pk=dossier.pk)
    assert not later.is_overdue(now=timezone.now())

    confirmed(p, *[proposed(row.day, DayKind.ORDINARY) for row in CalendarDay.objects.filter(since=2)])
    actions.work()
    actions.sweep()

    back = Dossier.objects.get(pk=dossier.pk)
    assert back.due_at == dossier.due_at
    assert back.next_flag_at is None or back.next_flag_at > timezone.now()
    assert list(Mark.objects.filter(dossier=dossier, kind="overdue").values_list("became_at", flat=True)) == [
        back.due_at
    ]


def _due_since_yesterday(p):
    """When a dossier of twenty working days must have come to be due on the last working day before today."""
    calendar = calendars().province
    today = timezone.localdate().toordinal()
    day = calendar.nth(calendar.count_through(today - 1) - 20)
    return timezone.make_aware(timezone.datetime.fromordinal(day)) + timedelta(hours=9)


def test_standing_still_is_counted_from_what_happened_not_from_the_calendar(province):
    p = province
    dossier = receive(p)
    assert dossier.stalls_at is not None
    day = proposed(timezone.localdate(dossier.stalls_at))

    confirmed(p, day)
    actions.work()
    first = Dossier.objects.get(pk=dossier.pk).stalls_at
    confirmed(p, proposed(day.day, DayKind.ORDINARY))
    actions.work()

    assert first > dossier.stalls_at
    assert Dossier.objects.get(pk=dossier.pk).stalls_at == dossier.stalls_at


def test_a_second_edit_while_the_first_is_applied_moves_each_dossier_to_the_newest(province, monkeypatch):
    p = province
    crowd.lives(p)
    open_ones = Dossier.objects.open().count()
    monkeypatch.setattr(applying, "PORTION", 4)
    first_day, second_day = proposed(nth_working_day(1)), proposed(nth_working_day(2))
    first = confirmed(p, first_day)
    assert actions.work(seconds=0.0001) == 1
    assert Dossier.objects.filter(calendar_version=2).count() == 4

    second = confirmed(p, second_day)
    actions.work()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (JobState.DONE, JobState.DONE)
    assert (first.done, second.done) == (open_ones, 4)
    newest = calendars()
    for dossier in Dossier.objects.open().select_related("rules"):
        assert dossier.calendar_version == 3
        assert dossier.due_at == dates_of(dossier, newest.of(dossier.deciding_agency_id)).due_at
        said = told(dossier)
        assert all(before["after"] == after["before"] for before, after in pairwise(said))
        assert not said or timezone.datetime.fromisoformat(said[-1]["after"]) == dossier.due_at


def test_a_dossier_touched_by_hand_first_is_not_told_twice(province, monkeypatch):
    p = province
    dossier = receive(p)
    confirmed(p, proposed(timezone.localdate(dossier.due_at)))
    fresh = Dossier.objects.get(pk=dossier.pk)
    actions.complete_step(dossier_id=fresh.pk, by=p.clerk, now=timezone.now(), version=fresh.version)

    actions.work()

    assert len(told(dossier)) == 1
    assert Dossier.objects.get(pk=dossier.pk).calendar_version == 2


def test_done_again_it_does_nothing(province):
    crowd.lives(province)
    confirmed(province, proposed(nth_working_day(2)))
    actions.work()
    before = state()

    Job.objects.update(state=JobState.WAITING, finished_at=None, cursor=0)
    actions.work()

    assert state() == before


def test_an_intake_that_still_counts_by_the_old_calendar_is_waited_for(committed_province):
    p = committed_province
    started, go_on = threading.Event(), threading.Event()
    made = []

    def slow_intake():
        try:
            with transaction.atomic():
                made.append(receive(p))
                started.set()
                go_on.wait(20)
        finally:
            connection.close()

    other = receive(p)
    thread = threading.Thread(target=slow_intake)
    thread.start()
    assert started.wait(20)
    job = confirmed(p, proposed(timezone.localdate(other.due_at)))
    actions.work()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert Dossier.objects.get(pk=other.pk).due_at > other.due_at
    go_on.set()
    thread.join()

    actions.work()

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)
    assert Dossier.objects.get(pk=made[0].pk).due_at == Dossier.objects.get(pk=other.pk).due_at


def test_workers_that_share_a_job_do_each_dossier_once(committed_province, monkeypatch):
    p = committed_province
    crowd.copies([receive(p)], 200)
    monkeypatch.setattr(applying, "PORTION", 20)
    confirmed(p, proposed(timezone.localdate(Dossier.objects.latest("pk").due_at)))

    def one():
        try:
            actions.work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    actions.work()

    assert Job.objects.get().result["moved"] == 201
    assert Event.objects.filter(kind="due_changed").count() == 201


# ── Killed in the middle ─────────────────────────────────────────────────────────────────────────────────────

WORKER = (
    "import django; django.setup()\nfrom dossiers.actions import applying, work\napplying.PORTION = {portion}\nwork()"
)


def worker(name: str, portion: int) -> subprocess.Popen:
    """A process of its own that works on this database."""
    there = {**os.environ, "DATABASE_URL": databases.named(os.environ["DATABASE_URL"], name)}
    return subprocess.Popen([sys.executable, "-c", WORKER.format(portion=portion)], cwd=ROOT, env=there)


@contextmanager
def copy_of_this_database():
    """The name of a copy of the test's database as it is now."""
    name = connection.settings_dict["NAME"]
    copy = f"{name}_copy"
    connection.close()  # nobody may be in the database that is copied
    with databases.owner_connection("postgres") as raw, raw.cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(copy)))
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(copy), Identifier(name)))
        try:
            yield copy
        finally:
            connection.close()
            cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(copy)))


@contextmanager
def looking_at(name: str):
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


def killed_twice_is_like_undisturbed(p, portion: int) -> None:
    """Confirm an edit; let a worker be killed twice in the middle here and nobody in a copy; compare every row."""
    confirmed(p, *[proposed(nth_working_day(n)) for n in (-15, -1, 1, 6)])
    total = Dossier.objects.open().count()
    with copy_of_this_database() as copy:
        undisturbed = worker(copy, portion)
        kills = [_killed_after(total * part // 10, portion) for part in (3, 6)]
        assert worker(connection.settings_dict["NAME"], portion).wait() == 0
        assert undisturbed.wait() == 0
        with looking_at(copy):
            right, right_job = state(), Job.objects.values("state", "total", "done", "result").get()
    assert all(0 < done < total for done in kills)
    assert kills[0] < kills[1]
    job = Job.objects.get()
    assert {"state": job.state, "total": job.total, "done": job.done, "result": job.result} == right_job
    assert job.state == JobState.DONE
    assert job.result["moved"] > total // 4
    now = state()
    assert now.keys() == right.keys()
    assert [pk for pk in right if now[pk] != right[pk]] == []


def _killed_after(done: int, portion: int) -> int:
    """Let a worker run until so many dossiers are done, then kill -9 it; how many were done when it died."""
    child = worker(connection.settings_dict["NAME"], portion)
    while Job.objects.get().done < done:
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    time.sleep(0.2)  # its last portion may still be committed by the server
    return Job.objects.get().done


def test_workers_killed_in_the_middle_lose_and_double_nothing(committed_province):
    p = committed_province
    crowd.copies(crowd.lives(p), 100)

    killed_twice_is_like_undisturbed(p, portion=50)
