"""Letters that came, answers that go, behind row security."""

import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(editable=False, verbose_name='受付の番号')),
                ('box', models.CharField(max_length=16, verbose_name='種類')),
                ('content', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='中身の番号')),
                ('size', models.PositiveBigIntegerField(verbose_name='大きさ')),
                ('digest', models.CharField(max_length=64, verbose_name='照合値')),
                ('status', models.CharField(choices=[('arrived', '届いた'), ('delivered', '渡した'), ('refused', '開けない')], default='arrived', max_length=10, verbose_name='状態')),
                ('message', models.TextField(blank=True, verbose_name='開けない理由')),
                ('arrived_at', models.DateTimeField(verbose_name='届いた日時')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='渡した日時')),
            ],
            options={
                'verbose_name': '届いたもの',
                'verbose_name_plural': '届いたもの',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('status', 'arrived')), fields=['municipality_code', 'arrived_at'], name='courier_undelivered')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'uuid'), name='courier_arrival_once')],
            },
        ),
        migrations.CreateModel(
            name='CourierChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('owner', models.UUIDField(verbose_name='持ち主')),
                ('number', models.PositiveIntegerField(verbose_name='番号')),
                ('content', models.BinaryField(verbose_name='中身')),
            ],
            options={
                'verbose_name': '中身',
                'verbose_name_plural': '中身',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'owner', 'number'), name='courier_courierchunk_once')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='返信の番号')),
                ('content', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='中身の番号')),
                ('size', models.PositiveBigIntegerField(verbose_name='大きさ')),
                ('digest', models.CharField(max_length=64, verbose_name='照合値')),
                ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='送った日時')),
                ('expires_at', models.DateTimeField(verbose_name='期限')),
                ('message', models.TextField(blank=True, verbose_name='送れない理由')),
            ],
            options={
                'verbose_name': '返信',
                'verbose_name_plural': '返信',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['municipality_code', 'id'], name='courier_unsent')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'uuid'), name='courier_reply_once')],
            },
        ),
        EnableRowSecurity("courier", "Arrival"),
        EnableRowSecurity("courier", "Reply"),
        EnableRowSecurity("courier", "CourierChunk"),
    ]
