"""What an applicant has taken back in the portal is given on once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0005_not_received'),
    ]

    operations = [
        migrations.AddField(
            model_name='portalarrival',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='そこで取り下げられたと分かった日時'),
        ),
    ]
