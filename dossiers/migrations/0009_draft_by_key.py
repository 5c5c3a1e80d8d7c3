"""What became of a draft is said once, by the intake with its key."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_desk_kept")]
    operations = [migrations.RemoveField("draft", "dossier")]
