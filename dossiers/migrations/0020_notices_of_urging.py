from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0019_messages_counted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("due_soon", "Sắp đến hạn"),
                    ("overdue", "Quá hạn"),
                    ("stalled", "Chậm luân chuyển"),
                    ("urged", "Lãnh đạo đôn đốc"),
                ],
                max_length=20,
            ),
        ),
    ]
