"""Several people at once, on real PostgreSQL connections."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dossiers import actions
from dossiers.models import Apology, CodeCounter, Dossier, Event, Pause, Supplement
from tests.dossiers.working import at, at_office, press, taken_in
from tests.province import Role, UnitKind, _person, receive

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


def of_two(dossier, *moves):
    """Press both at one moment on the page as it is; who won. The other one must have been told so, whole sentence."""
    now = at("2026-03-20 09:00")

    def press_it(i):
        verb, by, more = moves[i]
        return verb(dossier_id=dossier.pk, by=by, now=now, version=dossier.version, **more)

    answers = together(press_it, n=len(moves))

    losers = [answer for answer in answers if isinstance(answer, actions.Refused)]
    assert [type(loser) for loser in losers] == [actions.Stale]
    assert "09:00 20/03/2026" in str(losers[0])
    assert Dossier.objects.get(pk=dossier.pk).version == dossier.version + 1
    return next(i for i, answer in enumerate(answers) if answer not in losers)


def test_a_move_that_takes_the_dossier_to_another_agency_leaves_the_other_clerk_told(committed_office):
    p = committed_office
    for _ in range(5):  # who waits for the lock must find the dossier where it is by then
        dossier = taken_in(p, "2026-03-02 09:00", agency=p.commune, by=p.clerk_b)

        of_two(dossier, (actions.complete_step, p.clerk_b, {}), (actions.complete_step, p.leader_b, {}))

        assert Dossier.objects.get(pk=dossier.pk).holder_agency == p.department


def test_of_two_resumes_one_closes_the_pause(committed_office):
    p = committed_office
    dossier = press(at_office(p), actions.pause, p.officer, "2026-03-03 09:00", ground="survey", reason="x")

    of_two(dossier, (actions.resume, p.officer, {}), (actions.resume, p.leader, {"at": at("2026-03-20 08:00")}))

    assert Pause.objects.get().span.upper in (at("2026-03-20 09:00"), at("2026-03-20 08:00"))
    assert Event.objects.filter(kind="resumed").count() == 1


def test_of_two_signatures_at_once_one_counts(committed_office):
    p = committed_office
    second = _person("pho", "Ngô Văn Tú", p.department, Role.SUPERVISOR, None)
    said = {"reason": "Nhiều hồ sơ", "promised_on": date(2026, 4, 10)}
    dossier = press(at_office(p), actions.draft_apology, p.officer, "2026-03-19 09:00", **said)

    winner = of_two(dossier, (actions.approve_apology, p.leader, {}), (actions.approve_apology, second, {}))

    assert Apology.objects.get().approved_by == (p.leader, second)[winner]
    assert Event.objects.filter(kind="apologised").count() == 1


def test_a_draft_is_not_changed_under_the_hand_that_signs_it(committed_office):
    p = committed_office
    said = {"reason": "Nhiều hồ sơ", "promised_on": date(2026, 4, 10)}
    dossier = press(at_office(p), actions.draft_apology, p.officer, "2026-03-19 09:00", **said)

    winner = of_two(
        dossier,
        (actions.approve_apology, p.leader, {}),
        (actions.draft_apology, p.officer, {**said, "promised_on": date(2026, 5, 15)}),
    )

    letter = Apology.objects.get()
    assert (letter.approved_at is None) == (winner == 1)
    assert letter.promised_at == at(("2026-04-10 17:00", "2026-05-15 17:00")[winner])


def test_of_two_who_take_over_one_has_it(committed_office):
    p = committed_office
    people = [_person(f"vanthu{i}", f"Mai Thị Lan {i}", p.department, Role.OFFICER, UnitKind.REGISTRY) for i in (1, 2)]
    registry = p.unit[p.department.pk, "registry"]
    dossier = press(at_office(p), actions.pass_on, p.officer, "2026-03-03 09:00", to=registry)

    winner = of_two(dossier, *[(actions.take_over, person, {}) for person in people])

    assert Event.objects.get(kind="taken_over").actor == people[winner]
    assert Dossier.objects.get().holder_unit == registry


def test_of_papers_and_a_pause_at_once_one_stops_the_clock(committed_office):
    p = committed_office
    asked = {"reason": "Thiếu", "papers": ["Bản vẽ"], "answer_by": date(2026, 4, 20)}
    stopped = {"ground": "survey", "reason": "Đo lại"}

    winner = of_two(
        at_office(p, p.pausing),
        (actions.request_supplement, p.officer, asked),
        (actions.pause, p.leader, stopped),
    )

    assert Pause.objects.get().ground == ("supplement", "survey")[winner]
    assert Supplement.objects.count() == (winner == 0)


def test_of_a_take_over_and_the_senders_own_step_one_happens(committed_office):
    p = committed_office
    registrar = _person("vanthu", "Mai Thị Lan", p.department, Role.OFFICER, UnitKind.REGISTRY)
    to = p.unit[p.department.pk, "registry"]
    dossier = press(at_office(p), actions.pass_on, p.officer, "2026-03-03 09:00", to=to)

    winner = of_two(dossier, (actions.take_over, registrar, {}), (actions.complete_step, p.officer, {}))

    now = Dossier.objects.get()
    assert (now.passing_to, now.current_step) == (None, (3, 4)[winner])


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
