"""Kiosks and displays of the halls, behind row security."""

from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0002_published_hall'),
    ]

    operations = [
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(editable=False, verbose_name='端末の番号')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('kind', models.CharField(choices=[('kiosk', '発券機'), ('display', '案内表示')], max_length=10, verbose_name='種類')),
                ('name', models.CharField(max_length=60, verbose_name='名前')),
                ('link_digest', models.BinaryField(blank=True, max_length=32, null=True, verbose_name='リンクの照合値')),
                ('link_until', models.DateTimeField(blank=True, null=True, verbose_name='リンクの期限')),
                ('key_digest', models.BinaryField(blank=True, max_length=32, null=True, verbose_name='鍵の照合値')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='つないだ日時')),
                ('last_seen_at', models.DateTimeField(blank=True, null=True, verbose_name='最後に動いていた日時')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='止めた日時')),
                ('printer', models.JSONField(default=dict, verbose_name='プリンター')),
                ('printer_state', models.CharField(choices=[('unknown', 'まだ確かめていません'), ('ready', '使えます'), ('paper_low', '用紙が残り少なくなっています'), ('paper_out', '用紙がありません'), ('cover_open', 'カバーが開いています'), ('fault', '故障しています'), ('unreachable', 'つながりません')], default='unknown', max_length=12, verbose_name='プリンターの状態')),
                ('printer_checked_at', models.DateTimeField(blank=True, null=True, verbose_name='プリンターを確かめた日時')),
                ('made_at', models.DateTimeField(verbose_name='登録した日時')),
                ('made_by', models.CharField(max_length=80, verbose_name='登録した職員')),
                ('made_by_name', models.CharField(blank=True, max_length=100, verbose_name='登録した職員の名前')),
            ],
            options={
                'verbose_name': '端末',
                'verbose_name_plural': '端末',
                'ordering': ['hall', 'kind', 'id'],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'uuid'), name='reception_device_once'), models.UniqueConstraint(fields=('municipality_code', 'link_digest'), name='reception_link_once'), models.UniqueConstraint(fields=('municipality_code', 'key_digest'), name='reception_key_once')],
            },
        ),
        EnableRowSecurity("reception", "Device"),
    ]
