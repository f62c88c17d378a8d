"""What a clerk asked for and was not answered, until it is known what became of it; behind row security."""

from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity

_FOUND = [
    ("asked", "確かめています"),
    ("booked", "取れていました"),
    ("not_booked", "取れていません"),
    ("done", "片付けた"),
]


class Migration(migrations.Migration):
    dependencies = [("appointments", "0005_call_back")]

    operations = [
        migrations.CreateModel(
            name="Unsettled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                ("uuid", models.UUIDField(editable=False, verbose_name="番号")),
                ("calendar", models.CharField(max_length=64, verbose_name="予約の受付")),
                ("needs", models.JSONField(default=list, verbose_name="必要な時間")),
                ("begins", models.DateTimeField(verbose_name="始まり")),
                ("sealed", models.BinaryField(default=bytes, verbose_name="封をした連絡先")),
                (
                    "beyond_limit",
                    models.CharField(blank=True, max_length=200, verbose_name="数の上限をこえる理由"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="聞いた日時")),
                (
                    "state",
                    models.CharField(choices=_FOUND, default="asked", max_length=12, verbose_name="分かったこと"),
                ),
            ],
            options={
                "verbose_name": "返事のなかった予約",
                "verbose_name_plural": "返事のなかった予約",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_code", "uuid"), name="appointments_unsettled_once"
                    )
                ],
            },
        ),
        EnableRowSecurity("appointments", "Unsettled"),
    ]
