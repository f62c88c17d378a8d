"""A password that somebody else chose is changed before anything else."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="own_password_due",
            field=models.BooleanField(default=False, verbose_name="自分のパスワードを決めるまで"),
        ),
    ]
