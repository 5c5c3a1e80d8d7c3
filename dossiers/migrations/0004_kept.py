"""Triggers and rights for stops, payments, apologies: what was once said about the clock is never said again."""

from django.conf import settings
from django.db import migrations

PROMISE = """
CREATE OR REPLACE FUNCTION promise_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.original_due_at IS NOT NULL AND NEW.original_due_at IS DISTINCT FROM OLD.original_due_at
       OR OLD.second_original_due_at IS NOT NULL
          AND NEW.second_original_due_at IS DISTINCT FROM OLD.second_original_due_at
       {promised}
       OR NEW.received_at IS DISTINCT FROM OLD.received_at
       OR NEW.rules_id IS DISTINCT FROM OLD.rules_id
       OR OLD.official_code IS NOT NULL AND NEW.official_code IS DISTINCT FROM OLD.official_code
    THEN
        RAISE EXCEPTION 'what a dossier promised when it was received never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

KEPT = """
-- A stop is opened and closed once; its beginning and its ground stay.
CREATE FUNCTION pause_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT upper_inf(OLD.span) OR lower(NEW.span) IS DISTINCT FROM lower(OLD.span)
       OR (NEW.dossier_id, NEW.ground, NEW.document) IS DISTINCT FROM (OLD.dossier_id, OLD.ground, OLD.document)
    THEN
        RAISE EXCEPTION 'a pause is closed once and otherwise stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pause_kept BEFORE UPDATE ON dossiers_pause FOR EACH ROW EXECUTE FUNCTION pause_kept();

CREATE FUNCTION supplement_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.received_at IS NOT NULL
       OR (NEW.dossier_id, NEW.round, NEW.asked_at, NEW.restarts, NEW.answer_by, NEW.papers)
          IS DISTINCT FROM (OLD.dossier_id, OLD.round, OLD.asked_at, OLD.restarts, OLD.answer_by, OLD.papers)
    THEN
        RAISE EXCEPTION 'a supplement is received once and otherwise stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER supplement_kept BEFORE UPDATE ON dossiers_supplement
    FOR EACH ROW EXECUTE FUNCTION supplement_kept();

CREATE FUNCTION payment_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.confirmed_at IS NOT NULL
       OR (NEW.dossier_id, NEW.requested_at, NEW.splits) IS DISTINCT FROM (OLD.dossier_id, OLD.requested_at, OLD.splits)
    THEN
        RAISE EXCEPTION 'a payment is confirmed once and otherwise stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_kept BEFORE UPDATE ON dossiers_payment FOR EACH ROW EXECUTE FUNCTION payment_kept();

CREATE FUNCTION apology_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.approved_at IS NOT NULL OR NEW.dossier_id IS DISTINCT FROM OLD.dossier_id THEN
        RAISE EXCEPTION 'a signed apology never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER apology_kept BEFORE UPDATE ON dossiers_apology FOR EACH ROW EXECUTE FUNCTION apology_kept();
"""

UNDO = """
DROP TRIGGER apology_kept ON dossiers_apology;
DROP TRIGGER payment_kept ON dossiers_payment;
DROP TRIGGER supplement_kept ON dossiers_supplement;
DROP TRIGGER pause_kept ON dossiers_pause;
DROP FUNCTION apology_kept(), payment_kept(), supplement_kept(), pause_kept();
"""

RIGHTS = """
REVOKE DELETE ON dossiers_payment, dossiers_apology, dossiers_supplementpermission, dossiers_job FROM {app};
"""
PROMISED = "OR OLD.promised_at IS NOT NULL AND NEW.promised_at IS DISTINCT FROM OLD.promised_at"


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(RIGHTS.format(app=app))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_stops_and_signals")]
    operations = [
        migrations.RunSQL(PROMISE.format(promised=PROMISED), PROMISE.format(promised="")),
        migrations.RunSQL(KEPT, UNDO),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
