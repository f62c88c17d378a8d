from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_office")]

    operations = [
        migrations.AddField(
            model_name="booked",
            name="moved_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="前の始まり"),
        ),
    ]
