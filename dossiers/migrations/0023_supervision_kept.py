"""What was written of a delay, and a frozen report, stay; urges made before have their row too."""

from django.conf import settings
from django.db import migrations

URGED = """
INSERT INTO dossiers_urge (letter_id, dossier_id, nth, at, by_id, agency_id, reply_by, answer)
SELECT id, dossier_id, (facts->>'nth')::smallint, made_at, made_by_id, agency_id, (facts->>'reply_at')::timestamptz, ''
FROM dossiers_letter WHERE kind = 'urge'
"""


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON dossiers_delay, dossiers_report FROM {app}")
    schema_editor.execute(f"REVOKE DELETE ON dossiers_urge, dossiers_alarm FROM {app}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0022_supervision")]
    operations = [
        migrations.RunSQL(URGED, migrations.RunSQL.noop),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
