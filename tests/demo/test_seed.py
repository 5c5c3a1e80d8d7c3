"""Sample dossiers: every state, histories that explain them, numbers that real intakes go on from."""

import json
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from random import Random
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Q

from agencies.models import Channel, Membership, Party, ProcedureRules, Role
from agencies.worktime import ZONE
from dossiers import actions, codes
from dossiers.clock import DeadlineState
from dossiers.models import (
    MENDINGS,
    CodeCounter,
    Dossier,
    Event,
    EventKind,
    Letter,
    Mark,
    MarkKind,
    Notice,
    NoticeState,
    Signal,
    Step,
)
from dossiers.reads.scope import PARTY_ROLES
from dossiers.sample.accounts import ensure_staff, password_file
from dossiers.sample.ground import survey
from dossiers.sample.life import Lives
from dossiers.sample.lived import Manner
from dossiers.sample.plan import Plan
from dossiers.sample.writing import write
from dossiers.workflow import Status
from tests import databases
from tests.province import receive

WEDNESDAY = datetime(2026, 3, 18, 10, 0, tzinfo=ZONE)  # something can be due today


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Where the demo's password lies."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(autouse=True)
def _a_room_of_its_own(settings, room):
    settings.ROOT = room


@pytest.fixture(scope="module")
def begun():
    """Before anything was seeded."""
    return datetime.now(ZONE)


