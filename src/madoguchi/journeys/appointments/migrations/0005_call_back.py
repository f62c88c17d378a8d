"""Who calls back, and when nobody answered; behind row security."""

import django.db.models.deletion
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("appointments", "0004_sealed_count")]

    operations = [
        migrations.CreateModel(
            name="CallBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="電話している職員の番号")),
                ("holder_name", models.CharField(blank=True, max_length=100, verbose_name="電話している職員")),
                ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="引き受けた日時")),
                ("tries", models.JSONField(default=list, verbose_name="留守だった電話")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="変更の回数")),
                (
                    "booked",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_back",
                        to="appointments.booked",
                        verbose_name="とってある空き",
                    ),
                ),
            ],
            options={"verbose_name": "折り返しの電話", "verbose_name_plural": "折り返しの電話"},
        ),
        EnableRowSecurity("appointments", "CallBack"),
    ]
