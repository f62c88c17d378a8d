"""How many procedures of a booking only its sealed part names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="sealed_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="封の中だけにある手続きの数"),
        )
        for model in ("reservation", "waiting")
    ]
