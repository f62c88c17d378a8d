from django.db import migrations, models

from madoguchi.core.tenancy.row_security import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('measuring', '0002_work_done'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountersVisited',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('event', models.CharField(max_length=60, verbose_name='ライフイベント')),
                ('day', models.DateField(verbose_name='受理の日')),
                ('each', models.PositiveSmallIntegerField(verbose_name='窓口の数（1つずつ回るとき）')),
                ('remaining', models.PositiveSmallIntegerField(verbose_name='窓口の数（実際）')),
            ],
            options={
                'verbose_name': '回った窓口の数',
                'verbose_name_plural': '回った窓口の数',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['municipality_code', 'day'], include=('event', 'each', 'remaining'), name='counters_visited_by_day')],
            },
        ),
        EnableRowSecurity("measuring", "CountersVisited"),
    ]
