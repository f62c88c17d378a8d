"""Applications of the マイナポータル, behind row security."""

import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PortalArrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('number', models.CharField(editable=False, max_length=64, verbose_name='マイナポータルの受付番号')),
                ('procedure_code', models.CharField(max_length=500, verbose_name='手続きの番号')),
                ('content', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='中身の番号')),
                ('size', models.PositiveBigIntegerField(verbose_name='大きさ')),
                ('digest', models.CharField(max_length=64, verbose_name='照合値')),
                ('status', models.CharField(choices=[('fetched', '届いた'), ('delivered', '渡した'), ('refused', '読めない')], default='fetched', max_length=10, verbose_name='状態')),
                ('message', models.TextField(blank=True, verbose_name='読めない理由')),
                ('received_at', models.DateTimeField(verbose_name='マイナポータルが受け取った日時')),
                ('fetched_at', models.DateTimeField(verbose_name='届いた日時')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='渡した日時')),
            ],
            options={
                'verbose_name': 'マイナポータルから届いたもの',
                'verbose_name_plural': 'マイナポータルから届いたもの',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('status', 'fetched')), fields=['municipality_code', 'fetched_at'], name='portal_undelivered'), models.Index(fields=['municipality_code', '-received_at'], name='portal_newest')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'number'), name='portal_arrival_once')],
            },
        ),
        migrations.CreateModel(
            name='PortalChunk',
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
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'owner', 'number'), name='portal_portalchunk_once')],
            },
        ),
        migrations.CreateModel(
            name='PortalReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('number', models.CharField(editable=False, max_length=64, verbose_name='マイナポータルの受付番号')),
                ('status', models.CharField(max_length=20, verbose_name='状況')),
                ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='送った日時')),
                ('message', models.TextField(blank=True, verbose_name='送れない理由')),
            ],
            options={
                'verbose_name': 'マイナポータルへの状況',
                'verbose_name_plural': 'マイナポータルへの状況',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'number'), name='portal_report_once')],
            },
        ),
        EnableRowSecurity("portal", "PortalArrival"),
        EnableRowSecurity("portal", "PortalReport"),
        EnableRowSecurity("portal", "PortalChunk"),
    ]
