"""That somebody whom nobody reached in time was dealt with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0007_bursts")]

    operations = [
        migrations.AddField(
            model_name="callback",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="済みにした日時"),
        ),
    ]
