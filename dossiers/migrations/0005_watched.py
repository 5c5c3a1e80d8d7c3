"""Indexes of what supervisors watch: requests and apologies counted whole, late entries, drafts to be signed."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Collate


class Migration(migrations.Migration):
    dependencies = [
        ('agencies', '0006_calendar_kept'),
        ('dossiers', '0004_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='apology',
            index=models.Index(condition=models.Q(('approved_at', None)), fields=['dossier'], name='apology_draft'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind__in', ('supplement_requested', 'apologised'))), fields=['agency', '-at'], name='event_measured'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(models.F('agency'), Collate(KeyTextTransform('entered_at', 'data'), 'C'), condition=models.Q(('data__has_key', 'entered_at')), name='event_entered'),
        ),
    ]
