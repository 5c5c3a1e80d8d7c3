from django.db import migrations, models

OCCASION = [
    ("accepted", "Đã tiếp nhận"),
    ("supplement", "Cần bổ sung giấy tờ"),
    ("payment", "Cần nộp tiền"),
    ("appointment", "Xin lỗi, có ngày hẹn mới"),
    ("overdue", "Quá hạn, xin lỗi"),
    ("ready", "Đã có kết quả"),
    ("not_accepted", "Không được tiếp nhận"),
    ("declined", "Từ chối giải quyết"),
    ("stopped", "Dừng giải quyết"),
    ("withdrawn", "Đã rút hồ sơ"),
    ("taken_back", "Tin trước là nhầm"),
    ("voided", "Đã hủy tiếp nhận nhầm"),
    ("digest", "Việc đầu ngày của cán bộ"),
]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0020_notices_of_urging")]

    operations = [
        migrations.AlterField(
            model_name=model, name="occasion", field=models.CharField(choices=OCCASION, max_length=12)
        )
        for model in ("message", "messagetemplate")
    ]
