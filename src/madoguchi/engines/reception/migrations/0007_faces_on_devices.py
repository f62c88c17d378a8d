"""A device may be the one on which people say how their visit was."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0006_ratings_handed_on'),
    ]

    operations = [
        migrations.AlterField(
            model_name='device',
            name='kind',
            field=models.CharField(choices=[('kiosk', '発券機'), ('display', '案内表示'), ('faces', '満足度の端末')], max_length=10, verbose_name='種類'),
        ),
    ]
