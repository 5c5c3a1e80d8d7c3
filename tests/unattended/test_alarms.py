"""The alarm of the sweep: one row, one letter, however many look; over when it runs again."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from dossiers import actions, tasks
from dossiers.actions import alarms
from dossiers.models import Alarm, Heartbeat
from tests.databases import named
from tests.messages.catcher import Catcher
from tests.statements import statements_sent

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def catcher(settings):
    settings.ALARM_EMAIL = ["truc@dongthap.gov.vn", "phutrach@dongthap.gov.vn"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"
    with Catcher() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


def swept(minutes: float) -> None:
    """The last complete sweep was so long ago, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_heartbeat (name, started_at, finished_at, rows, host, error)"
            " SELECT 'sweep', t, t, 0, '', '' FROM (SELECT clock_timestamp() - %s * interval '1 minute' AS t) at"
            " ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, finished_at = excluded.finished_at",
            [minutes],
        )


def told(hours: float) -> None:
    Alarm.objects.update(told_at=timezone.now() - timedelta(hours=hours))


def subjects(server) -> list[str]:
    return [letter["Subject"].strip() for letter in server.letters]


def test_a_quarter_of_an_hour_without_a_sweep_is_an_alarm_and_one_letter(db, catcher):
    swept(14.9)
    assert actions.check_sweep()["alarm"] is False
    assert not Alarm.objects.exists()

    swept(15.1)
    for _ in range(3):
        assert actions.check_sweep()["alarm"] is True

    alarm = Alarm.objects.get()
    since = Heartbeat.objects.get(name="sweep").finished_at
    assert (alarm.since, alarm.ended_at) == (since, None)
    assert alarm.told_at is not None
    (letter,) = catcher.letters
    at = f"{timezone.localtime(since):%H:%M %d/%m/%Y}"
    assert letter["Subject"].strip() == f"Cổng hồ sơ: kiểm tra hạn tự động đã dừng từ {at}"
    assert letter["To"] == "truc@dongthap.gov.vn, phutrach@dongthap.gov.vn"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert f"Lần kiểm tra hạn tự động hoàn tất gần nhất là {at}." in letter.get_content()


def test_it_ends_with_the_next_complete_sweep_and_says_so_once(db, catcher):
    swept(20)
    actions.check_sweep()
    told(1)
    actions.sweep()

    found = [actions.check_sweep() for _ in range(2)]

    assert [one["letters"] for one in found] == [1, 0]
    assert Alarm.objects.get().ended_at is not None
    assert subjects(catcher)[1:] == ["Cổng hồ sơ: kiểm tra hạn tự động đã chạy lại"]
    assert "Trước đó: lần kiểm tra hạn tự động hoàn tất gần nhất là" in catcher.letters[1].get_content()
    swept(16)
    actions.check_sweep()
    assert Alarm.objects.count() == 2  # a new one, and not the old one again
    assert len(catcher.letters) == 3


def test_a_letter_is_repeated_after_six_hours_and_not_before(db, catcher):
    swept(400)
    actions.check_sweep()
    told(5.9)
    assert actions.check_sweep()["letters"] == 0
    told(6.1)
    assert actions.check_sweep()["letters"] == 1
    assert len(catcher.letters) == 2


def test_a_sweep_that_never_came_to_its_end_counts_from_when_the_tables_were_made(db, catcher, monkeypatch):
    Heartbeat.objects.create(name="sweep", started_at=timezone.now() - timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - min(applied))::float8 FROM django_migrations")
        age = timedelta(seconds=cursor.fetchone()[0])
    monkeypatch.setattr(alarms, "SWEEP_IS_LATE_AFTER", age + timedelta(seconds=5))
    assert actions.check_sweep()["alarm"] is False
    monkeypatch.setattr(alarms, "SWEEP_IS_LATE_AFTER", age - timedelta(seconds=5))

    assert actions.check_sweep()["alarm"] is True

    assert Alarm.objects.get().since is None
    assert subjects(catcher) == ["Cổng hồ sơ: kiểm tra hạn tự động chưa hoàn tất lần nào"]


def test_a_mail_server_that_says_no_costs_no_alarm_and_the_next_run_tells(db, catcher):
    swept(20)
    catcher.no = {"DATA": "451 later"}
    found = actions.check_sweep()
    assert (found["alarm"], found["mailed"]) == (True, False)
    assert Alarm.objects.get().told_at is None
    assert Heartbeat.objects.get(name="alarm").host == ""  # the turn is free again

    catcher.no = {}
    assert actions.check_sweep()["mailed"] is True

    assert len(catcher.letters) == 1
    assert Heartbeat.objects.get(name="alarm").error == ""


def test_what_nobody_was_told_of_needs_no_all_clear(db, catcher):
    swept(20)
    catcher.no = {"DATA": "451 later"}
    actions.check_sweep()
    catcher.no = {}
    swept(0)
    assert actions.check_sweep()["letters"] == 0
    assert catcher.letters == []


def test_without_addresses_there_is_the_row_and_the_exit_code(db, settings):
    settings.ALARM_EMAIL = []
    swept(20)
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_sweep", stdout=said)
    assert ended.value.code == 1
    assert json.loads(said.getvalue()) == {
        "alarm": True, "since": Heartbeat.objects.get(name="sweep").finished_at.isoformat(), "silent_seconds": 1200,
        "letters": 0, "mailed": False,
    }  # fmt: skip
    assert Alarm.objects.count() == 1

    swept(0)
    call_command("check_sweep", stdout=said)  # exit code 0
    assert tasks.check_sweep()["alarm"] is False


def test_many_at_once_make_one_alarm_and_one_letter(transactional_db, catcher):
    swept(20)
    catcher.late["DATA"] = 0.3  # seconds: all of them find the letter unsent

    def check(_):
        try:
            return actions.check_sweep()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(check, range(6)))

    assert all(one["alarm"] for one in found)
    assert sum(one["letters"] for one in found) == len(catcher.letters) == 1
    assert Alarm.objects.count() == 1


def test_no_row_is_locked_while_the_mail_server_is_asked(transactional_db, catcher, monkeypatch):
    swept(20)
    seen = []

    def ask(*letter):
        seen.append(connection.in_atomic_block or connection.connection.info.transaction_status)

    monkeypatch.setattr(alarms, "write_to_watchers", ask)
    with statements_sent() as sent:
        actions.check_sweep()
    assert seen == [0]  # no transaction
    assert len(sent) <= 8


def test_a_timer_outside_celery_tells_by_itself(transactional_db, catcher):
    """The command as cron runs it: its own process, its own connection, its own letter."""
    swept(20)
    url = named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    mail = {"ALARM_EMAIL": "truc@dongthap.gov.vn", "EMAIL_URL": f"smtp://127.0.0.1:{catcher.port}"}

    done = subprocess.run(
        [sys.executable, "manage.py", "check_sweep"], cwd=ROOT, env={**os.environ, "DATABASE_URL": url, **mail},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["letters"] == 1
    assert len(catcher.letters) == 1


def test_without_the_database_nothing_is_known_and_that_is_said(monkeypatch):
    def lost():
        raise OperationalError("connection to server failed\nis it running?")

    monkeypatch.setattr(alarms, "silence", lost)
    said, wrong = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_sweep", stdout=said, stderr=wrong)
    assert ended.value.code == 2
    assert wrong.getvalue() == "Không hỏi được cơ sở dữ liệu: connection to server failed\n"
    assert json.loads(said.getvalue()) == {"alarm": None}
