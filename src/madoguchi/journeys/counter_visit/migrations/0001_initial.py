"""Visits and their documents, behind row security."""

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
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('journey_id', models.UUIDField(default=uuid.uuid4, verbose_name='手続きの流れ')),
                ('envelope_id', models.UUIDField(blank=True, null=True, verbose_name='事前申請の番号')),
                ('event_key', models.CharField(max_length=60, verbose_name='ライフイベント')),
                ('state', models.CharField(choices=[('open', '受付中'), ('accepted', '受理済み'), ('cancelled', '取りやめ')], default='open', max_length=10, verbose_name='状態')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='変更の回数')),
                ('received_on', models.DateField(verbose_name='受付日')),
                ('answers', models.JSONField(default=dict, verbose_name='回答')),
                ('origins', models.JSONField(default=dict, verbose_name='回答の出どころ')),
                ('chosen', models.JSONField(blank=True, null=True, verbose_name='選んだ手続き')),
                ('acknowledged', models.JSONField(default=dict, verbose_name='確認したこと')),
                ('identity_method', models.CharField(blank=True, max_length=40, verbose_name='本人確認の方法')),
                ('identity_at', models.DateTimeField(blank=True, null=True, verbose_name='本人確認の時刻')),
                ('identity_by', models.CharField(blank=True, max_length=60, verbose_name='本人確認をした職員')),
                ('signature', models.JSONField(blank=True, null=True, verbose_name='署名')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='署名の時刻')),
                ('prints_for_signing', models.BooleanField(default=False, verbose_name='紙に署名')),
                ('opened_at', models.DateTimeField(verbose_name='受付の時刻')),
                ('opened_by', models.CharField(max_length=60, verbose_name='受け付けた職員')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='受理の時刻')),
                ('accepted_by', models.CharField(blank=True, max_length=60, verbose_name='受理した職員')),
                ('done_here', models.JSONField(default=list, verbose_name='この窓口で済んだ手続き')),
                ('pack_fingerprint', models.CharField(blank=True, max_length=64, verbose_name='パックの指紋')),
            ],
            options={
                'verbose_name': '来庁',
                'verbose_name_plural': '来庁',
                'ordering': ['-opened_at'],
                'indexes': [models.Index(fields=['municipality_code', 'state', '-opened_at'], name='visit_queue')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'envelope_id'), name='visit_once_per_sealed_envelope')],
            },
        ),
        migrations.CreateModel(
            name='VisitDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('position', models.PositiveSmallIntegerField(verbose_name='順番')),
                ('document_key', models.CharField(max_length=80, verbose_name='書類')),
                ('title', models.CharField(max_length=200, verbose_name='書類名')),
                ('file_name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('procedures', models.JSONField(default=list, verbose_name='手続き')),
                ('persons', models.JSONField(default=list, verbose_name='だれの')),
                ('pdf', models.BinaryField(verbose_name='PDF')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('made_at', models.DateTimeField(verbose_name='作成の時刻')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='counter_visit.visit')),
            ],
            options={
                'verbose_name': '作成した書類',
                'verbose_name_plural': '作成した書類',
                'ordering': ['visit', 'position'],
                'constraints': [models.UniqueConstraint(fields=('visit', 'position'), name='visit_document_once')],
            },
        ),
        EnableRowSecurity("counter_visit", "Visit"),
        EnableRowSecurity("counter_visit", "VisitDocument"),
    ]
