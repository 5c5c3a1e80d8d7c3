import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_usual_p90'),
        ('dossiers', '0028_followers'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProcedureTime',
            fields=[
                ('procedure', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lately', serialize=False, to='agencies.procedure')),
                ('cases', models.PositiveIntegerField()),
                ('p50', models.PositiveIntegerField()),
                ('p90', models.PositiveIntegerField()),
                ('late', models.PositiveIntegerField()),
                ('through', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('cases__gte', 1), ('p90__gte', models.F('p50')), ('late__lte', models.F('cases'))), name='procedure_time_whole')],
            },
        ),
    ]
