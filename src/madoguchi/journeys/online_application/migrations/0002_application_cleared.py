from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('online_application', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='cleared',
            field=models.JSONField(default=list, verbose_name='確かめ終わったこと'),
        ),
    ]
