from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0008_leaving"),
    ]

    operations = [
        # Wishes of the last seconds before the upgrade; their holders can say them again.
        migrations.RemoveField(model_name="publishedhall", name="leaving"),
        migrations.AddField(
            model_name="publishedhall",
            name="leaving",
            field=models.JSONField(blank=True, default=dict, verbose_name="取り消したい番号札"),
        ),
        migrations.AddField(
            model_name="hallhome",
            name="leaving",
            field=models.JSONField(blank=True, default=dict, verbose_name="取り消したい番号札"),
        ),
    ]
