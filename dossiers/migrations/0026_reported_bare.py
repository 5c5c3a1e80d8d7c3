"""Frozen rows ask for no other table's: what they name cannot be deleted, and a freeze writes a million of them."""

import django.db.models.deletion
from django.db import migrations, models

NAMED = {"report": "dossiers.report", "dossier": "dossiers.dossier", "agency": "agencies.agency",
         "procedure": "agencies.procedure"}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0025_reported")]

    operations = [
        migrations.AlterField(
            "reported",
            name,
            models.ForeignKey(
                to=to,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                db_index=False,
                db_constraint=False,
            ),
        )
        for name, to in NAMED.items()
    ]
