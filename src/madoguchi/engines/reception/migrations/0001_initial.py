"""Tickets, what happened to them, and desks, behind row security; events stay as they were written."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity
from madoguchi.engines.reception.migrations._kept import CREATE_GUARD, DROP_GUARD


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DeskSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='席の時間')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('day', models.DateField(verbose_name='日')),
                ('counter', models.CharField(max_length=60, verbose_name='窓口')),
                ('desk', models.CharField(max_length=20, verbose_name='席')),
                ('purposes', models.JSONField(default=list, verbose_name='受ける用件')),
                ('group', models.CharField(blank=True, max_length=60, verbose_name='担当')),
                ('opened_by', models.CharField(max_length=80, verbose_name='開いた職員の番号')),
                ('opened_by_name', models.CharField(blank=True, max_length=100, verbose_name='開いた職員')),
                ('opened_at', models.DateTimeField(verbose_name='開いた日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='閉じた日時')),
                ('reason', models.CharField(blank=True, max_length=20, verbose_name='閉じた理由')),
            ],
            options={
                'verbose_name': '席の時間',
                'verbose_name_plural': '席の時間',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['municipality_code', 'hall', 'day'], name='reception_session_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('municipality_code', 'hall', 'day', 'desk'), name='reception_desk_open_once')],
            },
        ),
        migrations.CreateModel(
            name='HallDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('day', models.DateField(verbose_name='日')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='版')),
                ('last_sequence', models.PositiveIntegerField(default=0, verbose_name='最後の通し番号')),
                ('letters', models.JSONField(default=dict, verbose_name='文字ごとの最後の番号')),
                ('last_at', models.DateTimeField(verbose_name='最後の受付の時刻')),
            ],
            options={
                'verbose_name': '待合の日',
                'verbose_name_plural': '待合の日',
                'ordering': ['-day', 'hall'],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'hall', 'day'), name='reception_day_once')],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='番号札')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('day', models.DateField(verbose_name='日')),
                ('sequence', models.PositiveIntegerField(verbose_name='通し番号')),
                ('letter', models.CharField(max_length=1, verbose_name='文字')),
                ('number', models.CharField(max_length=8, verbose_name='番号')),
                ('purpose', models.CharField(max_length=60, verbose_name='用件')),
                ('origin', models.CharField(choices=[('walk_in', '来庁'), ('booking', '予約'), ('pre_application', '事前申請')], max_length=20, verbose_name='来かた')),
                ('lane', models.CharField(choices=[('normal', '順番'), ('fast', '短時間'), ('booked', '予約')], max_length=10, verbose_name='列')),
                ('language', models.CharField(default='ja', max_length=20, verbose_name='ことば')),
                ('counter', models.CharField(max_length=60, verbose_name='窓口')),
                ('then', models.JSONField(default=list, verbose_name='つづきの窓口')),
                ('turn_at', models.DateTimeField(verbose_name='順番の時刻')),
                ('turn_sequence', models.PositiveIntegerField(verbose_name='順番の番号')),
                ('overtaken', models.PositiveSmallIntegerField(default=0, verbose_name='先に呼ばれた人数')),
                ('status', models.CharField(choices=[('waiting', '待っている'), ('called', '呼び出し中'), ('serving', '対応中'), ('held', '保留'), ('absent', '不在'), ('finished', '終わった'), ('left', '帰った')], default='waiting', max_length=10, verbose_name='状態')),
                ('desk', models.CharField(blank=True, max_length=20, verbose_name='席')),
                ('calls', models.PositiveSmallIntegerField(default=0, verbose_name='呼んだ回数')),
                ('taken_at', models.DateTimeField(verbose_name='受付の日時')),
                ('queued_at', models.DateTimeField(verbose_name='この窓口で待ち始めた日時')),
                ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='呼んだ日時')),
                ('began_at', models.DateTimeField(blank=True, null=True, verbose_name='対応を始めた日時')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('reason', models.CharField(blank=True, max_length=20, verbose_name='理由')),
                ('booked_at', models.DateTimeField(blank=True, null=True, verbose_name='予約の日時')),
                ('booking_code', models.CharField(blank=True, max_length=20, verbose_name='予約の番号')),
                ('follow', models.CharField(editable=False, max_length=32, verbose_name='スマートフォンで見る鍵')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
            ],
            options={
                'verbose_name': '番号札',
                'verbose_name_plural': '番号札',
                'ordering': ['day', 'sequence'],
                'indexes': [models.Index(fields=['municipality_code', 'hall', 'day', 'status'], name='reception_by_status')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'hall', 'day', 'sequence'), name='reception_sequence_once'), models.UniqueConstraint(fields=('municipality_code', 'hall', 'day', 'number'), name='reception_number_once'), models.UniqueConstraint(fields=('municipality_code', 'follow'), name='reception_follow_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['called', 'serving'])), fields=('municipality_code', 'hall', 'day', 'desk'), name='reception_one_at_a_desk')],
            },
        ),
        migrations.CreateModel(
            name='TicketEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='できごと')),
                ('version', models.PositiveIntegerField(verbose_name='版')),
                ('kind', models.CharField(choices=[('taken', '受け付けました'), ('called', '呼び出しました'), ('called_again', 'もう一度呼び出しました'), ('began', '対応を始めました'), ('held', '保留にしました'), ('absent', '不在にしました'), ('brought_back', '待ちに戻しました'), ('transferred', 'ほかの窓口へ送りました'), ('finished', '終わりにしました'), ('left', '取り消しました'), ('undone', '1つ前に戻しました')], max_length=20, verbose_name='何が')),
                ('at', models.DateTimeField(verbose_name='いつ')),
                ('counter', models.CharField(max_length=60, verbose_name='窓口')),
                ('desk', models.CharField(blank=True, max_length=20, verbose_name='席')),
                ('group', models.CharField(blank=True, max_length=60, verbose_name='担当')),
                ('reason', models.CharField(blank=True, max_length=20, verbose_name='理由')),
                ('before', models.JSONField(default=dict, verbose_name='その前')),
                ('undoes', models.UUIDField(blank=True, null=True, verbose_name='戻したできごと')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='reception.ticket')),
            ],
            options={
                'verbose_name': '番号札のできごと',
                'verbose_name_plural': '番号札のできごと',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['municipality_code', '-at'], name='reception_event_by_time')],
                'constraints': [models.UniqueConstraint(fields=('ticket', 'version'), name='reception_event_once')],
            },
        ),
        EnableRowSecurity("reception", "DeskSession"),
        EnableRowSecurity("reception", "HallDay"),
        EnableRowSecurity("reception", "Ticket"),
        EnableRowSecurity("reception", "TicketEvent"),
        migrations.RunSQL(CREATE_GUARD, DROP_GUARD),
    ]
