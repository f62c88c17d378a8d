from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0007_faces_on_devices"),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedhall",
            name="leaving",
            field=models.JSONField(blank=True, default=list, verbose_name="取り消したい番号札の鍵"),
        ),
    ]
