"""Many bookings from one network on one day, and what a clerk decided of them; behind row security."""

import uuid

from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity

_DECIDED = [
    ("releasing", "取り消しています"),
    ("released", "取り消しました"),
    ("returning", "もとに戻しています"),
    ("returned", "もとに戻しました"),
    ("fine", "問題なし"),
]


class Migration(migrations.Migration):
    dependencies = [("appointments", "0006_unsettled")]

    operations = [
        migrations.AddField(
            model_name="booked",
            name="source_mark",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=64, verbose_name="出どころの目印"
            ),
        ),
        migrations.CreateModel(
            name="BurstDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="番号")),
                ("source_mark", models.CharField(max_length=64, verbose_name="出どころの目印")),
                ("calendar", models.CharField(max_length=64, verbose_name="予約の受付")),
                ("state", models.CharField(choices=_DECIDED, max_length=12, verbose_name="決めたこと")),
                ("bookings", models.JSONField(default=list, verbose_name="予約")),
                ("left", models.JSONField(default=list, verbose_name="これから")),
                ("lost", models.JSONField(default=list, verbose_name="戻せなかった予約")),
                ("decided_at", models.DateTimeField(verbose_name="決めた日時")),
            ],
            options={
                "verbose_name": "まとまった予約についての判断",
                "verbose_name_plural": "まとまった予約についての判断",
                "ordering": ["-decided_at", "id"],
                "indexes": [
                    models.Index(
                        fields=["municipality_code", "source_mark", "calendar"],
                        name="appointments_burst_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_code", "uuid"), name="appointments_burst_once"
                    )
                ],
            },
        ),
        EnableRowSecurity("appointments", "BurstDecision"),
    ]
