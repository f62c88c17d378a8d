"""A report says why, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_withheld'),
    ]

    operations = [
        migrations.AddField(
            model_name='portalreport',
            name='note',
            field=models.TextField(blank=True, verbose_name='伝えること'),
        ),
        migrations.AlterField(
            model_name='portalreport',
            name='status',
            field=models.CharField(max_length=500, verbose_name='状況'),
        ),
    ]
