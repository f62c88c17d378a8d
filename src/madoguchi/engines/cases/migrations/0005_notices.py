"""Cases that another authority's notice begins."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_search_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='channel',
            field=models.CharField(choices=[('counter', '窓口'), ('online', 'オンライン'), ('notice', '通知書')], default='counter', max_length=10, verbose_name='受付の方法'),
        ),
    ]
