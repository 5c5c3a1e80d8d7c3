"""Triggers and rights that keep history append-only and first due dates as they were. Plain SQL, run by the owner."""

from django.conf import settings
from django.db import migrations

# seq, previous and hash are the database's to set; `at` is the action's. The dossier's row is locked by the action (or
# not there yet, at intake), so that two events never race for one number; the unique constraint has the last word.
CHAIN = """
CREATE FUNCTION event_hash(e dossiers_event) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(e.previous || convert_to(concat_ws('|',
        e.dossier_id, e.seq, (extract(epoch FROM e.at) * 1000000)::bigint, coalesce(e.actor_id, 0),
        coalesce(e.agency_id, 0), e.kind, e.public::int, e.data::text), 'UTF8'))
$$;

CREATE FUNCTION event_chain() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE last record;
BEGIN
    SELECT seq, hash INTO last FROM dossiers_event WHERE dossier_id = NEW.dossier_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.previous := coalesce(last.hash, ''::bytea);
    NEW.hash := event_hash(NEW);
    RETURN NEW;
END $$;

CREATE FUNCTION written_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER event_chain BEFORE INSERT ON dossiers_event FOR EACH ROW EXECUTE FUNCTION event_chain();
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON dossiers_event
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER mark_append_only BEFORE UPDATE OR DELETE ON dossiers_mark
    FOR EACH ROW EXECUTE FUNCTION written_once();

CREATE FUNCTION promise_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.original_due_at IS NOT NULL AND NEW.original_due_at IS DISTINCT FROM OLD.original_due_at
       OR OLD.second_original_due_at IS NOT NULL
          AND NEW.second_original_due_at IS DISTINCT FROM OLD.second_original_due_at
       OR NEW.received_at IS DISTINCT FROM OLD.received_at
       OR NEW.rules_id IS DISTINCT FROM OLD.rules_id
       OR OLD.official_code IS NOT NULL AND NEW.official_code IS DISTINCT FROM OLD.official_code
    THEN
        RAISE EXCEPTION 'what a dossier promised when it was received never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER promise_kept BEFORE UPDATE ON dossiers_dossier FOR EACH ROW EXECUTE FUNCTION promise_kept();
"""

UNDO = """
DROP TRIGGER promise_kept ON dossiers_dossier;
DROP TRIGGER mark_append_only ON dossiers_mark;
DROP TRIGGER event_append_only ON dossiers_event;
DROP TRIGGER event_chain ON dossiers_event;
DROP FUNCTION promise_kept(), written_once(), event_chain(), event_hash(dossiers_event);
"""

# The app role never removes what happened, and never rewrites it.
RIGHTS = """
REVOKE UPDATE, DELETE ON dossiers_event, dossiers_mark, dossiers_intake FROM {app};
REVOKE DELETE ON dossiers_dossier, dossiers_step, dossiers_pause, dossiers_supplement, dossiers_notice,
    dossiers_codecounter, dossiers_heartbeat FROM {app};
"""


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(RIGHTS.format(app=app))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_nouns")]
    operations = [
        migrations.RunSQL(CHAIN, UNDO),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
