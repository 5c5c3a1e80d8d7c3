"""Who looked, the latest first, for those who oversee many agencies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_readers")]
    operations = [
        migrations.AddIndex("access", models.Index(fields=["-at", "-id"], name="access_by_time")),
    ]
