"""Applications of the マイナポータル, with the number there."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('online_application', '0002_application_cleared'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='portal_number',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='マイナポータルの受付番号'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signedversion',
            name='portal_number',
            field=models.CharField(blank=True, db_collation='C', default='', max_length=64, verbose_name='マイナポータルの受付番号'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signedversion',
            name='original',
            field=models.BinaryField(blank=True, default=b'', verbose_name='届いたデータ'),
        ),
        migrations.AddConstraint(
            model_name='signedversion',
            constraint=models.UniqueConstraint(condition=models.Q(('portal_number__gt', '')), fields=('municipality_code', 'portal_number'), name='signed_version_by_portal_number'),
        ),
    ]
