"""Which page and which code a number was given for, behind row security."""

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
                ('key', models.UUIDField(editable=False, verbose_name='押した画面')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('day', models.DateField(verbose_name='日')),
                ('mark', models.BinaryField(blank=True, max_length=32, null=True, verbose_name='コードの印')),
                ('ticket', models.UUIDField(blank=True, null=True, verbose_name='番号札')),
                ('device', models.UUIDField(blank=True, null=True, verbose_name='端末')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('printed_at', models.DateTimeField(blank=True, null=True, verbose_name='印刷した日時')),
            ],
            options={
                'verbose_name': '来庁',
                'verbose_name_plural': '来庁',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['municipality_code', 'ticket'], name='visiting_by_ticket')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'key'), name='visiting_key_once'), models.UniqueConstraint(fields=('municipality_code', 'day', 'mark'), name='visiting_mark_once')],
            },
        ),
        EnableRowSecurity("visiting", "Arrival"),
    ]
