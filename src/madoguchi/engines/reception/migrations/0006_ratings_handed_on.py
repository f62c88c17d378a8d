"""The office has an answer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0005_boxes'),
    ]

    operations = [
        migrations.AddField(
            model_name='rating',
            name='handed_on',
            field=models.BooleanField(default=False, verbose_name='庁内に届いた'),
        ),
    ]
