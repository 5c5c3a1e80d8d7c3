"""What the app role may do by default, before there is any table. Run by the owner."""

from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
"""


def grant(apps, schema_editor):
    quote = schema_editor.connection.ops.quote_name
    database = schema_editor.connection.settings_dict["NAME"]
    schema_editor.execute(GRANTS.format(app=quote(settings.DATABASE_APP_ROLE), database=quote(database)))


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []
    operations = [
        BtreeGistExtension(),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
