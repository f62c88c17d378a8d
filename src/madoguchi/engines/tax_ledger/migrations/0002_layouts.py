"""Columns that were chosen for files of another layout, and files that wait for such a choice."""

import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('tax_ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeldFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='番号')),
                ('kind', models.CharField(choices=[('assets', '資産（土地・家屋）'), ('owners', '宛名'), ('notices', '登記済通知')], max_length=10, verbose_name='種類')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('held_at', models.DateTimeField(verbose_name='送られた日時')),
                ('held_by', models.CharField(max_length=80, verbose_name='送った職員')),
            ],
            options={
                'verbose_name': '列を選んでいるファイル',
                'verbose_name_plural': '列を選んでいるファイル',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ColumnLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('kind', models.CharField(choices=[('assets', '資産（土地・家屋）'), ('owners', '宛名'), ('notices', '登記済通知')], max_length=10, verbose_name='種類')),
                ('fields', models.JSONField(default=dict, verbose_name='列の対応')),
                ('changed_at', models.DateTimeField(verbose_name='決めた日時')),
                ('changed_by_name', models.CharField(blank=True, max_length=100, verbose_name='決めた職員の名前')),
            ],
            options={
                'verbose_name': '列の対応',
                'verbose_name_plural': '列の対応',
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'kind'), name='ledger_layout_once')],
            },
        ),
        EnableRowSecurity("tax_ledger", "HeldFile"),
        EnableRowSecurity("tax_ledger", "ColumnLayout"),
    ]
