"""What could not be received is found among all that was."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0004_settled'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='portalarrival',
            index=models.Index(condition=models.Q(('status__in', ['refused', 'withheld'])), fields=['municipality_code', 'status', '-id'], name='portal_not_received'),
        ),
    ]
