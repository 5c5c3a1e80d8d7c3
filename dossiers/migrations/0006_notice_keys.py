"""Notices are keyed as their marks are since 0003, in microseconds; what staff call two kinds of things."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('dossiers', '0005_watched'),
    ]

    operations = [
        # Before 0003 a key was in whole seconds; to the books' auditor such a mark looks as if nobody was told of it.
        migrations.RunSQL(
            """UPDATE dossiers_notice n SET dedup_key = m.kind || ':' || m.dossier_id || ':' || m.key
               FROM dossiers_mark m
               WHERE n.dossier_id = m.dossier_id AND n.kind = m.kind
                 AND n.dedup_key = m.kind || ':' || m.dossier_id || ':' || (m.key / 1000000.0)::bigint""",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('calendar', 'Áp dụng lịch làm việc'), ('books', 'Đối soát dữ liệu hồ sơ')], max_length=20),
        ),
        migrations.AlterField(
            model_name='mark',
            name='kind',
            field=models.CharField(choices=[('due_soon', 'Sắp đến hạn'), ('overdue', 'Quá hạn'), ('stalled', 'Chậm luân chuyển')], max_length=10),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('due_soon', 'Sắp đến hạn'), ('overdue', 'Quá hạn'), ('stalled', 'Chậm luân chuyển')], max_length=20),
        ),
    ]
