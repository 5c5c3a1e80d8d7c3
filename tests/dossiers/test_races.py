"""Several people at once, on real PostgreSQL connections."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dossiers import actions
from dossiers.models import CodeCounter, Dossier, Event
from tests.province import receive

WRITERS = 16


class _Changed(Exception):
    """The person behind this intake thought better of it."""


def together(work, n=WRITERS):
    """Run work(i) on n connections, all starting at one moment; answers or exceptions in order."""
    gate = Barrier(n)

    def run(i):
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return work(i)
        except (actions.Refused, _Changed) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, range(n)))


def test_official_codes_have_no_gap_and_no_twin_under_sixteen_writers(committed_province):
    p = committed_province

    def intakes(i):
        made = []
        for n in range(10):
            try:
                with transaction.atomic():
                    made.append(receive(p).official_code)
                    if (i + n) % 5 == 0:
                        raise _Changed
            except _Changed:
                made.pop()
        return made

    made = sorted(code for codes in together(intakes) for code in codes)

    day = timezone.localdate()
    assert made == [f"H20.6-{day:%y%m%d}-{n:04d}" for n in range(1, 129)]
    assert CodeCounter.objects.get(agency=p.department).n == 128
    assert Dossier.objects.count() == Event.objects.count() == 128


def test_ten_presses_at_once_are_one_dossier(committed_province):
    key = uuid.uuid4()

    made = together(lambda i: receive(committed_province, key=key).pk, n=10)

    assert len(set(made)) == 1
    assert Dossier.objects.count() == 1


def test_of_two_clerks_at_once_one_moves_and_one_is_told(committed_province):
    p = committed_province
    dossier = receive(p)

    answers = together(
        lambda i: actions.complete_step(
            dossier_id=dossier.pk, by=(p.clerk, p.leader)[i], now=timezone.now(), version=dossier.version
        ),
        n=2,
    )

    refusals = [answer for answer in answers if isinstance(answer, actions.Refused)]
    assert [type(refusal) for refusal in refusals] == [actions.Stale]
    assert Event.objects.filter(dossier=dossier, kind="step_completed").count() == 1


@pytest.mark.parametrize("n", [8])
def test_many_moves_of_many_dossiers_never_cross(committed_province, n):
    p = committed_province
    dossiers = [receive(p) for _ in range(n)]

    def walk(i):
        d = dossiers[i]
        for verb, by in (
            (actions.complete_step, p.clerk),
            (actions.complete_step, p.officer),
            (actions.finish, p.leader),
        ):
            d = verb(dossier_id=d.pk, by=by, now=timezone.now(), version=d.version)
        return d.status

    assert set(together(walk, n)) == {9}
    assert Event.objects.count() == n * 4
