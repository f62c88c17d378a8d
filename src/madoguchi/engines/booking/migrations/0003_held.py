"""Offers that end are found without reading all bookings: at every cancelling, and every few minutes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0002_sealed_count"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("status", "held")),
                fields=["municipality_code", "calendar", "held_until"],
                name="booking_held",
            ),
        ),
    ]
