"""A new dossier is one statement: whole or not there, numbered without gaps, quick at a busy counter."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.utils import timezone

from agencies.models import Membership, Party, ProcedureRules, Unit, UnitKind, WorkCalendar
from dossiers import actions
from dossiers.actions import intake
from dossiers.models import CodeCounter, Dossier, Event, Intake
from dossiers.workflow import ROLES, Move
from tests.dossiers.test_races import together
from tests.province import receive
from tests.statements import statements_sent


def last_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM dossiers_dossier_id_seq")
        return cursor.fetchone()[0]


def test_an_intake_asks_three_statements_and_a_second_press_two(committed_province):
    p, key = committed_province, uuid.uuid4()
    receive(p)  # what is kept in memory is there from now on
    with statements_sent() as sent:
        receive(p, key=key)
        assert len(sent) == 3, sent
        sent.clear()
        receive(p, key=key)
        assert len(sent) == 2, sent


def test_who_may_receive_is_who_has_the_role_there_and_is_active(province):
    p = province
    people = User.objects.order_by("pk")
    User.objects.filter(pk=p.leader.pk).update(is_active=False)

    def receives(person):
        try:
            return receive(p, by=person) is not None
        except actions.Refused:
            return False

    by_the_table = [Membership.objects.of(x, *ROLES[Move.RECEIVE]).filter(agency=p.department).exists() for x in people]
    assert [receives(person) for person in people] == by_the_table
    assert by_the_table.count(True) == 1


def test_a_second_press_takes_no_number(province):
    key = uuid.uuid4()
    receive(province, key=key)
    before = last_number()

    receive(province, key=key)

    assert last_number() == before
    assert CodeCounter.objects.get(agency=province.department).n == 1


def test_of_two_different_presses_at_one_moment_only_one_is_received(committed_province):
    p, key = committed_province, uuid.uuid4()

    made = together(lambda i: receive(p, key=key, papers=[{"name": f"Đơn {i}", "kind": "original", "copies": 1}]))

    assert Dossier.objects.count() == 1
    assert sum(isinstance(answer, actions.Refused) for answer in made) == len(made) - 1


def test_an_intake_that_fails_leaves_nothing_and_no_gap(committed_province, owner):
    p = committed_province
    receive(p)
    owner.execute("ALTER TABLE dossiers_step ADD CONSTRAINT planted CHECK (n < 5) NOT VALID")
    try:
        with pytest.raises(IntegrityError):
            receive(p)
    finally:
        owner.execute("ALTER TABLE dossiers_step DROP CONSTRAINT planted")

    assert CodeCounter.objects.get(agency=p.department).n == 1
    assert (Dossier.objects.count(), Event.objects.count(), Intake.objects.count()) == (1, 1, 1)
    assert receive(p).official_code.endswith("-0002")


@pytest.mark.parametrize("change", ["the calendar", "the rules"])
def test_what_changed_while_it_was_judged_is_judged_again(province, monkeypatch, change):
    p, earlier, looks = province, intake.earlier, []

    def slow(*facts):
        if not looks:
            if change == "the calendar":
                WorkCalendar.objects.update(version=2)
            else:
                p.building.steps.filter(n=3).update(party=Party.REGISTRY)
        looks.append(facts)
        return earlier(*facts)

    monkeypatch.setattr(intake, "earlier", slow)
    dossier = receive(p)

    assert len(looks) == 2
    assert (Dossier.objects.count(), CodeCounter.objects.get(agency=p.department).n) == (1, 1)
    dossier.refresh_from_db()
    if change == "the calendar":
        assert dossier.calendar_version == Event.objects.get(dossier=dossier).data["calendar"] == 2
    else:
        assert dossier.steps.get(n=3).unit.kind == UnitKind.REGISTRY


def test_what_is_laid_down_follows_every_change_of_rules_and_units(province):
    p = province
    assert receive(p).steps.count() == 5

    p.building.steps.filter(n=3).update(party=Party.REGISTRY)
    assert receive(p).steps.get(n=3).unit.kind == UnitKind.REGISTRY

    charged = Unit.objects.create(
        agency=p.department, name="Tổ cấp phép", kind=UnitKind.REGISTRY, fields=["Hoạt động xây dựng"]
    )
    assert receive(p).steps.get(n=3).unit == charged

    ProcedureRules.objects.filter(pk=p.building.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(actions.Refused, match="không có quy định"):
        receive(p)
