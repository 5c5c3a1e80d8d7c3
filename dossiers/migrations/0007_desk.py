import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0008_people_and_usual_times'),
        ('dossiers', '0006_notice_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('viewed', 'Xem hồ sơ'), ('printed', 'In giấy tờ của hồ sơ'), ('searched', 'Tìm người'), ('remembered', 'Lấy lại thông tin người nộp'), ('downloaded', 'Tải tệp đính kèm')], max_length=12)),
                ('what', models.CharField(blank=True, max_length=300)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('found', models.PositiveIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('stored_as', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('removed_because', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('way', models.CharField(choices=[('counter', 'Nhận tại quầy'), ('post', 'Gửi bưu chính công ích')], max_length=10)),
                ('collector', models.CharField(choices=[('applicant', 'Người nộp hồ sơ'), ('representative', 'Người được ủy quyền ghi trong hồ sơ'), ('other', 'Người khác được ủy quyền')], max_length=20)),
                ('collector_name', models.CharField(max_length=200)),
                ('paper', models.CharField(max_length=200)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='correction', serialize=False, to='dossiers.event')),
                ('before', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('group', models.UUIDField(default=uuid.uuid4)),
                ('answers', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='JobItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('done', 'Đã xong'), ('refused', 'Không thực hiện')], default='waiting', max_length=10)),
                ('said', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField(max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('question', models.TextField(max_length=2000)),
                ('answer_by', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('document', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='RetiredCode',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='dossier',
            name='fee_paid',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='fee_receipt',
            field=models.CharField(blank=True, default='', max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='dossier',
            name='start_by',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'Tiếp nhận hồ sơ'), ('refused', 'Không tiếp nhận hồ sơ'), ('step_completed', 'Hoàn thành bước'), ('step_returned', 'Trả lại bước trước'), ('assigned', 'Phân công thụ lý'), ('passed_on', 'Bàn giao'), ('taken_over', 'Nhận bàn giao'), ('supplement_requested', 'Yêu cầu bổ sung giấy tờ'), ('supplement_received', 'Đã nhận đủ giấy tờ bổ sung'), ('supplement_permitted', 'Cho phép yêu cầu bổ sung thêm một lần'), ('paused', 'Tạm dừng tính thời hạn'), ('resumed', 'Tiếp tục tính thời hạn'), ('payment_requested', 'Yêu cầu thực hiện nghĩa vụ tài chính'), ('payment_confirmed', 'Đã hoàn thành nghĩa vụ tài chính'), ('apology_drafted', 'Dự thảo văn bản xin lỗi'), ('apologised', 'Xin lỗi và hẹn lại ngày trả kết quả'), ('due_changed', 'Đổi ngày hẹn trả'), ('finished', 'Đã có kết quả giải quyết'), ('declined', 'Từ chối giải quyết'), ('withdrawn', 'Người nộp rút hồ sơ'), ('stopped', 'Dừng giải quyết'), ('handed_over', 'Đã trả kết quả'), ('undone', 'Hoàn tác'), ('opinion_asked', 'Lấy ý kiến cơ quan khác'), ('opinion_given', 'Đã có ý kiến'), ('corrected', 'Sửa thông tin người nộp'), ('redirected', 'Chuyển đúng cơ quan giải quyết'), ('reissued', 'Cấp lại mã biên nhận'), ('voided', 'Hủy tiếp nhận nhầm')], max_length=30),
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('calendar', 'Áp dụng lịch làm việc'), ('books', 'Đối soát dữ liệu hồ sơ'), ('usual', 'Tính lại thứ tự việc theo thời gian làm thường lệ'), ('bulk', 'Thao tác trên nhiều hồ sơ')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['holder_agency', 'start_by', 'id'], name='dossier_open_by_start'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind__in', ('undone', 'corrected', 'redirected', 'reissued', 'voided'))), fields=['agency', '-at'], name='event_mended'),
        ),
        migrations.AddField(
            model_name='access',
            name='agency',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='access',
            name='dossier',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='access',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='removed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='collection',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='collection',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='collections', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='draft',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='draft',
            name='dossier',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='draft',
            name='rules',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.procedurerules'),
        ),
        migrations.AddField(
            model_name='draft',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='jobitem',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='jobitem',
            name='job',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='dossiers.job'),
        ),
        migrations.AddField(
            model_name='note',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='note',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='opinion',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='opinion',
            name='answered_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opinion',
            name='asked_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opinion',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='retiredcode',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='retired_codes', to='dossiers.dossier'),
        ),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(fields=['agency', '-at', '-id'], name='access_by_agency'),
        ),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(fields=['user', '-at', '-id'], name='access_by_user'),
        ),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(condition=models.Q(('dossier__isnull', False)), fields=['dossier', '-at'], name='access_by_dossier'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['dossier', 'at'], name='attachment_by_dossier'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_because', ''), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False), models.Q(('removed_because', ''), _negated=True)), _connector='OR'), name='attachment_removed_whole'),
        ),
        migrations.AddIndex(
            model_name='collection',
            index=models.Index(fields=['dossier'], name='collection_by_dossier'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('dossier',), name='collected_once'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['user', '-updated_at'], name='draft_by_user'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['group'], name='draft_by_group'),
        ),
        migrations.AddConstraint(
            model_name='jobitem',
            constraint=models.UniqueConstraint(fields=('job', 'n'), name='job_item_in_order'),
        ),
        migrations.AddConstraint(
            model_name='jobitem',
            constraint=models.UniqueConstraint(fields=('job', 'dossier'), name='job_item_once'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['dossier', 'at'], name='note_by_dossier'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(fields=['dossier', 'agency'], name='opinion_by_dossier'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['agency', 'answer_by'], name='opinion_open'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('dossier', 'agency'), name='one_opinion_is_open'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answered_at__gte', models.F('asked_at')), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='opinion_answered_whole'),
        ),
    ]
