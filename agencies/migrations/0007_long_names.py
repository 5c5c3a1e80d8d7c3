"""Decisions give some procedures names of more than a thousand letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_calendar_kept")]
    operations = [
        migrations.AlterField(
            model_name="procedure",
            name="name",
            field=models.CharField(max_length=1500, verbose_name="tên thủ tục"),
        ),
    ]
