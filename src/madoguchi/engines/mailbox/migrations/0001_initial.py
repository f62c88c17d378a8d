"""Letters and their content, behind row security."""

import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(editable=False, verbose_name='受付の番号')),
                ('box', models.CharField(choices=[('applications', 'applications'), ('prefill_requests', 'prefill_requests'), ('replies', 'replies'), ('link_checks', 'link_checks')], max_length=16, verbose_name='種類')),
                ('content', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='中身の番号')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='大きさ')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='照合値')),
                ('address', models.CharField(blank=True, max_length=64, verbose_name='返信の置き場所')),
                ('created_at', models.DateTimeField(verbose_name='届いた日時')),
                ('fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='渡した日時')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='受領された日時')),
                ('expires_at', models.DateTimeField(verbose_name='期限')),
            ],
            options={
                'verbose_name': '届いたもの',
                'verbose_name_plural': '届いたもの',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['municipality_code', 'box', 'id'], name='mailbox_waiting'), models.Index(fields=['municipality_code', 'address'], name='mailbox_by_address'), models.Index(fields=['expires_at'], name='mailbox_by_end')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'uuid'), name='mailbox_letter_once')],
            },
        ),
        migrations.CreateModel(
            name='LetterChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('owner', models.UUIDField(verbose_name='持ち主')),
                ('number', models.PositiveIntegerField(verbose_name='番号')),
                ('content', models.BinaryField(verbose_name='中身')),
            ],
            options={
                'verbose_name': '届いたものの中身',
                'verbose_name_plural': '届いたものの中身',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'owner', 'number'), name='mailbox_letterchunk_once')],
            },
        ),
        EnableRowSecurity("mailbox", "Letter"),
        EnableRowSecurity("mailbox", "LetterChunk"),
    ]
