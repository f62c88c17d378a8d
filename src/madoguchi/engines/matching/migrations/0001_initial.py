"""Reviews, their candidates and decisions, behind row security; what was decided stays."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity
from madoguchi.engines.matching.migrations._kept import CREATE_GUARD, DROP_GUARD


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='確認の番号')),
                ('kind', models.CharField(max_length=60, verbose_name='種類')),
                ('subject', models.CharField(max_length=120, verbose_name='もとの記録')),
                ('desk', models.CharField(max_length=60, verbose_name='担当の課')),
                ('title', models.CharField(blank=True, max_length=400, verbose_name='だれの・なにの')),
                ('reason', models.TextField(blank=True, verbose_name='人が確かめる理由')),
                ('record', models.JSONField(default=dict, verbose_name='照合する記録')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='内容の照合値')),
                ('status', models.CharField(choices=[('waiting', '確認待ち'), ('later', 'あとで'), ('settled', '確認ずみ'), ('withdrawn', '取り下げ')], default='waiting', max_length=10, verbose_name='状態')),
                ('outcome', models.CharField(blank=True, choices=[('same', '同じ相手がいた'), ('none', 'どれとも違う')], max_length=10, verbose_name='結果')),
                ('chosen', models.CharField(blank=True, max_length=120, verbose_name='同じとされた記録')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='版')),
                ('opened_at', models.DateTimeField(verbose_name='できた日時')),
                ('touched_at', models.DateTimeField(verbose_name='動いた日時')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='決着した日時')),
                ('settled_by_name', models.CharField(blank=True, max_length=100, verbose_name='決めた職員')),
                ('held_by', models.CharField(blank=True, max_length=80, verbose_name='見ている職員')),
                ('held_by_name', models.CharField(blank=True, max_length=100, verbose_name='見ている職員の名前')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='いつまで')),
            ],
            options={
                'verbose_name': '照合の確認',
                'verbose_name_plural': '照合の確認',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['municipality_code', 'status', 'desk', 'touched_at'], name='matching_review_next')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'kind', 'subject'), name='matching_review_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='決定の番号')),
                ('kind', models.CharField(max_length=60, verbose_name='種類')),
                ('pair', models.CharField(max_length=64, verbose_name='組の照合値')),
                ('verdict', models.CharField(choices=[('same', '同じ'), ('different', '違う'), ('unsure', 'あとで')], max_length=10, verbose_name='決定')),
                ('note', models.TextField(blank=True, verbose_name='理由・メモ')),
                ('decided_at', models.DateTimeField(verbose_name='決めた日時')),
                ('decided_by', models.CharField(max_length=80, verbose_name='決めた職員の番号')),
                ('decided_by_name', models.CharField(blank=True, max_length=100, verbose_name='決めた職員')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='置きかえた日時')),
                ('ended_by', models.CharField(blank=True, max_length=80, verbose_name='置きかえた職員の番号')),
                ('ended_by_name', models.CharField(blank=True, max_length=100, verbose_name='置きかえた職員')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='matching.review')),
            ],
            options={
                'verbose_name': '照合の決定',
                'verbose_name_plural': '照合の決定',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('number', models.PositiveSmallIntegerField(verbose_name='番号')),
                ('record', models.JSONField(default=dict, verbose_name='候補の記録')),
                ('grounds', models.JSONField(default=list, verbose_name='理由')),
                ('weight', models.FloatField(default=0.0, verbose_name='重み')),
                ('probability', models.FloatField(blank=True, null=True, verbose_name='確率')),
                ('pair', models.CharField(max_length=64, verbose_name='組の照合値')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='matching.decision')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='matching.review')),
            ],
            options={
                'verbose_name': '照合の候補',
                'verbose_name_plural': '照合の候補',
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('municipality_code', 'pair'), name='matching_one_decision_of_a_pair'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['municipality_code', 'pair'], name='matching_candidate_by_pair'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('review', 'number'), name='matching_candidate_number'),
        ),
        EnableRowSecurity("matching", "Review"),
        EnableRowSecurity("matching", "Decision"),
        EnableRowSecurity("matching", "Candidate"),
        migrations.RunSQL(CREATE_GUARD, DROP_GUARD),
    ]
