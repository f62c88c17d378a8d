"""Reservations, what they occupy and who waits, behind row security; no desk is taken twice."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity
from madoguchi.engines.booking.migrations._no_double_booking import ADD, DROP


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='番号')),
                ('calendar', models.CharField(max_length=64, verbose_name='予約の受付')),
                ('needs', models.JSONField(default=list, verbose_name='必要な時間')),
                ('procedures', models.JSONField(default=list, verbose_name='手続き')),
                ('channel', models.CharField(choices=[('web', 'web'), ('phone', 'phone'), ('staff', 'staff')], max_length=8, verbose_name='経路')),
                ('person_mark', models.CharField(blank=True, max_length=64, verbose_name='人の目印')),
                ('token_digest', models.CharField(blank=True, max_length=64, verbose_name='リンクの照合値')),
                ('sealed', models.BinaryField(default=bytes, verbose_name='封をした連絡先')),
                ('created_at', models.DateTimeField(verbose_name='受け付けた日時')),
                ('code', models.CharField(max_length=6, verbose_name='予約番号')),
                ('status', models.CharField(choices=[('held', 'held'), ('booked', 'booked'), ('arrived', 'arrived'), ('missed', 'missed'), ('cancelled', 'cancelled'), ('lapsed', 'lapsed')], max_length=12, verbose_name='状態')),
                ('begins', models.DateTimeField(verbose_name='始まり')),
                ('ends', models.DateTimeField(verbose_name='終わり')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='変更の回数')),
                ('changed_at', models.DateTimeField(verbose_name='変わった日時')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='来た日時')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='返事の期限')),
                ('delete_on', models.DateField(verbose_name='消す日')),
            ],
            options={
                'verbose_name': '予約',
                'verbose_name_plural': '予約',
                'indexes': [models.Index(fields=['municipality_code', 'begins'], name='booking_by_day'), models.Index(fields=['municipality_code', 'token_digest'], name='booking_by_token'), models.Index(condition=models.Q(('status__in', ['held', 'booked'])), fields=['municipality_code', 'person_mark', 'begins'], name='booking_by_person'), models.Index(fields=['delete_on'], name='booking_by_end')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['held', 'booked'])), fields=('municipality_code', 'code'), name='booking_code_once'), models.CheckConstraint(condition=models.Q(('begins__lt', models.F('ends'))), name='booking_forwards')],
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('calendar', models.CharField(max_length=64, verbose_name='予約の受付')),
                ('line', models.CharField(max_length=64, verbose_name='窓口の列')),
                ('desk', models.PositiveIntegerField(verbose_name='窓口')),
                ('begins', models.DateTimeField(verbose_name='始まり')),
                ('ends', models.DateTimeField(verbose_name='終わり')),
                ('active', models.BooleanField(default=True, verbose_name='押さえている')),
                ('reservation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupations', to='booking.reservation')),
            ],
            options={
                'verbose_name': '押さえた時間',
                'verbose_name_plural': '押さえた時間',
                'ordering': ['begins', 'id'],
                'indexes': [models.Index(condition=models.Q(('active', True)), fields=['municipality_code', 'calendar', 'begins'], name='booking_occupied')],
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='番号')),
                ('calendar', models.CharField(max_length=64, verbose_name='予約の受付')),
                ('needs', models.JSONField(default=list, verbose_name='必要な時間')),
                ('procedures', models.JSONField(default=list, verbose_name='手続き')),
                ('channel', models.CharField(choices=[('web', 'web'), ('phone', 'phone'), ('staff', 'staff')], max_length=8, verbose_name='経路')),
                ('person_mark', models.CharField(blank=True, max_length=64, verbose_name='人の目印')),
                ('token_digest', models.CharField(blank=True, max_length=64, verbose_name='リンクの照合値')),
                ('sealed', models.BinaryField(default=bytes, verbose_name='封をした連絡先')),
                ('created_at', models.DateTimeField(verbose_name='受け付けた日時')),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('offered', 'offered'), ('taken', 'taken'), ('lapsed', 'lapsed'), ('left', 'left')], max_length=12, verbose_name='状態')),
                ('from_day', models.DateField(verbose_name='この日から')),
                ('until_day', models.DateField(verbose_name='この日まで')),
                ('offer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='waiting', to='booking.reservation')),
            ],
            options={
                'verbose_name': '空き待ち',
                'verbose_name_plural': '空き待ち',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['municipality_code', 'calendar', 'id'], name='booking_turns'), models.Index(fields=['municipality_code', 'token_digest'], name='booking_turn_by_token')],
            },
        ),
        migrations.RunSQL(ADD, DROP),
        EnableRowSecurity("booking", "Reservation"),
        EnableRowSecurity("booking", "Occupation"),
        EnableRowSecurity("booking", "Waiting"),
    ]
