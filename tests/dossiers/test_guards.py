"""Raw SQL against history and promises, as the app role, on committed rows: every attempt is refused."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from dossiers import actions
from dossiers.models import Event, Mark, Pause
from tests.dossiers.working import at, at_office, press
from tests.province import receive

NO_RIGHT = "42501"
TRIGGER = "23000"
EXCLUDED = "23P01"

ATTACKS = {
    "rewrite an event": ("UPDATE dossiers_event SET kind = 'x'", NO_RIGHT),
    "move an event in time": ("UPDATE dossiers_event SET at = now()", NO_RIGHT),
    "delete an event": ("DELETE FROM dossiers_event", NO_RIGHT),
    "truncate events": ("TRUNCATE dossiers_event CASCADE", NO_RIGHT),
    "delete a mark": ("DELETE FROM dossiers_mark", NO_RIGHT),
    "rewrite a mark": ("UPDATE dossiers_mark SET noticed_at = now()", NO_RIGHT),
    "delete a dossier": ("DELETE FROM dossiers_dossier", NO_RIGHT),
    "truncate dossiers": ("TRUNCATE dossiers_dossier CASCADE", NO_RIGHT),
    "lower a counter by deleting it": ("DELETE FROM dossiers_codecounter", NO_RIGHT),
    "forget an intake": ("DELETE FROM dossiers_intake", NO_RIGHT),
    "move the first due date": ("UPDATE dossiers_dossier SET original_due_at = now()", TRIGGER),
    "drop the first due date": ("UPDATE dossiers_dossier SET original_due_at = NULL", TRIGGER),
    "move the receipt": ("UPDATE dossiers_dossier SET received_at = now()", TRIGGER),
    "swap the rules": ("UPDATE dossiers_dossier SET rules_id = rules_id + 1", TRIGGER),
    "swap the official code": ("UPDATE dossiers_dossier SET official_code = 'H20-260101-0001'", TRIGGER),
    "switch the triggers off": ("ALTER TABLE dossiers_event DISABLE TRIGGER ALL", NO_RIGHT),
    "act as a replica": ("SET session_replication_role = replica", NO_RIGHT),
    "become the owner": ("SET ROLE portal_owner", NO_RIGHT),
    "become the owner for good": ("SET SESSION AUTHORIZATION portal_owner", NO_RIGHT),
    "drop the table": ("DROP TABLE dossiers_event CASCADE", NO_RIGHT),
    "drop the trigger": ("DROP TRIGGER event_append_only ON dossiers_event", NO_RIGHT),
    "replace the trigger's function": (
        "CREATE OR REPLACE FUNCTION public.written_once() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        NO_RIGHT,
    ),
    "shadow the table": ("CREATE TEMP TABLE dossiers_event (id int)", NO_RIGHT),
    "create a table": ("CREATE TABLE public.mine (id int)", NO_RIGHT),
    "read files": ("COPY dossiers_event FROM PROGRAM 'true'", NO_RIGHT),
    # PostgreSQL only warns about the grant, and grants nothing.
    "grant itself more": (
        "GRANT UPDATE ON dossiers_event TO portal_app; UPDATE dossiers_event SET kind = 'x'",
        NO_RIGHT,
    ),
}


# What was once said about the clock: the table, a statement about its row, and what refuses it.
SAID = {
    "open a closed pause again": ("UPDATE dossiers_pause SET span = tstzrange(lower(span), NULL)", TRIGGER),
    "close a closed pause later": (
        "UPDATE dossiers_pause SET span = tstzrange(lower(span), upper(span) + interval '1 day')", TRIGGER,
    ),
    "empty a closed pause": ("UPDATE dossiers_pause SET span = 'empty'", TRIGGER),
    "give a pause another ground": ("UPDATE dossiers_pause SET ground = 'dispute'", TRIGGER),
    "delete a pause": ("DELETE FROM dossiers_pause", NO_RIGHT),
    "take in papers again": ("UPDATE dossiers_supplement SET received_at = received_at - interval '1 day'", TRIGGER),
    "await papers again": ("UPDATE dossiers_supplement SET received_at = NULL", TRIGGER),
    "ask earlier": ("UPDATE dossiers_supplement SET asked_at = asked_at - interval '1 day'", TRIGGER),
    "make the papers restart the term": ("UPDATE dossiers_supplement SET restarts = NOT restarts", TRIGGER),
    "delete a round": ("DELETE FROM dossiers_supplement", NO_RIGHT),
    "delete a leave for another round": ("DELETE FROM dossiers_supplementpermission", NO_RIGHT),
    "confirm a payment again": ("UPDATE dossiers_payment SET confirmed_at = now()", TRIGGER),
    "await a payment again": (
        "UPDATE dossiers_payment SET confirmed_at = NULL, confirmed_by_id = NULL", TRIGGER,
    ),
    "send the form earlier": ("UPDATE dossiers_payment SET requested_at = requested_at - interval '1 day'", TRIGGER),
    "make one appointment of two": ("UPDATE dossiers_payment SET splits = NOT splits", TRIGGER),
    "delete a payment": ("DELETE FROM dossiers_payment", NO_RIGHT),
    "promise another day in a signed letter": (
        "UPDATE dossiers_apology SET promised_at = promised_at + interval '1 day'", TRIGGER,
    ),
    "say the letter came in time": ("UPDATE dossiers_apology SET was_in_time = NOT was_in_time", TRIGGER),
    "take a signature back": (
        "UPDATE dossiers_apology SET approved_at = NULL, approved_by_id = NULL, was_in_time = NULL", TRIGGER,
    ),
    "delete an apology": ("DELETE FROM dossiers_apology", NO_RIGHT),
    "move the promised date": ("UPDATE dossiers_dossier SET promised_at = promised_at + interval '1 day'", TRIGGER),
    "drop the promised date": ("UPDATE dossiers_dossier SET promised_at = NULL", TRIGGER),
    "move the first date of the second appointment": (
        "UPDATE dossiers_dossier SET second_original_due_at = second_original_due_at + interval '1 day'", TRIGGER,
    ),
    "drop the first date of the second appointment": (
        "UPDATE dossiers_dossier SET second_original_due_at = NULL", TRIGGER,
    ),
}  # fmt: skip
WHILE_OPEN = {
    "begin an open pause earlier": (
        "UPDATE dossiers_pause SET span = tstzrange(lower(span) - interval '1 day', NULL)", TRIGGER,
    ),
    "begin it later": ("UPDATE dossiers_pause SET span = tstzrange(lower(span) + interval '1 hour', NULL)", TRIGGER),
    "close it before it began": (
        "UPDATE dossiers_pause SET span = tstzrange(lower(span) - interval '2 day', lower(span))", TRIGGER,
    ),
    "close it to nothing": ("UPDATE dossiers_pause SET span = 'empty'", TRIGGER),
    "give it to another dossier": ("UPDATE dossiers_pause SET dossier_id = dossier_id + 1", TRIGGER),
}  # fmt: skip


def a_life_with_everything(p):
    """Paused, papers, apologised, paid and paused again within the second appointment; all closed."""
    dossier = press(
        at_office(p, p.two_dates), actions.pause, p.officer, "2026-03-03 09:00", ground="survey", reason="x"
    )
    dossier = press(dossier, actions.resume, p.officer, "2026-03-03 10:00")
    asked = {"reason": "Thiếu", "papers": ["Bản vẽ"], "answer_by": date(2026, 3, 20)}
    dossier = press(dossier, actions.request_supplement, p.officer, "2026-03-03 11:00", **asked)
    dossier = press(dossier, actions.receive_supplement, p.clerk, "2026-03-04 09:00")
    dossier = press(dossier, actions.permit_supplement, p.leader, "2026-03-04 09:30", reason="x")
    said = {"reason": "Nhiều hồ sơ", "promised_on": date(2026, 4, 10)}
    dossier = press(dossier, actions.draft_apology, p.officer, "2026-03-04 10:00", **said)
    dossier = press(dossier, actions.approve_apology, p.leader, "2026-03-04 11:00")
    dossier = press(dossier, actions.request_payment, p.officer, "2026-03-05 09:00")
    return press(dossier, actions.confirm_payment, p.officer, "2026-03-06 09:00")


@pytest.mark.parametrize("attack", SAID)
def test_the_app_role_cannot_bend_what_was_said_about_the_clock(committed_office, attack):
    a_life_with_everything(committed_office)
    statement, code = SAID[attack]

    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)

    assert refusal.value.__cause__.pgcode == code


@pytest.mark.parametrize("attack", WHILE_OPEN)
def test_nor_a_pause_while_it_is_open(committed_office, attack):
    p = committed_office
    press(at_office(p), actions.pause, p.officer, "2026-03-03 09:00", ground="survey", reason="x")
    statement, code = WHILE_OPEN[attack]

    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)

    assert refusal.value.__cause__.pgcode == code


def test_two_pauses_never_overlap_whoever_writes_them(committed_office):
    p = committed_office
    dossier = press(at_office(p), actions.pause, p.officer, "2026-03-03 09:00", ground="survey", reason="x")

    with pytest.raises(DatabaseError) as refusal:
        Pause.objects.create(dossier=dossier, span=(at("2026-03-04 09:00"), None), ground="dispute")

    assert refusal.value.__cause__.pgcode == EXCLUDED


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_app_role_cannot_bend_what_happened(committed_province, attack):
    receive(committed_province)
    statement, code = ATTACKS[attack]

    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)

    assert refusal.value.__cause__.pgcode == code
    assert Event.objects.count() == 1


def test_the_app_role_is_no_owner_and_no_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("portal_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_an_upsert_cannot_rewrite_an_event(committed_province):
    dossier = receive(committed_province)

    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_event (dossier_id, seq, at, kind, data, public, previous, hash) "
            "VALUES (%s, 1, now(), 'x', '{}', true, '', '') "
            "ON CONFLICT (dossier_id, seq) DO UPDATE SET kind = 'x'",
            [dossier.pk],
        )

    assert refusal.value.__cause__.pgcode == NO_RIGHT


def test_numbers_and_hashes_are_the_databases_own(committed_province):
    dossier = receive(committed_province)

    forged = Event.objects.create(
        dossier=dossier, seq=99, at=dossier.received_at, kind="finished", previous=b"x" * 32, hash=b"y" * 32
    )

    forged.refresh_from_db()
    first = Event.objects.get(dossier=dossier, seq=1)
    assert forged.seq == 2
    assert bytes(forged.previous) == bytes(first.hash)
    assert len(bytes(forged.hash)) == 32


def test_the_hash_does_not_depend_on_the_sessions_zone_or_path(committed_province):
    receive(committed_province)

    for setting in ("SET timezone = 'Pacific/Auckland'", "SET search_path = pg_temp", "SET datestyle = 'SQL, DMY'"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(setting.replace("SET ", "SET LOCAL ", 1))
            cursor.execute("SELECT hash = public.event_hash(e) FROM public.dossiers_event AS e")
            assert cursor.fetchone() == (True,)


def test_even_the_owner_meets_the_triggers(committed_province, owner):
    receive(committed_province)

    for statement in ("UPDATE dossiers_event SET kind = 'x'", "DELETE FROM dossiers_event"):
        with pytest.raises(Exception) as refusal:
            owner.execute(statement)
        assert refusal.value.pgcode == TRIGGER
    assert not Mark.objects.exists()
