"""Followers of a dossier, without an account; and what only they are told of, noted where somebody follows."""

import django.db.models.deletion
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
    ("follow_confirm", "Người theo dõi: xác nhận"),
    ("follow_status", "Người theo dõi: đổi trạng thái"),
    ("follow_date", "Người theo dõi: đổi ngày hẹn"),
    ("follow_late", "Người theo dõi: quá hạn"),
    ("follow_over", "Người theo dõi: mã không còn dùng"),
]

# For each row, by its kind: an intake, which nobody can follow yet, never comes here.
TRIGGER = """
CREATE FUNCTION event_followed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM dossiers_follower WHERE dossier_id = NEW.dossier_id AND confirmed_at IS NOT NULL) THEN
        INSERT INTO dossiers_untold (event) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER event_followed AFTER INSERT ON dossiers_event FOR EACH ROW
    WHEN (NEW.kind IN ('step_completed', 'supplement_received', 'payment_confirmed', 'handed_over', 'due_changed',
                       'paused', 'resumed', 'reissued'))
    EXECUTE FUNCTION event_followed();
"""
UNDO = """
DROP TRIGGER event_followed ON dossiers_event;
DROP FUNCTION event_followed();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0027_published")]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Thư điện tử"), ("sms", "Tin nhắn SMS"), ("zalo", "Zalo")], max_length=5
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("language", models.CharField(default="vi", max_length=2)),
                ("code", models.CharField(max_length=12)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("since", models.PositiveIntegerField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "channel", "address"), name="follower_once"),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at", None), ("since", None))
                        | models.Q(("confirmed_at__isnull", False), ("since__isnull", False)),
                        name="follower_confirmed_since_an_event",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "message",
            "follower",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="messages",
                to="dossiers.follower",
            ),
        ),
        *(
            migrations.AlterField(model, "occasion", models.CharField(choices=OCCASION, max_length=14))
            for model in ("message", "messagetemplate")
        ),
        migrations.RunSQL(TRIGGER, UNDO),
    ]
