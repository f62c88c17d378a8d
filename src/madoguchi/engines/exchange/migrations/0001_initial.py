"""What was sent and what was received, behind row security, and the two doors between."""

import django.db.models.deletion
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity
from madoguchi.engines.exchange.migrations._doors import CREATE_DOORS, DROP_DOORS


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ReceivedMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(editable=False, verbose_name='送付の番号')),
                ('sender_code', models.CharField(max_length=6, verbose_name='送った団体')),
                ('kind', models.CharField(max_length=60, verbose_name='種類')),
                ('about', models.CharField(blank=True, max_length=400, verbose_name='だれの')),
                ('content', models.JSONField(default=dict, verbose_name='内容')),
                ('digest', models.CharField(max_length=64, verbose_name='照合値')),
                ('status', models.CharField(choices=[('received', '未処理'), ('processed', '処理した'), ('refused', '返した')], max_length=12, verbose_name='状態')),
                ('received_at', models.DateTimeField(verbose_name='届いた日時')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='処理した日時')),
                ('settled_by', models.CharField(blank=True, max_length=80, verbose_name='処理した職員')),
                ('settled_by_name', models.CharField(blank=True, max_length=100, verbose_name='処理した職員の名前')),
                ('note', models.TextField(blank=True, verbose_name='返事')),
                ('own_reference', models.CharField(blank=True, max_length=120, verbose_name='こちらの記録')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='返事が届いた日時')),
            ],
            options={
                'verbose_name': '受け取ったもの',
                'verbose_name_plural': '受け取ったもの',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['municipality_code', 'status', '-id'], name='exchange_received_by_status')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'uuid'), name='exchange_received_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('number', models.PositiveSmallIntegerField(verbose_name='番号')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('media_type', models.CharField(max_length=40, verbose_name='種類')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='exchange.receivedmessage')),
            ],
            options={
                'verbose_name': '受け取ったファイル',
                'verbose_name_plural': '受け取ったファイル',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SentMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(editable=False, verbose_name='送付の番号')),
                ('kind', models.CharField(max_length=60, verbose_name='種類')),
                ('subject', models.CharField(blank=True, max_length=120, verbose_name='もとの記録')),
                ('receiver_code', models.CharField(blank=True, max_length=6, verbose_name='相手の団体')),
                ('receiver_name', models.CharField(blank=True, max_length=200, verbose_name='郵送の宛先')),
                ('candidates', models.JSONField(default=list, verbose_name='宛先の候補')),
                ('why', models.TextField(blank=True, verbose_name='宛先が決まらない理由')),
                ('about', models.CharField(blank=True, max_length=400, verbose_name='だれの')),
                ('content', models.JSONField(default=dict, verbose_name='内容')),
                ('digest', models.CharField(max_length=64, verbose_name='照合値')),
                ('status', models.CharField(choices=[('to_address', '宛先を決める'), ('waiting', '送付待ち'), ('delivered', '届いた'), ('processed', '相手が処理した'), ('refused', '返された'), ('to_post', '郵送する'), ('posted', '郵送した'), ('dropped', '送らない')], max_length=12, verbose_name='状態')),
                ('written_at', models.DateTimeField(verbose_name='作った日時')),
                ('written_by', models.CharField(max_length=80, verbose_name='作った職員')),
                ('written_by_name', models.CharField(blank=True, max_length=100, verbose_name='作った職員の名前')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='届いた日時')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='決着した日時')),
                ('note', models.TextField(blank=True, verbose_name='相手の返事・メモ')),
            ],
            options={
                'verbose_name': '送ったもの',
                'verbose_name_plural': '送ったもの',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['municipality_code', 'status', '-id'], name='exchange_sent_by_status'), models.Index(fields=['municipality_code', 'subject'], name='exchange_sent_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'uuid'), name='exchange_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='SentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('number', models.PositiveSmallIntegerField(verbose_name='番号')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('media_type', models.CharField(max_length=40, verbose_name='種類')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='exchange.sentmessage')),
            ],
            options={
                'verbose_name': '送ったファイル',
                'verbose_name_plural': '送ったファイル',
                'ordering': ['number'],
            },
        ),
        EnableRowSecurity("exchange", "SentMessage"),
        EnableRowSecurity("exchange", "SentFile"),
        EnableRowSecurity("exchange", "ReceivedMessage"),
        EnableRowSecurity("exchange", "ReceivedFile"),
        migrations.RunSQL(CREATE_DOORS, DROP_DOORS),
    ]
