"""Letters and the versions of templates stay as they were written; a letter's bytes are packed already."""

from django.conf import settings
from django.db import migrations

STORED = """
ALTER TABLE dossiers_letter ALTER COLUMN pdf SET STORAGE {0};
ALTER TABLE dossiers_jobfile ALTER COLUMN content SET STORAGE {0};
"""


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON dossiers_letter, dossiers_messagetemplate FROM {app}")
    schema_editor.execute(f"REVOKE DELETE ON dossiers_lettercounter FROM {app}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_told_outside")]
    operations = [
        migrations.RunSQL(STORED.format("EXTERNAL"), STORED.format("EXTENDED")),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
