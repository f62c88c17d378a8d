"""Whether many bookings of a day came from one network can be seen, for a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0004_set_aside"),
    ]

    operations = [
        migrations.AddField(
            model_name="reservation",
            name="source_mark",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=64, verbose_name="出どころの目印"
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("source_mark", ""), _negated=True),
                fields=["municipality_code", "source_mark"],
                name="booking_by_source",
            ),
        ),
    ]
