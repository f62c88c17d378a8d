"""Cases and their story, behind row security."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('visit_uuid', models.UUIDField(blank=True, null=True, verbose_name='来庁')),
                ('procedure_key', models.CharField(max_length=80, verbose_name='手続き')),
                ('procedure_label', models.CharField(max_length=200, verbose_name='手続きの名前')),
                ('person_index', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='世帯の何人目か')),
                ('person_name', models.CharField(blank=True, max_length=400, verbose_name='だれの')),
                ('desk_role', models.CharField(max_length=60, verbose_name='窓口')),
                ('status', models.CharField(choices=[('open', '未着手'), ('working', '処理中'), ('done', '完了'), ('returned', '差し戻し')], default='open', max_length=10, verbose_name='状態')),
                ('due', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('opened_at', models.DateTimeField(verbose_name='受け付けた日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('worked_by', models.CharField(blank=True, max_length=80, verbose_name='担当した職員')),
                ('worked_by_name', models.CharField(blank=True, max_length=100, verbose_name='担当した職員の名前')),
                ('note', models.TextField(blank=True, verbose_name='最後のメモ')),
                ('data', models.JSONField(default=dict, verbose_name='内容')),
                ('search_text', models.TextField(blank=True, editable=False, verbose_name='検索のための文字列')),
            ],
            options={
                'verbose_name': '案件',
                'verbose_name_plural': '案件',
                'ordering': ['due', 'opened_at', 'id'],
                'indexes': [models.Index(fields=['municipality_code', 'desk_role', 'status', 'due'], name='case_inbox'), models.Index(fields=['municipality_code', 'visit_uuid'], name='case_by_visit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('visit_uuid__isnull', False)), fields=('municipality_code', 'visit_uuid', 'procedure_key', 'person_index'), name='case_once_per_visit_procedure_person', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('step', models.CharField(choices=[('opened', '受け付けました'), ('started', '処理を始めました'), ('finished', '完了しました'), ('returned', '差し戻しました'), ('noted', 'メモを加えました')], max_length=10, verbose_name='できごと')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('actor_id', models.CharField(max_length=80, verbose_name='職員')),
                ('actor_name', models.CharField(blank=True, max_length=100, verbose_name='職員の名前')),
                ('note', models.TextField(blank=True, verbose_name='メモ')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case')),
            ],
            options={
                'verbose_name': '案件の経過',
                'verbose_name_plural': '案件の経過',
                'ordering': ['at', 'id'],
            },
        ),
        EnableRowSecurity("cases", "Case"),
        EnableRowSecurity("cases", "CaseEvent"),
    ]
