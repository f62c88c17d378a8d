"""The office's copy knows how many procedures of a booking only its sealed part names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0003_moved_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="booked",
            name="sealed_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="封の中だけにある手続きの数"),
        ),
    ]
