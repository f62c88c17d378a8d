"""Versions of flows, runs and tasks, behind row security."""

import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FlowVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('key', models.CharField(max_length=80, verbose_name='流れ')),
                ('label', models.CharField(max_length=200, verbose_name='名前')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='版')),
                ('drawing', models.TextField(verbose_name='図（BPMN）')),
                ('declaration', models.TextField(verbose_name='宣言（YAML）')),
                ('first_used_at', models.DateTimeField(verbose_name='使い始めた日時')),
            ],
            options={
                'verbose_name': '流れの版',
                'verbose_name_plural': '流れの版',
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'key', 'fingerprint'), name='flow_version_once')],
            },
        ),
        migrations.CreateModel(
            name='FlowRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('subject', models.CharField(max_length=60, verbose_name='何の')),
                ('desk_role', models.CharField(max_length=60, verbose_name='担当の窓口')),
                ('state', models.CharField(choices=[('running', '進行中'), ('finished', '終わり'), ('cancelled', '中止')], default='running', max_length=10, verbose_name='状態')),
                ('choices', models.JSONField(default=dict, verbose_name='選び方')),
                ('results', models.JSONField(default=dict, verbose_name='結果')),
                ('living', models.JSONField(default=list, verbose_name='今いる所')),
                ('trouble', models.TextField(blank=True, verbose_name='進めない理由')),
                ('begun_at', models.DateTimeField(verbose_name='始まった日時')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='flows.flowversion')),
            ],
            options={
                'verbose_name': '進行',
                'verbose_name_plural': '進行',
            },
        ),
        migrations.CreateModel(
            name='FlowTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('subject', models.CharField(max_length=60, verbose_name='何の')),
                ('step', models.CharField(max_length=80, verbose_name='手順')),
                ('label', models.CharField(max_length=120, verbose_name='手順の名前')),
                ('kind', models.CharField(choices=[('person', 'person'), ('service', 'service'), ('timer', 'timer'), ('message', 'message')], max_length=10, verbose_name='種類')),
                ('desk_role', models.CharField(blank=True, max_length=60, verbose_name='窓口')),
                ('due', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('urgency', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('due', models.Value(datetime.date(9999, 12, 31), output_field=models.DateField())), output_field=models.DateField(verbose_name='急ぐ順'))),
                ('fires_at', models.DateTimeField(blank=True, null=True, verbose_name='時間が来る日時')),
                ('correlation', models.CharField(blank=True, max_length=160, verbose_name='待っている知らせ')),
                ('opened_at', models.DateTimeField(verbose_name='回ってきた日時')),
                ('began_at', models.DateTimeField(blank=True, null=True, verbose_name='取りかかった日時')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('ending', models.CharField(blank=True, max_length=10, verbose_name='終わり方')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='催促した日時')),
                ('assignee_id', models.CharField(blank=True, max_length=80, verbose_name='担当の職員')),
                ('assignee_name', models.CharField(blank=True, max_length=100, verbose_name='担当の職員の名前')),
                ('actor_id', models.CharField(blank=True, max_length=80, verbose_name='終えた職員')),
                ('actor_name', models.CharField(blank=True, max_length=100, verbose_name='終えた職員の名前')),
                ('result', models.CharField(blank=True, max_length=80, verbose_name='結果')),
                ('note', models.TextField(blank=True, verbose_name='メモ')),
                ('trouble', models.TextField(blank=True, verbose_name='進めない理由')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='flows.flowrun')),
            ],
            options={
                'verbose_name': '手順',
                'verbose_name_plural': '手順',
                'ordering': ['opened_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True), ('kind', 'person')), fields=['municipality_code', 'desk_role', 'urgency', 'id'], include=('assignee_id',), name='flow_task_worklist'), models.Index(condition=models.Q(('ending', 'done'), ('kind', 'person')), fields=['municipality_code', 'desk_role', '-ended_at', '-id'], name='flow_task_finished'), models.Index(condition=models.Q(('ended_at__isnull', True), ('kind', 'timer')), fields=['municipality_code', 'fires_at'], name='flow_task_timers'), models.Index(condition=models.Q(('ended_at__isnull', True), models.Q(('correlation', ''), _negated=True)), fields=['municipality_code', 'correlation'], name='flow_task_messages')],
            },
        ),
        migrations.AddIndex(
            model_name='flowrun',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['municipality_code', 'version', 'id'], name='flow_run_going_on'),
        ),
        migrations.AddIndex(
            model_name='flowrun',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), models.Q(('trouble', ''), _negated=True)), fields=['municipality_code', 'id'], name='flow_run_in_trouble'),
        ),
        migrations.AddConstraint(
            model_name='flowrun',
            constraint=models.UniqueConstraint(fields=('municipality_code', 'subject'), name='flow_run_once_per_subject'),
        ),
        migrations.AddConstraint(
            model_name='flowrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='flow_run_ended_or_running'),
        ),
        EnableRowSecurity("flows", "FlowVersion"),
        EnableRowSecurity("flows", "FlowRun"),
        EnableRowSecurity("flows", "FlowTask"),
    ]
