"""Letters and the versions of templates stay as they were written; a letter's bytes are packed already."""

from django.conf import settings
from django.db import migrations

PACKED = "ALTER TABLE dossiers_letter ALTER COLUMN pdf SET STORAGE EXTERNAL"
UNPACKED = "ALTER TABLE dossiers_letter ALTER COLUMN pdf SET STORAGE EXTENDED"


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON dossiers_letter, dossiers_messagetemplate FROM {app}")
    schema_editor.execute(f"REVOKE DELETE ON dossiers_lettercounter FROM {app}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_told_outside")]
    operations = [
        migrations.RunSQL(PACKED, UNPACKED),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
