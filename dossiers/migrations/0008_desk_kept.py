"""Triggers and rights for what lies on a desk: what was written, asked, fetched or looked at stays as it was."""

from django.conf import settings
from django.db import migrations

KEPT = """
CREATE FUNCTION opinion_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.answered_at IS NOT NULL
       OR (NEW.dossier_id, NEW.agency_id, NEW.asked_at, NEW.asked_by_id, NEW.question, NEW.answer_by)
          IS DISTINCT FROM
          (OLD.dossier_id, OLD.agency_id, OLD.asked_at, OLD.asked_by_id, OLD.question, OLD.answer_by)
    THEN
        RAISE EXCEPTION 'an opinion is answered once and otherwise stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_kept BEFORE UPDATE ON dossiers_opinion FOR EACH ROW EXECUTE FUNCTION opinion_kept();

CREATE FUNCTION collection_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.undone_at IS NOT NULL
       OR (NEW.dossier_id, NEW.at, NEW.by_id, NEW.way, NEW.collector, NEW.collector_name, NEW.paper)
          IS DISTINCT FROM (OLD.dossier_id, OLD.at, OLD.by_id, OLD.way, OLD.collector, OLD.collector_name, OLD.paper)
    THEN
        RAISE EXCEPTION 'who fetched a result is written once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER collection_kept BEFORE UPDATE ON dossiers_collection FOR EACH ROW EXECUTE FUNCTION collection_kept();
"""
UNDO = """
DROP TRIGGER collection_kept ON dossiers_collection;
DROP TRIGGER opinion_kept ON dossiers_opinion;
DROP FUNCTION collection_kept(), opinion_kept();
"""
RIGHTS = """
REVOKE UPDATE, DELETE ON dossiers_note, dossiers_access, dossiers_correction, dossiers_retiredcode FROM {app};
REVOKE DELETE ON dossiers_attachment, dossiers_opinion, dossiers_collection, dossiers_jobitem FROM {app};
"""


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(RIGHTS.format(app=app))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_desk")]
    operations = [
        migrations.RunSQL(KEPT, UNDO),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
