"""Halls that a box looks after, and what the centre has of them, behind row security."""

from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0004_stays_and_ratings'),
    ]

    operations = [
        migrations.CreateModel(
            name='HallHome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('hall', models.CharField(max_length=60, verbose_name='待合')),
                ('box', models.CharField(max_length=40, verbose_name='受付端末の名前')),
                ('since', models.DateTimeField(verbose_name='受付端末に任せた日時')),
                ('heard_at', models.DateTimeField(blank=True, null=True, verbose_name='最後に届いた日時')),
                ('serial', models.CharField(blank=True, max_length=64, verbose_name='証明書の番号')),
            ],
            options={
                'verbose_name': '受付端末に任せた待合',
                'verbose_name_plural': '受付端末に任せた待合',
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'hall'), name='reception_home_once')],
            },
        ),
        migrations.CreateModel(
            name='JoinedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('kind', models.CharField(max_length=20, verbose_name='種類')),
                ('row', models.UUIDField(verbose_name='番号')),
                ('version', models.PositiveIntegerField(verbose_name='版')),
            ],
            options={
                'verbose_name': '庁内に届いた版',
                'verbose_name_plural': '庁内に届いた版',
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'kind', 'row'), name='reception_joined_once')],
            },
        ),
        EnableRowSecurity("reception", "HallHome"),
        EnableRowSecurity("reception", "JoinedRow"),
    ]
