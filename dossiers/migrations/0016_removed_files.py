"""Who took a file out stands among those who looked."""

from django.db import migrations, models

KINDS = [
    ("viewed", "Xem hồ sơ"),
    ("printed", "In giấy tờ của hồ sơ"),
    ("searched", "Tìm người"),
    ("remembered", "Lấy lại thông tin người nộp"),
    ("downloaded", "Tải tệp đính kèm"),
    ("removed", "Gỡ tệp đính kèm"),
]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_outside_order")]
    operations = [migrations.AlterField("access", "kind", models.CharField(choices=KINDS, max_length=12))]
