from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('online_application', '0003_portal'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='language',
            field=models.CharField(default='ja', max_length=20, verbose_name='読むことば'),
        ),
    ]
