"""Applications that the portal lists and does not give are remembered."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='portalarrival',
            name='status',
            field=models.CharField(choices=[('fetched', '届いた'), ('delivered', '渡した'), ('refused', '読めない'), ('withheld', '渡してもらえない')], default='fetched', max_length=10, verbose_name='状態'),
        ),
    ]
