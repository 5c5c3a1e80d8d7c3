"""/metrics: guarded, quick, right about what it counts, and there when the database is not."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from portal import timing
from tests.province import receive
from tests.staff.pages import bytes_of
from tests.statements import statements_sent

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "chi-de-thu-nghiem-0123456789"


@pytest.fixture
def fresh(settings, monkeypatch, tmp_path):
    """Cells of this test alone, in a folder."""
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, str(tmp_path / "so-do")
    monkeypatch.setattr(timing, "_cells", None)


def ask(**headers):
    return Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})


def numbers(answer) -> dict:
    """{(sample, (labels…)): number}"""
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_without_a_token_in_the_settings_there_is_no_such_page(client, settings):
    settings.METRICS_TOKEN = ""
    for said in ("Bearer ", "Bearer x", ""):
        for method in (client.get, client.post):
            answer = method("/metrics", headers={"Authorization": said})
            assert answer.status_code == 404
            assert b"portal_" not in answer.content


def test_who_does_not_show_the_token_learns_nothing(client, fresh, django_assert_num_queries):
    with django_assert_num_queries(0):
        for said in (None, "", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ờ\udcff"):
            answer = client.get("/metrics", headers={"Authorization": said} if said is not None else {})
            assert (answer.status_code, answer.content) == (401, b""), said
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_it_is_never_kept_and_opens_no_session(db, fresh):
    answer = ask()
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert not Session.objects.exists()
    assert Client().head("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content == b""
    assert ask(Accept="application/openmetrics-text; version=1.0.0").content.endswith(b"# EOF\n")


def test_it_tells_of_dossiers_and_process_and_nobody(province, fresh):
    dossier = receive(province)
    answer = ask()
    found = numbers(answer)

    assert found["portal_database_up", ()] == 1
    assert found["portal_dossiers", (("state", "open"),)] == 1
    assert found["portal_alarms_open", ()] == 0
    assert found["process_resident_memory_bytes", ()] > 10_000_000
    assert found["process_open_fds", ()] > 3
    for personal in (dossier.receipt_code, dossier.official_code, "Đoan", "087190001234", "0900000123"):
        assert personal not in answer.content.decode()


def test_eight_statements_and_no_more(transactional_db, fresh):
    with statements_sent() as sent:
        numbers(ask())
    asked = [statement for statement in sent if "set_config" not in statement and not statement.startswith("SET ")]
    assert len(asked) == 8, asked


def test_answers_are_counted_by_room_and_status(db, fresh):
    for path, times in (("/", 3), ("/healthz", 2), ("/khong-co", 1), ("/can-bo/", 1), ("/static/portal.css", 1),
                        ("/api/v1/status/000000000000", 1)):  # fmt: skip
        for _ in range(times):
            bytes_of(Client().get(path))
    found = numbers(ask())

    def count(room, status):
        return found.get(("portal_request_seconds_count", (("room", room), ("status", status))), 0)

    assert (count("public", "2xx"), count("public", "4xx"), count("operators", "2xx")) == (3, 1, 2)
    assert (count("staff", "3xx"), count("static", "2xx"), count("api", "4xx")) == (1, 1, 1)
    assert 0 < found["portal_request_seconds_sum", (("room", "public"), ("status", "2xx"))] < 30
    buckets = [
        number for (name, labels), number in found.items()
        if name == "portal_request_seconds_bucket" and dict(labels)["room"] == "public"
        and dict(labels)["status"] == "2xx"
    ]  # fmt: skip
    assert buckets == sorted(buckets)
    assert buckets[-1] == 3


@pytest.mark.parametrize("seconds", [0.0, 0.0025, 0.0026, 5.0, 5.1, 900.0])
def test_an_answer_falls_into_the_bucket_of_its_time(fresh, seconds):
    timing.seen("/", 200, seconds)
    ((total, counts),) = timing.totals().values()
    assert total == seconds
    first = next((n for n, bound in enumerate(timing.BOUNDS) if seconds <= bound), len(timing.BOUNDS))
    assert [n for n, count in enumerate(counts) if count] == [first]


@pytest.mark.parametrize("path", ["", "/", "*", "//", "/can-bo", "/%00"])
def test_no_address_breaks_the_counting(fresh, path):
    timing.seen(path, 200, 0.001)
    assert len(timing.totals()) == 1


def test_processes_count_beside_each_other_and_each_tells_of_all(fresh, settings):
    code = "from portal import timing; timing.seen('/can-bo/', 200, 0.5)"
    there = {**os.environ, "METRICS_DIR": settings.METRICS_DIR, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=there, check=True, timeout=60)  # gone again
    timing.seen("/can-bo/", 200, 0.25)
    timing.seen("/", 200, 0.25)
    files = Path(settings.METRICS_DIR).glob("*.seconds")
    assert len(list(files)) == 3

    for _ in range(2):
        found = timing.totals()
        assert found["staff", "2xx"][0] == 1.25
        assert sum(found["staff", "2xx"][1]) == 3
        assert sum(found["public", "2xx"][1]) == 1
        assert len(list(Path(settings.METRICS_DIR).glob("*.seconds"))) == 1  # of the living; the dead share one
    timing.seen("/can-bo/", 200, 0.25)
    assert sum(timing.totals()["staff", "2xx"][1]) == 4


def test_without_the_database_it_answers_at_once_and_says_so(transactional_db, fresh, monkeypatch, tmp_path):
    connection.close()
    where = {**connection.settings_dict, "HOST": str(tmp_path), "OPTIONS": {}}
    with monkeypatch.context() as away:
        away.setattr(connections["default"], "settings_dict", where)
        begun = time.monotonic()
        found = numbers(ask())
        took = time.monotonic() - begun
        connection.close()
    assert found["portal_database_up", ()] == 0
    assert ("portal_dossiers", (("state", "open"),)) not in found
    assert took < 1, took
    assert connection.patience is None  # everybody else still waits for a restart
    assert numbers(ask())["portal_database_up", ()] == 1
