"""Handover records, behind row security."""

import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='HandoverRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='引渡番号')),
                ('visit_uuid', models.UUIDField(blank=True, null=True, verbose_name='来庁')),
                ('target', models.CharField(max_length=60, verbose_name='引き渡し先')),
                ('kind', models.CharField(max_length=60, verbose_name='種類')),
                ('payload', models.JSONField(default=dict, verbose_name='内容')),
                ('payload_digest', models.CharField(max_length=64, verbose_name='内容の照合値')),
                ('status', models.CharField(choices=[('waiting', '引き渡し待ち'), ('delivered', '受領の確認待ち'), ('acknowledged', '受領済み'), ('failed', '引き渡せません')], default='waiting', max_length=12, verbose_name='状態')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='試みた回数')),
                ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='届けた日時')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='受領された日時')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='次に試みる日時')),
                ('message', models.TextField(blank=True, verbose_name='引き渡し先からの知らせ')),
            ],
            options={
                'verbose_name': '引き渡し',
                'verbose_name_plural': '引き渡し',
                'ordering': ['recorded_at', 'id'],
                'indexes': [models.Index(fields=['municipality_code', 'status', 'next_attempt_at'], name='handover_unfinished'), models.Index(fields=['municipality_code', 'visit_uuid'], name='handover_by_visit')],
            },
        ),
        EnableRowSecurity("handover", "HandoverRecord"),
    ]
