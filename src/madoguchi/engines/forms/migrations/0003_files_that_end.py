from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forms", "0002_draft_files")]

    operations = [
        migrations.AddField(
            model_name="draftfile",
            name="expires_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="有効期限"),
        ),
    ]
