"""A visit has the 受付番号 that its cases bear, from its beginning: papers are printed before they are opened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counter_visit", "0002_left_out")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="number",
            field=models.CharField(
                blank=True, db_collation="C", default="", max_length=20, verbose_name="受付番号"
            ),
        ),
    ]
