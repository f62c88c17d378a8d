"""What a code held and could not be read is kept by its key, so that the clerk is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counter_visit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="left_out",
            field=models.JSONField(default=list, verbose_name="読み取れなかった項目"),
        ),
    ]
