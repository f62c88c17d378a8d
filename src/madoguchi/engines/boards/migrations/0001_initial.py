"""Members, panels, sittings and decisions, behind row security; what is closed stays as it is."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity
from madoguchi.engines.boards.migrations._closed import CREATE_GUARDS, DROP_GUARDS


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='委員の番号')),
                ('board', models.CharField(max_length=60, verbose_name='審査会')),
                ('name', models.CharField(max_length=100, verbose_name='氏名')),
                ('field', models.CharField(max_length=40, verbose_name='分野')),
                ('facilities', models.JSONField(default=list, verbose_name='勤め先')),
                ('term_from', models.DateField(verbose_name='任期の初日')),
                ('term_until', models.DateField(verbose_name='任期の最後の日')),
            ],
            options={
                'verbose_name': '委員',
                'verbose_name_plural': '委員',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='合議体の番号')),
                ('board', models.CharField(max_length=60, verbose_name='審査会')),
                ('name', models.CharField(max_length=100, verbose_name='名前')),
            ],
            options={
                'verbose_name': '合議体',
                'verbose_name_plural': '合議体',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'board', 'name'), name='panel_once_by_name')],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='開催の番号')),
                ('day', models.DateField(verbose_name='開催日')),
                ('begins', models.TimeField(verbose_name='開始')),
                ('place', models.CharField(max_length=200, verbose_name='場所')),
                ('most_cases', models.PositiveSmallIntegerField(verbose_name='件数の上限')),
                ('status', models.CharField(choices=[('planned', '予定'), ('open', '開催中'), ('closed', '終了')], default='planned', max_length=10, verbose_name='状態')),
                ('seats', models.PositiveSmallIntegerField(default=0, verbose_name='委員の数')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='開いた日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='閉じた日時')),
                ('closed_by_name', models.CharField(blank=True, max_length=100, verbose_name='閉じた職員')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='照合値')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='boards.panel')),
            ],
            options={
                'verbose_name': '審査会の開催',
                'verbose_name_plural': '審査会の開催',
                'ordering': ['-day', '-begins', '-id'],
            },
        ),
        migrations.CreateModel(
            name='BoardCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='審査の番号')),
                ('board', models.CharField(max_length=60, verbose_name='審査会')),
                ('source_code', models.CharField(max_length=6, verbose_name='依頼した市町村')),
                ('source_uuid', models.UUIDField(verbose_name='依頼の送付')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='市町村の記録')),
                ('application', models.CharField(max_length=40, verbose_name='申請の種類')),
                ('applied_on', models.DateField(verbose_name='申請日')),
                ('before', models.CharField(blank=True, max_length=40, verbose_name='前の判定')),
                ('first_stage', models.CharField(blank=True, max_length=40, verbose_name='一次判定')),
                ('items', models.JSONField(default=dict, verbose_name='項目')),
                ('parts', models.JSONField(default=dict, verbose_name='資料')),
                ('received_at', models.DateTimeField(verbose_name='届いた日時')),
                ('status', models.CharField(choices=[('waiting', '審査待ち'), ('assigned', '審査の予定'), ('decided', '判定した'), ('closed', '確定した'), ('returned', '市町村に戻した')], default='waiting', max_length=10, verbose_name='状態')),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='審査番号')),
                ('result', models.CharField(blank=True, max_length=40, verbose_name='判定')),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='有効期間（月）')),
                ('reason', models.TextField(blank=True, verbose_name='一次判定と違う理由')),
                ('opinion', models.TextField(blank=True, verbose_name='付帯意見')),
                ('judged', models.JSONField(default=dict, verbose_name='審査した委員')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='判定した日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='確定した日時')),
                ('return_reason', models.TextField(blank=True, verbose_name='戻した理由')),
                ('sitting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='boards.sitting')),
            ],
            options={
                'verbose_name': '審査',
                'verbose_name_plural': '審査',
                'ordering': ['applied_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('presides', models.BooleanField(default=False, verbose_name='議長')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='boards.member')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='boards.sitting')),
            ],
            options={
                'verbose_name': '出席',
                'verbose_name_plural': '出席',
                'ordering': ['-presides', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('must_not_judge', models.BooleanField(verbose_name='審査しない')),
                ('reason', models.TextField(verbose_name='理由')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='boards.boardcase')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='boards.member')),
            ],
            options={
                'verbose_name': '除斥',
                'verbose_name_plural': '除斥',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('case', 'member'), name='recusal_once')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('is_chair', models.BooleanField(default=False, verbose_name='合議体の長')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='boards.member')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='boards.panel')),
            ],
            options={
                'verbose_name': '席',
                'verbose_name_plural': '席',
                'ordering': ['-is_chair', 'id'],
                'constraints': [models.UniqueConstraint(fields=('panel', 'member'), name='seat_once'), models.UniqueConstraint(condition=models.Q(('is_chair', True)), fields=('panel',), name='panel_has_one_chair')],
            },
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('panel', 'day', 'begins'), name='sitting_once_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='boardcase',
            index=models.Index(fields=['municipality_code', 'status', 'applied_on', 'id'], name='board_case_waiting'),
        ),
        migrations.AddConstraint(
            model_name='boardcase',
            constraint=models.UniqueConstraint(fields=('municipality_code', 'source_code', 'source_uuid'), name='board_case_once'),
        ),
        migrations.AddConstraint(
            model_name='boardcase',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('sitting', 'number'), name='one_case_at_a_place'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('sitting', 'member'), name='attendance_once'),
        ),
        EnableRowSecurity("boards", "Member"),
        EnableRowSecurity("boards", "Panel"),
        EnableRowSecurity("boards", "Seat"),
        EnableRowSecurity("boards", "Sitting"),
        EnableRowSecurity("boards", "Attendance"),
        EnableRowSecurity("boards", "BoardCase"),
        EnableRowSecurity("boards", "Recusal"),
        migrations.RunSQL(CREATE_GUARDS, DROP_GUARDS),
    ]
