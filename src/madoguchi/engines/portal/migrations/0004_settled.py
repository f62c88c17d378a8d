"""What could not be received may be seen to otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0003_note'),
    ]

    operations = [
        migrations.AlterField(
            model_name='portalarrival',
            name='status',
            field=models.CharField(choices=[('fetched', '届いた'), ('delivered', '渡した'), ('refused', '読めない'), ('withheld', '渡してもらえない'), ('settled', '別に対応した')], default='fetched', max_length=10, verbose_name='状態'),
        ),
    ]