@pytest.fixture(scope="module")
def seeded_database(room, begun, django_db_setup, django_db_blocker):
    """Seeded once for those who look at it. Seeding loads the reference data itself."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ROOT", room)
        with databases.beside("demo", partial(call_command, "seed_demo", dossiers=300, seed=7)) as name:
            yield name


@pytest.fixture
def seeded(seeded_database, django_db_blocker):
    """What a test changes is undone."""
    with django_db_blocker.unblock(), databases.undone(seeded_database):
        yield


def books() -> dict:
    said = StringIO()
    call_command("check_books", stdout=said)
    return json.loads(said.getvalue())


def drawn(count, seed="7", now=WEDNESDAY):
    plan = Plan(survey(ensure_staff()), now, seed)
    return plan, [life for portion in plan.portions(count) for life in plan.lived(portion)]


def test_every_state_is_there(province):
    _, lives = drawn(300)

    assert len(lives) == 300
    assert {life.status for life in lives} == set(Status) - {Status.SUBMITTED}
    assert {life.deadline(WEDNESDAY) for life in lives} == set(DeadlineState)
    processing = {life.lies for life in lives if life.status is Status.PROCESSING}
    assert processing >= {2, 3}  # the steps between the counter's two of the test province
    assert len({life.receiving for life in lives}) == 3


def test_a_year_shows_every_situation_and_most_go_straight(province):
    _, lives = drawn(3_000)

    kinds = Counter(event.kind for life in lives for event in life.events)
    assert set(kinds) == set(EventKind) - {*MENDINGS, EventKind.OPINION_ASKED, EventKind.OPINION_GIVEN}
    bent = Counter(signal for life in lives for event in life.events for signal in event.data.get("signals", ()))
    # No rules of two appointments here; mistakes are set right by people only.
    by_people = {Signal.VOIDED, Signal.REDIRECTED}
    assert set(bent) >= set(Signal) - {Signal.ENDED_LATE, Signal.FIRST_LATE} - by_people
    assert {mark.kind for life in lives for mark in life.marks} == set(MarkKind)
    signed = {life.apology.was_in_time for life in lives if life.apology}
    assert signed == {True, False, None}
    assert any(life.passing_to for life in lives)
    again = [life for life in lives if life.again_of]
    assert all(timedelta() < life.received_at - life.again_of.closed_at < timedelta(days=30) for life in again)
    assert 0 < len(again) < 30
    assert any(life.is_overdue(now=WEDNESDAY) and life.dates.is_paused and life.pauses for life in lives)
    detours = [life for life in lives if life.supplements or life.pauses or life.version < 3 or life.permitted]
    assert len(detours) < 0.2 * len(lives)
    late = [life for life in lives if life.due_at and (life.closed_at or WEDNESDAY) > life.due_at]
    assert 0.02 * len(lives) < len(late) < 0.12 * len(lives)


def test_the_whole_province_is_seeded_and_its_books_are_right(seeded):
    assert books() == {"checked": 300, "broken": []}
    assert not Dossier.objects.filter(received_at__gt=_now()).exists()
    assert Dossier.objects.values("receiving_agency").distinct().count() > 20


def test_a_sweep_right_after_seeding_finds_only_what_has_passed_since(seeded, begun):
    before = set(Mark.objects.values_list("pk", flat=True))

    actions.sweep()

    assert before
    assert not Mark.objects.exclude(pk__in=before).filter(became_at__lt=begun).exists()
    assert Notice.objects.filter(state=NoticeState.SHOWN).count() >= len(before)


def test_the_database_chained_every_event(seeded):
    numbers = Event.objects.values("dossier").annotate(n=Count("pk")).values_list("dossier", "n")
    last = {pk: seq for pk, seq in Event.objects.order_by("seq").values_list("dossier", "seq")}
    assert dict(numbers) == last
    assert not Event.objects.filter(hash=b"").exists()
    assert not Event.objects.filter(seq__gt=1, previous=b"").exists()


def test_official_codes_go_on_without_a_gap_after_seeding_twice(seeded):
    call_command("seed_demo", dossiers=50, seed=7)
    counter = Membership.objects.select_related("agency", "user").get(user__username="motcua2")
    birth = ProcedureRules.objects.get(procedure__code="1.001193", channel=Channel.COUNTER)
    receive(SimpleNamespace(commune=counter.agency, clerk_b=counter.user), birth)

    assert Dossier.objects.count() == 351
    assert books()["broken"] == []
    for counter in CodeCounter.objects.all():
        stem = codes.official_code(counter.agency.code, counter.day, 0)[:-4]
        given = Dossier.objects.filter(official_code__startswith=stem).values_list("official_code", flat=True)
        assert sorted(given) == [f"{stem}{n:04d}" for n in range(1, counter.n + 1)]


def test_the_same_seed_gives_the_same_dossiers(province):
    written = []
    for _ in range(2):
        plan, lives = drawn(60)
        with transaction.atomic():
            write(lives, plan.ground, Random(1))
            kept = ("receipt_code", "official_code", "applicant_name", "status", "received_at", "due_at", "closed_at")
            written.append(list(Dossier.objects.order_by("pk").values_list(*kept)))
            transaction.set_rollback(True)

    assert written[0] == written[1]
    assert len(written[0]) == 60


def test_a_sample_stands_where_a_received_dossier_stands(province):
    received = receive(province)
    ground = survey(ensure_staff())
    department = received.receiving_agency
    case = next(case for case in ground.cases[department.pk] if case.rules.pk == received.rules_id)

    life = Lives(ground, _now()).live(
        department, case, ground.route(department, case), received.received_at, Manner(1.0), Random(1)
    )

    laid_down = Step.objects.filter(dossier=received).order_by("n")
    assert [(step.agency_id, step.unit_id, step.due_at) for step in laid_down] == [
        (stop.agency, stop.unit, times[2]) for stop, times in zip(life.route, life.times, strict=True)
    ]
    assert (life.status, life.lies + 1) == (received.status, received.current_step)
    assert (life.dates.due_at, life.dates.due_soon_at) == (received.due_at, received.due_soon_at)


def test_every_step_is_done_by_somebody_whose_part_it_is(province):
    province.building.steps.filter(n=4).update(party=Party.OUTSIDE)
    _, lives = drawn(200)
    posts = set(Membership.objects.values_list("user", "agency", "role"))

    done = [
        (event, life.route[event.data["step"] - 1].party)
        for life in lives for event in life.events if event.kind in (EventKind.STEP_COMPLETED, EventKind.FINISHED)
    ]  # fmt: skip
    assert {Party.OFFICE, Party.LEADERS, Party.OUTSIDE} <= {party for _event, party in done}
    for event, party in done:
        roles = {*PARTY_ROLES[party], Role.SUPERVISOR}
        assert any((event.actor, event.agency, role) in posts for role in roles), event


def test_versions_count_the_moves(seeded):
    moved = Dossier.objects.annotate(n=Count("events", filter=~Q(events__kind="due_changed")))
    assert all(dossier.version == dossier.n for dossier in moved)


def test_thin_dossiers_keep_neither_steps_nor_events_once_closed(province):
    call_command("seed_demo", dossiers=500, seed=7, thin=True)

    closed = Dossier.objects.filter(status__in=[Status.DONE, Status.RETURNED])
    assert closed.count() > 400
    assert not Event.objects.filter(dossier__in=closed).exists()
    assert not Step.objects.filter(dossier__in=closed).exists()
    still_open = Dossier.objects.open()
    assert still_open.exists()
    assert still_open.filter(events=None).count() == 0
    assert books()["broken"] == []


def test_the_access_is_printed_on_one_line_opens_every_account_and_has_letters_to_try(seeded):
    said = StringIO()

    call_command("seed_demo", print_access=True, stdout=said)

    access = json.loads(said.getvalue())
    names = [name for name, _, _ in access["accounts"]]
    department, commune = ("motcua", "chuyenvien", "lanhdao"), ("motcua2", "chuyenvien2", "lanhdao2")
    assert names == [*department, *commune, "giamsat", "quantri", "trungtam"]
    assert all(user.check_password(access["password"]) for user in User.objects.filter(username__in=names))
    assert User.objects.get(username="quantri").is_staff
    assert password_file().stat().st_mode & 0o777 == 0o600
    for sample in access["codes"]:
        dossier = Dossier.objects.get(receipt_code=codes.read_receipt_code(sample["code"]))
        assert sample["digits"] in (dossier.applicant_phone[-4:], dossier.applicant_identity[-4:])
    assert len(access["codes"]) >= 6
    _have_their_letters_once([codes.read_receipt_code(sample["code"]) for sample in access["codes"]])


def _have_their_letters_once(tried: list[str]):
    call_command("seed_demo", print_access=True, stdout=StringIO())
    printed = Counter(Letter.objects.values_list("dossier__receipt_code", "kind"))
    statuses = dict(Dossier.objects.filter(receipt_code__in=tried).values_list("receipt_code", "status"))
    due = {Status.NOT_ACCEPTED: "refusal", Status.STOPPED: "stopping", Status.RETURNED: "result"}
    wanted = {(code, "receipt") for code, status in statuses.items() if status != Status.NOT_ACCEPTED}
    wanted |= {(code, due[status]) for code, status in statuses.items() if status in due}
    wanted |= {(code, "supplement") for code, status in statuses.items() if status == Status.SUPPLEMENT}
    assert wanted <= set(printed) and {code for code, _kind in printed} <= set(tried)
    assert set(printed.values()) == {1}


def test_production_has_no_sample_dossiers(province, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo", dossiers=1, seed=7)


def _now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
