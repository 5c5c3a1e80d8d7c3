"""The words of applicants' names: what begins with the letters typed is known before the index is asked."""

from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION name_is_known() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO dossiers_nameword (word)
    SELECT unnest(tsvector_to_array(to_tsvector('simple'::regconfig,
                                                translate(NEW.applicant_plain, '/._-+@:', '       '))))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER name_is_known AFTER INSERT ON dossiers_dossier FOR EACH ROW EXECUTE FUNCTION name_is_known();
CREATE TRIGGER new_name_is_known AFTER UPDATE OF applicant_plain ON dossiers_dossier
FOR EACH ROW WHEN (OLD.applicant_plain IS DISTINCT FROM NEW.applicant_plain) EXECUTE FUNCTION name_is_known();

INSERT INTO dossiers_nameword (word)
SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('simple'::regconfig,
                                                     translate(applicant_plain, '/._-+@:', '       '))))
FROM dossiers_dossier;
"""
UNDO = """
DROP TRIGGER new_name_is_known ON dossiers_dossier;
DROP TRIGGER name_is_known ON dossiers_dossier;
DROP FUNCTION name_is_known();
"""
RIGHTS = "REVOKE UPDATE, DELETE ON dossiers_nameword FROM {app}"


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(RIGHTS.format(app=app))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0012_job_by_giver")]
    operations = [
        migrations.CreateModel(
            "NameWord", [("word", models.CharField(max_length=200, primary_key=True, serialize=False))]
        ),
        migrations.RunSQL(KEPT, UNDO),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
