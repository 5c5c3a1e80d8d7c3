"""Calendar edits for tests: proposals, confirmations, what they leave behind, and workers that are killed over them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from agencies.models import CalendarDay, DayKind, DayStatus, OfficeHours, calendars
from dossiers import actions
from dossiers.models import Dossier, Event, Job, JobState, Mark
from tests import databases

ROOT = Path(__file__).resolve().parents[1]


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


def state() -> dict:
    """Everything that applying may touch, without the moments at which it ran."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        return _state()


def _state() -> dict:
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


# ── Killed in the middle ─────────────────────────────────────────────────────────────────────────────────────

WORKER = """
import django; django.setup()
from dossiers.actions import applying, work
applying.PORTION = {portion}
work(seconds=900)
"""


def worker(name: str, portion: int) -> subprocess.Popen:
    """A process of its own that works on this database."""
    there = {**os.environ, "DATABASE_URL": databases.named(os.environ["DATABASE_URL"], name)}
    return subprocess.Popen([sys.executable, "-c", WORKER.format(portion=portion)], cwd=ROOT, env=there)


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
    with databases.copied() as copy:
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
