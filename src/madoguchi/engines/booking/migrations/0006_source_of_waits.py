"""Whether many waits of a day came from one network, so that an offer from the list has its mark too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0005_source_mark"),
    ]

    operations = [
        migrations.AddField(
            model_name="waiting",
            name="source_mark",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=64, verbose_name="出どころの目印"
            ),
        ),
    ]
