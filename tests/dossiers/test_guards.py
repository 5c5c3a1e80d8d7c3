"""Raw SQL against history and promises, as the app role, on committed rows: every attempt is refused."""

import pytest
from django.db import DatabaseError, connection, transaction

from dossiers.models import Event, Mark
from tests.province import receive

NO_RIGHT = "42501"
TRIGGER = "23000"

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
