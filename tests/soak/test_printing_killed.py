"""Printing many letters under kill -9: no number twice, none lost, no dossier skipped, one file."""

import os
import signal
import subprocess
import sys
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access, Dossier, Job, JobFile, JobState, Letter, LetterCounter, LetterKind
from dossiers.typesetting.press import pages_in
from tests import crowd, databases
from tests.province import receive
from tests.unattended.test_bulk_killed import nobody_works
from tests.unattended.test_sweep import eventually

pytestmark = pytest.mark.soak

# One portion is committed; of the next one, three letters have got their numbers when the worker hangs. Later, all
# letters are there, and it hangs over the file.
WORKER = """
import django; django.setup()
import sys, time
from itertools import count
from dossiers.actions import printing, work
printing.PORTION = 5
whole, turn = printing.print_letter, count(1)
def hang():
    print("in the middle", flush=True)
    time.sleep(600)
def hanging(**facts):
    made = whole(**facts)
    if next(turn) == int(sys.argv[1]):
        hang()
    return made
printing.print_letter = hanging
printing.typeset = lambda letters, at: hang()
work(seconds=900)
"""


def killed_in_the_middle(at: int) -> None:
    address = databases.named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    command = [sys.executable, "-c", WORKER, str(at)]
    there = {**os.environ, "DATABASE_URL": address}
    child = subprocess.Popen(command, cwd=databases.ROOT, env=there, stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"in the middle\n"
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    assert eventually(nobody_works)


def numbers() -> list[int]:
    return list(Letter.objects.order_by("number").values_list("number", flat=True))


def test_a_worker_that_is_killed_again_and_again_gives_no_number_twice_and_skips_none(committed_province):
    p, n = committed_province, 20
    crowd.copies([receive(p)], n - 1)
    chosen = list(Dossier.objects.order_by("pk").values_list("pk", "version"))
    key = uuid.uuid4()
    asked = {"by": p.clerk, "now": timezone.now(), "key": key, "kind": LetterKind.RECEIPT, "chosen": chosen}
    job = actions.queue_chosen(**asked)

    killed_in_the_middle(8)
    assert numbers() == [1, 2, 3, 4, 5]
    assert LetterCounter.objects.get().n == Access.objects.count() == 5
    killed_in_the_middle(999)  # over the file
    assert numbers() == list(range(1, n + 1))
    assert not JobFile.objects.exists()
    actions.work()

    job.refresh_from_db()
    assert (job.state, job.done, job.result["refused"]) == (JobState.DONE, n, 0)
    assert numbers() == list(range(1, n + 1))
    assert LetterCounter.objects.get().n == n
    assert set(Letter.objects.values_list("dossier", flat=True)) == {pk for pk, _version in chosen}
    assert Access.objects.values("dossier").distinct().count() == Access.objects.count() == n
    assert pages_in(bytes(JobFile.objects.get().content)) == n
    assert actions.queue_chosen(**asked) == job == Job.objects.get()
