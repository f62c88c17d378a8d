"""When the register was looked through, behind row security."""

import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DuplicateCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='確認の番号')),
                ('started_at', models.DateTimeField(verbose_name='始めた日時')),
                ('started_by_name', models.CharField(blank=True, max_length=100, verbose_name='始めた職員')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('compared', models.PositiveIntegerField(default=0, verbose_name='見比べた組')),
                ('asked', models.PositiveIntegerField(default=0, verbose_name='確認に出した組')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='前に決めた組')),
            ],
            options={
                'verbose_name': '二重登録の確認',
                'verbose_name_plural': '二重登録の確認',
                'ordering': ['-id'],
            },
        ),
        EnableRowSecurity("same_person", "DuplicateCheck"),
    ]
