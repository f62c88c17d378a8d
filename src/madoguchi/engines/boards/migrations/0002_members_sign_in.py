"""Members sign in, answer and remark; sittings are sent, moved and cancelled; who sat stays written."""

import django.db.models.deletion
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('comes', models.BooleanField(verbose_name='出席できる')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='ひとこと')),
                ('said_at', models.DateTimeField(verbose_name='答えた日時')),
            ],
            options={
                'verbose_name': '出席の返事',
                'verbose_name_plural': '出席の返事',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('result', models.CharField(blank=True, max_length=40, verbose_name='事前の判定')),
                ('text', models.TextField(blank=True, verbose_name='事前の意見')),
                ('said_at', models.DateTimeField(verbose_name='書いた日時')),
            ],
            options={
                'verbose_name': '事前の意見',
                'verbose_name_plural': '事前の意見',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='sitting',
            name='sitting_once_at_a_time',
        ),
        migrations.AddField(
            model_name='member',
            name='account',
            field=models.CharField(blank=True, max_length=80, verbose_name='サインインする人'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='declared',
            field=models.BooleanField(default=False, verbose_name='本人の申し出'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='cancel_reason',
            field=models.TextField(blank=True, verbose_name='中止の理由'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='last_number',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='最後の審査番号'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='roster',
            field=models.JSONField(default=list, verbose_name='合議体の委員'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='資料を出した日時'),
        ),
        migrations.AlterField(
            model_name='sitting',
            name='status',
            field=models.CharField(choices=[('planned', '予定'), ('open', '開催中'), ('closed', '終了'), ('cancelled', '中止')], default='planned', max_length=10, verbose_name='状態'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(condition=models.Q(('account', ''), _negated=True), fields=('municipality_code', 'account'), name='member_once_by_account'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'cancelled'), _negated=True), fields=('panel', 'day', 'begins'), name='sitting_once_at_a_time'),
        ),
        migrations.AddField(
            model_name='availability',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availabilities', to='boards.member'),
        ),
        migrations.AddField(
            model_name='availability',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availabilities', to='boards.sitting'),
        ),
        migrations.AddField(
            model_name='remark',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='boards.boardcase'),
        ),
        migrations.AddField(
            model_name='remark',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='boards.member'),
        ),
        migrations.AddField(
            model_name='remark',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='boards.sitting'),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.UniqueConstraint(fields=('sitting', 'member'), name='availability_once'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.UniqueConstraint(fields=('case', 'sitting', 'member'), name='remark_once'),
        ),
        EnableRowSecurity("boards", "Availability"),
        EnableRowSecurity("boards", "Remark"),
    ]
