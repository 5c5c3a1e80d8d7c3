from django.db import migrations, models

FOR_EVERYBODY = """
INSERT INTO agencies_account (user_id, must_change_password, columns)
SELECT id, false, '[]' FROM auth_user ON CONFLICT (user_id) DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [("agencies", "0008_people_and_usual_times")]

    operations = [
        migrations.AddField("account", "sessions_since", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(FOR_EVERYBODY, migrations.RunSQL.noop),
    ]
