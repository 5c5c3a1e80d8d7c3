"""A hundred thousand lines as a file: how long, how much memory; under kill -9 and on a full disk no half file."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from dossiers import actions
from dossiers.actions import exporting, workshop
from dossiers.models import Access, Dossier, Job, JobFile, JobPart, JobState
from tests import crowd, databases
from tests.province import receive
from tests.supervision.exported import content, lines, queued
from tests.unattended.test_bulk_killed import nobody_works
from tests.unattended.test_sweep import eventually

pytestmark = pytest.mark.soak

LIST = "dang-giai-quyet"
MOST_MEMORY = 300  # MB
# Hangs where its argument says: over a portion's lines, over a file half written, over a file that is not committed.
WORKER = r"""
import django; django.setup()
import pathlib, re, sys, time
from itertools import count, islice
from dossiers.actions import exporting, work
where, turn = sys.argv[1], count(1)
def hang():
    print("in the middle", flush=True)
    time.sleep(600)
saw_each, write, keep = exporting.saw_each, dict(exporting.WRITERS), exporting._keep
def reading(*dossiers, **more):
    saw_each(*dossiers, **more)
    if next(turn) == 2:
        hang()
def half(rows):
    yield from islice(rows, 3000)
    hang()
def kept(job, path):
    keep(job, path)
    hang()
if where == "read":
    exporting.saw_each = reading
if where == "write":
    for form in write:
        exporting.WRITERS[form] = lambda path, head, rows, form=form: write[form](path, head, half(rows))
if where == "keep":
    exporting._keep = kept
begun = time.monotonic()
work(seconds=900)
# Of this process alone: getrusage would begin with what its parent had.
most = re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path("/proc/self/status").read_text())
print(round(time.monotonic() - begun, 1), round(time.process_time(), 1), int(most[1]) // 1024, flush=True)
"""
CAUSES = """
INSERT INTO dossiers_delay (dossier_id, at, by_id, agency_id, kind, text)
SELECT id, now(), %s, %s, 'load', 'Nhiều hồ sơ cùng lúc, chờ đo đạc lại ranh giới thửa; ' || id FROM dossiers_dossier
"""
PLACES = """
INSERT INTO dossiers_step (dossier_id, n, rule_step_id, agency_id)
SELECT d.id, d.current_step, s.id, d.holder_agency_id FROM dossiers_dossier d
JOIN agencies_rulestep s ON s.rules_id = d.rules_id AND s.n = d.current_step
WHERE NOT EXISTS (SELECT FROM dossiers_step e WHERE e.dossier_id = d.id)
"""


@pytest.fixture(autouse=True)
def _many_are_gone_at_once(committed_province, owner):
    """Row by row, as after other tests, would take an hour."""
    yield
    owner.execute("TRUNCATE dossiers_dossier, dossiers_job CASCADE")


def many(p, n: int) -> None:
    """So many thin dossiers, each at a step and with a cause of its delay."""
    crowd.copies([receive(p)], n - 1, with_history=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(CAUSES, [p.leader.pk, p.department.pk])
        cursor.execute(PLACES)


def worker(where: str, **environment) -> subprocess.Popen:
    address = databases.named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    there = {**os.environ, "DATABASE_URL": address, **environment}
    command = [sys.executable, "-c", WORKER, where]
    return subprocess.Popen(command, cwd=databases.ROOT, env=there, stdout=subprocess.PIPE)


def killed(where: str, **environment) -> None:
    child = worker(where, **environment)
    assert child.stdout.readline() == b"in the middle\n"
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    assert eventually(nobody_works)


def codes(job: Job) -> list[str]:
    """The official codes in the file, in its order."""
    if job.facts["form"] == "csv":
        return [line["Mã hồ sơ"] for line in lines(job)]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content(job))).get_sheet_by_index(0).iter_rows()
    return [row[4] for row in rows if str(row[4]).startswith("H20")]


def there() -> list[str]:
    return sorted(Dossier.objects.values_list("official_code", flat=True))


def test_a_hundred_thousand_lines_in_bounded_memory(committed_province, capsys):
    many(committed_province, 100_000)
    for nth, form in enumerate(("xlsx", "csv"), 1):
        job = queued(committed_province.auditor, LIST, form=form)

        child = worker("whole")
        said, _ = child.communicate()
        seconds, busy, memory = said.decode().split()

        job.refresh_from_db()
        assert (job.state, job.done, job.result.get("said")) == (JobState.DONE, 100_000, None)
        size = len(content(job)) / 1e6
        with capsys.disabled():
            print(f"\n{form}: 100,000 lines in {seconds} s ({busy} s of CPU), {size:.1f} MB, {memory} MB of memory")
        assert int(memory) <= MOST_MEMORY
        assert sorted(codes(job)) == there()
        assert Access.objects.filter(kind="exported", dossier__isnull=False).count() == nth * 100_000
        assert not JobPart.objects.exists()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_worker_that_is_killed_again_and_again_leaves_no_half_file_and_loses_no_line(
    committed_province, form, tmp_path, monkeypatch
):
    n = 6_000
    many(committed_province, n)
    job = queued(committed_province.auditor, LIST, form=form)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(workshop.tempfile, "tempdir", None)

    for where in ("read", "read", "write", "keep", "write"):
        killed(where)
        job.refresh_from_db()
        assert not JobFile.objects.exists()
        assert job.state == JobState.RUNNING
        seen = Access.objects.filter(kind="exported")
        assert seen.values("dossier").distinct().count() == seen.count() == job.done
    left = list(Path(tmp_path).glob("hoso-xuat-*"))
    assert left
    for directory in left:
        os.utime(directory, (time.time() - 3600,) * 2)
    actions.work(seconds=300)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, n, n)
    found = codes(job)
    assert len(found) == len(set(found)) == n
    assert sorted(found) == there()
    assert list(Path(tmp_path).glob("hoso-xuat-*")) == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root mounts a disk")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def test_a_full_disk_offers_no_half_file_and_says_so(committed_province, small_disk):
    many(committed_province, 6_000)
    older = queued(committed_province.leader, "qua-han")
    actions.work()
    before = content(older)
    for form in ("xlsx", "csv"):
        job = queued(committed_province.auditor, LIST, form=form)
        child = worker("whole", TMPDIR=str(small_disk))
        child.communicate()
        assert child.returncode == 0

        job.refresh_from_db()
        assert (job.state, job.finished_at) == (JobState.FAILED, None)
        assert "hết chỗ" in job.result["said"]
        assert not JobFile.objects.filter(job=job).exists()
        assert list(small_disk.iterdir()) == []
    assert content(older) == before
    actions.do_again(by=committed_province.auditor, job_id=job.pk)
    actions.work(seconds=300)
    assert sorted(codes(job)) == there()
    assert exporting.MOST >= 100_000
