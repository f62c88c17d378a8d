"""Stretches at counters and what visitors thought, behind row security."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0003_devices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='評価')),
                ('hall', models.CharField(blank=True, max_length=60, verbose_name='待合')),
                ('day', models.DateField(verbose_name='日')),
                ('at', models.DateTimeField(verbose_name='いつ')),
                ('face', models.PositiveSmallIntegerField(verbose_name='評価')),
                ('remark', models.CharField(blank=True, max_length=140, verbose_name='ひとこと')),
                ('source', models.CharField(choices=[('phone', 'スマートフォン'), ('device', '備え付けの端末')], max_length=10, verbose_name='どこで')),
                ('language', models.CharField(default='ja', max_length=20, verbose_name='ことば')),
                ('purpose', models.CharField(blank=True, max_length=60, verbose_name='用件')),
                ('origin', models.CharField(blank=True, max_length=20, verbose_name='来かた')),
                ('digest', models.CharField(blank=True, max_length=32, verbose_name='番号札の要約')),
            ],
            options={
                'verbose_name': '満足度',
                'verbose_name_plural': '満足度',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['municipality_code', 'day'], name='reception_rating_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('municipality_code', 'digest'), name='reception_rated_once'), models.CheckConstraint(condition=models.Q(('face__range', (1, 5))), name='reception_five_faces')],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('part', models.PositiveSmallIntegerField(verbose_name='何番目')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('day', models.DateField(verbose_name='日')),
                ('hour', models.PositiveSmallIntegerField(verbose_name='時')),
                ('counter', models.CharField(max_length=60, verbose_name='窓口')),
                ('purpose', models.CharField(max_length=60, verbose_name='用件')),
                ('origin', models.CharField(max_length=20, verbose_name='来かた')),
                ('lane', models.CharField(max_length=10, verbose_name='列')),
                ('desk', models.CharField(blank=True, max_length=20, verbose_name='席')),
                ('group', models.CharField(blank=True, max_length=60, verbose_name='担当')),
                ('queued_at', models.DateTimeField(verbose_name='待ち始めた日時')),
                ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='呼んだ日時')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('outcome', models.CharField(blank=True, choices=[('finished', '終わった'), ('transferred', '次の窓口へ'), ('held', '保留'), ('absent', '不在'), ('left', '帰った')], max_length=12, verbose_name='どう終わったか')),
                ('resumed', models.BooleanField(default=False, verbose_name='呼び戻した')),
                ('waited', models.PositiveIntegerField(blank=True, null=True, verbose_name='待った秒')),
                ('served', models.PositiveIntegerField(blank=True, null=True, verbose_name='対応の秒')),
                ('told', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='伝えた分')),
                ('low', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='伝えた分の下')),
                ('high', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='伝えた分の上')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='reception.ticket')),
            ],
            options={
                'verbose_name': '窓口ごとの滞在',
                'verbose_name_plural': '窓口ごとの滞在',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['municipality_code', 'hall', 'day'], name='reception_stay_by_day')],
                'constraints': [models.UniqueConstraint(fields=('ticket', 'part'), name='reception_stay_once')],
            },
        ),
        EnableRowSecurity("reception", "Rating"),
        EnableRowSecurity("reception", "Stay"),
    ]
