"""What is given back while somebody waits is kept from everybody until it was offered in turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0003_held"),
    ]

    operations = [
        migrations.AddField(
            model_name="occupation",
            name="set_aside",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="空き待ちのために残している"
            ),
        ),
        migrations.AddIndex(
            model_name="occupation",
            index=models.Index(
                condition=models.Q(("set_aside", True)),
                fields=["municipality_code", "calendar"],
                name="booking_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupation",
            constraint=models.CheckConstraint(
                condition=models.Q(("active", True), ("set_aside", False), _connector="OR"),
                name="booking_aside_is_kept",
            ),
        ),
    ]
