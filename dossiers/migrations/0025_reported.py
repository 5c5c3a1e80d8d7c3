"""The dossiers behind a frozen report, each as it was counted; what is frozen stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def restrict(apps, schema_editor):
    app = schema_editor.connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON dossiers_reported FROM {app}")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0010_morning_letter"),
        ("dossiers", "0024_counted_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reported",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Trực tiếp"), (2, "Trực tuyến"), (3, "Bưu chính công ích")]
                    ),
                ),
                ("is_new", models.BooleanField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("work", "Đang giải quyết"),
                            ("supplement", "Chờ bổ sung giấy tờ"),
                            ("payment", "Chờ nghĩa vụ tài chính"),
                            ("by_hand", "Tạm dừng tính thời hạn"),
                            ("done", "Đã có kết quả"),
                            ("declined", "Từ chối giải quyết"),
                            ("withdrawn", "Người nộp rút"),
                            ("stopped", "Dừng giải quyết"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by_now",
                    models.CharField(
                        choices=[
                            ("early", "Trước hạn"),
                            ("on_time", "Đúng hạn"),
                            ("late", "Trễ hạn"),
                            ("none", "Không có thời hạn"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "by_first",
                    models.CharField(
                        choices=[
                            ("early", "Trước hạn"),
                            ("on_time", "Đúng hạn"),
                            ("late", "Trễ hạn"),
                            ("none", "Không có thời hạn"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "national",
                    models.CharField(
                        choices=[
                            ("early", "Trước hạn"),
                            ("on_time", "Đúng hạn"),
                            ("late", "Trễ hạn"),
                            ("none", "Không có thời hạn"),
                        ],
                        max_length=7,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("stood", models.PositiveSmallIntegerField()),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supplement", "Chờ bổ sung giấy tờ"),
                            ("payment", "Chờ nộp phí, lệ phí"),
                            ("verification", "Xác minh tại cơ quan khác"),
                            ("survey", "Đo đạc, kiểm tra thực địa"),
                            ("appraisal", "Chờ ý kiến thẩm định chuyên ngành"),
                            ("dispute", "Chờ giải quyết tranh chấp, bản án"),
                            ("force_majeure", "Sự kiện bất khả kháng"),
                        ],
                        max_length=20,
                    ),
                ),
                ("still_for", models.PositiveSmallIntegerField(null=True)),
                ("was_late", models.BooleanField()),
                ("rounds", models.PositiveSmallIntegerField()),
                ("asked", models.PositiveSmallIntegerField()),
                ("asked_late", models.PositiveSmallIntegerField()),
                ("asked_again", models.PositiveSmallIntegerField()),
                ("is_apologised", models.BooleanField()),
                ("apologised", models.PositiveSmallIntegerField()),
                ("apologised_late", models.PositiveSmallIntegerField()),
                ("moved", models.PositiveSmallIntegerField()),
                ("moved_by_calendar", models.PositiveSmallIntegerField()),
                ("is_entered_later", models.BooleanField()),
                ("is_waiting", models.BooleanField()),
                ("agencies", models.PositiveSmallIntegerField()),
                ("steps_early", models.PositiveSmallIntegerField()),
                ("steps_on_time", models.PositiveSmallIntegerField()),
                ("steps_late", models.PositiveSmallIntegerField()),
                ("fee", models.PositiveBigIntegerField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.procedure",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.report",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "dossier"), name="reported_once")],
            },
        ),
        migrations.RunPython(restrict, migrations.RunPython.noop),
    ]
